package transform

import (
	"go/ast"
	"go/token"
	"go/types"
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
	l.p("; ", again, " := false; ")
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
