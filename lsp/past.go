package lsp

import "github.com/goawait/goawait/transform"

// This file remembers how a cell was checked before. Whoever types goes to and fro between text
// that means something and text that does not yet, and what depends on it goes along: when a
// definition is whole again, what it gives is the very thing that it gave before, and the cells
// below are as they were.

// keepPast is how many checks of a cell are remembered beside the present one.
const keepPast = 3

// checks are the present check of a cell and those before it, the last first; none of nil.
func (c *cell) checks() []*checkedCell {
	if c == nil {
		return nil
	}
	return append([]*checkedCell{c.checkedCell}, c.past...)
}

// recall gives the check of a cell, the present or one before, that stands for this text in this
// scope; nil if there is none.
func (c *cell) recall(text []byte, sc *scope) *checkedCell {
	if c == nil {
		return nil
	}
	if c.reusable(text, sc) && (sc.same || c.standsIn(sc)) {
		return c.checkedCell
	}
	for _, old := range c.past {
		if old.reusable(text, sc) && old.standsIn(sc) {
			return old
		}
	}
	return nil
}

// remember takes over what prev, which c continues, knows of the past. Of checks of different
// texts that give the same, the last is kept.
func (c *cell) remember(prev *cell) {
	switch {
	case prev == nil:
		return
	case prev.checkedCell == c.checkedCell:
		c.past = prev.past
		return
	}
	for _, old := range prev.checks() {
		if old != c.checkedCell && (old.origin != c.origin || old.text == c.text) && len(c.past) < keepPast {
			c.past = append(c.past, old)
		}
	}
}

// meaning gives what checks of the cell gave before and is interchangeable with d, else d.
func (c *cell) meaning(d *transform.Name) *transform.Name {
	for _, old := range c.checks() {
		for _, n := range old.exports {
			if interchangeable(n, d) {
				return n
			}
		}
	}
	return d
}
