package transform

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
)

// risky reports whether what n itself does, not what the statements in its blocks do, can
// panic, call, wait or be stopped: whether its line has to be known.
func (l *lowerer) risky(n ast.Node) bool {
	if n == nil || reflect.ValueOf(n).IsNil() {
		return false
	}
	risky := false
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BlockStmt, *ast.FuncLit:
			return false
		case *ast.CallExpr:
			risky = risky || !l.isLen(n) && !l.isSafeConversion(n)
		case *ast.IndexExpr, *ast.SliceExpr, *ast.StarExpr, *ast.SendStmt, *ast.TypeAssertExpr, *ast.SelectStmt, *ast.RangeStmt:
			risky = true
		case *ast.UnaryExpr:
			risky = risky || n.Op == token.ARROW
		case *ast.SelectorExpr:
			risky = risky || l.dereferences(n)
		case *ast.BinaryExpr:
			risky = risky || l.riskyOp(n.Op, n.X)
		case *ast.AssignStmt:
			risky = risky || n.Tok != token.ASSIGN && n.Tok != token.DEFINE && l.riskyOp(n.Tok-(token.ADD_ASSIGN-token.ADD), n.Lhs[0])
		}
		return !risky
	})
	return risky
}

func (l *lowerer) dereferences(e *ast.SelectorExpr) bool {
	sel := l.Info.Selections[e]
	if sel == nil {
		return false
	}
	_, pointer := sel.Recv().Underlying().(*types.Pointer)
	return pointer || sel.Indirect() || types.IsInterface(sel.Recv())
}

// riskyOp reports whether a binary operator can panic.
func (l *lowerer) riskyOp(op token.Token, x ast.Expr) bool {
	switch op {
	case token.QUO, token.REM, token.SHL, token.SHR:
		return true
	case token.EQL, token.NEQ:
		t := l.Info.TypeOf(x)
		if t == nil {
			return true
		}
		_, basic := t.Underlying().(*types.Basic)
		_, pointer := t.Underlying().(*types.Pointer)
		return !basic && !pointer
	}
	return false
}

// isConversion reports whether a call is a conversion.
func (l *lowerer) isConversion(call *ast.CallExpr) bool { return l.Info.Types[call.Fun].IsType() }

// isSafeConversion reports whether a call is a conversion that cannot panic.
func (l *lowerer) isSafeConversion(call *ast.CallExpr) bool {
	if !l.isConversion(call) {
		return false
	}
	_, basic := l.Info.TypeOf(call).Underlying().(*types.Basic)
	return basic
}

// isLen reports whether a call is of len, cap and the like, which only look.
func (l *lowerer) isLen(call *ast.CallExpr) bool {
	switch l.builtin(call) {
	case "len", "cap", "real", "imag", "complex":
		return true
	}
	return false
}

// builtin returns the name of the built-in function that is called, or "".
func (l *lowerer) builtin(call *ast.CallExpr) string {
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok {
		if b, ok := l.Info.Uses[id].(*types.Builtin); ok {
			return b.Name()
		}
	}
	if s, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		if b, ok := l.Info.Uses[s.Sel].(*types.Builtin); ok {
			return "unsafe." + b.Name()
		}
	}
	return ""
}
