package imports

import (
	"fmt"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/goawait/goawait/transform"
	"golang.org/x/mod/modfile"
)

// ForFile is the importer as seen from the file of that path, which its module decides: that of the
// workspace, and others that its go.work uses. A file of any other module gets the standard library, and for
// the rest an error that says what to do, since all files of a workspace share one build.
func (m *Importer) ForFile(path string) transform.Importer {
	return &forFile{Importer: m, foreign: sync.OnceValue(func() error { return m.foreign(path) })}
}

type forFile struct {
	*Importer
	foreign func() error // why the file can have the standard library alone; nil if it can have all
}

// Import implements transform.Importer.
func (f *forFile) Import(path string) (*types.Package, error) {
	if path != "unsafe" && !f.Standard(path) && checkPath(path) == nil {
		if err := f.foreign(); err != nil {
			return nil, err
		}
	}
	return f.Importer.Import(path)
}

// foreign says what to do about a file of a module that is not in use in the workspace; nil if its
// module is, or if it has none.
func (m *Importer) foreign(path string) error {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil
	}
	own := above(filepath.Dir(abs), "go.mod")
	if own == "" {
		return nil
	}
	dir, err := filepath.Abs(m.dir)
	if err != nil {
		return nil
	}
	ours := above(dir, "go.mod")
	if ours != "" && sameFile(filepath.Join(ours, "go.mod"), filepath.Join(own, "go.mod")) {
		return nil
	}
	root := dir
	if ours != "" {
		root = ours
	}
	work := os.Getenv("GOWORK")
	if work == "" {
		if at := above(dir, "go.work"); at != "" {
			work, root = filepath.Join(at, "go.work"), at
		}
	}
	if work != "" && work != "off" && uses(work, own) {
		return nil
	}
	instead := "goawait in " + own
	if folder, err := filepath.Rel(root, own); err == nil && filepath.IsLocal(folder) {
		instead = useAdvice(root, filepath.ToSlash(folder)) + " in " + root + ", or " + instead
	}
	return fmt.Errorf("%s is of the module in %s, which is not in use here: run %s", filepath.Base(path), own, instead)
}

// above is the nearest folder, at or above dir, that has a file of that name; "" if none has.
func above(dir, name string) string {
	for {
		if isFile(filepath.Join(dir, name)) {
			return dir
		}
		if dir == filepath.Dir(dir) {
			return ""
		}
		dir = filepath.Dir(dir)
	}
}

func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	if err != nil {
		return false
	}
	other, err := os.Stat(b)
	return err == nil && os.SameFile(one, other)
}

// uses reports whether a go.work uses the module in a folder.
func uses(work, folder string) bool {
	text, err := os.ReadFile(work)
	if err != nil {
		return false
	}
	file, err := modfile.ParseWork(work, text, nil)
	if err != nil {
		return false // the go command says what is wrong with it
	}
	return slices.ContainsFunc(file.Use, func(u *modfile.Use) bool {
		used := filepath.FromSlash(u.Path)
		if !filepath.IsAbs(used) {
			used = filepath.Join(filepath.Dir(work), used)
		}
		return sameFile(filepath.Join(used, "go.mod"), filepath.Join(folder, "go.mod"))
	})
}
