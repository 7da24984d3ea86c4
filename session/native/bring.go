package native

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// A MissingModule is an import that no module of the workspace provides.
type MissingModule struct {
	Import string // the import path; also the query that `go get` takes
	Why    string // the go command's words
}

func (e *MissingModule) Error() string {
	return fmt.Sprintf("package %s is in no module of this workspace: go get %s", e.Import, e.Import)
}

// bring finds the packages that b imports and the engine does not have. What a plugin brought
// before is what the engine holds, and is taken as it was.
func (w *Workspace) bring(ctx context.Context, b *building, imports []string) error {
	var unknown []string
	w.mu.Lock()
	for _, path := range imports {
		switch {
		case b.std[path] != nil || b.extra[path] != nil:
		case w.cells[path] != nil:
			b.add(w.cells[path], w.cells, w.brought)
		case w.brought[path] != nil:
			b.add(w.brought[path], w.brought)
		default:
			unknown = append(unknown, path)
		}
	}
	w.mu.Unlock()
	if len(unknown) == 0 {
		return nil
	}
	defer w.hurry()()
	dir := w.moduleFolder()
	found, err := w.tc.list(ctx, dir, w.tc.env(dir, w.tc.flags), b.p.Compiling, unknown...)
	if err != nil && len(found) == 0 {
		var failed *toolError
		if errors.As(err, &failed) {
			return w.broken(failed)
		}
		return err
	}
	for _, path := range unknown {
		if p := found[path]; p != nil && p.Error != nil {
			return missing(path, p.Error.Err)
		}
	}
	listed, err := archives(found)
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for path, a := range listed {
		if own := b.std[path]; own != nil {
			if own.ID != a.ID {
				return &Problem{
					What: fmt.Sprintf("package %s is compiled differently here than it was for the engine", path),
					Do:   "restart the session; another toolchain or other build flags are in use since it began",
					Err:  ErrStale,
				}
			}
			continue
		}
		if w.brought[path] == nil {
			w.brought[path] = a
			if a.Dir != "" {
				w.seen[path] = a.take()
			}
		}
	}
	for _, path := range unknown {
		if a := w.brought[path]; a != nil {
			b.add(a, w.brought)
		}
	}
	return nil
}

// missing makes an error of what go list said of a package it could not load.
func missing(path, why string) error {
	for _, phrase := range []string{"no required module provides package", "cannot find module providing package", "not in std", "missing go.sum entry", "is not in the"} {
		if strings.Contains(why, phrase) && fetchable(path) {
			return &MissingModule{path, why}
		}
	}
	return fmt.Errorf("package %s: %s", path, why)
}
