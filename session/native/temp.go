package native

import (
	"os"
	"path/filepath"
)

// A temp is a temporary folder.
type temp struct{ dir string }

func tempFolder(what string) (temp, error) {
	dir, err := os.MkdirTemp("", "goawait-"+what+"-")
	return temp{dir}, onDisk("making a temporary folder", os.TempDir(), err)
}

func (t temp) path(name string) string { return filepath.Join(t.dir, name) }

func (t temp) write(name, text string) error {
	return onDisk("writing a temporary file", t.dir, write(t.path(name), []byte(text)))
}

func (t temp) remove() { _ = os.RemoveAll(t.dir) }
