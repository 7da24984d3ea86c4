package transform

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/token"
	"slices"
	"strings"
)

// This file gives gofmt Go to lay out: the dialect's words are put in disguise, as Go that is
// as wide as they are and stays where it is put. Six exclamation marks are "await " or
// "async ", where an operator may stand.

// stand is what stands for await and async before an operand.
const stand = "!!!!!!"

// A disguised is the text of a piece as Go, and how to get the dialect back.
type disguised struct {
	text   []byte
	prefix string // before the names of async functions
	marks  []disguise
	quiet  []int // offsets of semicolons that are to stay
}

// A disguise is one word of the dialect, by offsets in the text.
type disguise struct {
	at   int // of what stands for it
	kind disguiseKind
	with int // of the name, or of the marks before what is ranged over
}

type disguiseKind int

const (
	asAwait   disguiseKind = iota // stand, for await
	asAsync                       // stand, for async before a function literal
	asNothing                     // func, the async before it gone
	asNamed                       // func, its name prefixed
	asFor                         // for, stand before what it ranges over
	asWith                        // for, range ! before what is entered
)

const rangeNot = "range !"

// namePrefixes are what may go before the name of an async function: as wide as "async ".
var namePrefixes = []string{"asyncˑ", "asyncː", "asyncꞏ"}

// disguise makes Go of a piece; nil if it cannot.
func (f *formatter) disguise(p *layout) *disguised {
	d := &disguised{}
	for _, prefix := range namePrefixes {
		if !bytes.Contains(f.src, []byte(prefix)) {
			d.prefix = prefix
			break
		}
	}
	if d.prefix == "" {
		return nil
	}
	b := &builder{disguised: d, src: f.src, at: p.start}
	names, loops := f.places(p)
	for _, m := range f.cell.marks {
		if m.start < p.start || m.start >= p.end {
			continue
		}
		switch m.kind {
		case markAwait:
			b.change(m.start, m.start+len("await"), stand, asAwait)
		case markAsync:
			switch name, ok := names[m.next]; {
			case ok:
				b.change(m.start, m.start+len("async"), "", asNamed)
				b.insert(name, d.prefix, len(d.marks)-1)
			case f.afterGo(m.start):
				b.change(m.start, m.start+len("async"), "", asNothing)
			default:
				b.change(m.start, m.start+len("async"), stand, asAsync)
			}
		case markAsyncFor, markAsyncWith:
			x, ok := loops[m.start]
			if !ok {
				return nil
			}
			if m.kind == markAsyncFor {
				b.change(m.start, m.start+len("async"), "", asFor)
				b.insert(x, stand, len(d.marks)-1)
				continue
			}
			b.change(m.start, m.start+len("async"), "for", asWith)
			b.change(m.next, m.next+len("with"), "", -1)
			b.insert(x, rangeNot, len(d.marks)-1)
		}
	}
	f.semicolons(p, b)
	if p.kind == layoutStmt {
		f.indent(p, b)
	}
	return b.build(p.end)
}

// places finds the names of the async functions of a piece, by the offset of their func, and
// what its async statements are about, by the offset of their async.
func (f *formatter) places(p *layout) (names, loops map[int]int) {
	names, loops = map[int]int{}, map[int]int{}
	starts := map[int]int{} // from where the tree has a statement to its async
	for _, m := range f.cell.marks {
		switch m.kind {
		case markAsyncFor:
			starts[m.next] = m.start
		case markAsyncWith:
			starts[m.start] = m.start
		}
	}
	for i := range p.items {
		root := p.items[i].Tree()
		if fn, ok := root.(*ast.FuncDecl); ok {
			names[f.cell.Offset(fn.Pos())] = f.cell.Offset(fn.Name.Pos())
		}
		ast.Inspect(root, func(n ast.Node) bool {
			if loop, ok := n.(*ast.RangeStmt); ok {
				if start, ok := starts[f.cell.Offset(loop.For)]; ok {
					loops[start] = f.cell.startOf(loop.X)
				}
			}
			return true
		})
	}
	return names, loops
}

// afterGo reports whether the word before an offset is go or defer, which take a call alone.
func (f *formatter) afterGo(at int) bool {
	before := string(bytes.TrimRight(f.src[:at], " \t"))
	for _, w := range []string{"go", "defer"} {
		if rest, ok := strings.CutSuffix(before, w); ok && (rest == "" || strings.ContainsAny(rest[len(rest)-1:], " \t\n;{:")) {
			return true
		}
	}
	return false
}

// semicolons notes which of the piece are to stay: those after an expression at the end of its
// line.
func (f *formatter) semicolons(p *layout, b *builder) {
	for i := range p.items {
		it := &p.items[i]
		end := withSemicolon(f.src, it.End)
		if it.Kind != ItemExpr || end == it.End {
			continue
		}
		rest := bytes.TrimLeft(f.src[end:lineEnd(f.src, end)], " \t\r;")
		if len(rest) == 0 || bytes.HasPrefix(rest, []byte("//")) || bytes.HasPrefix(rest, []byte("/*")) {
			b.stays = append(b.stays, it.End)
		}
	}
}

// indent puts a tab before the comments at the start of a line: one that is followed by
// statements is no doc comment, of which gofmt lays out the text too.
func (f *formatter) indent(p *layout, b *builder) {
	at := p.start
	for _, w := range significant(f.src[p.start:p.end]) {
		for _, c := range commentsIn(f.src, at, p.start+w.start) {
			if c.Start == p.start || f.src[c.Start-1] == '\n' {
				b.insert(c.Start, "\t", -1)
			}
		}
		at = p.start + w.end
	}
}

// A builder makes the text of a disguised from a stretch of the source.
type builder struct {
	*disguised
	src     []byte
	at      int
	changes []change
	stays   []int // ends of items whose semicolon stays
}

// A change replaces a stretch of the source by what stands for it.
type change struct {
	start, end int
	text       string
	mark       int // the disguise that it begins, or -1
	with       int // the disguise whose other place it is, or -1
}

func (b *builder) change(start, end int, text string, kind disguiseKind) {
	c := change{start, end, text, -1, -1}
	if kind >= 0 {
		c.mark = len(b.marks)
		b.marks = append(b.marks, disguise{kind: kind})
	}
	b.changes = append(b.changes, c)
}

// insert puts text before what is at an offset.
func (b *builder) insert(at int, text string, with int) {
	b.changes = append(b.changes, change{at, at, text, -1, with})
}

// build writes the text up to an offset and sets the places of the disguises.
func (b *builder) build(end int) *disguised {
	slices.SortStableFunc(b.changes, func(x, y change) int {
		if x.start != y.start {
			return x.start - y.start
		}
		return x.end - y.end // what is inserted comes first
	})
	copyTo := func(to int) {
		for len(b.stays) > 0 && b.stays[0] <= to {
			b.quiet = append(b.quiet, len(b.text)+b.stays[0]-b.at)
			b.stays = b.stays[1:]
		}
		b.text = append(b.text, b.src[b.at:to]...)
		b.at = to
	}
	for _, c := range b.changes {
		if c.start < b.at || c.end > end {
			return nil
		}
		copyTo(c.start)
		switch {
		case c.mark >= 0:
			b.marks[c.mark].at = len(b.text)
		case c.with >= 0:
			b.marks[c.with].with = len(b.text)
		}
		b.text = append(b.text, c.text...)
		b.at = c.end
	}
	copyTo(end)
	return b.disguised
}

// What is put before a piece so that go/format takes it for what it is, and comes out the same.
const (
	formatDecl = "package p\n\n"
	formatStmt = "_ = 0\n\n"
)

// gofmt lays the text out. It returns false for what go/format does not take.
func (d *disguised) gofmt(kind layoutKind) ([]byte, bool) {
	head := formatDecl
	if kind == layoutStmt {
		head = formatStmt
	}
	out, err := format.Source(append([]byte(head), d.text...))
	if err != nil {
		return nil, false
	}
	out, ok := bytes.CutPrefix(out, []byte(head))
	return bytes.TrimRight(out, "\n"), ok
}

// significant gives the words of a text but for those that gofmt may put in or leave out.
func significant(text []byte) []word {
	l := newLexer(text)
	var out []word
	for {
		switch w, _ := l.next(); w.tok {
		case token.EOF:
			return out
		case token.SEMICOLON, token.COMMA, token.LPAREN, token.RPAREN:
		default:
			out = append(out, w)
		}
	}
}

// sameWord reports whether a of x is b of y, which gofmt may have spelled anew.
func sameWord(x []byte, a word, y []byte, b word) bool {
	if a.tok != b.tok {
		return false
	}
	switch a.tok {
	case token.INT, token.FLOAT, token.IMAG:
		return true
	}
	s, t := x[a.start:a.end], y[b.start:b.end]
	return bytes.Equal(s, t) || a.tok == token.STRING && s[0] == '`' && bytes.Equal(bytes.ReplaceAll(s, []byte("\r"), nil), bytes.ReplaceAll(t, []byte("\r"), nil))
}
