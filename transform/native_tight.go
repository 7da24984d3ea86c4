package transform

import (
	"go/ast"
	"go/token"
	"go/types"
)

// quick are packages whose functions take nanoseconds.
var quick = map[string]bool{"math": true, "math/bits": true, "unicode": true, "unicode/utf8": true}

// In how many iterations a tight loop looks once: one without loops in it, and one around such loops, which
// look by themselves in so many of their own.
const (
	chunkSize  = 1024
	chunkSizes = 256
)

// rarely gives in how many iterations a loop with such a body looks once; 0 if it has to look in each.
func (l *nativeLowerer) rarely(body *ast.BlockStmt) int {
	switch {
	case l.tight(body, 0):
		return chunkSize
	case l.tight(body, 1) && !l.callsAny(body):
		return chunkSizes
	}
	return 0
}

// callsAny reports whether a body calls a function, which may be a quick one.
func (l *nativeLowerer) callsAny(body *ast.BlockStmt) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok {
			_, calls := l.callee(c)
			found = found || calls
		}
		return !found
	})
	return found
}

// tight reports whether a body only computes, with values of a few words: it calls nothing that
// could take long, allocates nothing and waits for nothing, but for tight loops to such a depth.
func (l *nativeLowerer) tight(body *ast.BlockStmt, depth int) bool {
	tight := true
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ForStmt:
			tight = tight && depth > 0 && l.tight(n.Body, depth-1)
		case *ast.RangeStmt:
			tight = tight && depth > 0 && l.counted(n) && l.tight(n.Body, depth-1)
		case *ast.FuncLit, *ast.GoStmt, *ast.DeferStmt, *ast.SelectStmt, *ast.SendStmt, *ast.LabeledStmt,
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

// counted reports whether a range is over numbers or what lies in memory in a row.
func (l *nativeLowerer) counted(s *ast.RangeStmt) bool {
	switch t := l.Info.TypeOf(s.X).Underlying().(type) {
	case *types.Slice, *types.Array:
		return true
	case *types.Pointer:
		_, array := t.Elem().Underlying().(*types.Array)
		return array
	case *types.Basic:
		return true
	}
	return false
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
		return n != nil && n.Kind == KindFunc && l.own[n.Obj] == n && l.late(n) && l.leaf(n) && l.tight(l.leafs[n].Body, 0)
	case *ast.SelectorExpr:
		fn, _ := l.Info.Uses[f.Sel].(*types.Func)
		return fn != nil && fn.Pkg() != nil && quick[fn.Pkg().Path()]
	}
	return false
}
