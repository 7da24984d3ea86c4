package transform

import (
	"go/ast"
	"go/types"
)

// warn reports coroutines that are made and dropped: nothing of them ever runs.
func (k *checker) warn(out *Checked) {
	if len(k.funcs) == 0 && len(k.survey.mentions) == 0 {
		return
	}
	for i := range k.cell.Items {
		it := &k.cell.Items[i]
		var n ast.Node = it.Stmt
		if it.Decl != nil {
			n = it.Decl
		} else if it.Stmt == nil {
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
	k.errors = append(k.errors, Error{
		Start: start, End: end, Severity: SeverityWarning, Code: NeverAwaited, Msg: name + " is never awaited, so it never runs",
		Fixes: []Fix{
			{Title: "Await it", Edits: []Edit{{Start: start, End: start, New: "await "}}},
			{Title: "Run it in the background", Edits: []Edit{{Start: start, End: start, New: "async.Spawn("}, {Start: end, End: end, New: ")"}}},
		},
	})
}
