package transform

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
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
		l.expr(s.X)
		l.p(s.Tok.String())
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
		l.p("rt.Go(", l.frame(), ", ")
		l.deferredCall(s.Call)
		l.p(")")
	case *ast.DeferStmt:
		l.p("rt.Defer(", l.frame(), ", ")
		l.deferredCall(s.Call)
		l.p(")")
	case *ast.ReturnStmt:
		l.returnStmt(s)
	case *ast.BranchStmt:
		l.p(s.Tok.String())
		if s.Label != nil {
			l.p(" ", s.Label.Name)
		}
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
		l.forStmt(s, label)
	case *ast.RangeStmt:
		l.rangeStmt(s, label)
	case *ast.SwitchStmt:
		l.switchStmt(s, label)
	case *ast.TypeSwitchStmt:
		l.typeSwitch(s, label)
	case *ast.SelectStmt:
		l.selectStmt(s, label)
	default:
		l.problem(s.Pos(), s.End(), "a label on this statement")
	}
}

func (l *lowerer) exprStmt(s *ast.ExprStmt) {
	if site, ok := l.site(s.X); ok {
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
	if len(s.Results) == 1 {
		if site, ok := l.site(s.Results[0]); ok && (site.Capture || len(site.Values) != 1) {
			l.p("return ", strings.Join(l.awaitTemps(site), ", "))
			return
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
	for i, e := range values {
		l.wants(e, result(i))
		_, isIdent := ast.Unparen(e).(*ast.Ident)
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
	l.expr(s.Cond)
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

// switchStmt writes a switch over constants as it is. Any other becomes a row of comparisons
// that choose a number, and a switch over that.
func (l *lowerer) switchStmt(s *ast.SwitchStmt, label string) {
	l.open(s.Init, s.Pos())
	l.guards(s.Tag)
	chosen := ""
	if s.Tag == nil || !l.constantCases(s) {
		chosen = l.choose(s)
	}
	l.label(label)
	l.p("switch ")
	if chosen != "" {
		l.p(chosen)
	} else {
		l.expr(s.Tag)
	}
	l.p(" {")
	for n, c := range s.Body.List {
		c := c.(*ast.CaseClause)
		l.caseHead(c)
		switch {
		case c.List == nil:
		case chosen != "":
			l.p(strconv.Itoa(n))
		default:
			for i, e := range c.List {
				l.p([]string{"", ", "}[min(i, 1)])
				l.expr(e)
			}
		}
		l.p(":")
		l.block(c.Body)
	}
	l.close(s.Init, s.Body.Rbrace)
}

func (l *lowerer) constantCases(s *ast.SwitchStmt) bool {
	if types.IsInterface(l.Info.TypeOf(s.Tag)) || l.Info.Types[s.Tag].Value != nil {
		return false
	}
	for _, c := range s.Body.List {
		for _, e := range c.(*ast.CaseClause).List {
			if l.Info.Types[e].Value == nil {
				return false
			}
		}
	}
	return true
}

// choose writes the comparisons of a switch and returns what holds the number of the clause,
// -1 for the default.
func (l *lowerer) choose(s *ast.SwitchStmt) string {
	tag, chosen := "", l.fresh("c")
	if s.Tag != nil {
		tag = l.fresh("t")
		if t := l.Info.TypeOf(s.Tag); l.wantsType(t) {
			l.p("var ", tag, " ", l.typeText(t, s.Tag), " = ")
		} else {
			l.p(tag, " := ")
		}
		l.expr(s.Tag)
		l.p("; ")
	}
	l.p(chosen, " := -1; ")
	for n, c := range s.Body.List {
		for _, e := range c.(*ast.CaseClause).List {
			l.line(e.Pos())
			l.p("if ", chosen, " < 0 { ")
			if l.risky(e) {
				l.markAt(e.Pos())
			}
			l.guards(e)
			l.p("if ")
			if tag != "" {
				l.p(tag, " == ")
			}
			l.operand(e)
			l.p(" { ", chosen, " = ", strconv.Itoa(n), " } }")
		}
	}
	l.line(s.Pos())
	return chosen
}

func (l *lowerer) caseHead(c *ast.CaseClause) {
	l.line(c.Pos())
	if c.List == nil {
		l.p("default")
	} else {
		l.p("case ")
	}
}

// open begins the block that holds the init of a statement.
func (l *lowerer) open(init ast.Stmt, pos token.Pos) {
	if init != nil {
		l.p("{ ")
		l.stmt(init)
		l.line(pos)
	}
}

func (l *lowerer) close(init ast.Stmt, pos token.Pos) {
	l.line(pos)
	l.p("}")
	if init != nil {
		l.p("}")
	}
}

func (l *lowerer) label(label string) {
	if label != "" {
		l.p(label, ": ")
	}
}

func (l *lowerer) typeSwitch(s *ast.TypeSwitchStmt, label string) {
	l.open(s.Init, s.Pos())
	var x ast.Expr
	bind := ""
	switch a := s.Assign.(type) {
	case *ast.ExprStmt:
		x = a.X
	case *ast.AssignStmt:
		x, bind = a.Rhs[0], a.Lhs[0].(*ast.Ident).Name
	}
	value := l.fresh("x")
	x = ast.Unparen(x).(*ast.TypeAssertExpr).X
	l.p("var ", value, " ", l.typeText(l.Info.TypeOf(x), x), " = ")
	l.expr(x)
	l.p("; ")
	l.label(label)
	l.p("switch rt.TypeCase(", value)
	for _, c := range s.Body.List {
		for _, e := range c.(*ast.CaseClause).List {
			if l.isNil(e) {
				l.p(", nil")
				continue
			}
			l.p(", new(", l.typeText(l.Info.TypeOf(e), e), ")")
		}
	}
	l.p(") {")
	n := 0
	for _, c := range s.Body.List {
		c := c.(*ast.CaseClause)
		l.caseHead(c)
		for i := range c.List {
			l.p([]string{"", ", "}[min(i, 1)], strconv.Itoa(n))
			n++
		}
		l.p(":")
		if obj := l.Info.Implicits[c]; obj != nil {
			l.typeCase(c, obj, bind, value)
		}
		l.block(c.Body)
	}
	l.close(s.Init, s.Body.Rbrace)
}

// typeCase declares what a type switch binds in one of its cases.
func (l *lowerer) typeCase(c *ast.CaseClause, obj types.Object, bind, value string) {
	name := l.fresh(bind)
	l.names[obj] = name
	if len(c.List) == 1 && !l.isNil(c.List[0]) {
		t := l.typeText(obj.Type(), c)
		l.p(" var ", name, " ", t, " = ", l.unboxed(obj.Type(), c, "rt.Assert("+value+", new("+t+"), \"\")"))
		return
	}
	l.p(" ", name, " := ", value)
}

// selectStmt writes select as a choice that the runtime makes, and a switch over it.
func (l *lowerer) selectStmt(s *ast.SelectStmt, label string) {
	chosen := l.fresh("s")
	hasDefault := "false"
	for _, c := range s.Body.List {
		if c.(*ast.CommClause).Comm == nil {
			hasDefault = "true"
		}
	}
	l.p(chosen, " := rt.Select(", l.frame(), ", ", hasDefault)
	for _, c := range s.Body.List {
		l.selectCase(c.(*ast.CommClause).Comm)
	}
	l.p("); ")
	l.label(label)
	l.p("switch rt.Chosen(", chosen, ") {")
	n := 0
	for _, c := range s.Body.List {
		c := c.(*ast.CommClause)
		l.line(c.Pos())
		if c.Comm == nil {
			l.p("case -1:")
		} else {
			l.p("case ", strconv.Itoa(n), ":")
			n++
		}
		if a, ok := c.Comm.(*ast.AssignStmt); ok {
			l.receivedInto(a, chosen)
		}
		l.block(c.Body)
	}
	l.close(nil, s.Body.Rbrace)
}

// selectCase writes the channel of a case, and what is sent.
func (l *lowerer) selectCase(comm ast.Stmt) {
	var from ast.Expr
	switch comm := comm.(type) {
	case nil:
		return
	case *ast.SendStmt:
		l.p(", rt.Case(")
		l.expr(comm.Chan)
		l.p(", ")
		l.expr(comm.Value)
		l.p(")")
		return
	case *ast.ExprStmt:
		from = comm.X
	case *ast.AssignStmt:
		from = comm.Rhs[0]
	}
	l.p(", rt.Case(")
	l.expr(ast.Unparen(from).(*ast.UnaryExpr).X)
	l.p(")")
}

// receivedInto writes the assignment of a case that receives.
func (l *lowerer) receivedInto(a *ast.AssignStmt, chosen string) {
	elem := l.Info.TypeOf(ast.Unparen(a.Rhs[0]).(*ast.UnaryExpr).X).Underlying().(*types.Chan).Elem()
	l.p(" ")
	values := []string{l.received(elem, a, chosen), "rt.ReceivedOk(" + chosen + ")"}
	l.storeAll(a.Lhs, values[:len(a.Lhs)], a.Tok == token.DEFINE)
}
