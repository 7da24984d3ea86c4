package transform

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
)

// Every loop looks, now and then, whether somebody is to stop. Looking costs a few instructions, which is
// much in a loop that has only a few. So a tight loop, whose body takes nanoseconds whatever the
// values are, looks once in 1,024 iterations, and one around such loops once in 256. Where it counts up to a bound that stays, it becomes
// two loops, of which the inner one is as the person wrote it; see native_chunk.go and native_stride.go. Else it looks at
// the variable by which it counts, or at one more. Any other loop looks in every iteration.

// loop writes a loop with its check.
func (l *nativeLowerer) loop(s ast.Stmt, body *ast.BlockStmt) {
	label := l.label
	l.label = ""
	at, check, after := s.Pos(), l.check, ""
	if every := l.rarely(body); every > 0 {
		if c := l.chunks(s, body); c != nil && label == "" {
			l.chunked(c, every, body)
			return
		}
		if f, _ := s.(*ast.ForStmt); f != nil && label == "" {
			if c := l.strideOf(f); c != nil {
				l.strided(f, c, every)
				return
			}
		}
		index, hidden := l.countsBy(s)
		switch {
		case hidden:
			at = l.withIndex(s.(*ast.RangeStmt), index)
			check = func() { l.checkNow(index, every) }
		case index != "":
			check = func() { l.checkNow(index, every) }
		case label == "":
			counter := l.fresh()
			l.p("{ var ", counter, " uint; ")
			check, after = func() { l.p(" ", counter, "++;"); l.checkNow(counter, every) }, " }"
		}
	}
	for _, child := range children(s) {
		if child == body {
			break
		}
		if child.Pos() >= at {
			l.source(at, child.Pos())
			l.node(child)
			at = child.End()
		}
	}
	l.source(at, body.Lbrace+1)
	check()
	l.nested(nativeNest{label: label, stops: true, loop: true}, func() { l.list(body.Lbrace+1, body.List, body.Rbrace) })
	l.source(body.Rbrace, body.End())
	l.p(after)
}

// checkNow writes the check for one of so many values of a variable that counts by ones.
func (l *nativeLowerer) checkNow(counter string, every int) {
	l.p(" if ", counter, "&", strconv.Itoa(every-1), " == 0 && ", cellMark, nativeID, ".Halt != 0 { ", l.rt("Check"), "() }; ")
}

// countsBy gives the variable by which a loop counts, by ones; "" if there is none. If it is hidden the
// loop has it once it is written down.
func (l *nativeLowerer) countsBy(s ast.Stmt) (name string, hidden bool) {
	switch s := s.(type) {
	case *ast.ForStmt:
		post, _ := s.Post.(*ast.IncDecStmt)
		if post == nil {
			return "", false
		}
		id, _ := post.X.(*ast.Ident)
		if id == nil || !l.counts(l.Info.TypeOf(id)) || l.refs[l.Cell.Offset(id.Pos())] != nil {
			return "", false
		}
		v, _ := l.Info.Uses[id].(*types.Var)
		if v != nil && v.Parent() != l.Pkg.Scope() && !l.changes(s.Body, v) && !l.pointed()[v] {
			return id.Name, false
		}
	case *ast.RangeStmt:
		t := l.Info.TypeOf(s.X)
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t = p.Elem()
		}
		switch t.Underlying().(type) {
		case *types.Slice, *types.Array:
			t = types.Typ[types.Int]
		default:
			t = types.Default(t)
		}
		if !l.counts(t) || s.Key != nil && s.Tok != token.DEFINE {
			return "", false
		}
		if id, _ := s.Key.(*ast.Ident); id != nil && id.Name != "_" {
			return id.Name, false
		}
		return l.fresh(), true
	}
	return "", false
}

// counts reports whether a variable of that type can count so far.
func (l *nativeLowerer) counts(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0 && b.Kind() != types.Int8 && b.Kind() != types.Uint8
}

// withIndex writes the head of a range that does not name its index, up to the value if it has one,
// and returns where to go on.
func (l *nativeLowerer) withIndex(s *ast.RangeStmt, index string) token.Pos {
	l.source(s.Pos(), s.For+token.Pos(len("for")))
	if s.Key == nil {
		l.p(" ", index, " := ")
		return s.Range
	}
	l.p(" ", index)
	return s.Key.End()
}

// changes reports whether a body assigns to a variable, or takes its address.
func (l *nativeLowerer) changes(body *ast.BlockStmt, v types.Object) bool {
	is := func(e ast.Expr) bool {
		id, _ := ast.Unparen(e).(*ast.Ident)
		return id != nil && l.Info.Uses[id] == v
	}
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, lhs := range n.Lhs {
				found = found || is(lhs)
			}
		case *ast.IncDecStmt:
			found = found || is(n.X)
		case *ast.UnaryExpr:
			found = found || n.Op == token.AND && is(n.X)
		}
		return !found
	})
	return found
}
