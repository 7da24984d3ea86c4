package imports

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/goawait/goawait/session/async"
	"github.com/goawait/goawait/transform"
)

// asyncDir begins the file names of package async in positions.
const asyncDir = "$ASYNC/"

// asyncExport is package async as export data, after the digest of the sources that it was
// made from. It only saves time: if the sources are others now, it is not used.
//
//go:embed bundle/async.x
var asyncExport []byte

// asyncDigest tells one state of the embedded sources from another.
func asyncDigest() ([]byte, error) {
	names, err := asyncFiles()
	if err != nil {
		return nil, err
	}
	h := sha256.New()
	for _, name := range names {
		src, err := async.Source.ReadFile(name)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(h, "%s %d\n", name, len(src))
		h.Write(src)
	}
	return h.Sum(nil), nil
}

// importAsync makes package async of its export data or, failing that, of its embedded
// sources.
func (m *Importer) importAsync() (*types.Package, error) {
	digest, err := asyncDigest()
	if err != nil {
		return nil, fmt.Errorf("reading package async: %w", err)
	}
	if data, fresh := bytes.CutPrefix(asyncExport, digest); fresh {
		m.mu.Lock()
		defer m.mu.Unlock()
		if pkg := m.ready[transform.AsyncPath]; pkg != nil {
			return pkg, nil
		}
		return m.read(transform.AsyncPath, data)
	}
	pkg, err := m.checkAsync()
	if err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if first := m.ready[transform.AsyncPath]; first != nil {
		return first, nil // another goroutine was faster, and its package is the one
	}
	m.ready[transform.AsyncPath], m.known[transform.AsyncPath] = pkg, pkg
	return pkg, nil
}

// checkAsync types package async from its embedded sources.
func (m *Importer) checkAsync() (*types.Package, error) {
	files, err := m.parseAsync()
	if err != nil {
		return nil, fmt.Errorf("reading package async: %w", err)
	}
	conf := types.Config{
		Importer:         m, // of the standard library only, so never pending
		IgnoreFuncBodies: true,
		Sizes:            types.SizesFor("gc", build.Default.GOARCH),
	}
	pkg, err := conf.Check(transform.AsyncPath, m.fset, files, nil)
	if err != nil {
		return nil, fmt.Errorf("checking package async: %w", err)
	}
	return pkg, nil
}

// parseAsync parses the files of package async for this system.
func (m *Importer) parseAsync() ([]*ast.File, error) {
	names, err := asyncFiles()
	if err != nil {
		return nil, err
	}
	var files []*ast.File
	for _, name := range names {
		src, err := async.Source.ReadFile(name)
		if err != nil {
			return nil, err
		}
		file, err := parser.ParseFile(m.fset, asyncDir+name, src, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		trim(file)
		files = append(files, file)
	}
	return files, nil
}

// trim takes out of a file what importers of its package cannot see and types do not need:
// unexported functions, methods and variables, and then the imports that nothing mentions
// outside function bodies. Most of the time of checking is the reading of imports.
func trim(file *ast.File) {
	file.Decls = slices.DeleteFunc(file.Decls, func(d ast.Decl) bool {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Body != nil {
				d.Body.List = nil
			}
			return !d.Name.IsExported()
		case *ast.GenDecl:
			return d.Tok == token.VAR && !slices.ContainsFunc(d.Specs, exportsVar)
		}
		return false
	})
	mentioned := make(map[string]bool)
	ast.Inspect(file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := sel.X.(*ast.Ident); ok {
				mentioned[x.Name] = true
			}
		}
		return true
	})
	file.Decls = slices.DeleteFunc(file.Decls, func(d ast.Decl) bool {
		imports, ok := d.(*ast.GenDecl)
		if !ok || imports.Tok != token.IMPORT {
			return false
		}
		imports.Specs = slices.DeleteFunc(imports.Specs, func(s ast.Spec) bool {
			path, _ := strconv.Unquote(s.(*ast.ImportSpec).Path.Value)
			return !mentioned[path[strings.LastIndexByte(path, '/')+1:]]
		})
		return len(imports.Specs) == 0
	})
}

func exportsVar(s ast.Spec) bool {
	return slices.ContainsFunc(s.(*ast.ValueSpec).Names, (*ast.Ident).IsExported)
}

// asyncFiles lists the embedded files that are built for this system.
var asyncFiles = sync.OnceValues(func() ([]string, error) {
	entries, err := fs.ReadDir(async.Source, ".")
	if err != nil {
		return nil, err
	}
	system := build.Default
	system.OpenFile = func(name string) (io.ReadCloser, error) { return async.Source.Open(name) }
	system.JoinPath = func(elem ...string) string { return elem[len(elem)-1] }
	var names []string
	for _, e := range entries {
		switch match, err := system.MatchFile("", e.Name()); {
		case err != nil:
			return nil, err
		case match:
			names = append(names, e.Name())
		}
	}
	return names, nil
})
