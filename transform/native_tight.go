package transform

import (
	"go/ast"
	"go/token"
	"go/types"
)

// quick are packages whose functions take nanoseconds.
var quick = map[string]bool{"math": true, "math/bits": true, "unicode": true, "unicode/utf8": true}

// tight reports whether a body only computes, with values of a few words: it calls nothing that
// could take long, allocates nothing and waits for nothing.
func (l *nativeLowerer) tight(body *ast.BlockStmt) bool {
	tight := true
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.ForStmt, *ast.RangeStmt, *ast.GoStmt, *ast.DeferStmt, *ast.SelectStmt, *ast.SendStmt, *ast.LabeledStmt,
			*ast.TypeSwitchStmt, *ast.CompositeLit:
			tight = false
		case *ast.CallExpr:
			tight = tight && l.quickCall(n)
		case *ast.UnaryExpr:
			tight = tight && n.Op != token.ARROW
		case *ast.AssignStmt:
			tight = tight && (n.Tok != token.ADD_ASSIGN || l.word(n.Lhs[0]))
		case *ast.SwitchStmt:
			tight = tight && (n.Tag == nil || l.word(n.Tag))
		case ast.Expr:
			tight = tight && l.few(n)
		case *ast.BranchStmt:
			tight = tight && n.Tok != token.GOTO
		}
		return tight
	})
	return tight
}

// few reports whether an expression takes no time that depends on how much there is: it is no
// lookup in a map, and makes, compares and copies no text, array or interface.
func (l *nativeLowerer) few(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.IndexExpr:
		if tv := l.Info.Types[e.X]; tv.Type != nil {
			_, isMap := tv.Type.Underlying().(*types.Map)
			return !isMap
		}
	case *ast.BinaryExpr:
		return l.Info.Types[e].Value != nil || l.word(e.X) && l.word(e.Y) || l.Info.Types[e.Y].IsNil() || l.Info.Types[e.X].IsNil()
	}
	tv := l.Info.Types[e]
	return tv.Type == nil || !tv.IsValue() || small(tv.Type)
}

// small reports whether a value of that type is copied in no time.
func small(t types.Type) bool {
	switch t := t.Underlying().(type) {
	case *types.Array:
		return t.Len() <= 64 && small(t.Elem())
	case *types.Struct:
		for f := range t.Fields() {
			if !small(f.Type()) {
				return false
			}
		}
		return t.NumFields() <= 16
	}
	return true
}

// word reports whether an operand is a number, a bool or a pointer.
func (l *nativeLowerer) word(e ast.Expr) bool {
	t := l.Info.TypeOf(e)
	if t == nil {
		return false
	}
	switch t := t.Underlying().(type) {
	case *types.Basic:
		return t.Info()&types.IsString == 0
	case *types.Pointer, *types.Chan:
		return true
	}
	return false
}

// quickCall reports whether a call takes nanoseconds.
func (l *nativeLowerer) quickCall(c *ast.CallExpr) bool {
	tv := l.Info.Types[c.Fun]
	switch {
	case l.Info.Types[c].Value != nil:
		return true
	case tv.IsType():
		return len(c.Args) == 1 && l.word(c.Args[0]) && l.word(c)
	case tv.IsBuiltin():
		id, _ := ast.Unparen(c.Fun).(*ast.Ident)
		switch {
		case id == nil:
			return false
		case id.Name == "len", id.Name == "cap", id.Name == "real", id.Name == "imag", id.Name == "complex", id.Name == "panic":
			return true
		}
		return (id.Name == "min" || id.Name == "max") && l.word(c)
	}
	switch f := ast.Unparen(c.Fun).(type) {
	case *ast.Ident:
		n := l.refs[l.Cell.Offset(f.Pos())]
		return n != nil && n.Kind == KindFunc && l.own[n.Obj] == n && l.late(n) && l.leaf(n) && l.tight(l.leafs[n].Body)
	case *ast.SelectorExpr:
		fn, _ := l.Info.Uses[f.Sel].(*types.Func)
		return fn != nil && fn.Pkg() != nil && quick[fn.Pkg().Path()]
	}
	return false
}
