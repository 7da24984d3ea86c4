package transform

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// block writes the statements of a block, without its braces.
func (l *lowerer) block(list []ast.Stmt) {
	for _, s := range list {
		l.stmt(s)
	}
}

// body writes a block with its braces.
func (l *lowerer) body(b *ast.BlockStmt) {
	l.p("{")
	l.block(b.List)
	l.line(b.Rbrace)
	l.p("}")
}

// stmt writes one statement on lines of its own, after a mark that says where it is.
func (l *lowerer) stmt(s ast.Stmt) {
	switch s.(type) {
	case *ast.EmptyStmt:
		return
	case *ast.LabeledStmt, *ast.BlockStmt, *ast.ForStmt, *ast.RangeStmt:
	default:
		l.mark(s)
	}
	switch s := s.(type) {
	case *ast.ExprStmt:
		l.exprStmt(s)
	case *ast.AssignStmt:
		l.assign(s)
	case *ast.IncDecStmt:
		l.guards(s.X)
		l.p(l.place(s.X, false), s.Tok.String())
	case *ast.SendStmt:
		l.guards(s.Chan, s.Value)
		l.p("rt.Send(", l.frame(), ", ")
		l.expr(s.Chan)
		l.p(", ")
		if c, ok := l.Info.TypeOf(s.Chan).Underlying().(*types.Chan); ok {
			l.wants(s.Value, c.Elem())
		}
		l.expr(s.Value)
		l.p(")")
	case *ast.DeclStmt:
		l.declStmt(s.Decl.(*ast.GenDecl))
	case *ast.GoStmt:
		l.laterInOrder(s.Call)
		l.p("rt.Go(", l.frame(), ", ")
		l.deferredCall(s.Call)
		l.p(")")
	case *ast.DeferStmt:
		l.laterInOrder(s.Call)
		l.p("rt.Defer(", l.frame(), ", ")
		l.deferredCall(s.Call)
		l.p(")")
	case *ast.ReturnStmt:
		l.returnStmt(s)
	case *ast.BranchStmt:
		l.branch(s)
	case *ast.BlockStmt:
		l.line(s.Pos())
		l.body(s)
	case *ast.IfStmt:
		l.ifStmt(s)
	default:
		l.compound(s, "")
	}
}

// compound writes a statement that may have a label.
func (l *lowerer) compound(s ast.Stmt, label string) {
	switch s := s.(type) {
	case *ast.LabeledStmt:
		l.compound(s.Stmt, s.Label.Name)
	case *ast.ForStmt:
		l.within(nest{label: label, stops: true, loop: true}, func() { l.forStmt(s, label) })
	case *ast.RangeStmt:
		if !l.asyncStmt(s, label) {
			l.rangeStmt(s, label)
		}
	case *ast.SwitchStmt:
		l.within(nest{label: label, stops: true}, func() { l.switchStmt(s, label) })
	case *ast.TypeSwitchStmt:
		l.within(nest{label: label, stops: true}, func() { l.typeSwitch(s, label) })
	case *ast.SelectStmt:
		l.within(nest{label: label, stops: true}, func() { l.selectStmt(s, label) })
	default:
		l.problem(s.Pos(), s.End(), "a label on this statement")
	}
}

func (l *lowerer) exprStmt(s *ast.ExprStmt) {
	if site, ok := l.site(s.X); ok {
		l.inOrder(s.X)
		l.await(site, nil)
		return
	}
	l.guards(s.X)
	if u, ok := ast.Unparen(s.X).(*ast.UnaryExpr); ok && u.Op == token.ARROW {
		l.p("rt.Recv(", l.frame(), ", ")
		l.expr(u.X)
		l.p(", new(", l.typeText(l.Info.TypeOf(u), u), "))")
		return
	}
	if call, ok := ast.Unparen(s.X).(*ast.CallExpr); !ok || l.isConversion(call) {
		l.discard(func() { l.expr(s.X) })
		return
	}
	l.expr(s.X)
}

// mark notes the statement's line in the function's frame where it may matter: where the
// statement can panic, call or wait.
func (l *lowerer) mark(s ast.Node) {
	l.line(s.Pos())
	_, isSwitch := s.(*ast.SwitchStmt) // whose cases may be risky
	if isSwitch || l.risky(s) {
		l.markAt(s.Pos())
	}
}

func (l *lowerer) markAt(pos token.Pos) {
	l.p("*", l.frame(), " = ", l.lineText(pos), "; ")
}

func (l *lowerer) declStmt(d *ast.GenDecl) {
	if d.Tok != token.VAR {
		return // types go to package level where they are used, constants into expressions
	}
	for _, spec := range d.Specs {
		v := spec.(*ast.ValueSpec)
		var lhs []ast.Expr
		for _, n := range v.Names {
			lhs = append(lhs, n)
		}
		l.declare(lhs, v.Values)
	}
}

// declare writes var a, b = …, and with no values their zero values.
func (l *lowerer) declare(lhs, values []ast.Expr) {
	if len(values) > 0 {
		l.define(lhs, values)
		return
	}
	for _, e := range lhs {
		id := e.(*ast.Ident)
		obj := l.Info.Defs[id]
		if id.Name == "_" || obj == nil {
			continue
		}
		t := l.typeText(obj.Type(), id)
		if n := l.nameOf(obj); n != nil {
			zero := l.fresh("t")
			l.p("var ", zero, " ", t, "; rt.Into(&", n.Key, ", ", zero, "); ")
			continue
		}
		l.p("var ", l.local(obj), " ", t, "; _ = ", l.local(obj), "; ")
	}
}

func (l *lowerer) returnStmt(s *ast.ReturnStmt) {
	if l.inBlock() {
		l.blockReturn(s)
		return
	}
	if len(s.Results) == 1 {
		if site, ok := l.site(s.Results[0]); ok && (site.Capture || len(site.Values) != 1) {
			l.p("return ", strings.Join(l.awaitTemps(site), ", "))
			return
		}
	}
	for i, e := range s.Results {
		if l.results != nil && l.results.Len() == len(s.Results) {
			l.becomes(e, l.results.At(i).Type())
		}
	}
	l.guards(s.Results...)
	if len(s.Results) == 1 && l.results != nil && l.results.Len() != 1 {
		l.p("return ")
		l.expr(s.Results[0])
		return
	}
	l.returnEach(s.Results, func(i int) types.Type {
		if l.results == nil || i >= l.results.Len() {
			return nil
		}
		return l.results.At(i).Type()
	})
}

// returnEach writes return with values of their own. One that becomes an interface goes
// through a variable: yaegi loses the value of return x == nil in a function that returns any.
func (l *lowerer) returnEach(values []ast.Expr, result func(i int) types.Type) {
	texts := make([]string, len(values))
	first := l.allFirst(values)
	for _, i := range namesLast(values) {
		e := values[i]
		l.wants(e, result(i))
		_, isIdent := ast.Unparen(e).(*ast.Ident)
		if first && !l.isNil(e) && l.Info.Types[e].Value == nil {
			texts[i] = l.fresh("t")
			if t := result(i); t != nil && types.IsInterface(t) {
				l.p("var ", texts[i], " ", l.typeText(t, e), " = ")
			} else {
				l.p(texts[i], " := ")
			}
			l.expr(e)
			l.p("; ")
			continue
		}
		if t := result(i); isIdent || t == nil || !types.IsInterface(t) || l.isNil(e) || l.Info.Types[e].Value != nil {
			continue
		}
		texts[i] = l.fresh("t")
		l.p(texts[i], " := ")
		l.expr(e)
		l.p("; ")
	}
	l.p("return")
	for i, e := range values {
		l.p([]string{" ", ", "}[min(i, 1)])
		if texts[i] != "" {
			l.p(texts[i])
			continue
		}
		l.expr(e)
	}
}

// allFirst reports whether several values have to be there before the first result is set, as
// yaegi sets one after another: one of them may be a result, or may panic.
func (l *lowerer) allFirst(values []ast.Expr) bool {
	if len(values) < 2 {
		return false
	}
	for _, e := range values {
		if call, ok := ast.Unparen(e).(*ast.CallExpr); l.risky(e) || ok && l.isLen(call) && l.Info.Types[e].Value == nil {
			return true // a len that is returned is put where the first result is, whichever it is of several
		}
		if id, ok := ast.Unparen(e).(*ast.Ident); ok && l.results != nil {
			for v := range l.results.Variables() {
				if l.Info.Uses[id] == v {
					return true
				}
			}
		}
		if _, ok := ast.Unparen(e).(*ast.Ident); !ok && l.results != nil && l.results.Len() > 0 && l.results.At(0).Name() != "" {
			return l.Info.Types[e].Value == nil
		}
	}
	return false
}

// ifStmt writes if; an init goes before it, in a block of their own.
func (l *lowerer) ifStmt(s *ast.IfStmt) {
	if s.Init != nil {
		l.p("{ ")
		l.stmt(s.Init)
		l.line(s.Cond.Pos())
		if l.risky(s.Cond) {
			l.markAt(s.Cond.Pos())
		}
	}
	l.guards(s.Cond)
	l.p("if ")
	l.jumpOn(s.Cond)
	l.p(" ")
	l.body(s.Body)
	switch e := s.Else.(type) {
	case nil:
	case *ast.BlockStmt:
		l.p(" else ")
		l.body(e)
	default:
		l.p(" else {")
		l.stmt(e)
		l.line(e.End())
		l.p("}")
	}
	if s.Init != nil {
		l.p(" }")
	}
}

func (l *lowerer) label(label string) {
	if label != "" {
		l.p(label, ": ")
	}
}
