// Command systems type-checks the program for the systems that this machine is not, from source: what is chosen by
// build constraints, what functions exist there and with which types, for both processors. It is what stands between a
// change and a program that does not build elsewhere, and takes seconds.
//
// It compiles and links nothing: for that each system's standard library has to be compiled, minutes of processor time
// where none is cached. `make cross` does so.
package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/packages"
)

// A target is a system and a processor.
type target struct{ os, arch string }

var targets = []target{{"linux", "amd64"}, {"linux", "arm64"}, {"darwin", "amd64"}, {"darwin", "arm64"}, {"windows", "amd64"}, {"windows", "arm64"}}

func main() {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		fmt.Fprintln(os.Stderr, "asking go where its library is:", err)
		os.Exit(1)
	}
	library := filepath.Join(strings.TrimSpace(string(root)), "src") + string(filepath.Separator)
	status := 0
	for _, t := range targets {
		faults, err := check(t, library, "./cmd/goawait")
		if err != nil {
			faults = append(faults, err.Error())
		}
		for _, f := range faults {
			fmt.Fprintf(os.Stderr, "%s/%s: %s\n", t.os, t.arch, f)
			status = 1
		}
	}
	os.Exit(status)
}

// check loads packages and all that they need as they are on a system, and tells what is wrong there. Go's own library,
// whose folder is given, is taken to be right.
func check(t target, library string, patterns ...string) (faults []string, err error) {
	loaded, err := packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports | packages.NeedDeps |
			packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesSizes | packages.NeedModule | packages.NeedEmbedFiles,
		Env: append(os.Environ(), "GOOS="+t.os, "GOARCH="+t.arch, "CGO_ENABLED=0"),
		ParseFile: func(fset *token.FileSet, name string, text []byte) (*ast.File, error) {
			file, err := parser.ParseFile(fset, name, text, parser.SkipObjectResolution|parser.ParseComments)
			if file != nil && strings.HasPrefix(name, library) {
				withoutBodies(file) // they are Go's own, and build
			}
			return file, err
		},
	}, patterns...)
	if err != nil {
		return nil, fmt.Errorf("loading packages: %w", err)
	}
	packages.Visit(loaded, nil, func(p *packages.Package) {
		if p.Module == nil { // of the library, whose functions were left empty
			return
		}
		for _, e := range p.Errors {
			faults = append(faults, e.Error())
		}
		if p.Module.Main {
			faults = append(faults, bodiless(p)...)
		}
	})
	return faults, nil
}

// withoutBodies leaves of functions what others see of them.
func withoutBodies(file *ast.File) {
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok {
			f.Body = nil
		}
	}
}

// bodiless tells of functions that have no body where no assembly could have it.
func bodiless(p *packages.Package) (faults []string) {
	for _, name := range p.OtherFiles {
		if filepath.Ext(name) == ".s" {
			return nil
		}
	}
	for _, file := range p.Syntax {
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Body == nil {
				faults = append(faults, fmt.Sprintf("%s: %s has no body, and its package no assembly", p.Fset.Position(f.Pos()), f.Name.Name))
			}
		}
	}
	return faults
}
