package transform

import (
	"go/ast"
	"go/token"
	"go/types"
)

// terminates reports whether a list of statements always leaves by itself, as the Go specification
// has it ("Terminating statements").
func (l *nativeLowerer) terminates(list []ast.Stmt) bool {
	for len(list) > 0 {
		if _, empty := list[len(list)-1].(*ast.EmptyStmt); !empty {
			break
		}
		list = list[:len(list)-1]
	}
	return len(list) > 0 && l.terminating(list[len(list)-1], "")
}

func (l *nativeLowerer) terminating(s ast.Stmt, label string) bool {
	switch s := s.(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return s.Tok == token.GOTO || s.Tok == token.FALLTHROUGH
	case *ast.ExprStmt:
		if c, ok := ast.Unparen(s.X).(*ast.CallExpr); ok {
			if id, ok := ast.Unparen(c.Fun).(*ast.Ident); ok {
				b, ok := l.Info.Uses[id].(*types.Builtin)
				return ok && b.Name() == "panic"
			}
		}
	case *ast.BlockStmt:
		return l.terminates(s.List)
	case *ast.LabeledStmt:
		return l.terminating(s.Stmt, s.Label.Name)
	case *ast.IfStmt:
		return s.Else != nil && l.terminates(s.Body.List) && l.terminating(s.Else, "")
	case *ast.ForStmt:
		return s.Cond == nil && !breaks(s.Body, label)
	case *ast.RangeStmt:
		for i := range l.AsyncStmts {
			if a := &l.AsyncStmts[i]; a.Stmt == s && a.With {
				return a.Ends && l.terminates(s.Body.List)
			}
		}
	case *ast.SwitchStmt:
		return l.terminatingCases(s.Body, label)
	case *ast.TypeSwitchStmt:
		return l.terminatingCases(s.Body, label)
	case *ast.SelectStmt:
		for _, c := range s.Body.List {
			if !l.terminates(c.(*ast.CommClause).Body) {
				return false
			}
		}
		return !breaks(s.Body, label)
	}
	return false
}

func (l *nativeLowerer) terminatingCases(b *ast.BlockStmt, label string) bool {
	whole := false
	for _, c := range b.List {
		c := c.(*ast.CaseClause)
		whole = whole || c.List == nil
		if !l.terminates(c.Body) {
			return false
		}
	}
	return whole && !breaks(b, label)
}

// breaks reports whether a break in a body means the statement of that body.
func breaks(b *ast.BlockStmt, label string) bool {
	found := false
	var visit func(n ast.Node, inner bool)
	visit = func(n ast.Node, inner bool) {
		ast.Inspect(n, func(m ast.Node) bool {
			if m == n {
				return true
			}
			switch m := m.(type) {
			case *ast.FuncLit:
				return false
			case *ast.BranchStmt:
				if m.Tok == token.BREAK && (m.Label == nil && !inner || m.Label != nil && m.Label.Name == label) {
					found = true
				}
			case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
				visit(m, true)
				return false
			}
			return true
		})
	}
	visit(b, false)
	return found
}
