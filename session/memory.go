package session

import "github.com/goawait/goawait/transform"

// keepChecked is how many cells a session remembers as they were checked, and longestChecked how
// long their text may be.
const (
	keepChecked    = 64
	longestChecked = 16 << 10
)

// A memory holds the last cells that gave no names to others, parsed and checked. Those are what
// people run again and again, and a debugger evaluates at each of its steps: while all that they
// mention means the same they need not be looked at again. It belongs to the cell whose turn it is.
type memory struct {
	cells map[string]*remembered // by their text
	order []string               // the keys, in the order in which they came
}

// A remembered is one of those cells. checked is a check of cell in the engine of that epoch.
type remembered struct {
	cell    *transform.Cell
	checked *transform.Checked
	epoch   int
}

// parse is transform.Parse.
func (m *memory) parse(source string) *transform.Cell {
	if r := m.cells[source]; r != nil {
		return r.cell
	}
	return transform.Parse([]byte(source))
}

// check is transform.Check of a cell that is nobody else's but parse's.
func (m *memory) check(x *execution, c *transform.Cell, ns *transform.Namespace, env *transform.Env, epoch int) *transform.Checked {
	if r := m.cells[string(c.Src)]; r != nil && r.cell == c {
		if r.epoch == epoch && r.checked.Stands(ns, env) {
			return r.checked
		}
		c = transform.Parse(c.Src) // the trees of c are those of the old check
	}
	checked := transform.CheckOwned(x.ctx(), c, ns, env)
	if len(c.Src) <= longestChecked && checked.Stands(ns, env) {
		m.keep(&remembered{cell: checked.Cell, checked: checked, epoch: epoch})
	}
	return checked
}

// keep remembers a cell, in place of the one that came first.
func (m *memory) keep(r *remembered) {
	if m.cells == nil {
		m.cells = map[string]*remembered{}
	}
	text := string(r.cell.Src)
	if m.cells[text] == nil {
		m.order = append(m.order, text)
	}
	m.cells[text] = r
	if len(m.order) > keepChecked {
		delete(m.cells, m.order[0])
		m.order = m.order[1:]
	}
}
