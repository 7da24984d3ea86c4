package lsp

import (
	"go/ast"
	"go/token"
)

// This file walks the trees of cells. Offsets are the document's.

// inspect is ast.Inspect for everything in a cell.
func (c *cell) inspect(visit func(ast.Node) bool) {
	for i := range c.checked.Cell.Items {
		if tree := c.checked.Cell.Items[i].Tree(); tree != nil {
			ast.Inspect(tree, visit)
		}
	}
}

// offset converts a position in one of the cell's trees.
func (c *cell) offset(pos token.Pos) int { return c.Body + c.checked.Cell.Offset(pos) }

// extent gives where a node is. A broken one may be nowhere in the text.
func (c *cell) extent(n ast.Node) (start, end int) { return c.offset(n.Pos()), c.offset(n.End()) }

// childAt gives the child of a node that an offset is in, rather than at the end of, or nil.
func (c *cell) childAt(n ast.Node, offset int) ast.Node {
	var found ast.Node
	inside := false
	ast.Inspect(n, func(m ast.Node) bool {
		if m == nil || m == n {
			return m == n
		}
		start, end := c.extent(m)
		if start <= offset && offset <= end && !inside {
			found, inside = m, offset < end
		}
		return false
	})
	return found
}
