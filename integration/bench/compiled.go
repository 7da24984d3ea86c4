package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// A footprint is what a session of compiled cells has taken after so many of them.
type footprint struct {
	cells       int
	engine, own int64         // bytes: resident memory of the engine, and of that what is no file's
	disk        int64         // bytes: plugins in the cache
	took        time.Duration // the median of the cells since the one before
}

// measureCompiled runs cells that are compiled, each with a type, a method, a function and a
// variable of its own, and one that uses those of the cell before, in one session.
func measureCompiled(ctx context.Context, o options, h *home) ([]footprint, error) {
	cache := filepath.Join(h.dir, "goawait")
	h.env = append(h.env, "GOAWAIT_CACHE="+cache)
	c, err := startDAP(ctx, o, h)
	if err != nil {
		return nil, err
	}
	defer c.close()
	if _, err := c.run("%%native\nx0 := 0", ""); err != nil {
		return nil, err
	}
	answer, err := c.request("evaluate", map[string]any{"expression": "os.Getpid()", "context": "repl"})
	if err != nil {
		return nil, err
	}
	var all []footprint
	var took samples
	for n := range o.compiled + 1 {
		if n%50 == 0 {
			f := footprint{cells: n, disk: sizeOf(filepath.Join(cache, "plugin"))}
			if f.engine, f.own, err = resident(answer.Body.Result); err != nil {
				return nil, err
			}
			if len(took) > 0 {
				f.took = took.quantile(0.5)
			}
			all, took = append(all, f), nil
		}
		cell := fmt.Sprintf("%%%%native\ntype T%[1]d struct{ n int }\nfunc (t T%[1]d) Next() int { return t.n + 1 }\nfunc f%[1]d(n int) int { return T%[1]d{n}.Next() }\nx%[2]d := f%[1]d(x%[1]d)\nx%[2]d", n, n+1)
		d, err := c.run(cell, strconv.Itoa(n+1))
		if err != nil {
			return nil, err
		}
		took = append(took, d)
	}
	return all, nil
}

// resident is the memory of a process as Linux counts it, and how much of it is the process's own:
// the rest can be read from files again.
func resident(pid string) (all, own int64, err error) {
	text, err := os.ReadFile(filepath.Join("/proc", pid, "status"))
	if err != nil {
		return 0, 0, err
	}
	for line := range bytes.Lines(text) {
		name, value, _ := strings.Cut(strings.TrimSpace(string(line)), ":")
		kb, _ := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(value, "kB")), 10, 64)
		switch name {
		case "VmRSS":
			all = kb << 10
		case "RssAnon":
			own = kb << 10
		}
	}
	return all, own, nil
}

func sizeOf(dir string) (n int64) {
	_ = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			if info, err := d.Info(); err == nil {
				n += info.Size()
			}
		}
		return nil
	})
	return n
}

// reportCompiled prints them as Markdown.
func reportCompiled(w io.Writer, all []footprint) {
	if len(all) == 0 {
		return
	}
	fmt.Fprintf(w, "\n| compiled cells in one session | memory of the engine | of that its own | plugins on disk | a cell, p50 |\n|---|---|---|---|---|\n")
	for _, f := range all {
		fmt.Fprintf(w, "| %d | %d MB | %d MB | %d MB | %s |\n", f.cells, f.engine>>20, f.own>>20, f.disk>>20, brief(f.took))
	}
}
