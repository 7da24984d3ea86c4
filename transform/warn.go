package transform

import (
	"go/ast"
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
		n := it.tree()
		if n == nil {
			continue
		}
		last := i == len(k.cell.Items)-1 && it.Kind == ItemExpr
		ast.Inspect(n, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ExprStmt:
				if !last || n != it.Stmt {
					k.dropped(n.X)
				}
			case *ast.GoStmt:
				k.dropped(n.Call)
			case *ast.DeferStmt:
				k.dropped(n.Call)
			}
			return true
		})
	}
}

func (k *checker) dropped(e ast.Expr) {
	tv := k.info.Types[e]
	if tv.Type == nil || coroutineOf(tv.Type) == nil {
		return
	}
	start, end := k.cell.Offset(e.Pos()), k.cell.Offset(e.End())
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
			{Title: "Await it", Edits: []Edit{{Start: start, End: start, New: "await "}}},
			{Title: "Run it in the background", Edits: []Edit{{Start: start, End: start, New: "async.Spawn("}, {Start: end, End: end, New: ")"}}},
		},
	})
}
