package transform

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
)

// forStmt writes a three-part loop. Its variables are new in each iteration where something
// could tell; the halt check is the first thing in its body.
func (l *lowerer) forStmt(s *ast.ForStmt, label string) {
	l.line(s.Pos())
	l.markAt(s.Pos())
	fresh := l.kept(s)
	h := l.handed[s]
	if len(fresh) == 0 && !l.risky(s.Cond) && !l.risky(s.Post) {
		l.plainFor(s, label)
		return
	}
	// A copy of each variable lives for one iteration; the next begins with a copy of that.
	l.p("{ ")
	if s.Init != nil {
		l.stmt(s.Init)
	}
	last := map[types.Object]string{}
	for _, obj := range fresh {
		last[obj] = l.fresh("p")
		l.p("; ", last[obj], " := &", l.local(obj), "; ")
	}
	again := l.fresh("again")
	l.p(again, " := false; ")
	l.line(s.Pos())
	l.label(label)
	l.p("for { ")
	for _, obj := range fresh {
		l.rename(obj)
		l.p(l.local(obj), " := *", last[obj], "; ", last[obj], " = &", l.local(obj), "; ")
	}
	l.p("if ", again, " { ")
	if h == nil {
		l.check()
	}
	if s.Post != nil {
		l.stmt(s.Post)
	}
	l.p(" }; ", again, " = true; ")
	if s.Cond != nil {
		l.line(s.Cond.Pos())
		if l.risky(s.Cond) {
			l.markAt(s.Cond.Pos())
		}
		l.guards(s.Cond)
		l.p("if !(")
		l.jumpOn(s.Cond)
		l.p(") { break }; ")
	}
	if h != nil {
		l.look(h, l.locals(h.own)...)
	}
	l.block(s.Body.List)
	l.line(s.Body.Rbrace)
	l.p("}}")
}

func (l *lowerer) plainFor(s *ast.ForStmt, label string) {
	if s.Init != nil {
		l.p("{ ")
		l.stmt(s.Init)
		l.line(s.Pos())
	}
	l.label(label)
	l.p("for ; ")
	if s.Cond != nil {
		l.jumpOn(s.Cond)
	}
	l.p("; ")
	if s.Post != nil {
		l.p(l.simple(s.Post))
	}
	l.p(" { ")
	if h := l.handed[s]; h != nil {
		l.look(h, l.locals(h.own)...)
	} else {
		l.check()
	}
	l.block(s.Body.List)
	l.line(s.Body.Rbrace)
	l.p("}")
	if s.Init != nil {
		l.p("}")
	}
}

// simple returns a statement without a mark, on one line.
func (l *lowerer) simple(s ast.Stmt) string {
	t := l.capture(func() {
		switch s := s.(type) {
		case *ast.IncDecStmt:
			l.expr(s.X)
			l.p(s.Tok.String())
		case *ast.AssignStmt:
			if len(s.Lhs) == 1 {
				l.expr(s.Lhs[0])
				l.p(" ", s.Tok.String(), " ")
				if s.Tok == token.SHL_ASSIGN || s.Tok == token.SHR_ASSIGN {
					l.shiftCount(s.Rhs[0])
				} else {
					l.expr(s.Rhs[0])
				}
				return
			}
			for i := range s.Lhs {
				l.p([]string{"", ", "}[min(i, 1)])
				l.expr(s.Lhs[i])
			}
			l.p(" = ")
			for i := range s.Rhs {
				l.p([]string{"", ", "}[min(i, 1)])
				l.expr(s.Rhs[i])
			}
		case *ast.ExprStmt:
			l.expr(s.X)
		}
	})
	return t.s
}

// check ends the function when its task is to stop.
func (l *lowerer) check() { l.p("if *halt { rt.Check() }; ") }

// kept returns the variables that a loop declares and that outlive an iteration, because a
// function captures them or their address is taken.
func (l *lowerer) kept(s *ast.ForStmt) []types.Object {
	a, ok := s.Init.(*ast.AssignStmt)
	if !ok || a.Tok != token.DEFINE {
		return nil
	}
	var list []types.Object
	for _, e := range a.Lhs {
		if obj := l.Info.Defs[e.(*ast.Ident)]; obj != nil && l.escapes(s, obj) {
			list = append(list, obj)
		}
	}
	return list
}

// escapes reports whether obj is captured by a function literal in n, or its address is taken.
func (l *lowerer) escapes(n ast.Node, obj types.Object) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			found = found || l.mentions(n, obj)
			return false
		case *ast.UnaryExpr:
			found = found || n.Op == token.AND && l.rooted(n.X, obj)
		case *ast.SliceExpr:
			found = found || l.rooted(n.X, obj)
		case *ast.SelectorExpr:
			sel := l.Info.Selections[n]
			found = found || sel != nil && sel.Kind() == types.MethodVal && l.rooted(n.X, obj)
		}
		return !found
	})
	return found
}

// rooted reports whether e is a part of the variable obj.
func (l *lowerer) rooted(e ast.Expr, obj types.Object) bool {
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.Ident:
			return l.Info.ObjectOf(x) == obj
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		default:
			return false
		}
	}
}

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
