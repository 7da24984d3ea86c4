package transform

import (
	"go/ast"
	"go/constant"
	"go/token"
	"strings"
)

// operand writes e so that an operator before it takes all of it.
func (l *lowerer) operand(e ast.Expr) {
	_, isBinary := e.(*ast.BinaryExpr)
	_, isComposite := e.(*ast.CompositeLit) // whose brace would begin a block
	if (isBinary || isComposite) && l.Info.Types[e].Value == nil {
		l.p("(")
		l.expr(e)
		l.p(")")
		return
	}
	l.expr(e)
}

func (l *lowerer) binary(e *ast.BinaryExpr) {
	if e.Op == token.LAND || e.Op == token.LOR {
		l.condition(e.X)
		l.source(e.X.End(), e.Y.Pos())
		l.condition(e.Y)
		return
	}
	if e.Op == token.SHL || e.Op == token.SHR {
		l.expr(e.X)
		l.p(" ", e.Op.String(), " ")
		l.shiftCount(e.Y)
		return
	}
	l.splice(e)
}

// shiftCount writes the count of a shift, which must not be negative.
func (l *lowerer) shiftCount(e ast.Expr) {
	if v := l.Info.Types[e].Value; v != nil {
		if n := constant.ToInt(v); n.Kind() == constant.Int { // 1 << 2.0
			l.p(n.ExactString())
			return
		}
		l.expr(e)
		return
	}
	l.p("rt.Shift(")
	l.expr(e)
	l.p(")")
}

// jumpOn writes what if and for jump on. yaegi takes the value of a type assertion from another's
// place in the frame.
func (l *lowerer) jumpOn(e ast.Expr) { l.jumpOnText(func() { l.expr(e) }) }

func (l *lowerer) jumpOnText(write func()) {
	t := l.capture(write)
	if strings.HasSuffix(t.s, ".(bool)") {
		t.s = "rt.Bool(" + t.s + ")"
	}
	l.text(t)
}

// condition writes an operand of && or ||, and before it the guards of its own indexes.
func (l *lowerer) condition(e ast.Expr) {
	if b, ok := ast.Unparen(e).(*ast.BinaryExpr); ok && (b.Op == token.LAND || b.Op == token.LOR) {
		if e == b { // whose operands are conditions as well
			l.binary(b)
			return
		}
		l.splice(e)
		return
	}
	if v := l.Info.Types[e].Value; v != nil {
		l.p("rt.Bool(", v.ExactString(), ")") // yaegi cannot jump on a constant
		return
	}
	if !l.lean(e) {
		l.p("rt.Bool(")
		l.expr(e)
		l.p(")")
		return
	}
	list := l.guardList(e)
	if len(list) == 0 {
		l.expr(e)
		return
	}
	l.p("(")
	for _, g := range list {
		l.p("(!(", g.cond, ") || ", g.fail, ") && ")
	}
	l.p("(")
	l.expr(e)
	l.p("))")
}

// lean reports whether yaegi can jump on e: what has calls, conversions, composite literals or
// parentheses that change nothing in it may end in a place of the frame that something else has.
func (l *lowerer) lean(e ast.Expr) bool {
	lean := true
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			lean = lean && l.isLen(n)
		case *ast.CompositeLit, *ast.FuncLit, *ast.TypeAssertExpr:
			lean = false
		case *ast.ParenExpr:
			_, binary := ast.Unparen(n).(*ast.BinaryExpr)
			lean = lean && binary
		case *ast.UnaryExpr:
			lean = lean && n.Op == token.NOT
		}
		return lean
	})
	return lean
}
