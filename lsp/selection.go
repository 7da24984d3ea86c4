package lsp

import (
	"context"
	"go/ast"
	"go/token"
	"slices"

	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/transform"
)

// selectionRange answers textDocument/selectionRange: what a selection at each position grows to,
// from the word over expressions, statements and blocks to the cell and the document.
func (s *server) selectionRange(p *protocol.SelectionRangeParams) (answer, error) {
	return s.withAnalysis(p.TextDocument, nil, func(_ context.Context, snap *snapshot, a *analysis) (any, error) {
		out := make([]protocol.SelectionRange, len(p.Positions))
		for i, position := range p.Positions {
			var outer *protocol.SelectionRange
			for _, sp := range snap.around(a, snap.lines.offset(position)) {
				outer = &protocol.SelectionRange{Range: snap.lines.rang(sp.Start, sp.End), Parent: outer}
			}
			out[i] = *outer
		}
		return out, nil
	})
}

// around lists what is around an offset, each in the one before: first the whole document.
func (snap *snapshot) around(a *analysis, offset int) []transform.Span {
	g := &growth{snap: snap, offset: offset, out: []transform.Span{{Start: 0, End: len(snap.text)}}}
	if len(a.cells) == 0 {
		return g.out
	}
	i := slices.IndexFunc(a.cells, func(c cell) bool { return c.Start <= offset && offset < c.End })
	if i < 0 {
		i = len(a.cells) - 1 // behind the last character
	}
	c := &a.cells[i]
	g.trimmed(c.Start, c.End)
	g.trimmed(c.Body, c.End)
	for j := range c.checked.Cell.Items {
		it := &c.checked.Cell.Items[j]
		if c.Body+it.Start > offset || offset > c.Body+it.End {
			continue
		}
		g.add(c.Body+it.Start, c.Body+it.End)
		for n := it.Tree(); n != nil; n = c.childAt(n, offset) {
			g.node(c, n)
		}
		break
	}
	return g.out
}

// A growth gathers what is around an offset.
type growth struct {
	snap   *snapshot
	offset int
	out    []transform.Span
}

// add takes in a piece if it is around the offset and in the last one.
func (g *growth) add(start, end int) {
	last := g.out[len(g.out)-1]
	in := transform.Span{Start: start, End: end}
	if last.Start <= start && start <= g.offset && g.offset <= end && end <= last.End && in != last {
		g.out = append(g.out, in)
	}
}

// trimmed takes in a piece without the space around it.
func (g *growth) trimmed(start, end int) {
	if start > end {
		return
	}
	if kept := g.snap.trim(nil, start, end); len(kept) > 0 {
		g.add(kept[0].Start, kept[0].End)
	}
}

// node takes in a node, and what is between its brackets or quotes.
func (g *growth) node(c *cell, n ast.Node) {
	start, end := c.extent(n)
	g.add(start, end)
	switch n := n.(type) {
	case *ast.BlockStmt:
		g.trimmed(c.offset(n.Lbrace)+1, c.offset(n.Rbrace))
	case *ast.CompositeLit:
		g.trimmed(c.offset(n.Lbrace)+1, c.offset(n.Rbrace))
	case *ast.CallExpr:
		g.trimmed(c.offset(n.Lparen)+1, c.offset(n.Rparen))
	case *ast.BasicLit:
		if n.Kind == token.STRING {
			g.add(start+1, end-1)
		}
	}
}
