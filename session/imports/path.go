package imports

import (
	"fmt"
	"strings"
)

// checkPath refuses what is no import path, before the go command takes it for a pattern, a
// flag or a directory.
func checkPath(path string) error {
	switch {
	case path == "":
		return fmt.Errorf("the import path is empty")
	case path == "C":
		return fmt.Errorf("a cell cannot import \"C\"")
	case path == "all" || path == "std" || path == "cmd" || path == "tool" || path == "work" || path == "main":
		return fmt.Errorf("%s is not a package", path)
	case strings.HasPrefix(path, ".") || strings.HasPrefix(path, "/"):
		return fmt.Errorf("%q is a file path: import the package by its path in the module", path)
	case strings.HasPrefix(path, "-"), strings.HasSuffix(path, "/"), strings.Contains(path, "//"),
		strings.Contains(path, "..."), strings.ContainsFunc(path, notInPath):
		return fmt.Errorf("%q is not an import path", path)
	}
	if standardInternal(path) {
		return fmt.Errorf("package %s is internal to the standard library", path)
	}
	return nil
}

func notInPath(r rune) bool {
	return r <= ' ' || r >= 0x7f && r < 0xa0 || r == '\uFFFD' || strings.ContainsRune("!\"#$%&'()*,:;<=>?[\\]^`{|}@", r)
}

func standardInternal(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return first == "internal" || first == "vendor" || !strings.Contains(first, ".") && isInternal(path) && standard().has(first)
}

// isInternal reports whether only the packages around path may import it.
func isInternal(path string) bool { return strings.Contains("/"+path+"/", "/internal/") }
