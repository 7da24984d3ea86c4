package lsp

import (
	"context"
	"slices"
	"sync"

	"github.com/goawait/goawait/transform"
)

// A chain is the incremental analysis of one document: its cells in order, each checked in the
// scope that the cells above it and the session make.
//
// A cell is checked again only if its text changed or if one of the names that it mentions
// means something else than it did. What a cell gives to those below keeps its identity when
// an edit does not change it, so that a keystroke inside a function costs one check of one
// cell, however long the document is.
type chain struct {
	mu   sync.Mutex // serialises analyse, and guards last
	last *analysis
}

// An analysis is a document's cells, checked. It is immutable.
type analysis struct {
	snap    *snapshot
	session session
	cells   []cell
}

// A session is the Host's scope at one moment, as a chain needs it.
type session struct {
	Scope
	no  int          // counts scope events: an import may be there that was not before
	ran []ranAt      // what of this document is in the session, by region
	env *settingsKey // what of Env changes the outcome of a check
}

// A ranAt is a region whose text is what ran as that cell.
type ranAt struct {
	start, end int
	cell       int
}

// A settingsKey is compared by value.
type settingsKey struct {
	autoawait bool
	runners   []string
	magics    []string
}

func (k *settingsKey) equal(o *settingsKey) bool {
	return k.autoawait == o.autoawait && slices.Equal(k.runners, o.runners) && slices.Equal(k.magics, o.magics)
}

// A cell is one cell of an analysis, at its place.
type cell struct {
	transform.CellRange
	*checkedCell
	before *transform.Namespace // the scope it was checked in
	given  []*transform.Name    // what it adds to it
	after  *transform.Namespace // before and given
}

// A checkedCell is a cell's check, wherever the cell is. It is immutable.
type checkedCell struct {
	text    string
	checked *transform.Checked
	env     *settingsKey
	no      int // the scope event up to which it stands although it has errors

	names  []string          // what it mentions and what it defines
	inputs []*transform.Name // what each of names meant in the scope; nil: nothing

	// exports is the check whose Defines later cells see: this one, or an earlier one that
	// gave the same.
	exports *checkedCell
}

// analyse brings the chain to a snapshot and a scope. The error is ctx's.
func (ch *chain) analyse(ctx context.Context, snap *snapshot, s session) (*analysis, error) {
	ch.mu.Lock()
	defer ch.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err // a newer pass waits for the lock
	}
	if last := ch.last; last != nil && last.stands(snap, s) {
		return last, nil
	}
	var old []cell
	if ch.last != nil {
		old = ch.last.cells
	}
	ranges := transform.SplitCells(snap.text)
	before := align(old, ranges, snap.text)
	a := &analysis{snap: snap, session: s, cells: make([]cell, len(ranges))}
	ns := s.Names
	for i, r := range ranges {
		c := cell{CellRange: r, before: ns}
		prev := before[i]
		if prev != nil && prev.reusable(snap.text[r.Body:r.End], ns, s) {
			c.checkedCell = prev.checkedCell
		} else if c.checkedCell = check(ctx, snap.text[r.Body:r.End], ns, s); ctx.Err() != nil {
			ch.keep(a.cells[:i], before[i:])
			return nil, ctx.Err()
		} else if prev != nil {
			c.keepExports(prev.checkedCell, ns)
		}
		c.given = s.add(c.CellRange, c.checkedCell)
		if prev != nil && prev.before == ns && slices.Equal(prev.given, c.given) {
			c.after = prev.after
		} else {
			c.after = ns.With(&transform.Checked{Defines: c.given})
		}
		a.cells[i], ns = c, c.after
	}
	ch.last = a
	return a, nil
}

// keep saves what a cancelled analysis has done for the next one: the cells down to where it
// was, and the old ones below.
func (ch *chain) keep(done []cell, rest []*cell) {
	cells := slices.Clone(done)
	for _, c := range rest {
		if c != nil {
			cells = append(cells, *c)
		}
	}
	ch.last = &analysis{cells: cells}
}

// stands reports whether a is what analyse would give.
func (a *analysis) stands(snap *snapshot, s session) bool {
	return a.snap == snap && // the snapshot of a cancelled analysis is nil
		a.session.Names == s.Names && a.session.no == s.no &&
		a.session.env.equal(s.env) && slices.Equal(a.session.ran, s.ran)
}

// align finds for each new cell the old one that it continues, or nil: those at the top and at
// the bottom that have the same text, and between them those of the same rank.
func align(old []cell, ranges []transform.CellRange, text []byte) []*cell {
	same := func(o *cell, r transform.CellRange) bool { return o.text == string(text[r.Body:r.End]) }
	out := make([]*cell, len(ranges))
	top := 0
	for top < len(old) && top < len(ranges) && same(&old[top], ranges[top]) {
		out[top] = &old[top]
		top++
	}
	i, j := len(old), len(ranges)
	for i > top && j > top && same(&old[i-1], ranges[j-1]) {
		i--
		j--
		out[j] = &old[i]
	}
	for k := top; k < i && k < j; k++ {
		out[k] = &old[k]
	}
	return out
}

// reusable reports whether the check of c stands for this text in this scope.
func (c *cell) reusable(text []byte, ns *transform.Namespace, s session) bool {
	if c.text != string(text) || !c.env.equal(s.env) {
		return false
	}
	if c.no != s.no && len(c.checked.Errors) > 0 {
		return false // something that was missing may have come
	}
	return c.before == ns || c.standsIn(ns)
}

// standsIn reports whether everything that the check looked up means the same in ns.
func (c *checkedCell) standsIn(ns *transform.Namespace) bool {
	for i, name := range c.names {
		if ns.Lookup(name) != c.inputs[i] {
			return false
		}
	}
	return true
}

// check parses and checks one cell's text.
func check(ctx context.Context, text []byte, ns *transform.Namespace, s session) *checkedCell {
	src := slices.Clone(text) // the cell outlives the document's text
	checked := transform.Check(ctx, transform.Parse(src), ns, s.Env)
	c := &checkedCell{text: string(src), checked: checked, env: s.env, no: s.no, names: slices.Clone(checked.Outer)}
	for _, d := range checked.Defines {
		c.names = append(c.names, d.Name)
	}
	c.inputs = make([]*transform.Name, len(c.names))
	for i, name := range c.names {
		c.inputs[i] = ns.Lookup(name)
	}
	c.exports = c
	return c
}

// keepExports has c give what its predecessor gave, if that is the same to every cell below
// and is still made of the names that the scope holds.
func (c *checkedCell) keepExports(prev *checkedCell, ns *transform.Namespace) {
	from := prev.exports
	if from.checked.Signature() == c.checked.Signature() && from.standsIn(ns) {
		c.exports = from
	}
}

// add gives the names that a cell adds to the scope of those below. Where the session holds
// what this very text defined, the session's name stands: functions and values of other
// documents and of the session are of its types.
func (s session) add(r transform.CellRange, c *checkedCell) []*transform.Name {
	defines := c.exports.checked.Defines
	if len(s.ran) == 0 {
		return defines
	}
	var given []*transform.Name
	for i, d := range defines {
		at := d.Start
		if own := c.checked.Defines; i < len(own) && own[i].Name == d.Name {
			at = own[i].Start // d may be of an earlier text
		}
		if have := s.Names.Lookup(d.Name); have == nil || !s.holds(r.Body+at, have.Cell) {
			given = append(given, d)
		}
	}
	return given
}

// holds reports whether the text at an offset ran as that cell.
func (s session) holds(offset, cell int) bool {
	for _, r := range s.ran {
		if r.start <= offset && offset < r.end && r.cell == cell {
			return true
		}
	}
	return false
}
