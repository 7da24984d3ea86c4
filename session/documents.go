package session

import (
	"bytes"
	"cmp"
	"path/filepath"
	"slices"
	"strings"
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

// A document is what is known of one document. The text is that of the last edit that the
// session was told of; known is false while it was told of none.
type document struct {
	text      []byte
	known     bool
	stretches []*stretch
}

// A stretch is the region of one cell. While the document's text is known and source was
// found in it, start and end are its offsets; else only line and column are.
type stretch struct {
	cell       int
	path       string
	source     string
	line, col  int // where it is, as far as is known
	anchored   bool
	start, end int
	stale      bool
	queued     bool // its cell has no number yet
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

// place finds the lines and columns of all anchored stretches in one walk over the text, and
// which of them are stale.
func (doc *document) place() {
	slices.SortStableFunc(doc.stretches, func(a, b *stretch) int { return a.start - b.start })
	line, at := 0, 0
	for _, st := range doc.stretches {
		if !st.anchored {
			continue
		}
		line += bytes.Count(doc.text[at:st.start], []byte{'\n'})
		at = st.start
		st.line, st.col = line, at-bytes.LastIndexByte(doc.text[:at], '\n')-1
		st.stale = !transform.Alike(doc.text[st.start:st.end], []byte(st.source))
		if st.stale {
			st.restore(doc.text)
		}
	}
}

// restore looks for the source of a stale stretch from its start on and up to its end: where its
// first or last lines were deleted and put back, a line may have come in between.
func (st *stretch) restore(text []byte) {
	n := len(st.source)
	if at := st.start; n > 0 && wholeLines(text, at, at+n) && string(text[at:at+n]) == st.source {
		st.end, st.stale = at+n, false
	} else if at := st.end - n; n > 0 && wholeLines(text, at, st.end) && string(text[at:st.end]) == st.source {
		st.start, st.stale = at, false
		st.line, st.col = lineCol(text, at)
		st.line, st.col = st.line-1, st.col-1
	}
}

// wholeLines reports whether a part of a text, which may be out of it, begins and ends with lines.
func wholeLines(text []byte, from, to int) bool {
	if from < 0 || to > len(text) || from > 0 && text[from-1] != '\n' {
		return false
	}
	return to == len(text) || text[to] == '\n' || text[to] == '\r'
}

// leadTo reports whether edits can be applied to a text of one size and make another.
func leadTo(edits []transform.Edit, from, to int) bool {
	for _, e := range edits {
		if e.Start < 0 || e.End < e.Start || e.End > from {
			return false
		}
		from += len(e.New) - (e.End - e.Start)
	}
	return from == to
}

// lose takes the stretch off its offsets; its line and column are kept.
func (st *stretch) lose(doc *document) {
	now := st.region(doc)
	st.line, st.col, st.anchored = now.Line, now.Col, false
}

// move shifts an anchored stretch by one edit. What is put in at its edge belongs to it,
// unless a line break is between them. A stretch that is replaced as a whole, as formatters
// do, is lost: it is looked for in the text that results.
func (st *stretch) move(e transform.Edit) {
	if !st.anchored {
		return
	}
	delta := len(e.New) - (e.End - e.Start)
	insert := e.Start == e.End
	switch {
	case insert && e.Start == st.start && !strings.HasSuffix(e.New, "\n"),
		insert && e.Start == st.end && !strings.HasPrefix(e.New, "\n"):
		st.end += delta
	case e.End <= st.start:
		st.start += delta
		st.end += delta
	case e.Start >= st.end:
	case e.Start <= st.start && e.End >= st.end:
		st.anchored = false
	case e.Start < st.start:
		st.start = e.Start + len(e.New)
		st.end += delta
	case e.End > st.end:
		st.end = e.Start + len(e.New)
	default:
		st.end += delta
	}
}

// anchor finds the stretch in text where it was or, if search is set, at the only other
// place that has it. It reports whether it did.
func (st *stretch) anchor(text []byte, search bool) bool {
	at := offsetAt(text, st.line, st.col)
	source := []byte(st.source)
	if at < 0 || !bytes.HasPrefix(text[at:], source) {
		at = -1
		if search && len(source) > 0 {
			at = bytes.Index(text, source)
		}
		if at < 0 || at != bytes.LastIndex(text, source) {
			return false
		}
		st.line, st.col = lineCol(text, at)
		st.line, st.col = st.line-1, st.col-1
	}
	st.start, st.end, st.anchored, st.stale = at, at+len(source), true, false
	return true
}

// overlaps reports whether two stretches of doc share bytes, or lines while offsets are not
// known.
func (st *stretch) overlaps(o *stretch, doc *document) bool {
	if st.anchored && o.anchored {
		return st.start < o.end && o.start < st.end || st.start == o.start
	}
	a, b := st.region(doc), o.region(doc)
	return a.Line <= b.EndLine && b.Line <= a.EndLine
}

// region is where the stretch is now.
func (st *stretch) region(doc *document) Region {
	r := Region{Path: st.path, Line: st.line, Col: st.col}
	source := st.source
	if st.anchored {
		source = string(doc.text[st.start:st.end])
	}
	n := strings.Count(source, "\n")
	r.EndLine = r.Line + n
	r.EndCol = len(source) - strings.LastIndexByte(source, '\n') - 1
	if n == 0 {
		r.EndCol = r.Col + len(source)
	}
	return r
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

// offsetAt is the offset of a 0-based line and column; -1 if the text has no such place.
func offsetAt(text []byte, line, col int) int {
	off := 0
	for range line {
		i := slices.Index(text[off:], '\n')
		if i < 0 {
			return -1
		}
		off += i + 1
	}
	if end := slices.Index(text[off:], '\n'); col < 0 || end >= 0 && col > end || off+col > len(text) {
		return -1
	}
	return off + col
}
