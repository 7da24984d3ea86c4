package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/gcexportdata"
)

// systems are those that have a bundle of their own; others use the first's.
var systems = []string{"linux", "darwin", "windows"}

// A library is the standard library of one system.
type library struct {
	goos  string
	names map[string]string // package name by import path
	data  map[string][]byte // export data by import path
}

// importable lists the packages of the standard library that a program may import, sorted.
// Package unsafe has no export data, and builtin is only documentation.
func importable(root string) ([]string, error) {
	var paths []string
	src := filepath.Join(root, "src")
	err := filepath.WalkDir(src, func(dir string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() || dir == src {
			return err
		}
		switch name := d.Name(); {
		case name == "internal", name == "vendor", name == "testdata", name == "cmd", name[0] == '_', name[0] == '.':
			return fs.SkipDir
		}
		rel, err := filepath.Rel(src, dir)
		if err != nil {
			return err
		}
		path := filepath.ToSlash(rel)
		if !slices.Contains([]string{"builtin", "unsafe", "runtime/cgo", "runtime/race"}, path) {
			paths = append(paths, path)
		}
		return nil
	})
	slices.Sort(paths)
	return paths, err
}

// load type-checks the packages from source, bodies left out, and gives their export data.
// Paths without Go files for the system are passed over.
func load(root, goos string, paths []string) (*library, error) {
	c := &checker{fset: token.NewFileSet(), pkgs: make(map[string]*types.Package), build: build.Default}
	c.build.GOROOT, c.build.GOOS, c.build.GOARCH = root, goos, "amd64"
	c.build.CgoEnabled = false
	lib := &library{goos: goos, names: make(map[string]string), data: make(map[string][]byte)}
	for _, path := range paths {
		pkg, err := c.load(path, "")
		if noGo := (*build.NoGoError)(nil); errors.As(err, &noGo) {
			continue
		}
		if err != nil {
			return nil, err
		}
		var b bytes.Buffer
		if err := gcexportdata.Write(&b, c.fset, pkg); err != nil {
			return nil, fmt.Errorf("exporting %s: %w", path, err)
		}
		lib.names[path], lib.data[path] = pkg.Name(), b.Bytes()
	}
	return lib, nil
}

// A checker types packages from source.
type checker struct {
	fset  *token.FileSet
	build build.Context
	pkgs  map[string]*types.Package
}

// from resolves the imports of the files in one directory, vendored ones included.
type from struct {
	c   *checker
	dir string
}

func (f from) Import(path string) (*types.Package, error) { return f.c.load(path, f.dir) }

func (c *checker) load(path, dir string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	found, err := c.build.Import(path, dir, 0)
	if err != nil {
		return nil, err
	}
	if pkg := c.pkgs[found.ImportPath]; pkg != nil {
		return pkg, nil
	}
	var files []*ast.File
	for _, name := range found.GoFiles {
		file, err := c.parse(filepath.Join(found.Dir, name))
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	conf := types.Config{
		Importer:         from{c, found.Dir},
		IgnoreFuncBodies: true,
		Sizes:            types.SizesFor("gc", c.build.GOARCH),
	}
	pkg, err := conf.Check(found.ImportPath, c.fset, files, nil)
	if err != nil {
		return nil, err
	}
	c.pkgs[found.ImportPath] = pkg
	return pkg, nil
}

// parse reads a file under a name that is the same on every machine.
func (c *checker) parse(file string) (*ast.File, error) {
	src, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	rel, err := filepath.Rel(c.build.GOROOT, file)
	if err != nil || strings.HasPrefix(rel, "..") {
		return nil, fmt.Errorf("%s is not below GOROOT", file)
	}
	return parser.ParseFile(c.fset, "$GOROOT/"+filepath.ToSlash(rel), src, parser.SkipObjectResolution)
}
