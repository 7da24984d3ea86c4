package session

import (
	"bytes"
	"slices"
	"strings"

	"github.com/goawait/goawait/transform"
)

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
