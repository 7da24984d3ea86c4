package transform

import (
	"go/ast"
	"go/token"
	"go/types"
)

// In which order a call is made and a variable looked at that the call changes, Go leaves open, but its
// compiler has an order, and programs show it: first the calls of a statement are made, and what is
// listed by atOnce, from left to right; everything else is looked at when they have been made
// (cmd/compile/internal/walk/order.go). The interpreter goes from left to right through all, names of variables apart.
// So where a call follows what Go looks at later, the calls go into variables before the statement.

// inOrder writes what has to come before a statement that evaluates the expressions of list
// one after another, unconditionally. An expression that is nil is passed over.
func (l *lowerer) inOrder(list ...ast.Expr) {
	w := &watch{lowerer: l}
	for _, e := range list {
		w.look(e)
	}
	if !w.wrong {
		return
	}
	for _, e := range list {
		if e = l.unsettled(e); e != nil && len(list) == 1 && !isLogical(e) {
			l.settleParts(e) // the whole is evaluated next
			continue
		}
		l.settle(e)
	}
}

// laterInOrder is inOrder for what a go or defer statement evaluates of a call.
func (l *lowerer) laterInOrder(call *ast.CallExpr) {
	for i, a := range call.Args {
		l.becomes(a, l.argumentType(call, i))
	}
	l.inOrder(append([]ast.Expr{l.calledOn(call)}, call.Args...)...)
}

// isSettled reports whether n has been evaluated already, into a variable.
func (l *lowerer) isSettled(n ast.Node) bool {
	e, ok := n.(ast.Expr)
	return ok && l.settled[e] != ""
}

// unsettled is e without parentheses if there is something to evaluate in it, else nil.
func (l *lowerer) unsettled(e ast.Expr) ast.Expr {
	if e == nil {
		return nil
	}
	e = ast.Unparen(e)
	if _, ok := l.refAt(e); ok || l.settled[e] != "" {
		return nil
	}
	if tv, known := l.Info.Types[e]; !known || tv.Value != nil || tv.IsType() || tv.IsNil() {
		return nil
	}
	switch e.(type) {
	case *ast.Ident, *ast.BasicLit, *ast.FuncLit:
		return nil
	}
	return e
}

// settle writes the parts of e that Go evaluates before it looks at anything else into variables.
func (l *lowerer) settle(e ast.Expr) {
	if e = l.unsettled(e); e == nil {
		return
	}
	if isLogical(e) {
		l.settleLogical(e.(*ast.BinaryExpr))
		return
	}
	l.settleParts(e)
	if l.atOnce(e) {
		l.take(e)
	}
}

// settleParts is settle for the operands of e, and not for e itself.
func (l *lowerer) settleParts(e ast.Expr) {
	if site, ok := l.site(e); ok {
		l.settleParts(ast.Unparen(site.Expr.X)) // which is evaluated with it
		return
	}
	switch e := e.(type) {
	case *ast.CallExpr:
		l.settle(l.calledOn(e))
		for i, a := range e.Args {
			l.becomes(a, l.argumentType(e, i))
			if _, several := l.Info.TypeOf(a).(*types.Tuple); several {
				l.settleParts(ast.Unparen(a))
				continue
			}
			l.settle(a)
		}
	case *ast.CompositeLit:
		l.settleElements(e)
	case *ast.SliceExpr:
		l.settle(e.X)
		for _, i := range []ast.Expr{e.Low, e.High, e.Max} {
			if l.settle(i); l.unsettled(i) != nil { // all but a name is looked at in its turn
				l.take(ast.Unparen(i))
			}
		}
	default:
		for _, part := range operands(e) {
			l.settle(part)
		}
	}
}

// calledOn is what is evaluated before the arguments of a call: the receiver of a method, or what
// gives the function; nil where there is nothing to evaluate.
func (l *lowerer) calledOn(e *ast.CallExpr) ast.Expr {
	switch f := ast.Unparen(e.Fun).(type) {
	case *ast.SelectorExpr:
		if l.Info.Selections[f] != nil {
			return f.X
		}
	case *ast.CallExpr, *ast.TypeAssertExpr:
		return f
	case *ast.IndexExpr:
		if t := l.Info.TypeOf(f.X); t != nil {
			if _, generic := t.(*types.Signature); !generic {
				return f
			}
		}
	}
	return nil
}

// settleElements settles the elements of a composite literal. Those of a map are stored one after another.
func (l *lowerer) settleElements(e *ast.CompositeLit) {
	_, isMap := l.Info.TypeOf(e).Underlying().(*types.Map)
	for i, elt := range e.Elts {
		kv, ok := l.keyed(e, i)
		switch {
		case !ok:
			l.settle(elt)
		case !isMap:
			l.settle(kv.Value)
		default:
			for _, part := range []ast.Expr{kv.Key, kv.Value} {
				l.settle(part)
				if part = ast.Unparen(part); l.settled[part] == "" && l.looked(part) {
					l.take(part)
				}
			}
		}
	}
}

// settleLogical writes x && y as statements, so that the calls in y are made before the rest of y
// is looked at, and only if y is asked for.
func (l *lowerer) settleLogical(e *ast.BinaryExpr) {
	t := l.fresh("t")
	l.settle(e.X)
	l.p(t, " := rt.Bool(")
	l.expr(e.X)
	l.p("); if ", map[token.Token]string{token.LAND: "", token.LOR: "!"}[e.Op], t, " { ")
	l.settle(e.Y)
	l.p(t, " = rt.Bool(")
	l.expr(e.Y)
	l.p(") }; ")
	l.settled[e] = t
}

// take evaluates e into a variable, which stands for it from then on.
func (l *lowerer) take(e ast.Expr) {
	t := l.fresh("t")
	if of := l.Info.TypeOf(e); l.wantsType(of) {
		l.p("var ", t, " ", l.typeText(of, e), " = ")
	} else {
		l.p(t, " := ")
	}
	l.expr(e)
	l.p("; ")
	l.settled[e] = t
}
