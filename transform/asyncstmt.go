package transform

import (
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/ast/astutil"
)

// This file makes of the statements that async for and async with were parsed as what the
// trees of a cell have for them: a *ast.RangeStmt each. That of an async with has the variable
// as its Key and what is entered as its X.

// asyncStmts replaces the for statements of a piece that stand for async with, and says what is
// wrong with the async statements of it.
func (p *cellParser) asyncStmts(pc *piece, n ast.Node) (ast.Node, []Error) {
	at := map[int]*mark{}
	for i := range pc.marks {
		switch m := &pc.marks[i]; m.kind {
		case markAsyncFor:
			at[m.next] = m
		case markAsyncWith:
			at[m.start] = m
		}
	}
	if len(at) == 0 {
		return n, nil
	}
	if e, ok := pc.misplacedDefine(); ok {
		return n, []Error{e}
	}
	var errs []Error
	n = astutil.Apply(n, nil, func(c *astutil.Cursor) bool {
		if r, ok := c.Node().(*ast.RangeStmt); ok {
			if m := at[p.cell.Offset(r.For)]; m != nil && m.kind == markAsyncWith {
				errs = append(errs, m.nothing())
			}
		}
		f, ok := c.Node().(*ast.ForStmt)
		if !ok {
			return true
		}
		switch m := at[p.cell.Offset(f.For)]; {
		case m == nil:
		case m.kind == markAsyncFor:
			errs = append(errs, syntaxError(m.start, m.next+len("for"), "async for ranges over something: async for v := range src { … }"))
		case f.Init != nil || f.Cond == nil || f.Post != nil:
			errs = append(errs, m.nothing())
		default:
			c.Replace(p.withStmt(f, m))
		}
		return true
	})
	return n, errs
}

// nothing is the error of an async with that enters nothing.
func (m *mark) nothing() Error {
	return syntaxError(m.start, m.next+len("with"), "async with takes what it enters: async with r := expr { … }")
}

// withStmt is the async with that f was parsed in place of. Its := was parsed as ||, which
// binds least: all that follows up to another || is the right operand.
func (p *cellParser) withStmt(f *ast.ForStmt, m *mark) *ast.RangeStmt {
	with := &ast.RangeStmt{For: f.For, Range: p.cell.Pos(m.next), X: f.Cond, Body: f.Body}
	if m.define == 0 {
		return with
	}
	with.TokPos, with.Tok = p.cell.Pos(m.define), token.DEFINE
	for at := &with.X; ; {
		or, ok := (*at).(*ast.BinaryExpr)
		if !ok {
			return with // cannot happen: the operator is there
		}
		if or.OpPos == with.TokPos {
			with.Key, *at = or.X, or.Y
			return with
		}
		at = &or.X
	}
}

// misplacedDefine finds an async with that defines other than one name.
func (pc *piece) misplacedDefine() (Error, bool) {
	for _, m := range pc.marks {
		if m.kind == markAsyncWith && m.define > 0 && !m.fits {
			return syntaxError(m.start, m.define+1, "async with defines one name: async with r := expr { … }"), true
		}
	}
	return Error{}, false
}
