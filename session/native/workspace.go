package native

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
)

// A Workspace is a folder whose cells are compiled. Its methods are safe for concurrent use.
type Workspace struct {
	tc    *Toolchain
	dir   string // absolute
	store store

	mu      sync.Mutex                     // guards what follows
	engines map[string]map[string]*archive // the packages that each engine is linked from
	brought map[string]*archive            // packages that plugins brought, as they were first listed
	seen    map[string]snapshot            // of those whose sources may change
	cells   map[string]*archive            // cell packages
	debug   *string                        // default GODEBUG, once it is known
	made    int                            // plugins
	urgent  int                            // plugins whose packages are being compiled
	free    chan struct{}                  // closed when there are none again; nil if there are none
	giveWay func()                         // stops what is compiled ahead; nil if nothing is
}

// Open makes a Workspace of a folder; nothing in it is changed. cache is the folder to build
// in, made if it is missing: see DefaultCache.
func Open(tc *Toolchain, workspace, cache string) (*Workspace, error) {
	dir, err := filepath.Abs(workspace)
	if err != nil {
		return nil, fmt.Errorf("finding the workspace: %w", err)
	}
	if cache, err = filepath.Abs(cache); err != nil {
		return nil, fmt.Errorf("finding the cache: %w", err)
	}
	return &Workspace{
		tc: tc, dir: dir, store: store{cache},
		engines: make(map[string]map[string]*archive),
		brought: make(map[string]*archive),
		seen:    make(map[string]snapshot),
		cells:   make(map[string]*archive),
	}, nil
}

// godebug returns the GODEBUG settings that a program of the workspace's module has by
// default, which depend on the go line of go.mod.
func (w *Workspace) godebug(ctx context.Context) (string, error) {
	w.mu.Lock()
	known := w.debug
	w.mu.Unlock()
	if known != nil {
		return *known, nil
	}
	value := ""
	if w.tc.GoMod != "" || w.tc.GoWork != "" {
		var err error
		if value, err = w.probe(ctx); err != nil {
			return "", err
		}
	}
	w.mu.Lock()
	w.debug = &value
	w.mu.Unlock()
	return value, nil
}

// probe asks the go command about a program that is in the workspace by an overlay only.
func (w *Workspace) probe(ctx context.Context) (string, error) {
	const name = "goawait_probe"
	dir, err := w.anyModule(ctx)
	if err != nil || dir == "" {
		return "", err
	}
	tmp, err := tempFolder("probe")
	if err != nil {
		return "", err
	}
	defer tmp.remove()
	overlay, err := json.Marshal(map[string]map[string]string{
		"Replace": {filepath.Join(dir, name, "main.go"): tmp.path("main.go")},
	})
	if err == nil {
		err = tmp.write("main.go", "package main\n\nfunc main() {}\n")
	}
	if err == nil {
		err = tmp.write("overlay.json", string(overlay))
	}
	if err != nil {
		return "", err
	}
	out, err := w.tc.run(ctx, dir, w.tc.env(dir, w.tc.flags), w.tc.Go, "list",
		"-overlay", tmp.path("overlay.json"), "-f", "{{.DefaultGODEBUG}}", "./"+name)
	var failed *toolError
	if errors.As(err, &failed) {
		return "", w.broken(failed)
	}
	return string(bytes.TrimSpace(out)), err
}

// anyModule is the folder of a module of the workspace. Its programs have the settings that those of
// all modules of a go.work have; those of a folder below might have no import path, as of one with a space.
func (w *Workspace) anyModule(ctx context.Context) (string, error) {
	if w.tc.GoMod != "" {
		return filepath.Dir(w.tc.GoMod), nil
	}
	out, err := w.tc.run(ctx, w.dir, w.tc.env(w.dir, w.tc.flags), w.tc.Go, "list", "-m", "-f", "{{.Dir}}")
	var failed *toolError
	switch {
	case errors.As(err, &failed) && strings.Contains(failed.text, "no modules were found"):
		return "", nil
	case errors.As(err, &failed):
		return "", w.broken(failed)
	}
	first, _, _ := strings.Cut(string(out), "\n")
	return strings.TrimSpace(first), err
}

// broken makes a Problem of a go command that could not even list a package.
func (w *Workspace) broken(failed *toolError) error {
	const most = 300
	what := strings.Join(strings.Fields(strings.TrimPrefix(failed.text, "go: ")), " ")
	if len(what) > most {
		what = strings.ToValidUTF8(what[:most], "") + "…"
	}
	return &Problem{
		What: "the go command cannot use this workspace's module: " + what,
		Do:   "see what `go list .` says in " + w.dir,
		Err:  failed,
	}
}

// digest makes a name of what something is made of.
func digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d %s\n", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil))[:32]
}
