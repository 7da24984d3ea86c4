package transform

import (
	"go/ast"
	"go/token"
)

// A CellRange is one cell of a document, in byte offsets of the document.
type CellRange struct {
	Start int    // of the marker line, or 0 for a first cell without one
	Body  int    // where its code starts, after the marker line
	End   int    // where the next cell starts, or the end of the document
	Title string // the rest of the marker line, trimmed
}

// ItemKind says what a top-level item of a cell is.
type ItemKind int

// The kinds of items.
const (
	ItemImport ItemKind = iota
	ItemDecl            // func, method, type or const declaration
	ItemStmt            // a statement, var declarations and := included
	ItemExpr            // an expression statement, a lone await included
	ItemMagic           // a line magic, name?, or !cmd
	ItemBad             // what could not be parsed
)

// An Item is one top-level piece of a cell. Offsets are bytes of Cell.Src.
type Item struct {
	Kind       ItemKind
	Start, End int
	Decl       ast.Decl // imports and declarations
	Stmt       ast.Stmt // statements and expressions
	Magic      *Magic
}

// Tree is the item's declaration or statement; nil if it has none.
func (it *Item) Tree() ast.Node {
	switch {
	case it.Decl != nil:
		return it.Decl
	case it.Stmt != nil:
		return it.Stmt
	}
	return nil
}

// setTree puts n in the place of Tree's.
func (it *Item) setTree(n ast.Node) {
	switch n := n.(type) {
	case ast.Decl:
		it.Decl = n
	case ast.Stmt:
		it.Stmt = n
	}
}

// A Magic is a line magic, a cell magic, a help request (name? name??) or a shell line.
type Magic struct {
	Name       string // "autoawait", "time", …; "!" for a shell line; "?" and "??" for help
	Cell       bool   // %%name
	Args       string // the rest of its line, trimmed
	Start, End int    // the whole of the magic's line
	NameStart  int    // of the name, without the %
	Body       int    // for %time, %timeit and the like: where the code it takes starts, after its options
	Code       int    // Body, or the line after it where code on the line of a %%timeit is its setup
	Options    []Option
}

// A Cell is the parse of one cell's text. It is immutable once made.
type Cell struct {
	Src    []byte
	Items  []Item
	Magic  *Magic  // the %%magic that takes the whole cell, or nil
	Errors []Error // sorted; syntax errors only
	Async  bool    // it has a top-level await or another async construct that needs a runner
	Quiet  bool    // a trailing semicolon suppresses the value

	fset  *token.FileSet
	base  int      // the position of Src's first byte
	marks []mark   // the words await and async that are the dialect's, in order
	lost  []string // names that the bad items seem to define
}

// Offset returns the byte offset in Src of a position in one of the cell's trees.
func (c *Cell) Offset(pos token.Pos) int { return int(pos) - c.base }

// Pos returns the position in the cell's trees of a byte offset in Src.
func (c *Cell) Pos(offset int) token.Pos { return token.Pos(offset + c.base) }

// FileSet returns the file set of the cell's trees; the cell is its only file.
func (c *Cell) FileSet() *token.FileSet { return c.fset }

// posBase is the position of a cell's first byte in trees that stand alone. It leaves room for the text that goes before
// an item to make it a Go file.
const posBase = 64
