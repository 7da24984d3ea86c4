package native

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Inputs tells one state of what the go command goes by in the toolchain's folder from another,
// without running it: the command itself, what `go env -w` writes, and go.mod and go.work of the folder and of
// those above. It is some twenty looks at the disk.
func (tc *Toolchain) Inputs() string {
	command := tc.Go
	if now, err := lookPath("go", tc.dir, tc.given); err == nil {
		command = now
	}
	files := []string{command, filepath.Join(tc.Root, "VERSION"), filepath.Join(tc.Root, "go.env"), tc.goenv, tc.GoWork}
	dir, err := filepath.Abs(tc.dir)
	for ; err == nil; dir = filepath.Dir(dir) {
		files = append(files, filepath.Join(dir, "go.mod"), filepath.Join(dir, "go.work"))
		if dir == filepath.Dir(dir) {
			break
		}
	}
	var b strings.Builder
	for _, file := range files {
		if info, err := os.Stat(file); file != "" && err == nil && info.Mode().IsRegular() {
			b.WriteString(file + " " + stateOf(file) + "\n")
		}
	}
	return b.String()
}

// Built is Engine where that is built already; ok is false where it is not.
func (w *Workspace) Built(ctx context.Context) (e Engine, ok bool, err error) {
	id, _, err := w.engineID(ctx)
	if err != nil || !exists(filepath.Join(w.store.path("engine", id), "engine")) {
		return Engine{}, false, err
	}
	e, err = w.Engine(ctx, nil)
	return e, err == nil, err
}

// SameAs reports whether two workspaces of one folder make the same of cells, and for the same engine.
func (w *Workspace) SameAs(ctx context.Context, other *Workspace) (bool, error) {
	mine, _, err := w.engineID(ctx)
	if err != nil {
		return false, err
	}
	theirs, _, err := other.engineID(ctx)
	return mine == theirs && slices.Equal(w.tc.flags, other.tc.flags) &&
		w.tc.GoMod == other.tc.GoMod && w.tc.GoWork == other.tc.GoWork, err
}

// Version is that of the workspace's toolchain.
func (w *Workspace) Version() string { return w.tc.Version }
