package transform

import (
	"bytes"
	"context"
	"slices"
	"strings"
)

// This file lays a document out as gofmt would: cell by cell, in each the stretches of Go
// between its magics. What gofmt cannot know is kept: marker lines and magics as they are
// written, and a semicolon that keeps a value from being shown. A cell that does not parse is
// left alone, and so is one whose words would not be the same afterwards.

// Format lays a document out. The cells that come after ctx is done are left as they are.
func Format(ctx context.Context, src []byte) []byte { return apply(src, FormatEdits(ctx, src)) }

// FormatEdits gives the edits that lay a document out: in order, apart from each other, and
// changing no more than the space between words where the words stay in their places.
func FormatEdits(ctx context.Context, src []byte) []Edit {
	return formatEdits(ctx, src, func(_ *Cell, body int) Span { return Span{-1, len(src)} })
}

// FormatRange is FormatEdits for the items that a stretch of the document touches.
func FormatRange(ctx context.Context, src []byte, start, end int) []Edit {
	return formatEdits(ctx, src, func(c *Cell, body int) Span {
		within := Span{start - body, end - body}
		for _, it := range c.Items {
			if it.Start <= end-body && it.End >= start-body {
				within = Span{min(within.Start, it.Start), max(within.End, it.End)}
			}
		}
		return within
	})
}

// formatEdits lays out each cell, given where it is in the document, as far as part says.
func formatEdits(ctx context.Context, src []byte, part func(c *Cell, body int) Span) []Edit {
	eol := "\n"
	if n := bytes.IndexByte(src, '\n'); n > 0 && src[n-1] == '\r' {
		eol = "\r\n"
	}
	var out []Edit
	for _, c := range SplitCells(src) {
		if ctx.Err() != nil {
			break
		}
		f := &formatter{src: src[c.Body:c.End], eol: eol, marked: c.Body > c.Start, last: c.End == len(src)}
		edits := f.settled()
		if len(edits) == 0 {
			continue
		}
		within := part(f.cell, c.Body)
		for _, e := range edits {
			if e.Start >= within.Start && e.End <= within.End {
				out = append(out, Edit{Start: c.Body + e.Start, End: c.Body + e.End, New: e.New})
			}
		}
	}
	return joined(out)
}

// apply gives src with edits, which are in order.
func apply(src []byte, edits []Edit) []byte {
	out := make([]byte, 0, len(src))
	at := 0
	for _, e := range edits {
		out = append(append(out, src[at:e.Start]...), e.New...)
		at = e.End
	}
	return append(out, src[at:]...)
}

// A formatter lays one cell out.
type formatter struct {
	src    []byte
	eol    string
	marked bool // a marker line is above
	last   bool // nothing is below

	cell   *Cell
	pieces []layout
	edits  []Edit
}

// formatPasses is how often a cell is laid out at most before it stays as it is: gofmt's own
// layout of comments in odd places takes more than one.
const formatPasses = 4

// settled gives edits after which laying the cell out again changes nothing, or none.
func (f *formatter) settled() []Edit {
	edits, ok := f.pass()
	if !ok || len(edits) == 0 {
		return nil
	}
	text := apply(f.src, edits)
	for range formatPasses {
		next := &formatter{src: text, eol: f.eol, marked: f.marked, last: f.last}
		more, ok := next.pass()
		if !ok {
			return nil
		}
		settled := apply(text, more)
		if bytes.Equal(settled, text) {
			return edits
		}
		text = settled
		edits = []Edit{{End: len(f.src), New: string(text)}}
	}
	return nil
}

// pass lays the cell out once. It returns false for a cell that is to stay as it is.
func (f *formatter) pass() ([]Edit, bool) {
	f.cell = Parse(f.src)
	if len(f.cell.Errors) > 0 {
		return nil, false
	}
	if m := f.cell.Magic; m != nil && !takesCode(m.Name) {
		return nil, false
	}
	f.divide()
	at := 0
	for i := range f.pieces {
		p := &f.pieces[i]
		f.gap(at, p.start, i)
		if !f.layOut(p) {
			return nil, false
		}
		at = p.end
	}
	f.gap(at, len(f.src), len(f.pieces))
	return f.edits, f.same()
}

// same reports whether the cell still is one cell of the same items.
func (f *formatter) same() bool {
	text := apply(f.src, f.edits)
	if len(SplitCells(append([]byte("\n"), text...))) != 1 {
		return false // a comment would have become a marker
	}
	c := Parse(text)
	if n := len(f.cell.Items); n > 0 && f.cell.Items[n-1].Kind == ItemExpr && c.Quiet != f.cell.Quiet {
		return false
	}
	return len(c.Errors) == 0 && slices.EqualFunc(c.Items, f.cell.Items, func(a, b Item) bool {
		return a.Kind == b.Kind
	})
}

// edit replaces a stretch of the cell unless it is that already.
func (f *formatter) edit(start, end int, text string) {
	if string(f.src[start:end]) != text {
		f.edits = append(f.edits, Edit{Start: start, End: end, New: text})
	}
}

// gap lays out what is before piece i: line breaks, at most one empty line.
func (f *formatter) gap(start, end, i int) {
	lines := bytes.Count(f.src[start:end], []byte("\n"))
	switch first, last := i == 0, i == len(f.pieces); {
	case first && last && f.last, first && !f.marked:
		lines = 0
	case first:
		lines = min(lines, 1)
	case last && f.last:
		lines = 1
	case last:
		lines = min(max(lines, 1), 2)
	case f.pieces[i-1].kind == layoutImport && f.pieces[i].kind == layoutDecl:
		lines = 2
	default:
		lines = min(max(lines, 1), 2)
	}
	f.edit(start, end, strings.Repeat(f.eol, lines))
}

// layOut lays one piece out. It returns false if that cannot be done.
func (f *formatter) layOut(p *layout) bool {
	if p.kind == layoutVerbatim {
		return true
	}
	old := f.src[p.start:p.end]
	d := f.disguise(p)
	if d == nil {
		return false
	}
	text, ok := d.gofmt(p.kind)
	if !ok {
		return false
	}
	if text, ok = d.reveal(text); !ok {
		return false
	}
	if f.eol != "\n" {
		text = bytes.ReplaceAll(text, []byte("\n"), []byte(f.eol))
	}
	if p.kind == layoutImport { // their order may change
		f.edit(p.start, p.end, string(text))
		return true
	}
	was, is := significant(old), significant(text)
	if !slices.EqualFunc(was, is, func(a, b word) bool { return sameWord(old, a, text, b) }) {
		return false
	}
	at, from := 0, 0
	for i := range was {
		f.edit(p.start+at, p.start+was[i].start, string(text[from:is[i].start]))
		f.edit(p.start+was[i].start, p.start+was[i].end, string(text[is[i].start:is[i].end]))
		at, from = was[i].end, is[i].end
	}
	f.edit(p.start+at, p.end, string(text[from:]))
	return true
}

// joined makes one of edits that touch.
func joined(edits []Edit) []Edit {
	out := edits[:0]
	for _, e := range edits {
		if n := len(out) - 1; n >= 0 && out[n].End == e.Start {
			out[n] = Edit{Start: out[n].Start, End: e.End, New: out[n].New + e.New}
			continue
		}
		out = append(out, e)
	}
	return out
}
