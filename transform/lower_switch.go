package transform

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
)

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
			l.jumpOnText(func() {
				if tag != "" {
					l.p(tag, " == ")
				}
				l.operand(e)
			})
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
	l.inOrder(x)
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
		l.p(" var ", name, " ", t, " = ", l.unboxed(obj.Type(), c, "rt.Assert("+value+", new("+t+"), nil)"))
		return
	}
	l.p(" ", name, " := ", value)
}
