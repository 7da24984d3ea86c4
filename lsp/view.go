package lsp

import (
	"context"
	"slices"

	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/transform"
)

// A sessionView is the Host's scope at one moment, as a chain needs it.
type sessionView struct {
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

// add gives the names that a cell adds to the scope of those below. Where the session holds
// what this very text defined, the session's name stands: functions and values of other
// documents and of the session are of its types.
func (s sessionView) add(r transform.CellRange, c *checkedCell) []*transform.Name {
	if len(s.ran) == 0 {
		return c.exports
	}
	at := make(map[string]int, len(c.exports)) // where the present text defines them
	for _, own := range c.checked.Defines {
		at[own.Name] = r.Body + own.Start
	}
	var given []*transform.Name
	types := false // the cell makes types that are not the session's
	for _, d := range c.exports {
		place, defined := at[d.Name]
		if !defined { // moved to one of the cell's types
			if types {
				given = append(given, d)
			}
			continue
		}
		if have := s.Names.Lookup(d.Name); have == nil || !s.holds(place, have.Cell) {
			given = append(given, d)
			types = types || d.Kind == transform.KindType
		}
	}
	return given
}

// holds reports whether the text at an offset ran as that cell.
func (s sessionView) holds(offset, cell int) bool {
	for _, r := range s.ran {
		if r.start <= offset && offset < r.end && r.cell == cell {
			return true
		}
	}
	return false
}

// analyse gives a snapshot's analysis in the present scope.
func (s *server) analyse(ctx context.Context, snap *snapshot, results []Result) (*analysis, error) {
	return snap.doc.chain.analyse(ctx, snap, s.view(snap, results))
}

// withAnalysis answers a request about a document that takes its analysis. A Go file, which has
// none, gets the answer none.
func (s *server) withAnalysis(doc protocol.TextDocumentIdentifier, none any, then func(context.Context, *snapshot, *analysis) (any, error)) (answer, error) {
	snap, err := s.snapshot(doc.URI)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) (any, error) {
		if snap.doc.goFile {
			return none, nil
		}
		a, err := s.analyse(ctx, snap, s.host.Results(snap.doc.path))
		if err != nil {
			return nil, err
		}
		return then(ctx, snap, a)
	}, nil
}

// A spot is a position of a document, with what is known there.
type spot struct {
	snap   *snapshot
	a      *analysis
	offset int   // of the document
	cell   *cell // nil on a marker line
	at     int   // the offset in the cell
}

// withSpot answers a request about a position as withAnalysis does.
func (s *server) withSpot(p protocol.TextDocumentPositionParams, none any, then func(context.Context, *spot) (any, error)) (answer, error) {
	return s.withAnalysis(p.TextDocument, none, func(ctx context.Context, snap *snapshot, a *analysis) (any, error) {
		sp := &spot{snap: snap, a: a, offset: snap.lines.offset(p.Position)}
		if sp.cell = a.cellAt(sp.offset); sp.cell != nil {
			sp.at = sp.offset - sp.cell.Body
		}
		return then(ctx, sp)
	})
}
