package lsp

import (
	"context"
	"go/ast"
	"go/types"
	"slices"

	"github.com/goawait/goawait/transform"
)

// A checkedCell is a cell's check, wherever the cell is. It is immutable.
type checkedCell struct {
	text    string
	checked *transform.Checked
	env     *settingsKey
	base    *transform.Namespace // the session's names at the check
	no      int                  // and its count of scope events

	names  []string          // what it mentions and what it defines
	inputs []*transform.Name // what each of names meant in the scope; nil: nothing
	dots   []*transform.Name // the dot imports of the cells above

	near uint64 // if it tells what is near to a name that is not there, what all names came to; else 0
	wide bool   // it depends on more than names: a method moves every variable of its type

	// exports are what later cells see: what the check defines and moves, or what an earlier
	// check of the cell did where that is the same to them. They stand while what origin
	// looked up means the same.
	exports []*transform.Name
	origin  *checkedCell
}

// reusable reports whether the check stands for this text, if everything that it looked up
// means the same.
func (c *checkedCell) reusable(text []byte, sc *scope) bool {
	if c.text != string(text) || !c.env.equal(sc.env) {
		return false
	}
	return c.no == sc.no || !c.missing(sc) // else it may have come
}

// missing reports whether the check lacked something that standsIn does not see coming: an
// import, or what a dot import of the session brings.
func (c *checkedCell) missing(sc *scope) bool {
	return slices.ContainsFunc(c.checked.Errors, func(e transform.Error) bool {
		return e.Pending || e.GoCode == "BrokenImport" || c.base != sc.Names
	})
}

// standsIn reports whether everything that the check looked up means the same in a scope.
func (c *checkedCell) standsIn(sc *scope) bool {
	for i, name := range c.names {
		if sc.lookup(name) != c.inputs[i] {
			return false
		}
	}
	return !c.wide && slices.Equal(c.dots, sc.dots()) && (c.near == 0 || c.near == sc.digest() && c.base == sc.Names)
}

// check parses and checks one cell's text. Prev is the cell that it continues, or nil.
func check(ctx context.Context, text []byte, sc *scope, prev *cell) *checkedCell {
	src := slices.Clone(text) // the cell outlives the document's text
	checked := transform.CheckOwned(ctx, transform.Parse(src), sc.namespace(), sc.Env)
	c := &checkedCell{
		text: string(src), checked: checked, env: sc.env, base: sc.Names, no: sc.no,
		names: slices.Clone(checked.Outer),
	}
	if sc.same {
		c.dots = prev.dots
	} else {
		c.dots = sc.dots()
	}
	for _, d := range checked.Defines {
		c.names = append(c.names, d.Name)
	}
	c.inputs = make([]*transform.Name, len(c.names))
	for i, name := range c.names {
		c.inputs[i] = sc.namespace().Lookup(name)
	}
	if checked.Near {
		c.near = sc.digest()
	}
	c.wide = slices.ContainsFunc(checked.Cell.Items, isMethod)
	c.exports, c.origin = slices.Concat(checked.Defines, checked.Moved), c
	return c
}

// isMethod reports whether an item declares a method.
func isMethod(item transform.Item) bool {
	f, ok := item.Decl.(*ast.FuncDecl)
	return ok && f.Recv != nil
}

// keepExports has c give what checks of the cell that prev is gave before, as far as that is the
// same to every cell below: all that one of them gave if no cell can tell the two apart and its
// types are still made of what the scope holds, else the names that mean the very same.
func (c *checkedCell) keepExports(prev *cell, sc *scope) {
	for _, old := range prev.checks() {
		if old.checked.Signature() == c.checked.Signature() && (sc.same && old == prev.checkedCell || old.origin.standsIn(sc)) {
			c.exports, c.origin = old.exports, old.origin
			return
		}
	}
	c.exports = slices.Clone(c.exports)
	for i, d := range c.exports {
		c.exports[i] = prev.meaning(d)
	}
}

// interchangeable reports whether a and b are one name with one meaning. Two declarations of a
// type never are: they make two types.
func interchangeable(a, b *transform.Name) bool {
	if a.Name != b.Name || a.Kind != b.Kind || a.Async != b.Async || a.Obj == nil || b.Obj == nil {
		return false
	}
	switch a.Kind {
	case transform.KindImport:
		return a.Path() == b.Path()
	case transform.KindConst:
		x, ok1 := a.Obj.(*types.Const)
		y, ok2 := b.Obj.(*types.Const)
		return ok1 && ok2 && types.Identical(x.Type(), y.Type()) &&
			x.Val().Kind() == y.Val().Kind() && x.Val().ExactString() == y.Val().ExactString()
	}
	return types.Identical(a.Obj.Type(), b.Obj.Type())
}
