package transform

import (
	"go/ast"
	"go/token"
	"go/types"
)

// setOne writes lhs = rhs. For a local variable that other functions or pointers may share,
// the same is to be heeded as for session names.
func (l *lowerer) setOne(lhs, rhs ast.Expr) {
	boxed := l.boxesOperator(lhs, rhs)
	place := l.place(lhs, boxed && !l.plain(lhs))
	if boxed {
		temp := l.fresh("t")
		l.p(temp, " := ")
		l.expr(rhs)
		l.p("; ", place, " = ", temp)
		return
	}
	id, isIdent := ast.Unparen(lhs).(*ast.Ident)
	if isIdent && id.Name == "_" {
		l.discard(func() { l.expr(rhs) })
		return
	}
	t := l.Info.TypeOf(lhs)
	switch rhs := ast.Unparen(rhs).(type) {
	case *ast.CompositeLit, *ast.CallExpr, *ast.FuncLit, *ast.TypeAssertExpr, *ast.UnaryExpr, *ast.SelectorExpr, *ast.IndexExpr:
		if !isIdent || l.Info.Types[rhs].Value != nil {
			break
		}
		if _, isFunc := t.Underlying().(*types.Signature); isFunc {
			l.p("rt.Into(&", place, ", ")
			l.expr(rhs)
			l.p(")")
			return
		}
		if _, basic := t.Underlying().(*types.Basic); basic {
			break
		}
		temp := l.fresh("t")
		if l.wantsType(t) {
			l.p("var ", temp, " ", l.typeText(t, lhs), " = ")
		} else {
			l.p(temp, " := ")
		}
		l.expr(rhs)
		l.p("; ", place, " = ", temp)
		return
	}
	l.p(place, " = ")
	l.expr(rhs)
}

// boxesOperator reports whether what an operator gives becomes an interface by being assigned: yaegi
// computes it in the place that it is assigned to.
func (l *lowerer) boxesOperator(lhs, rhs ast.Expr) bool {
	if t := l.Info.TypeOf(lhs); t == nil || !types.IsInterface(t) || l.Info.Types[rhs].Value != nil {
		return false
	}
	switch rhs := ast.Unparen(rhs).(type) {
	case *ast.BinaryExpr:
		return true
	case *ast.UnaryExpr:
		return rhs.Op != token.ARROW && rhs.Op != token.AND
	}
	return false
}

// assignText writes place = value, for the left side e.
func (l *lowerer) assignText(e ast.Expr, place, value string) {
	if n, ok := l.refAt(ast.Unparen(e)); ok {
		l.sessionUse(n)
		if value == "nil" {
			l.p(n.Key, " = nil; ")
			return
		}
		l.setSession(n, func() { l.p(value) })
		return
	}
	l.p(place, " = ", value, "; ")
}

// setSession assigns to a session name what value writes. yaegi puts some values not into a
// variable but in its place, where the other cells do not see them: functions, and what comes
// straight from a composite literal.
func (l *lowerer) setSession(n *Name, value func()) {
	if _, isFunc := n.Obj.Type().Underlying().(*types.Signature); isFunc {
		l.p("rt.Into(&", n.Key, ", ")
		value()
		l.p("); ")
		return
	}
	if l.wantsType(n.Obj.Type()) {
		t := l.fresh("t")
		l.p("var ", t, " ", l.typeAt(n.Obj.Type(), 0, 0), " = ")
		value()
		l.p("; ", n.Key, " = ", t, "; ")
		return
	}
	t := l.fresh("t")
	l.p(t, " := ")
	value()
	l.p("; ", n.Key, " = ", t, "; ")
}

// arithmetic reports whether e is computed from numbers and the like: yaegi puts that into
// the variable it is assigned to.
func (l *lowerer) arithmetic(e ast.Expr) bool {
	if l.Info.Types[e].Value != nil {
		return true
	}
	t := l.Info.TypeOf(e)
	if t == nil {
		return false
	}
	if _, basic := t.Underlying().(*types.Basic); !basic {
		return false
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return true
	case *ast.BinaryExpr:
		return l.arithmetic(e.X) && l.arithmetic(e.Y)
	}
	return false
}

// refAt returns the session name that e mentions: an identifier, _ for the last value, or Out[n].
func (l *lowerer) refAt(e ast.Expr) (*Name, bool) {
	switch e := e.(type) {
	case *ast.Ident:
		if n := l.refs[l.Cell.Offset(e.Pos())]; n != nil && (n.Name == e.Name || e.Name == "_") {
			return n, true
		}
	case *ast.IndexExpr:
		if n := l.refs[l.Cell.Offset(e.Pos())]; n != nil {
			if id, ok := e.X.(*ast.Ident); ok && n.Name != id.Name && l.Info.ObjectOf(id) == nil {
				return n, true
			}
		}
	}
	return nil, false
}

func (l *lowerer) sessionName(n *Name) {
	l.sessionUse(n)
	l.p(n.Key)
}

// sessionUse notes that a session name is mentioned.
func (l *lowerer) sessionUse(n *Name) {
	if l.session[n.Obj] == nil {
		l.uses[n.Key] = n
	}
}
