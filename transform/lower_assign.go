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
	lhs := l.place(s.Lhs[0], false)
	l.p(lhs, " ", s.Tok.String(), " ")
	if s.Tok == token.SHL_ASSIGN || s.Tok == token.SHR_ASSIGN {
		l.shiftCount(s.Rhs[0])
		return
	}
	l.expr(s.Rhs[0])
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
	temps := l.temps(len(lhs))
	for i, e := range rhs {
		if l.untypedNil(e) { // var a, b error = nil, f()
			temps[i] = "nil"
			continue
		}
		l.p(temps[i], " := ")
		l.expr(e)
		l.p("; ")
	}
	l.storeAll(lhs, temps, true)
}

// defineOne writes x := value for a name that is new in its scope, or _ = value.
func (l *lowerer) defineOne(lhs ast.Expr, value func()) {
	id := lhs.(*ast.Ident)
	obj := l.Info.Defs[id]
	switch {
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
	temps := l.temps(len(lhs))
	for i, e := range rhs {
		if l.untypedNil(e) {
			temps[i] = "nil"
			continue
		}
		l.p(temps[i], " := ")
		l.expr(e)
		l.p("; ")
	}
	for i := range places {
		l.assignText(lhs[i], places[i], temps[i])
	}
}

// setOne writes lhs = rhs. For a local variable that other functions or pointers may share,
// the same is to be heeded as for session names.
func (l *lowerer) setOne(lhs, rhs ast.Expr) {
	place := l.place(lhs, false)
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
		if pin {
			return l.pointer(e)
		}
	case *ast.SelectorExpr, *ast.StarExpr:
		if pin || !l.plain(e) {
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
	l.expr(e)
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

func (l *lowerer) isNil(e ast.Expr) bool { return l.Info.Types[e].IsNil() }
