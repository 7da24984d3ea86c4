package transform

import (
	"go/ast"
	"go/types"
	"strconv"
)

// asyncStmt writes an async for or async with, if s stands for one.
func (l *lowerer) asyncStmt(s *ast.RangeStmt, label string) bool {
	a := l.stmts[s]
	switch {
	case a == nil:
		return false
	case a.With:
		l.withStmt(s, a)
	case a.Kind == ForSeq:
		l.line(s.Pos())
		l.markAt(s.Pos())
		l.guards(s.X)
		l.rangeFunc(s, label, true)
	default:
		l.eachStmt(s, a, label)
	}
	return true
}

// withStmt writes async with.
func (l *lowerer) withStmt(s *ast.RangeStmt, a *AsyncStmt) {
	l.line(s.Pos())
	l.markAt(s.Pos())
	l.guards(s.X)
	var params []string
	r := l.loopVar(s.Key)
	if r != "" {
		params = []string{r + " " + l.typeText(a.Values[0], s.Key)}
	}
	l.blockCall(nest{}, s.Body, params, func() {
		l.p("rt.With(", l.frame(), ", ", l.lineText(s.Pos()), ", ", strconv.Itoa(int(a.Kind)), ", ")
		l.operandOf(a)
	}, func() {
		if r != "" {
			l.defineOne(s.Key, func() { l.p(r) })
		}
	})
}

// operandOf writes what an async for or async with takes.
func (l *lowerer) operandOf(a *AsyncStmt) {
	if a.Address {
		l.address(a.Stmt.X)
		return
	}
	l.expr(a.Stmt.X)
}

// rangeFunc writes a loop over a function.
func (l *lowerer) rangeFunc(s *ast.RangeStmt, label string, async bool) {
	values, _ := yielded(l.Info.TypeOf(s.X).Underlying().(*types.Signature))
	vars := []ast.Expr{s.Key, s.Value}
	var params []string
	from := make([]string, 2)
	for i, t := range values {
		name := l.loopVar(vars[i])
		from[i] = name
		if name == "" {
			name = l.fresh("_")
		}
		params = append(params, name+" "+l.typeText(t, s.X))
	}
	l.blockCall(nest{label: label, stops: true, loop: true}, s.Body, params, func() {
		l.p("rt.Push(", l.frame(), ", ", l.lineText(s.Pos()), ", ", strconv.FormatBool(async), ", ")
		l.expr(s.X)
	}, func() { l.bindLoop(s, vars, from) })
}

// eachStmt writes an async for over a channel or what has a method Next.
func (l *lowerer) eachStmt(s *ast.RangeStmt, a *AsyncStmt, label string) {
	l.line(s.Pos())
	l.markAt(s.Pos())
	l.guards(s.X)
	it, got, at := l.fresh("it"), l.fresh("got"), l.lineText(s.Pos())
	l.p("{ ", it, " := rt.Each(", strconv.FormatBool(a.Kind == ForNext), ", ")
	l.operandOf(a)
	l.p("); ")
	l.label(label)
	l.p("for { ")
	l.check()
	l.p(got, " := rt.Step(", l.frame(), ", ", at, ", ", it, "); if !", got, " { break }; ")
	if v := l.loopVar(s.Key); v != "" {
		t := a.Values[0]
		l.p("var ", v, " ", l.typeText(t, s.X), " = ", l.unboxed(t, s.X, "rt.Item("+it+", new("+l.typeText(t, s.X)+"))"), "; ")
		l.bindLoop(s, []ast.Expr{s.Key}, []string{v})
	}
	l.within(nest{label: label, stops: true, loop: true}, func() { l.block(s.Body.List) })
	l.line(s.Body.Rbrace)
	l.p("}}")
}
