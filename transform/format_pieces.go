package transform

import "bytes"

// This file divides a cell into what is laid out at once: imports, declarations, statements,
// magics, and comments that are of none of them.

// A layout is a stretch of the cell that is laid out at once.
type layout struct {
	start, end int
	kind       layoutKind
	items      []Item
}

type layoutKind int

const (
	layoutVerbatim layoutKind = iota // a magic
	layoutComment
	layoutImport
	layoutDecl
	layoutStmt
)

// divide finds the pieces of the cell: neighbours of a kind are one, with the comments before
// them and on their last line.
func (f *formatter) divide() {
	opaque := 0 // up to where a magic's line goes
	if m := f.cell.Magic; m != nil {
		f.add(layout{start: m.Start, end: m.End})
		opaque = m.End
	}
	for _, it := range f.cell.Items {
		switch {
		case it.Start < opaque:
		case it.Kind == ItemMagic:
			opaque = it.Magic.End
			f.add(layout{start: it.Start, end: opaque})
		default:
			f.add(layout{start: it.Start, end: withSemicolon(f.src, it.End), kind: layoutOf(it.Kind), items: []Item{it}})
		}
	}
	f.comments(len(f.src), nil)
}

func layoutOf(k ItemKind) layoutKind {
	switch k {
	case ItemImport:
		return layoutImport
	case ItemDecl:
		return layoutDecl
	}
	return layoutStmt
}

// add appends a piece, or makes the last one longer by it.
func (f *formatter) add(p layout) {
	f.comments(p.start, &p)
	if n := len(f.pieces) - 1; n >= 0 && f.pieces[n].kind == p.kind && p.kind >= layoutImport {
		f.pieces[n].end, f.pieces[n].items = p.end, append(f.pieces[n].items, p.items...)
		return
	}
	f.pieces = append(f.pieces, p)
}

// comments gives the comments up to an offset to the piece before them where they begin on its
// line, else to the next one, nil at the end of the cell.
func (f *formatter) comments(to int, next *layout) {
	at := 0
	var before *layout
	if n := len(f.pieces); n > 0 {
		before = &f.pieces[n-1]
		at = before.end
	}
	list := commentsIn(f.src, at, to)
	for _, c := range list {
		switch {
		case before != nil && before.kind >= layoutImport && !bytes.Contains(f.src[before.end:c.Start], []byte("\n")):
			before.end = c.End
		case next != nil && next.kind >= layoutImport:
			next.start = c.Start
			return
		default:
			f.pieces = append(f.pieces, layout{start: c.Start, end: list[len(list)-1].End, kind: layoutComment})
			return
		}
	}
}

// commentsIn finds the comments in a stretch that holds nothing else but space and semicolons.
func commentsIn(src []byte, at, to int) []Span {
	var out []Span
	for at < to {
		end := at + 1
		switch {
		case bytes.HasPrefix(src[at:to], []byte("//")):
			end = min(lineEnd(src, at), to)
			stop := at + len(bytes.TrimRight(src[at:end], "\r"))
			out = append(out, Span{at, stop})
		case bytes.HasPrefix(src[at:to], []byte("/*")):
			if n := bytes.Index(src[at+2:to], []byte("*/")); n >= 0 {
				end = at + 2 + n + 2
			} else {
				end = to
			}
			out = append(out, Span{at, end})
		}
		at = end
	}
	return out
}
