package transform

import (
	"go/ast"
	"go/token"
	"strconv"
	"strings"
)

// A survey is what can be said of a cell from its trees, and the names of the packages it imports, alone.
type survey struct {
	mentions map[string]int         // every name that is used, with the offset of its first mention
	bases    map[string]int         // those that something is selected from
	defs     map[string]*definition // what the cell defines at top level
	order    []*definition          // the same, as they come
	dots     []string               // paths of imports that are named "."

	named func(*ast.ImportSpec) string // the name of an import in the cell
}

// A definition is a top-level name of the cell, the first time that it is defined.
type definition struct {
	name  string
	ident *ast.Ident // nil for an import without a name of its own
	item  int        // index of its item
	stmt  bool       // by := or var, so that it is known from there on only; else in the whole cell
	spec  ast.Spec   // of imports, types and constants
	decl  ast.Decl   // of types, constants and functions
	start int
}

func surveyCell(c *Cell, named func(*ast.ImportSpec) string) *survey {
	s := &survey{mentions: map[string]int{}, bases: map[string]int{}, defs: map[string]*definition{}, named: named}
	for i := range c.Items {
		switch it := &c.Items[i]; it.Kind {
		case ItemImport, ItemDecl:
			s.declare(c, i, it.Decl)
			s.walk(c, it.Decl)
		case ItemStmt, ItemExpr:
			s.define(c, i, it.Stmt)
			s.walk(c, it.Stmt)
		}
	}
	return s
}

func (s *survey) add(d *definition) {
	if d.name == "_" || s.defs[d.name] != nil {
		return
	}
	s.defs[d.name] = d
	s.order = append(s.order, d)
}

// declare notes the names of an import, a declaration, or a var declaration.
func (s *survey) declare(c *Cell, item int, decl ast.Decl) {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		if decl.Recv == nil && decl.Name.Name != "init" {
			s.add(&definition{name: decl.Name.Name, ident: decl.Name, item: item, decl: decl, start: c.Offset(decl.Name.Pos())})
		}
	case *ast.GenDecl:
		for _, spec := range decl.Specs {
			d := definition{item: item, spec: spec, decl: decl, stmt: decl.Tok == token.VAR}
			switch spec := spec.(type) {
			case *ast.ImportSpec:
				d.name, d.ident, d.start = s.named(spec), spec.Name, c.Offset(spec.Pos())
				if d.name == "." {
					path, _ := strconv.Unquote(spec.Path.Value)
					s.dots = append(s.dots, path)
					continue
				}
				s.add(&d)
			case *ast.TypeSpec:
				d.name, d.ident, d.start = spec.Name.Name, spec.Name, c.Offset(spec.Pos())
				s.add(&d)
			case *ast.ValueSpec:
				for _, id := range spec.Names {
					one := d
					one.name, one.ident, one.start = id.Name, id, c.Offset(id.Pos())
					s.add(&one)
				}
			}
		}
	}
}

// define notes the names that a top-level statement defines.
func (s *survey) define(c *Cell, item int, stmt ast.Stmt) {
	switch stmt := stmt.(type) {
	case *ast.DeclStmt:
		s.declare(c, item, stmt.Decl)
	case *ast.AssignStmt:
		if stmt.Tok != token.DEFINE {
			return
		}
		for _, e := range stmt.Lhs {
			if id, ok := e.(*ast.Ident); ok {
				s.add(&definition{name: id.Name, ident: id, item: item, stmt: true, start: c.Offset(id.Pos())})
			}
		}
	}
}

// walk notes what a tree mentions.
func (s *survey) walk(c *Cell, n ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.SelectorExpr:
			if id, ok := n.X.(*ast.Ident); ok {
				note(s.bases, id.Name, c.Offset(id.Pos()))
			}
			s.walk(c, n.X)
			return false
		case *ast.Ident:
			note(s.mentions, n.Name, c.Offset(n.Pos()))
		}
		return true
	})
}

func note(m map[string]int, name string, offset int) {
	if have, ok := m[name]; !ok || offset < have {
		m[name] = offset
	}
}

// importName is the name that an import most likely has in the cell, before it is loaded.
func importName(spec *ast.ImportSpec) string {
	if spec.Name != nil {
		return spec.Name.Name
	}
	path, _ := strconv.Unquote(spec.Path.Value)
	return likelyName(path)
}

// likelyName is the name that a package most likely has.
func likelyName(path string) string {
	parts := strings.Split(path, "/")
	last := parts[len(parts)-1]
	if len(parts) > 1 && len(last) > 1 && last[0] == 'v' && strings.Trim(last[1:], "0123456789") == "" {
		last = parts[len(parts)-2]
	}
	return last
}
