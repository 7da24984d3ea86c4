package native

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
)

// A snapshot is the state of a package's sources when it was listed, by file name.
type snapshot map[string]string

// take notes the state of the sources of an archive's package.
func (a *archive) take() snapshot {
	s := make(snapshot, len(a.Files))
	for _, name := range a.Files {
		s[name] = stateOf(filepath.Join(a.Dir, filepath.FromSlash(name)))
	}
	return s
}

// stateOf tells one state of a file from another, without reading it.
func stateOf(path string) string {
	info, err := os.Stat(path)
	if err != nil {
		return ""
	}
	return info.ModTime().UTC().Format("20060102150405.000000000") + " " + strconv.FormatInt(info.Size(), 10)
}

// Changed lists the packages of the workspace, and of modules that are replaced by folders,
// that plugins have brought and whose sources are others now, sorted. What is loaded stays as
// it was; a session that begins anew gets them as they are.
func (w *Workspace) Changed() []string {
	w.mu.Lock()
	brought := maps.Clone(w.seen)
	archives := maps.Clone(w.brought)
	w.mu.Unlock()
	var changed []string
	for path, before := range brought {
		if a := archives[path]; a != nil && !maps.Equal(before, a.take()) {
			changed = append(changed, path)
		}
	}
	slices.Sort(changed)
	return changed
}

// Forget forgets what plugins have brought: the engine that holds it has ended. What cells
// import next is taken as it is then.
func (w *Workspace) Forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	clear(w.brought)
	clear(w.seen)
	clear(w.cells)
}
