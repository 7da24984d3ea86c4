package transform

import (
	"go/ast"
	"go/types"
	"strings"
)

// place writes what has to come before an assignment to e and returns what to assign to. If
// pin is set, later assignments to the operands of e do not matter.
func (l *lowerer) place(e ast.Expr, pin bool) string {
	e = ast.Unparen(e)
	switch e := e.(type) {
	case *ast.IndexExpr:
		if _, ok := l.refAt(e); ok {
			break
		}
		if _, ok := l.Info.TypeOf(e.X).Underlying().(*types.Map); ok && (pin || !l.plain(e)) {
			m, k := l.fresh("t"), l.fresh("t")
			l.p(m, " := ")
			l.expr(e.X)
			l.defineTyped(k, l.Info.TypeOf(e.X).Underlying().(*types.Map).Key(), e.Index)
			return m + "[" + k + "]"
		}
		if _, isMap := l.mapIndex(e); !isMap && (pin || l.copies(e)) {
			return l.pointer(e)
		}
	case *ast.SelectorExpr, *ast.StarExpr:
		if pin || !l.plain(e) || l.copies(e) {
			return l.pointer(e)
		}
	}
	return l.inline(e)
}

// defineTyped writes name := e where e becomes a t.
func (l *lowerer) defineTyped(name string, t types.Type, e ast.Expr) {
	l.p("; var ", name, " ", l.typeText(t, e), " = ")
	l.expr(e)
	l.p("; ")
}

// pointer writes p := &e and returns *p.
func (l *lowerer) pointer(e ast.Expr) string {
	p := l.fresh("p")
	l.p(p, " := ")
	l.address(e)
	l.p("; ")
	return "*" + p
}

// address writes the address of the addressable expression e.
func (l *lowerer) address(e ast.Expr) {
	switch e := ast.Unparen(e).(type) {
	case *ast.StarExpr:
		l.expr(e.X)
		return
	case *ast.IndexExpr:
		if _, isMap := l.Info.TypeOf(e.X).Underlying().(*types.Map); !isMap {
			l.element(e)
			return
		}
	}
	l.p("&")
	l.of(e)
}

// of writes e as a place: where it is a part of an element that is found by a call, as that part of what
// the element's address points to, for the element as a value is a copy.
func (l *lowerer) of(e ast.Expr) {
	s, ok := ast.Unparen(e).(*ast.SelectorExpr)
	sel := l.Info.Selections[s]
	if !ok || sel == nil || !l.copies(s.X) {
		l.expr(e)
		return
	}
	l.partOf(s, sel)
	l.p(".", s.Sel.Name)
}

// partOf is selected for a part of what is a copy as a value.
func (l *lowerer) partOf(s *ast.SelectorExpr, sel *types.Selection) {
	l.p("(")
	l.address(s.X)
	path, _ := l.through(sel)
	l.p(")", path)
}

// copies reports whether what is written for the addressable e is a copy, as it is or is a part of an
// element that the runtime finds.
func (l *lowerer) copies(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.IndexExpr:
		if _, isArray := l.Info.TypeOf(e.X).Underlying().(*types.Array); isArray && l.copies(e.X) {
			return true
		}
		return l.found(e)
	case *ast.SelectorExpr:
		sel := l.Info.Selections[e]
		if sel == nil || sel.Kind() != types.FieldVal {
			return false
		}
		_, pointer := l.Info.TypeOf(e.X).Underlying().(*types.Pointer)
		return !pointer && l.copies(e.X)
	}
	return false
}

// inline returns what expr would write. What spans lines is kept on one.
func (l *lowerer) inline(e ast.Expr) string {
	t := l.capture(func() { l.expr(e) })
	if len(t.lines) > 0 {
		return strings.ReplaceAll(t.s, "\n", " ")
	}
	return t.s
}

// steady reports whether the operands of the left side e are plain and no left side is one
// of them.
func (l *lowerer) steady(e ast.Expr, lhs []ast.Expr) bool {
	if !l.plain(e) {
		return false
	}
	if _, ok := ast.Unparen(e).(*ast.Ident); ok {
		return true
	}
	for _, other := range lhs {
		id, ok := ast.Unparen(other).(*ast.Ident)
		if !ok {
			if _, index := ast.Unparen(other).(*ast.IndexExpr); !index {
				return false
			}
			continue // an element of something: nested says whether that matters
		}
		if obj := l.Info.ObjectOf(id); obj != nil && l.mentions(e, obj) {
			return false
		}
	}
	return !l.nested(e)
}

// nested reports whether an operand of the left side e is itself an element or a field, which
// another left side may be too.
func (l *lowerer) nested(e ast.Expr) bool {
	x, ok := ast.Unparen(e).(*ast.IndexExpr)
	if !ok {
		return true
	}
	for _, part := range []ast.Expr{x.X, x.Index} {
		found := false
		ast.Inspect(part, func(n ast.Node) bool {
			switch n.(type) {
			case *ast.IndexExpr, *ast.SelectorExpr, *ast.StarExpr:
				found = true
			}
			return !found
		})
		if found {
			return true
		}
	}
	return false
}

func (l *lowerer) mentions(n ast.Node, obj types.Object) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && l.Info.ObjectOf(id) == obj {
			found = true
		}
		return !found
	})
	return found
}
