package native

import (
	"context"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Package is a package of a cell.
type Package struct {
	Path  string            // its import path, which nothing else has
	Files map[string]string // Go source by file name
	Deps  []string          // paths of earlier cell packages that it imports

	// Main is the source of the plugin's own package, named main: what it exports is what
	// plugin.Lookup finds. It may import Path and what Path imports. If it is empty, the
	// plugin does nothing but initialise Path and what Path imports.
	Main string

	// Shared says that other plugins have a package of the same path and other content, and
	// that the caller sees to it that a name means one thing in all of them: types and
	// variables are then those of whichever plugin was loaded first.
	Shared bool

	// Compiling, which may be nil, is told of packages that have to be compiled first.
	Compiling func(path string)
}

// A Plugin is a file that an engine loads.
type Plugin struct {
	File   string
	Cached bool          // it was there already
	Took   time.Duration // to make it, or to find it
}

// Plugin compiles a package for an engine and makes a plugin of it. Errors in its files are
// *CompileError.
func (w *Workspace) Plugin(ctx context.Context, e Engine, p Package) (Plugin, error) {
	start := time.Now()
	b, err := w.plan(ctx, e, p)
	if err != nil {
		return Plugin{}, err
	}
	cached := touched(w.store.path("plugin", b.key))
	dir, err := w.store.folder(ctx, "plugin", b.key, func(dir string) error { return b.build(ctx, dir) })
	if err != nil {
		return Plugin{}, w.lost(b, err)
	}
	touched(w.store.path("engine", e.ID))
	w.mu.Lock()
	if w.made++; w.made%pruneEvery == 0 {
		go w.store.prune(time.Now(), maxAge, maxBytes) // ends by itself
	}
	w.cells[p.Path] = &archive{Path: p.Path, File: filepath.Join(dir, "cell.a"), ID: b.key, Deps: slices.Sorted(maps.Keys(b.extra))}
	w.mu.Unlock()
	return Plugin{File: filepath.Join(dir, "plugin.so"), Cached: cached, Took: time.Since(start)}, nil
}

// A building is a plugin that is to be made.
type building struct {
	tc    *Toolchain
	p     Package
	main  string
	key   string
	std   map[string]*archive // packages of the engine
	extra map[string]*archive // all others that it needs, directly or not
}

// plan finds the packages that p needs, and so the key of what will be made of it.
func (w *Workspace) plan(ctx context.Context, e Engine, p Package) (*building, error) {
	b := &building{tc: w.tc, p: p, main: p.Main, extra: make(map[string]*archive)}
	if b.main == "" {
		b.main = "package main\n\nimport _ " + strconv.Quote(p.Path) + "\n"
	}
	var err error
	if b.std, err = w.builtIn(e); err != nil {
		return nil, err
	}
	imports, err := b.imports()
	if err != nil {
		return nil, err
	}
	for _, dep := range p.Deps {
		w.mu.Lock()
		cell := w.cells[dep]
		if cell != nil {
			b.add(cell, w.cells, w.brought)
		}
		w.mu.Unlock()
		if cell == nil {
			return nil, fmt.Errorf("compiling %s: package %s, which it needs, was not compiled", p.Path, dep)
		}
	}
	if err := w.bring(ctx, b, imports); err != nil {
		return nil, err
	}
	b.key = b.digest(e)
	return b, nil
}

// add takes a package and all that it needs. The workspace's lock is held.
func (b *building) add(a *archive, lists ...map[string]*archive) {
	b.extra[a.Path] = a
	for _, dep := range a.Deps {
		for _, list := range lists {
			if d := list[dep]; d != nil {
				b.extra[dep] = d
			}
		}
	}
}

// imports are what the files import, less the package itself.
func (b *building) imports() ([]string, error) {
	var paths []string
	sources := maps.Clone(b.p.Files)
	if sources == nil {
		sources = make(map[string]string)
	}
	sources["main.go of the plugin"] = b.main
	for _, name := range slices.Sorted(maps.Keys(sources)) {
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, name, sources[name], parser.ImportsOnly)
		if err != nil {
			at := fset.Position(f.Pos())
			return nil, &CompileError{File: name, Line: max(at.Line, 1), Msg: err.Error()}
		}
		for _, spec := range f.Imports {
			if path, err := strconv.Unquote(spec.Path.Value); err == nil && path != b.p.Path && path != "unsafe" && path != "C" {
				paths = append(paths, path)
			}
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths), nil
}

// digest is the key of what will be built.
func (b *building) digest(e Engine) string {
	parts := []string{"plugin", layout, "aligned 2", e.ID, b.p.Path, b.main, fmt.Sprint(b.p.Shared)}
	for _, name := range slices.Sorted(maps.Keys(b.p.Files)) {
		parts = append(parts, name, b.p.Files[name])
	}
	for _, path := range slices.Sorted(maps.Keys(b.extra)) {
		parts = append(parts, path, b.extra[path].ID)
	}
	return digest(parts...)
}

// build fills the folder of a plugin: plugin.so, and cell.a for the cells that import it.
func (b *building) build(ctx context.Context, dir string) error {
	tmp, err := tempFolder("cell")
	if err != nil {
		return err
	}
	defer tmp.remove()
	for name, text := range b.p.Files {
		if filepath.Base(name) != name {
			return fmt.Errorf("compiling %s: %q is no name of a file", b.p.Path, name)
		}
		if err := tmp.write(filepath.Join("cell", name), text); err != nil {
			return err
		}
	}
	cfg := importcfg(b.std, b.extra)
	if err := tmp.write("importcfg", string(cfg)); err != nil {
		return err
	}
	cell := filepath.Join(dir, "cell.a")
	u := unit{
		dir: tmp.path("cell"), path: b.p.Path, files: slices.Sorted(maps.Keys(b.p.Files)),
		importcfg: tmp.path("importcfg"), out: cell,
	}
	if profile := hot(b.p.Path, b.p.Files); profile != "" {
		u.profile = tmp.path("profile")
		if err := tmp.write("profile", profile); err != nil {
			return err
		}
	}
	err = b.tc.compile(ctx, u)
	if err != nil {
		return err
	}
	if b.p.Shared {
		if err := printNames(cell, b.p.Path); err != nil && !errors.Is(err, errObject) {
			return err // else types print under the names that the compiler gave them
		}
	}
	if err := tmp.write("importcfg", string(cfg)+"packagefile "+b.p.Path+"="+cell+"\n"); err != nil {
		return err
	}
	if err := tmp.write(filepath.Join("main", "plugin_main.go"), b.main); err != nil {
		return err
	}
	path := b.p.Path + "/plugin-" + b.key
	err = b.tc.compile(ctx, unit{
		dir: tmp.path("main"), path: path, files: []string{"plugin_main.go"},
		importcfg: tmp.path("importcfg"), out: tmp.path("main.a"),
	})
	if err != nil {
		return err
	}
	out := filepath.Join(dir, "plugin.so")
	how := []string{"-buildmode=plugin", "-pluginpath", path}
	if b.p.Shared {
		if err := tmp.write("private", private(b.p.Path)); err != nil {
			return err
		}
		how = append(how, "-extldflags=-Wl,--version-script="+tmp.path("private"))
	}
	if err := b.tc.link(ctx, tmp.dir, tmp.path("importcfg"), out, tmp.path("main.a"), how...); err != nil {
		return err
	}
	return os.Chmod(out, 0o700)
}

// private is a version script that keeps to a plugin what the runtime would take for a sign that
// two plugins have one package: its digest, and whether it was initialised. And what no other plugin
// needs, so that it is reached without a detour: variables whose name ends in "word".
func private(path string) string {
	return fmt.Sprintf("{ local: \"go:link.pkghash.%[1]s\"; \"go:link.pkghashbytes.%[1]s\"; \"%[1]s..inittask\"; %[2]s.*word; };\n", path, strings.ReplaceAll(path, "/", "?"))
}

// fetchable reports whether a package can be of a module that the go command fetches: such paths begin
// with a domain. Modules of the workspace may have any path.
func fetchable(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return strings.Contains(first, ".")
}
