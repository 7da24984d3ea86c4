package transform

import (
	"bytes"
	"go/token"
	"slices"
)

// A revealer puts the dialect's words back into what gofmt made of a disguised text.
type revealer struct {
	*disguised
	out     []byte
	was, is []word // the words of both texts, one to one
	edits   []Edit // of out
	failed  bool
}

// reveal gives the laid out text in the dialect. It returns false if it is not that of the
// disguised.
func (d *disguised) reveal(out []byte) ([]byte, bool) {
	r := &revealer{disguised: d, out: out, was: significant(d.text), is: significant(out)}
	if len(r.was) != len(r.is) {
		return nil, len(d.marks) == 0 && len(d.quiet) == 0 // imports, of which gofmt drops the second
	}
	for i := range d.marks {
		r.mark(&d.marks[i])
	}
	for _, end := range d.quiet {
		r.semicolon(end)
	}
	if r.failed {
		return nil, false
	}
	slices.SortStableFunc(r.edits, func(a, b Edit) int { return a.Start - b.Start })
	for i := 1; i < len(r.edits); i++ {
		if r.edits[i].Start < r.edits[i-1].End {
			return nil, false
		}
	}
	return apply(out, r.edits), true
}

// mark puts one word back.
func (r *revealer) mark(m *disguise) {
	i := r.index(m.at)
	switch m.kind {
	case asAwait:
		r.operator(i, "await")
	case asAsync:
		r.operator(i, "async")
	case asNothing:
		r.before(i, "async ")
	case asNamed:
		r.before(i, "async ")
		if n := r.index(m.with); !r.failed {
			r.replace(r.is[n].start, r.is[n].start+len(r.prefix), "")
		}
	case asFor:
		r.before(i, "async ")
		if n := r.index(m.with); !r.failed && n+len(stand) < len(r.is) {
			r.replace(r.is[n].start, r.is[n+len(stand)-1].end, "")
		}
	case asWith:
		if n := r.index(m.with); !r.failed && n+1 < len(r.is) {
			r.replace(r.is[i].start, r.is[i].end, "async with")
			r.replace(r.is[n].start, r.is[n+1].end, "")
		}
	}
}

// index gives the number of the word at an offset of the disguised text.
func (r *revealer) index(at int) int {
	// The word may be after space, where the word before it was taken out.
	i, _ := slices.BinarySearchFunc(r.was, at, func(w word, at int) int { return w.start - at })
	if i == len(r.was) {
		r.failed = true
		return 0
	}
	return i
}

// operator puts a word in the place of the marks that begin at word i.
func (r *revealer) operator(i int, text string) {
	if r.failed || i+len(stand) >= len(r.is) || r.is[i].tok != token.NOT {
		r.failed = true
		return
	}
	end := r.is[i+len(stand)-1].end
	if end < len(r.out) && r.out[end] != ' ' && r.out[end] != '\n' {
		text += " "
	}
	r.replace(r.is[i].start, end, text)
}

func (r *revealer) before(i int, text string) {
	if !r.failed {
		r.replace(r.is[i].start, r.is[i].start, text)
	}
}

func (r *revealer) replace(start, end int, text string) {
	r.edits = append(r.edits, Edit{Start: start, End: end, New: text})
}

// semicolon puts one after the expression that ends at an offset of the disguised text. What is
// aligned behind it stays in its column if there is room.
func (r *revealer) semicolon(end int) {
	i, _ := slices.BinarySearchFunc(r.was, end, func(w word, at int) int { return w.start - at })
	if i == 0 {
		r.failed = true
		return
	}
	at := r.closed(r.is[i-1])
	space := len(r.out[at:]) - len(bytes.TrimLeft(r.out[at:], " "))
	r.replace(at, at+min(1, max(space-1, 0)), ";")
}

// closed is the end of a word and the parentheses behind it.
func (r *revealer) closed(last word) int {
	l, at := newLexer(r.out), last.end
	for {
		switch w, _ := l.next(); {
		case w.tok == token.EOF, w.start >= last.end && w.tok == token.SEMICOLON:
			return at
		case w.start >= last.end:
			at = w.end
		}
	}
}
