package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// A listed package is what `go list` says of one.
type listed struct {
	ImportPath string
	Dir        string
	Standard   bool
	GoFiles    []string
	ImportMap  map[string]string
}

// load type-checks the importable packages of the standard library for p, without function
// bodies and without cgo.
func load(p platform) ([]*types.Package, error) {
	all, err := list(p)
	if err != nil {
		return nil, err
	}
	l := &loader{fset: token.NewFileSet(), listed: all, done: map[string]*types.Package{"unsafe": types.Unsafe}, sizes: types.SizesFor("gc", p.arch)}
	var pkgs []*types.Package
	for path := range all {
		if !importable(path) {
			continue
		}
		pkg, err := l.check(path)
		if err != nil {
			return nil, err
		}
		pkgs = append(pkgs, pkg)
	}
	return pkgs, nil
}

// importable reports whether a program may import the standard package and gets a table for it.
func importable(path string) bool {
	if excluded[path] {
		return false
	}
	for elem := range strings.SplitSeq(path, "/") {
		if elem == "internal" || elem == "vendor" || elem == "cmd" {
			return false
		}
	}
	return true
}

func list(p platform) (map[string]*listed, error) {
	cmd := exec.Command("go", "list", "-deps", "-json=ImportPath,Dir,Standard,GoFiles,ImportMap", "std")
	cmd.Env = append(os.Environ(), "GOOS="+p.os, "GOARCH="+p.arch, "CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	all := make(map[string]*listed)
	for dec := json.NewDecoder(out); ; {
		var l listed
		if err := dec.Decode(&l); err == io.EOF {
			break
		} else if err != nil {
			return nil, fmt.Errorf("reading go list: %w", err)
		}
		all[l.ImportPath] = &l
	}
	return all, cmd.Wait()
}

// A loader type-checks packages from source, each once.
type loader struct {
	fset   *token.FileSet
	listed map[string]*listed
	done   map[string]*types.Package
	sizes  types.Sizes
}

func (l *loader) check(path string) (*types.Package, error) {
	if pkg := l.done[path]; pkg != nil {
		return pkg, nil
	}
	in := l.listed[path]
	if in == nil {
		return nil, fmt.Errorf("package %s is not in the standard library", path)
	}
	var files []*ast.File
	for _, name := range in.GoFiles {
		f, err := parser.ParseFile(l.fset, filepath.Join(in.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	conf := types.Config{
		IgnoreFuncBodies: true,
		Sizes:            l.sizes,
		Importer: importerFunc(func(dep string) (*types.Package, error) {
			if real, ok := in.ImportMap[dep]; ok {
				dep = real
			}
			return l.check(dep)
		}),
	}
	pkg, err := conf.Check(path, l.fset, files, nil)
	if err != nil {
		return nil, err
	}
	l.done[path] = pkg
	return pkg, nil
}

type importerFunc func(path string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }
