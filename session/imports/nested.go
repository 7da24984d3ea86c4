package imports

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// A workspace may hold modules that the go command does not know there. How far below they are looked
// for, and in how many folders.
const (
	nestedDepth   = 4
	nestedFolders = 2000
)

// unknownModule says what to do about a package of a module in the workspace that the go command does not know;
// nil if there is no such module.
func unknownModule(path, dir string) error {
	root := moduleRoot(dir)
	folder := nested(root, path)
	if folder == "" {
		return nil
	}
	return fmt.Errorf("package %s is of the module in %s, which is not in use here: in %s, run %s", path, folder, root, useAdvice(root, folder))
}

// useAdvice is the command that, in the folder root, brings the module in a folder below into use.
func useAdvice(root, folder string) string {
	switch {
	case isFile(filepath.Join(root, "go.work")):
		return "go work use ./" + folder
	case isFile(filepath.Join(root, "go.mod")):
		return "go work init . ./" + folder
	}
	return "go work init ./" + folder
}

// nested is the folder, below root, of the module that a package is of; "" if there is none.
func nested(root, path string) string {
	found, seen := "", 0
	_ = filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() || name == root {
			return nil
		}
		rel, err := filepath.Rel(root, name)
		if seen++; seen > nestedFolders {
			return filepath.SkipAll
		}
		base := d.Name()
		if err != nil || base[0] == '.' || base[0] == '_' || base == "vendor" || base == "testdata" || base == "node_modules" ||
			strings.Count(rel, string(filepath.Separator)) >= nestedDepth {
			return filepath.SkipDir
		}
		if module := moduleOf(name); module != "" && within(path, module) {
			found = filepath.ToSlash(rel)
			return filepath.SkipAll
		}
		return nil
	})
	return found
}

// within reports whether a package is one of a module, by their paths.
func within(path, module string) bool {
	return path == module || strings.HasPrefix(path, module+"/")
}

func isFile(name string) bool {
	fi, err := os.Stat(name)
	return err == nil && fi.Mode().IsRegular()
}
