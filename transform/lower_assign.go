package transform

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

func (l *lowerer) assign(s *ast.AssignStmt) {
	switch s.Tok {
	case token.DEFINE:
		l.define(s.Lhs, s.Rhs)
	case token.ASSIGN:
		l.set(s.Lhs, s.Rhs)
	default:
		l.opAssign(s)
	}
}

// opAssign writes x op= y. An index that is not plain is evaluated once, before it.
func (l *lowerer) opAssign(s *ast.AssignStmt) {
	l.guards(s.Lhs[0], s.Rhs[0])
	_, isMap := l.mapIndex(s.Lhs[0])
	lhs := l.place(s.Lhs[0], isMap && !l.quiet(s.Rhs[0])) // which may set the map itself
	l.p(lhs, " ", s.Tok.String(), " ")
	if s.Tok == token.SHL_ASSIGN || s.Tok == token.SHR_ASSIGN {
		l.shiftCount(s.Rhs[0])
		return
	}
	l.expr(s.Rhs[0])
}

// mapIndex reports whether e is an element of a map.
func (l *lowerer) mapIndex(e ast.Expr) (*ast.IndexExpr, bool) {
	x, ok := ast.Unparen(e).(*ast.IndexExpr)
	if ok {
		_, ok = l.Info.TypeOf(x.X).Underlying().(*types.Map)
	}
	return x, ok
}

// define writes lhs := rhs, of which some names may be old ones.
func (l *lowerer) define(lhs, rhs []ast.Expr) {
	if len(lhs) == len(rhs) {
		if _, isAwait := l.site(rhs[0]); !isAwait || len(rhs) > 1 {
			l.defineEach(lhs, rhs)
			return
		}
	}
	l.storeAll(lhs, l.evaluate(len(lhs), rhs[0]), true)
}

func (l *lowerer) defineEach(lhs, rhs []ast.Expr) {
	for i, e := range rhs {
		l.wants(e, l.Info.TypeOf(lhs[i]))
	}
	l.guards(rhs...)
	if len(lhs) == 1 {
		l.defineOne(lhs[0], func() { l.expr(rhs[0]) })
		return
	}
	l.storeAll(lhs, l.valuesOf(rhs), true)
}

// valuesOf writes values into temporaries and returns those.
func (l *lowerer) valuesOf(rhs []ast.Expr) []string {
	temps := l.temps(len(rhs))
	for _, i := range namesLast(rhs) {
		if l.untypedNil(rhs[i]) { // var a, b error = nil, f()
			temps[i] = "nil"
			continue
		}
		l.p(temps[i], " := ")
		l.expr(rhs[i])
		l.p("; ")
	}
	return temps
}

// namesLast gives the order in which several values are evaluated: Go's compiler looks at variables when
// all calls have been made.
func namesLast(values []ast.Expr) []int {
	var order, names []int
	for i, e := range values {
		if _, ok := ast.Unparen(e).(*ast.Ident); ok {
			names = append(names, i)
		} else {
			order = append(order, i)
		}
	}
	return append(order, names...)
}

// defineOne writes x := value for a name that is new in its scope, or _ = value.
func (l *lowerer) defineOne(lhs ast.Expr, value func()) {
	id := lhs.(*ast.Ident)
	obj := l.Info.Defs[id]
	made := l.capture(value)
	value = func() { l.text(made) }
	switch {
	case made.s == "nil" && obj != nil && id.Name != "_" && !l.wantsType(obj.Type()):
		l.defineNil(id, obj)
		return
	case id.Name == "_":
		l.discard(value)
		return
	case obj == nil:
		text := l.capture(value)
		place := l.place(lhs, false)
		l.assignText(lhs, place, strings.ReplaceAll(text.s, "\n", " "))
		return
	case l.nameOf(obj) != nil:
		l.setSession(l.nameOf(obj), value)
		return
	case l.wantsType(obj.Type()):
		l.p("var ", l.local(obj), " ", l.typeText(obj.Type(), id), " = ")
	default:
		l.p(l.local(obj), " := ")
	}
	value()
	l.p("; ")
}

// defineNil declares a variable that is nil: from x := nil yaegi learns no type.
func (l *lowerer) defineNil(id *ast.Ident, obj types.Object) {
	if n := l.nameOf(obj); n != nil {
		l.p(n.Key, " = nil; ")
		return
	}
	l.p("var ", l.local(obj), " ", l.typeText(obj.Type(), id), "; _ = ", l.local(obj), "; ")
}

// discard evaluates a value for nothing. It goes through a variable: a comparison that is
// assigned to _ has no place to go in yaegi, and panics.
func (l *lowerer) discard(value func()) {
	temp := l.temps(1)[0]
	l.p(temp, " := ")
	value()
	l.p("; _ = ", temp, "; ")
}

// wantsType reports whether a variable has to be declared with its type because its value's
// type may be another.
func (l *lowerer) wantsType(t types.Type) bool {
	if !types.IsInterface(t) {
		return false
	}
	n, ok := types.Unalias(t).(*types.Named)
	return !ok || n.Obj().Pkg() == nil || n.Obj().Exported()
}

// set writes lhs = rhs. All operands on the left are evaluated before anything is assigned.
func (l *lowerer) set(lhs, rhs []ast.Expr) {
	_, isAwait := l.site(rhs[0])
	if len(lhs) != len(rhs) || len(rhs) == 1 && isAwait {
		l.storeAll(lhs, l.evaluate(len(lhs), rhs[0]), false)
		return
	}
	for i, e := range rhs {
		l.wants(e, l.Info.TypeOf(lhs[i]))
	}
	l.guards(append(append([]ast.Expr(nil), lhs...), rhs...)...)
	if len(lhs) == 1 {
		if n, ok := l.refAt(ast.Unparen(lhs[0])); ok && n.Kind != KindConst {
			l.sessionUse(n)
			if l.arithmetic(rhs[0]) && !types.IsInterface(n.Obj.Type()) || l.untypedNil(rhs[0]) {
				l.p(n.Key, " = ")
				l.expr(rhs[0])
				return
			}
			l.setSession(n, func() { l.expr(rhs[0]) })
			return
		}
		l.setOne(lhs[0], rhs[0])
		return
	}
	places := make([]string, len(lhs))
	for i, e := range lhs {
		places[i] = l.place(e, !l.steady(e, lhs))
	}
	temps := l.valuesOf(rhs)
	for i := range places {
		l.assignText(lhs[i], places[i], temps[i])
	}
}

// evaluate writes what gives n values into temporaries and returns those.
func (l *lowerer) evaluate(n int, e ast.Expr) []string {
	if site, ok := l.site(e); ok {
		return l.awaitTemps(site)
	}
	l.guards(e)
	if u, ok := ast.Unparen(e).(*ast.UnaryExpr); ok && u.Op == token.ARROW {
		return l.receiveOk(u)
	}
	if a, ok := ast.Unparen(e).(*ast.TypeAssertExpr); ok {
		t := l.typeText(l.Info.TypeOf(a.Type), a)
		v, ok := l.fresh("t"), l.fresh("ok")
		l.p(v, " := new(", t, "); ", ok, " := rt.AssertOk(")
		l.expr(a.X)
		l.p(", ", v, "); ")
		return []string{l.unboxed(l.Info.TypeOf(a.Type), a, "rt.Value("+v+")"), ok}
	}
	if values := l.twinTemps(e); values != nil {
		return values
	}
	temps := l.temps(n)
	l.p(strings.Join(temps, ", "), " := ")
	l.expr(e)
	l.p("; ")
	return temps
}

// receiveOk writes v, ok = <-ch.
func (l *lowerer) receiveOk(u *ast.UnaryExpr) []string {
	elem := l.Info.TypeOf(u.X).Underlying().(*types.Chan).Elem()
	s := l.fresh("s")
	l.p(s, " := rt.Select(", l.frame(), ", false, rt.Case(")
	l.expr(u.X)
	l.p(")); ")
	return []string{l.received(elem, u, s), "rt.ReceivedOk(" + s + ")"}
}

// received is the value of type t that a selection received.
func (l *lowerer) received(t types.Type, at ast.Node, selection string) string {
	return l.unboxed(t, at, "rt.Received("+selection+", new("+l.typeText(t, at)+"))")
}

// storeAll assigns temporaries to the left sides.
func (l *lowerer) storeAll(lhs []ast.Expr, temps []string, define bool) {
	for i, e := range lhs {
		if i >= len(temps) {
			return
		}
		if define {
			l.defineOne(e, func() { l.p(temps[i]) })
			continue
		}
		l.assignText(e, l.place(e, false), temps[i])
	}
}

func (l *lowerer) isNil(e ast.Expr) bool { return l.Info.Types[e].IsNil() }
