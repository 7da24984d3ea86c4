package lsp

import (
	"context"
	"go/types"
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
	snap    *snapshot // nil for what a cancelled analysis leaves: cells above and below do not fit
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
	given  []*transform.Name    // what it adds to the scope of those below
	before *transform.Namespace // the scope it is in; nil if nobody has asked for it
}

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

	// exports are what later cells see: what the check defines, or what an earlier check
	// of the cell defined where that is the same to them. They stand while what origin
	// looked up means the same.
	exports []*transform.Name
	origin  *checkedCell
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
	previous := align(old, ranges, snap.text)
	a := &analysis{snap: snap, session: s, cells: make([]cell, 0, len(ranges))}
	sc := &scope{session: s, above: &a.cells, same: ch.last != nil && ch.last.snap != nil && ch.last.session.Names == s.Names}
	for i, r := range ranges {
		c, prev := cell{CellRange: r}, previous[i]
		sc.same = sc.same && prev != nil && prev == &old[i]
		if sc.same {
			sc.know(prev.before)
		}
		text := snap.text[r.Body:r.End]
		if prev != nil && prev.reusable(text, sc) {
			c.checkedCell = prev.checkedCell
		} else if c.checkedCell = check(ctx, text, sc, prev); ctx.Err() != nil {
			ch.keep(a.cells, previous[i:])
			return nil, ctx.Err()
		} else if prev != nil {
			c.keepExports(prev.checkedCell, sc)
		}
		c.given = s.add(c.CellRange, c.checkedCell)
		c.before = sc.known()
		a.cells = append(a.cells, c)
		sc.same = sc.same && slices.Equal(prev.given, c.given)
	}
	ch.last = a
	return a, nil
}

// keep saves what a cancelled analysis has done for the next one: the cells down to where it
// was, and the old ones below.
func (ch *chain) keep(done []cell, rest []*cell) {
	cells := done
	for _, c := range rest {
		if c != nil {
			cells = append(cells, *c)
		}
	}
	ch.last = &analysis{cells: cells}
}

// stands reports whether a is what analyse would give.
func (a *analysis) stands(snap *snapshot, s session) bool {
	return a.snap == snap && a.session.Names == s.Names && a.session.no == s.no &&
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
func (c *cell) reusable(text []byte, sc *scope) bool {
	if c.text != string(text) || !c.env.equal(sc.env) {
		return false
	}
	if c.no != sc.no && c.missing(sc) {
		return false // it may have come
	}
	return sc.same || c.standsIn(sc)
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
	return slices.Equal(c.dots, sc.dots())
}

// check parses and checks one cell's text. Prev is the cell that it continues, or nil.
func check(ctx context.Context, text []byte, sc *scope, prev *cell) *checkedCell {
	src := slices.Clone(text) // the cell outlives the document's text
	checked := transform.Check(ctx, transform.Parse(src), sc.namespace(), sc.Env)
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
	c.exports, c.origin = checked.Defines, c
	return c
}

// keepExports has c give what its predecessor gave, as far as that is the same to every cell
// below: all of it if no cell can tell the two apart and its types are still made of what the
// scope holds, else the names that mean the very same.
func (c *checkedCell) keepExports(prev *checkedCell, sc *scope) {
	if prev.checked.Signature() == c.checked.Signature() && prev.origin.standsIn(sc) {
		c.exports, c.origin = prev.exports, prev.origin
		return
	}
	c.exports = slices.Clone(c.exports)
	for i, d := range c.exports {
		for _, old := range prev.exports {
			if interchangeable(old, d) {
				c.exports[i] = old
			}
		}
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

// add gives the names that a cell adds to the scope of those below. Where the session holds
// what this very text defined, the session's name stands: functions and values of other
// documents and of the session are of its types.
func (s session) add(r transform.CellRange, c *checkedCell) []*transform.Name {
	if len(s.ran) == 0 {
		return c.exports
	}
	at := make(map[string]int, len(c.exports)) // where the present text defines them
	for _, own := range c.checked.Defines {
		at[own.Name] = r.Body + own.Start
	}
	var given []*transform.Name
	for _, d := range c.exports {
		if have := s.Names.Lookup(d.Name); have == nil || !s.holds(at[d.Name], have.Cell) {
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
