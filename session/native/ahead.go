package native

import (
	"context"
	"errors"
	"slices"
	"strings"
)

// errGivenWay is why compiling ahead stopped: somebody waits for a cell.
var errGivenWay = errors.New("a cell is compiled first")

// Ahead has what the packages of the workspace's module import of other modules, and what else is
// named, compiled as a cell that imports it would need it, so that such a cell comes soon. It
// gives way to others: the system is told so, and while a plugin's packages are compiled it does
// nothing. It returns when all is compiled, or when ctx ends. What does not compile is left to
// the cell that imports it.
func (w *Workspace) Ahead(ctx context.Context, more []string) error {
	for {
		err := w.aheadOnce(ctx, more)
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case !errors.Is(err, errGivenWay):
			return err
		}
		w.mu.Lock()
		free := w.free
		w.mu.Unlock()
		if free == nil {
			continue
		}
		select {
		case <-free:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

func (w *Workspace) aheadOnce(ctx context.Context, more []string) error {
	ctx, cancel := context.WithCancelCause(Unhurried(ctx))
	defer cancel(nil)
	w.mu.Lock()
	if w.urgent > 0 {
		w.mu.Unlock()
		return errGivenWay
	}
	w.giveWay = func() { cancel(errGivenWay) }
	w.mu.Unlock()
	defer func() {
		w.mu.Lock()
		w.giveWay = nil
		w.mu.Unlock()
	}()
	dir := w.moduleFolder()
	env := w.tc.env(dir, w.tc.flags)
	imports := slices.Clone(more)
	if pattern := w.tc.own(); pattern != "" {
		out, err := w.tc.run(ctx, dir, env, w.tc.Go, "list", "-e", "-f", `{{join .Imports "\n"}}`, pattern)
		if err != nil {
			return err
		}
		imports = append(imports, strings.Fields(string(out))...)
	}
	slices.Sort(imports)
	imports, err := w.modules(ctx, dir, env, slices.Compact(imports))
	if err != nil || len(imports) == 0 {
		return err
	}
	// Checking a cell takes packages as the person's own builds have them, and running it takes
	// them as plugins do.
	args := append([]string{"list", "-e", "-export", "-deps", "-f", "{{.Name}}", "--"}, imports...)
	if _, err := w.tc.run(ctx, dir, with(w.tc.given, "PWD="+dir), w.tc.Go, args...); err != nil {
		return err
	}
	_, err = w.tc.list(ctx, dir, env, nil, imports...)
	return err
}

// own is the pattern of the workspace's own packages; "" if it has no module.
func (tc *Toolchain) own() string {
	switch {
	case tc.GoWork != "":
		return "work"
	case tc.GoMod != "":
		return "./..."
	}
	return ""
}

// modules are those of the packages that are not of the standard library.
func (w *Workspace) modules(ctx context.Context, dir string, env, paths []string) ([]string, error) {
	if len(paths) == 0 {
		return nil, nil
	}
	args := append([]string{"list", "-e", "-find", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", "--"}, paths...)
	out, err := w.tc.run(ctx, dir, env, w.tc.Go, args...)
	return strings.Fields(string(out)), err
}

// hurry has compiling ahead wait until done is called.
func (w *Workspace) hurry() (done func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.urgent++; w.urgent == 1 {
		w.free = make(chan struct{})
	}
	if w.giveWay != nil {
		w.giveWay()
	}
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.urgent--; w.urgent == 0 {
			close(w.free)
			w.free = nil
		}
	}
}
