package transform

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
)

// rangeStmt writes for … range. The loop itself always has variables of its own, which the
// person's are set from at the start of each iteration.
func (l *lowerer) rangeStmt(s *ast.RangeStmt, label string) {
	l.line(s.Pos())
	l.markAt(s.Pos())
	l.guards(s.X)
	if _, ok := l.Info.TypeOf(s.X).Underlying().(*types.Signature); ok {
		l.rangeFunc(s, label, false)
		return
	}
	l.within(nest{label: label, stops: true, loop: true}, func() { l.rangeOver(s, label) })
}

func (l *lowerer) rangeOver(s *ast.RangeStmt, label string) {
	if b, ok := l.Info.TypeOf(s.X).Underlying().(*types.Basic); ok && b.Info()&types.IsInteger != 0 {
		l.rangeInt(s, label)
		return
	}
	if _, ok := l.Info.TypeOf(s.X).Underlying().(*types.Chan); ok {
		l.rangeChan(s, label)
		return
	}
	if b, ok := l.Info.TypeOf(s.X).Underlying().(*types.Basic); ok && b.Info()&types.IsString != 0 {
		l.rangeString(s, label)
		return
	}
	if h := l.handed[s]; h != nil && h.over == overSlice {
		l.rangeHanded(s, h)
		return
	}
	key, value := l.loopVar(s.Key), l.loopVar(s.Value)
	if x, ok := l.Info.TypeOf(s.X).Underlying().(*types.Slice); ok && value != "" && isChan(x.Elem()) {
		l.rangeChans(s, label)
		return
	}
	if n, ok := l.arrayLen(s.X); ok && value == "" {
		l.rangeLen(s, label, n)
		return
	}
	head := "for range "
	switch {
	case value != "" && key == "":
		head = "for _, " + value + " := range "
	case value != "":
		head = "for " + key + ", " + value + " := range "
	case key != "":
		head = "for " + key + " := range "
	}
	l.label(label)
	l.p(head)
	l.expr(s.X)
	l.p(" { ")
	l.check()
	l.bindLoop(s, []ast.Expr{s.Key, s.Value}, []string{key, value})
	l.block(s.Body.List)
	l.line(s.Body.Rbrace)
	l.p("}")
}

// loopVar returns a name for what the loop gives, "" if it is not wanted.
func (l *lowerer) loopVar(e ast.Expr) string {
	if e == nil {
		return ""
	}
	if id, ok := e.(*ast.Ident); ok && id.Name == "_" {
		return ""
	}
	return l.fresh("k")
}

// bindLoop sets the person's variables from the loop's.
func (l *lowerer) bindLoop(s *ast.RangeStmt, lhs []ast.Expr, from []string) {
	places := make([]string, len(lhs))
	for i, e := range lhs {
		switch {
		case from[i] == "":
		case s.Tok == token.DEFINE:
			l.defineOne(e, func() { l.p(from[i]) })
		default:
			l.guards(e)
			places[i] = l.place(e, !l.steady(e, lhs))
		}
	}
	for i, p := range places {
		if p != "" {
			l.assignText(lhs[i], p, from[i])
		}
	}
}

// rangeInt writes for i := range n as a counting loop.
func (l *lowerer) rangeInt(s *ast.RangeStmt, label string) {
	typ := l.typeText(rangeIntType(l.Info, s), s.X)
	n, i := l.fresh("n"), l.fresh("i")
	l.p("{ var ", n, " ", typ, " = ")
	l.expr(s.X)
	l.p("; ")
	l.label(label)
	l.p("for ", i, " := ", typ, "(0); ", i, " < ", n, "; ", i, "++ { ")
	l.checkOr(s, i, n)
	if s.Key != nil {
		if id, ok := s.Key.(*ast.Ident); !ok || id.Name != "_" {
			l.bindLoop(s, []ast.Expr{s.Key}, []string{i})
		}
	}
	l.block(s.Body.List)
	l.line(s.Body.Rbrace)
	l.p("}}")
}

// arrayLen is the length of the array that e is or points to, if nothing runs when e is
// evaluated.
func (l *lowerer) arrayLen(e ast.Expr) (string, bool) {
	t := l.Info.TypeOf(e).Underlying()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem().Underlying()
	}
	a, ok := t.(*types.Array)
	if !ok || !l.quiet(e) {
		return "", false
	}
	return strconv.FormatInt(a.Len(), 10), true
}

// rangeLen writes for i := range a, where a is an array or points to one: it is not evaluated,
// and a nil pointer is as good.
func (l *lowerer) rangeLen(s *ast.RangeStmt, label, n string) {
	i := l.fresh("i")
	l.label(label)
	l.p("for ", i, " := 0; ", i, " < ", n, "; ", i, "++ { ")
	l.check()
	if l.loopVar(s.Key) != "" {
		l.bindLoop(s, []ast.Expr{s.Key}, []string{i})
	}
	l.block(s.Body.List)
	l.line(s.Body.Rbrace)
	l.p("}")
}

func isChan(t types.Type) bool {
	_, ok := t.Underlying().(*types.Chan)
	return ok
}

// rangeChans writes a range over a slice of channels by its indexes: the second variable of a
// range is nothing to yaegi if it is a channel.
func (l *lowerer) rangeChans(s *ast.RangeStmt, label string) {
	list, n := l.fresh("s"), l.fresh("n")
	l.p("{ ", list, " := ")
	l.expr(s.X)
	l.p("; ")
	l.label(label)
	l.p("for ", n, " := range ", list, " { ")
	l.check()
	key := ""
	if l.loopVar(s.Key) != "" {
		key = n
	}
	l.bindLoop(s, []ast.Expr{s.Key, s.Value}, []string{key, list + "[" + n + "]"})
	l.block(s.Body.List)
	l.line(s.Body.Rbrace)
	l.p("}}")
}

// rangeString writes for i, r := range s as a loop over the offsets of s: for bytes that are no
// UTF-8, yaegi goes wrong about them.
func (l *lowerer) rangeString(s *ast.RangeStmt, label string) {
	text, runes, n, at := l.fresh("s"), l.fresh("r"), l.fresh("n"), l.fresh("k")
	l.p("{ ", text, " := string(")
	l.expr(s.X)
	l.p("); ", runes, " := []rune(", text, "); _ = ", runes, "; ")
	l.label(label)
	l.p("for ", n, ", ", at, " := range rt.Offsets(", text, ") { ")
	l.checkOr(s, at, text)
	l.p("_, _ = ", n, ", ", at, "; ")
	key, value := "", ""
	if l.loopVar(s.Key) != "" {
		key = at
	}
	if l.loopVar(s.Value) != "" {
		value = runes + "[" + n + "]"
	}
	l.bindLoop(s, []ast.Expr{s.Key, s.Value}, []string{key, value})
	l.block(s.Body.List)
	l.line(s.Body.Rbrace)
	l.p("}}")
}

// rangeChan writes for v := range ch with receives that can be stopped.
func (l *lowerer) rangeChan(s *ast.RangeStmt, label string) {
	ch, got := l.fresh("ch"), l.fresh("s")
	l.p("{ ", ch, " := ")
	l.expr(s.X)
	l.p("; ")
	l.label(label)
	l.p("for { ")
	l.check()
	l.markAt(s.Pos())
	l.p(got, " := rt.Select(", l.frame(), ", false, rt.Case(", ch, ")); if !rt.ReceivedOk(", got, ") { break }; ")
	if v := l.loopVar(s.Key); v != "" {
		elem := l.Info.TypeOf(s.X).Underlying().(*types.Chan).Elem()
		l.p("var ", v, " ", l.typeText(elem, s.X), " = ", l.received(elem, s.X, got), "; ")
		l.bindLoop(s, []ast.Expr{s.Key}, []string{v})
	}
	l.block(s.Body.List)
	l.line(s.Body.Rbrace)
	l.p("}}")
}
