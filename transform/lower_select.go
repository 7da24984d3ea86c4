package transform

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
)

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
