package native

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// A Status is what there is for a workspace, without building anything.
type Status struct {
	Engine string // the engine's program; empty if it is not built yet
	Module string // the go.work or go.mod in use, empty if there is none
	Cache  string // folder
	Size   int64  // of what is in it, in bytes
	Free   int64  // bytes that can still be written on its disk; -1 if that is not known
}

// Status looks whether cells could be compiled now. Errors are as those of Engine and Plugin.
func (w *Workspace) Status(ctx context.Context) (Status, error) {
	s := Status{Module: w.tc.GoMod, Cache: w.store.dir}
	if w.tc.GoWork != "" {
		s.Module = w.tc.GoWork
	}
	if err := os.MkdirAll(w.store.dir, 0o700); err != nil {
		return s, onDisk("making the cache folder", w.store.dir, err)
	}
	probe, err := os.CreateTemp(w.store.dir, ".probe-")
	if err != nil {
		return s, onDisk("writing to the cache", w.store.dir, err)
	}
	_, err = probe.Write(make([]byte, 64<<10))
	_ = probe.Close()
	_ = os.Remove(probe.Name())
	if err != nil {
		return s, onDisk("writing to the cache", w.store.dir, err)
	}
	s.Free = freeOn(w.store.dir)
	counted := map[uint64]bool{}
	for _, kind := range kinds {
		s.Size += sizeOf(w.store.path(kind, ""), counted)
	}
	id, _, err := w.engineID(ctx)
	if err != nil {
		return s, err
	}
	if path := filepath.Join(w.store.path("engine", id), "engine"); exists(path) {
		s.Engine = path
	}
	return s, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// engineID names the engine of the workspace's toolchain and of the GODEBUG settings of its
// module, which it also returns.
func (w *Workspace) engineID(ctx context.Context) (id, godebug string, err error) {
	if godebug, err = w.godebug(ctx); err != nil {
		return "", "", err
	}
	source, err := sourceID()
	if err != nil {
		return "", "", fmt.Errorf("reading the engine's sources: %w", err)
	}
	return digest("engine", layout, source, w.tc.id, godebug), godebug, nil
}
