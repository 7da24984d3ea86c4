package native

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// An Engine is a program that speaks package wire, as `goawait engine` does, and loads plugins
// that were built for its ID.
type Engine struct {
	Path string // of the program
	ID   string
}

// A Progress is how far the building of an engine is.
type Progress struct {
	Text        string // "compiling net/http"
	Done, Total int    // packages; Total is 0 where there is nothing to count
}

// enginePackages are what the engine's main package imports. Package plugin is what makes it
// able to load them.
var enginePackages = []string{ourModule + "/session/engine", ourModule + "/session/engine/everyday", asyncPath, "plugin"}

const engineMain = `package main

import (
	"os"
	"plugin"
	"runtime"

	"` + ourModule + `/session/engine"
	"` + ourModule + `/session/engine/everyday"
)

func main() {
	engine.OpenPlugin = func(file string) error {
		_, err := plugin.Open(file)
		return err
	}
	runtime.KeepAlive(everyday.Types)
	os.Exit(engine.Main(os.Stdin, os.Stdout))
}
`

// Engine returns the engine for the workspace's toolchain, and builds it if it is missing:
// that takes minutes the first time ever, for the standard library is compiled anew in the
// form that plugins need, and half a minute after an upgrade of this program. progress, which
// may be nil, is told of it from a goroutine of Engine's.
func (w *Workspace) Engine(ctx context.Context, progress func(Progress)) (Engine, error) {
	if progress == nil {
		progress = func(Progress) {}
	}
	id, godebug, err := w.engineID(ctx)
	if err != nil {
		return Engine{}, err
	}
	dir, err := w.store.folder(ctx, "engine", id, func(dir string) error {
		return w.buildEngine(ctx, dir, godebug, progress)
	})
	if err != nil {
		return Engine{}, err
	}
	e := Engine{Path: filepath.Join(dir, "engine"), ID: id}
	if _, err := w.builtIn(e); err != nil {
		return Engine{}, err
	}
	go w.store.prune(time.Now(), maxAge, maxBytes) // ends by itself
	return e, nil
}

// buildEngine fills the folder of an engine: the program, the archives it was linked from,
// and a list of those.
func (w *Workspace) buildEngine(ctx context.Context, dir, godebug string, progress func(Progress)) error {
	progress(Progress{Text: "preparing the engine's sources"})
	src, err := w.store.sources(ctx, w.tc)
	if err != nil {
		return err
	}
	env := w.tc.env(src, w.tc.tags(), "GOWORK=off")
	total, err := w.tc.count(ctx, src, env, enginePackages)
	if err != nil {
		return err
	}
	done := 0
	found, err := w.tc.list(ctx, src, env, func(path string) {
		done++
		progress(Progress{Text: "compiling " + path, Done: min(done, total), Total: total})
	}, enginePackages...)
	if err != nil {
		return err
	}
	built, err := archives(found)
	if err != nil {
		return err
	}
	progress(Progress{Text: "linking the engine", Done: total, Total: total})
	if err := keepArchives(filepath.Join(dir, "pkg"), built); err != nil {
		return err
	}
	if err := w.linkMain(ctx, engineMain, filepath.Join(dir, "engine"), built, godebug); err != nil {
		return err
	}
	list, err := json.Marshal(slices.SortedFunc(maps.Values(built), func(a, b *archive) int { return compare(a.Path, b.Path) }))
	if err != nil {
		return err
	}
	return write(filepath.Join(dir, "packages.json"), list)
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// linkMain compiles a main package and links it, as a position independent executable: only
// that suits packages compiled for plugins.
func (w *Workspace) linkMain(ctx context.Context, source, out string, built map[string]*archive, godebug string) error {
	tmp, err := tempFolder("engine")
	if err != nil {
		return err
	}
	defer tmp.remove()
	if err := errors.Join(tmp.write("importcfg", string(importcfg(built))), tmp.write("main.go", source)); err != nil {
		return err
	}
	files, how := []string{"main.go"}, []string{"-buildmode=pie"}
	reaches, err := w.tc.reaches()
	if err != nil {
		return fmt.Errorf("reading the runtime's sources: %w", err)
	}
	for _, r := range reaches {
		if err := tmp.write(r.name, r.text); err != nil {
			return err
		}
		files = append(files, r.name)
	}
	if len(reaches) > 0 {
		how = append(how, "-checklinkname=0")
	}
	err = w.tc.compile(ctx, unit{
		dir: tmp.dir, path: "main", files: files, importcfg: tmp.path("importcfg"), out: tmp.path("main.a"),
	})
	if err != nil {
		return err
	}
	if godebug != "" {
		how = append(how, "-X=runtime.godebugDefault="+godebug)
	}
	return w.tc.link(ctx, tmp.dir, tmp.path("importcfg"), out, tmp.path("main.a"), how...)
}

// keepArchives puts the archives into dir, so that the go command may clear its cache, and
// changes their File to a name in dir.
func keepArchives(dir string, built map[string]*archive) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for _, a := range built {
		name := filepath.Join(dir, a.ID+".a")
		err := os.Link(a.File, name)
		if err != nil && !errors.Is(err, os.ErrExist) {
			err = copyFile(a.File, name)
		}
		if err != nil && !errors.Is(err, os.ErrExist) {
			return fmt.Errorf("keeping the compiled package %s: %w", a.Path, err)
		}
		a.File = name
	}
	return nil
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		out.Close()
		return err
	}
	return out.Close()
}

// builtIn returns the packages that an engine was linked from, by import path.
func (w *Workspace) builtIn(e Engine) (map[string]*archive, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if known := w.engines[e.ID]; known != nil {
		return known, nil
	}
	dir := w.store.path("engine", e.ID)
	text, err := os.ReadFile(filepath.Join(dir, "packages.json"))
	var list []*archive
	if err == nil {
		err = json.Unmarshal(text, &list)
	}
	if err != nil {
		return nil, &Problem{
			What: "the engine in " + dir + " is not whole: " + err.Error(),
			Do:   "remove that folder; it is built anew",
			Err:  err,
		}
	}
	packages := make(map[string]*archive, len(list))
	for _, a := range list {
		a.File = filepath.Join(dir, "pkg", a.ID+".a")
		packages[a.Path] = a
	}
	w.engines[e.ID] = packages
	return packages, nil
}
