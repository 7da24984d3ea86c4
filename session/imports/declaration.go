package imports

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
)

// Source returns the text that declares obj: a function with its body, a type, the line of a
// constant, variable or field. It is empty for objects that no import of m's brought, and where
// the sources are not on this machine.
func (m *Importer) Source(obj types.Object) string {
	file, line := m.position(obj)
	if file == "" {
		return ""
	}
	src := source(file)
	fset := token.NewFileSet()
	tree, _ := parser.ParseFile(fset, file, src, parser.SkipObjectResolution)
	if tree == nil {
		return ""
	}
	d := &declaration{name: obj.Name(), line: line, fset: fset}
	ast.Inspect(tree, d.visit)
	if d.found == nil {
		return ""
	}
	start, end := fset.Position(d.found.Pos()).Offset, fset.Position(d.found.End()).Offset
	if start < 0 || start > end || end > len(src) {
		return ""
	}
	return d.keyword + string(src[start:end])
}

// A declaration is looked for in a file: that of a name at a line, or, where no line is known, the
// first.
type declaration struct {
	name string
	line int
	fset *token.FileSet

	found   ast.Node
	keyword string // what stands before it in a group
}

func (d *declaration) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.FuncDecl:
		d.take(n, "", n.Name)
		return d.found == nil && n.Recv == nil
	case *ast.GenDecl:
		for _, spec := range n.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				d.take(s, "type ", s.Name)
			case *ast.ValueSpec:
				d.take(s, n.Tok.String()+" ", s.Names...)
			}
		}
	case *ast.Field:
		d.take(n, "", n.Names...)
	case *ast.BlockStmt:
		return false
	}
	return d.found == nil
}

// take takes n if one of the names that it declares is the one.
func (d *declaration) take(n ast.Node, keyword string, names ...*ast.Ident) {
	for _, id := range names {
		if d.found == nil && id.Name == d.name && (d.line == 0 || d.fset.Position(id.Pos()).Line == d.line) {
			d.found, d.keyword = n, keyword
		}
	}
}
