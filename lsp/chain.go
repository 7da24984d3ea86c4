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
	snap    *snapshot // nil for what a cancelled analysis leaves: cells above and below do not fit
	session sessionView
	cells   []cell
}

// A cell is one cell of an analysis, at its place.
type cell struct {
	transform.CellRange
	*checkedCell
	past   []*checkedCell       // how it was checked before, the last first; see remember
	given  []*transform.Name    // what it adds to the scope of those below
	before *transform.Namespace // the scope it is in; nil if nobody has asked for it
}

// analyse brings the chain to a snapshot and a scope. The error is ctx's.
func (ch *chain) analyse(ctx context.Context, snap *snapshot, s sessionView) (*analysis, error) {
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
	sc := &scope{sessionView: s, above: &a.cells, same: ch.last != nil && ch.last.snap != nil && ch.last.session.Names == s.Names}
	for i, r := range ranges {
		c, prev := cell{CellRange: r}, previous[i]
		sc.same = sc.same && prev != nil && prev == &old[i]
		if sc.same {
			sc.know(prev.before)
		}
		text := snap.text[r.Body:r.End]
		if c.checkedCell = prev.recall(text, sc); c.checkedCell == nil {
			if c.checkedCell = check(ctx, text, sc, prev); ctx.Err() != nil {
				ch.keep(a.cells, previous[i:])
				return nil, ctx.Err()
			}
			if prev != nil {
				c.keepExports(prev, sc)
			}
		}
		c.remember(prev)
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
func (a *analysis) stands(snap *snapshot, s sessionView) bool {
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
