package transform

import "go/ast"

// asyncStmt writes an async for or an async with; false if s is neither.
func (l *nativeLowerer) asyncStmt(s *ast.RangeStmt) bool {
	for i := range l.AsyncStmts {
		if l.AsyncStmts[i].Stmt == s {
			l.problem(s, "async for and async with have no form for the native lane yet")
			return true
		}
	}
	return false
}
