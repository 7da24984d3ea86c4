package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/goawait/goawait/integration/invent"
)

// A fuzzer is one run.
type fuzzer struct {
	options
	dir          string
	env          []string
	ran, refused map[string]int // parts, by way
}

// A difference is a part that goawait does not run as Go does.
type difference struct {
	way       way
	part      invent.Part
	want, got string
}

// cache is where goawait builds for a fuzzer, so that the person's own cache stays as it is. The
// engine stays there for the next time.
func (f *fuzzer) cache() string {
	if cache, err := os.UserCacheDir(); err == nil {
		return filepath.Join(cache, "goawait-fuzz")
	}
	return filepath.Join(f.dir, "cache")
}

// patience is how long a program may take: it and its engine may have to be built, and in cells each of
// its parts, on a machine that has other things to do.
const patience = 20 * time.Minute

// execute runs a command and returns what it printed.
func (f *fuzzer) execute(ctx context.Context, name string, args ...string) (stdout, stderr string, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	var out, errs bytes.Buffer
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr, cmd.WaitDelay = f.dir, f.env, &out, &errs, time.Second
	err = cmd.Run()
	if ctx.Err() != nil {
		fmt.Fprintf(&errs, "(it was ended after %s)\n", patience)
	}
	return out.String(), errs.String(), err
}

// try makes a program of the seeds from the given one on and runs it in a way.
func (f *fuzzer) try(ctx context.Context, w way, seed int64) (*difference, error) {
	var parts []invent.Part
	for i := range f.parts {
		parts = append(parts, invent.Make(seed+int64(i), w.style))
	}
	want, err := f.expected(ctx, parts)
	if err != nil {
		return nil, err
	}
	if w.whole {
		parts = withoutPanics(parts, want)
	}
	d, err := f.compare(ctx, w, parts, want)
	if d == nil || err != nil {
		return nil, err
	}
	if alone, err := f.isolate(ctx, w, parts); alone != nil || err != nil {
		return alone, err
	}
	return d, nil
}

// expected builds a program with the toolchain and runs it.
func (f *fuzzer) expected(ctx context.Context, parts []invent.Part) (map[string]string, error) {
	file, exe := filepath.Join(f.dir, "want.go"), filepath.Join(f.dir, "want.exe")
	if err := os.WriteFile(file, []byte("package main\n"+invent.Plainly(invent.Program(parts))), 0o600); err != nil {
		return nil, err
	}
	if _, errs, err := f.execute(ctx, "go", "build", "-ldflags=-s -w", "-o", exe, file); err != nil {
		return nil, fmt.Errorf("the program is not Go: %w\n%s", err, errs)
	}
	out, errs, err := f.execute(ctx, exe)
	if err != nil {
		return nil, fmt.Errorf("the program does not end well: %w\n%s", err, errs)
	}
	return blocks(out), nil
}

func withoutPanics(parts []invent.Part, want map[string]string) []invent.Part {
	var fine []invent.Part
	for _, p := range parts {
		if !strings.Contains(want[p.Name], p.Name+" recovered: ") {
			fine = append(fine, p)
		}
	}
	return fine
}

// compare runs parts in a way and returns one that is different.
func (f *fuzzer) compare(ctx context.Context, w way, parts []invent.Part, want map[string]string) (*difference, error) {
	for len(parts) > 0 {
		text := w.write(parts)
		file := filepath.Join(f.dir, "got.goa")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			return nil, err
		}
		out, errs, err := f.execute(ctx, f.goawait, "run", "--lane", w.lane, file)
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		if left := withoutRefused(parts, text, errs); w.lane == "instant" && len(left) < len(parts) {
			f.refused[w.name] += len(parts) - len(left)
			parts = left
			continue
		}
		got := blocks(out)
		for i, p := range parts {
			have, ran := got[p.Name]
			if err != nil && (!ran || i+1 < len(parts) && !has(got, parts[i+1]) || i+1 == len(parts)) {
				have += "\n" + errs // it ended here
				return &difference{w, p, want[p.Name], have}, nil
			}
			if have != want[p.Name] {
				return &difference{w, p, want[p.Name], have}, nil
			}
		}
		f.ran[w.name] += len(parts)
		return nil, nil
	}
	return nil, nil
}

func has(got map[string]string, p invent.Part) bool {
	_, ok := got[p.Name]
	return ok
}

// refusal matches what the instant lane says of a construct that it does not take.
var refusal = regexp.MustCompile(`(?m)^\S*got\.goa:(\d+):\d+: .* needs the native lane`)

// withoutRefused leaves out the parts that the instant lane refuses.
func withoutRefused(parts []invent.Part, text, errs string) []invent.Part {
	refused := map[string]bool{}
	lines := strings.Split(text, "\n")
	for _, m := range refusal.FindAllStringSubmatch(errs, -1) {
		n, _ := strconv.Atoi(m[1])
		for ; n > 0; n-- { // back to the part that it is in
			if name := partName.FindString(lines[n-1]); name != "" {
				refused[name] = true
				break
			}
		}
	}
	var left []invent.Part
	for _, p := range parts {
		if !refused[fmt.Sprintf("p%d", p.Seed)] {
			left = append(left, p)
		}
	}
	return left
}

var partName = regexp.MustCompile(`\bp\d+`)
