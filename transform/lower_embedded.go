package transform

import (
	"go/ast"
	"go/types"
)

// An embedded field of a struct that a cell declares becomes a field with a name, its type's, and
// what is promoted is reached through it: so nothing depends on how yaegi looks for it.

// selected writes what a selection is of: e.X, and the embedded fields that lie between.
func (l *lowerer) selected(e *ast.SelectorExpr, sel *types.Selection) {
	l.expr(e.X)
	path, _ := l.through(sel)
	l.p(path)
}

// through returns the embedded fields that a selection goes through, each after a dot, and the
// type of the last: of e.X if there is none. Those of structs of packages are left to the lane,
// which has them compiled.
func (l *lowerer) through(sel *types.Selection) (path string, last types.Type) {
	last = sel.Recv()
	index := sel.Index()
	for _, i := range index[:len(index)-1] {
		t := last
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t = p.Elem()
		}
		if n, ok := types.Unalias(t).(*types.Named); ok && (n.Obj().Pkg() == nil || n.Obj().Pkg().Path() != l.Pkg.Path()) {
			break
		}
		s, ok := t.Underlying().(*types.Struct)
		if !ok {
			break
		}
		path += "." + s.Field(i).Name()
		last = s.Field(i).Type()
	}
	return path, last
}
