package native

import (
	"fmt"
	"os"
)

// lost is the error of a plugin that could not be made: err, or that what it needs has been
// removed, which compiler and linker tell of as an error in the cell: so err is not its cause.
func (w *Workspace) lost(b *building, err error) error {
	for _, a := range b.std {
		if gone(a) {
			return &Problem{
				What: fmt.Sprintf("the packages of this session's engine have been removed from the cache (%s)", w.store.dir),
				Do:   "restart the session, so that they are built again",
			}
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	removed := ""
	for path, a := range b.extra {
		if gone(a) {
			removed = path
			delete(w.brought, path) // it is listed, and so compiled, again
			delete(w.cells, path)
		}
	}
	if removed != "" {
		return &Problem{
			What: fmt.Sprintf("the compiled package %s has been removed from the go command's cache", removed),
			Do:   "run the cell again, which compiles it anew",
		}
	}
	return err
}

func gone(a *archive) bool {
	_, err := os.Stat(a.File)
	return os.IsNotExist(err)
}
