package session

import (
	"bytes"
	"cmp"
	"path/filepath"
	"slices"
	"sync"

	"github.com/goawait/goawait/transform"
)

// documents knows which stretch of which document each result belongs to, and moves it along
// as the documents are edited. It is safe for concurrent use.
type documents struct {
	mu     sync.Mutex // guards what follows
	byPath map[string]*document
	byCell map[int]*stretch
	queued map[int64]*stretch // by run: of cells that have not begun
}

func (d *documents) init() {
	d.byPath, d.byCell, d.queued = map[string]*document{}, map[int]*stretch{}, map[int64]*stretch{}
}

// queue takes in the region of a run that waits, so that it moves with the text meanwhile.
func (d *documents) queue(run int64, r *Region, source string) {
	if r == nil {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	st, doc := d.newStretch(r, source)
	st.queued = true
	doc.stretches = append(doc.stretches, st)
	d.queued[run] = st
}

// unqueue forgets that a run waits, and gives the place that its region has by now, or nil.
func (d *documents) unqueue(run int64) *Region {
	d.mu.Lock()
	defer d.mu.Unlock()
	st := d.queued[run]
	if st == nil {
		return nil
	}
	doc := d.byPath[st.path]
	doc.stretches = slices.DeleteFunc(doc.stretches, func(s *stretch) bool { return s == st })
	delete(d.queued, run)
	r := st.region(doc)
	return &r
}

// ofQueued gives the region of a run that waits, as it is now.
func (d *documents) ofQueued(run int64) *Region {
	d.mu.Lock()
	defer d.mu.Unlock()
	st := d.queued[run]
	if st == nil {
		return nil
	}
	r := st.region(d.byPath[st.path])
	return &r
}

// newStretch makes a stretch and, if need be, its document. The mutex is held.
func (d *documents) newStretch(r *Region, source string) (*stretch, *document) {
	doc := d.byPath[r.Path]
	if doc == nil {
		doc = &document{}
		d.byPath[r.Path] = doc
	}
	st := &stretch{path: r.Path, source: source, line: r.Line, col: r.Col}
	if doc.known {
		st.stale = !st.anchor(doc.text, false)
	}
	return st, doc
}

// begin takes in the region of a cell that begins to run, unless it is there already, as in
// a replay. Results of regions that it overlaps give way.
func (d *documents) begin(cell int, r *Region, source string) {
	if r == nil {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.byCell[cell] != nil {
		return
	}
	st, doc := d.newStretch(r, source)
	st.cell = cell
	doc.stretches = slices.DeleteFunc(doc.stretches, func(old *stretch) bool {
		gone := !old.queued && old.overlaps(st, doc)
		if gone {
			delete(d.byCell, old.cell)
		}
		return gone
	})
	doc.stretches = append(doc.stretches, st)
	d.byCell[cell] = st
}

// whole widens a region that cuts an item in two, if the text around it is known. What runs,
// and what the result is kept for, is then the whole of what was selected in part.
func (d *documents) whole(r RunRequest) RunRequest {
	if r.Region == nil || filepath.Ext(r.Region.Path) != ".goa" || !grave(transform.Parse([]byte(r.Source)).Errors) {
		return r
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	doc := d.byPath[r.Region.Path]
	if doc == nil || !doc.known {
		return r
	}
	at := offsetAt(doc.text, r.Region.Line, r.Region.Col)
	if at < 0 || !bytes.HasPrefix(doc.text[at:], []byte(r.Source)) {
		return r
	}
	wide := transform.Widen(doc.text, at, at+len(r.Source))
	if wide.Start > at || wide.End < at+len(r.Source) {
		return r
	}
	line, col := lineCol(doc.text, wide.Start)
	r.Source = string(doc.text[wide.Start:wide.End])
	r.Region = &Region{Path: r.Region.Path, Line: line - 1, Col: col - 1}
	return r
}

// drop forgets a cell's region.
func (d *documents) drop(cell int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if st := d.byCell[cell]; st != nil {
		doc := d.byPath[st.path]
		doc.stretches = slices.DeleteFunc(doc.stretches, func(s *stretch) bool { return s == st })
		delete(d.byCell, cell)
	}
}

// clear forgets the regions of a document, of all documents if path is empty, but for those of
// some cells.
func (d *documents) clear(path string, but map[int]bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for at, doc := range d.byPath {
		if path != "" && at != path {
			continue
		}
		doc.stretches = slices.DeleteFunc(doc.stretches, func(st *stretch) bool {
			gone := !st.queued && !but[st.cell]
			if gone {
				delete(d.byCell, st.cell)
			}
			return gone
		})
	}
}

// edited applies edits to a document, each in the coordinates that the one before it left.
// text is what results; it is kept and must not be changed. If the edits do not lead to it,
// it is taken as it is, and the regions are looked for in it.
func (d *documents) edited(path string, edits []transform.Edit, text []byte) {
	d.mu.Lock()
	defer d.mu.Unlock()
	doc := d.byPath[path]
	if doc == nil {
		doc = &document{}
		d.byPath[path] = doc
	}
	follows := doc.known && len(edits) > 0 && leadTo(edits, len(doc.text), len(text))
	for _, st := range doc.stretches {
		if st.anchored && follows {
			for _, e := range edits {
				st.move(e)
			}
		} else if st.anchored {
			st.lose(doc)
		}
	}
	doc.text, doc.known = text, true
	for _, st := range doc.stretches {
		if !st.anchored {
			st.stale = !st.anchor(text, true)
		}
	}
	doc.place()
}

// text is that of a document, as an editor has it.
func (d *documents) text(path string) (text []byte, known bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	doc := d.byPath[path]
	if doc == nil || !doc.known {
		return nil, false
	}
	return doc.text, true
}

// lost reports whether a cell's text is in its document no more. It may come back.
func (d *documents) lost(cell int) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	st := d.byCell[cell]
	return st != nil && !st.anchored && d.byPath[st.path].known
}

// of gives the region of a cell as it is now.
func (d *documents) of(cell int) (r *Region, stale bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	st := d.byCell[cell]
	if st == nil {
		return nil, false
	}
	now := st.region(d.byPath[st.path])
	return &now, st.stale
}

// cells gives the cells with a region in a document, in the order of the text.
func (d *documents) cells(path string) []int {
	d.mu.Lock()
	defer d.mu.Unlock()
	doc := d.byPath[path]
	if doc == nil {
		return nil
	}
	sorted := slices.Clone(doc.stretches)
	slices.SortStableFunc(sorted, func(a, b *stretch) int {
		ra, rb := a.region(doc), b.region(doc)
		return cmp.Or(ra.Line-rb.Line, ra.Col-rb.Col)
	})
	var out []int
	for _, st := range sorted {
		if !st.queued {
			out = append(out, st.cell)
		}
	}
	return out
}
