package transform

import (
	"go/ast"
	"go/token"
	"go/types"
)

// warnSites reports awaits of a function that should have been a call of it.
func (k *checker) warnSites(out *Checked) {
	for i := range out.Sites {
		s := &out.Sites[i]
		if s.Kind != AwaitFunc || len(s.Values) != 1 || coroutineOf(s.Values[0]) == nil {
			continue
		}
		if _, ok := ast.Unparen(s.Expr.X).(*ast.CallExpr); ok {
			continue
		}
		text := string(k.cell.Src[k.cell.Offset(s.Expr.X.Pos()):s.End])
		k.report(Error{
			Start: s.Start, End: s.End, Severity: SeverityWarning, Code: NeverAwaited, Msg: "this gives a coroutine that is not awaited: call " + text + "()",
			Fixes: []Fix{{Title: "Call it", Edits: []Edit{{Start: s.End, End: s.End, New: "()"}}}},
		})
	}
}

// warn reports coroutines that are made and dropped: nothing of them ever runs.
func (k *checker) warn() {
	for i := range k.cell.Items {
		it := &k.cell.Items[i]
		n := it.Tree()
		if n == nil {
			continue
		}
		last := i == len(k.cell.Items)-1 && it.Kind == ItemExpr
		ast.Inspect(n, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ExprStmt:
				if !last || n != it.Stmt {
					k.dropped(n.X, n.X.Pos())
				}
			case *ast.GoStmt:
				k.dropped(n.Call, n.Call.Pos())
			case *ast.DeferStmt:
				k.dropped(n.Call, n.Call.Pos())
			case *ast.AssignStmt:
				k.droppedInto(n.Lhs, n.Rhs, n.Pos())
			case *ast.ValueSpec:
				names := make([]ast.Expr, len(n.Names))
				for i, id := range n.Names {
					names[i] = id
				}
				k.droppedInto(names, n.Values, token.NoPos)
			}
			return true
		})
	}
}

// droppedInto reports what is assigned to nothing. A fix of the only one replaces the statement
// from stmt on.
func (k *checker) droppedInto(lhs, rhs []ast.Expr, stmt token.Pos) {
	if len(lhs) != len(rhs) {
		return
	}
	for i, e := range lhs {
		if id, ok := e.(*ast.Ident); !ok || id.Name != "_" {
			continue
		}
		from := rhs[i].Pos()
		if len(lhs) == 1 && stmt.IsValid() {
			from = stmt
		}
		k.dropped(rhs[i], from)
	}
}

// dropped reports e if it is a coroutine. The fixes put something in the place of what is
// between from and e.
func (k *checker) dropped(e ast.Expr, from token.Pos) {
	tv := k.info.Types[e]
	if tv.Type == nil || coroutineOf(tv.Type) == nil {
		return
	}
	start, end := k.cell.startOf(e), k.cell.Offset(e.End())
	at := start
	if from != e.Pos() {
		at = k.cell.Offset(from)
	}
	name := "a coroutine"
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok {
		switch fun := ast.Unparen(call.Fun).(type) {
		case *ast.Ident:
			name = "the coroutine " + fun.Name
		case *ast.SelectorExpr:
			name = "the coroutine " + types.ExprString(fun)
		}
	}
	k.report(Error{
		Start: start, End: end, Severity: SeverityWarning, Code: NeverAwaited, Msg: name + " is never awaited, so it never runs",
		Fixes: []Fix{
			{Title: "Await it", Edits: []Edit{{Start: at, End: start, New: "await "}}},
			{Title: "Run it in the background", Edits: []Edit{{Start: at, End: start, New: "async.Spawn("}, {Start: end, End: end, New: ")"}}},
		},
	})
}
