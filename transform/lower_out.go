package transform

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"sort"
	"strconv"
)

// out is lowered text under construction, with the line of the cell for each of its lines.
type out struct {
	buf   bytes.Buffer
	lines []int // of the lines that newline began
}

// A text is a finished part of it.
type text struct {
	s     string
	lines []int
}

// p writes text that holds no newline.
func (o *out) p(parts ...string) {
	for _, s := range parts {
		o.buf.WriteString(s)
	}
}

func (o *out) newline(cellLine int) {
	o.buf.WriteByte('\n')
	o.lines = append(o.lines, cellLine)
}

func (o *out) text(t text) {
	o.buf.WriteString(t.s)
	o.lines = append(o.lines, t.lines...)
}

// capture returns what f writes instead of writing it.
func (l *lowerer) capture(f func()) text {
	before := l.out
	l.out = out{}
	f()
	made := text{l.buf.String(), l.lines}
	l.out = before
	return made
}

// line begins a line of lowered text that belongs to the cell's line at pos.
func (l *lowerer) line(pos token.Pos) { l.newline(l.lineAt(pos)) }

func (l *lowerer) lineAt(pos token.Pos) int {
	line := l.Cell.FileSet().Position(pos).Line
	if l.lineOf != nil {
		return l.lineOf(line)
	}
	return line
}

func (l *lowerer) lineText(pos token.Pos) string { return strconv.Itoa(l.lineAt(pos)) }

// source copies the person's text from one position to another.
func (l *lowerer) source(from, to token.Pos) {
	start, end := l.Cell.Offset(from), l.Cell.Offset(to)
	if start < 0 || end > len(l.Cell.Src) || start >= end {
		return
	}
	src := l.Cell.Src[start:end]
	if i, _ := slices.BinarySearchFunc(l.Cell.marks, start, func(m mark, at int) int { return m.start - at }); i < len(l.Cell.marks) && l.Cell.marks[i].start < end {
		src = slices.Clone(src) // without the word async before a literal
		for ; i < len(l.Cell.marks) && l.Cell.marks[i].start < end; i++ {
			if m := l.Cell.marks[i]; m.kind == markAsync {
				copy(src[m.start-start:], "     ")
			}
		}
	}
	for i := bytes.IndexByte(src, '\n'); i >= 0; i = bytes.IndexByte(src, '\n') {
		l.buf.Write(src[:i])
		start += i + 1
		l.newline(l.lineAt(l.Cell.Pos(start)))
		src = src[i+1:]
	}
	l.buf.Write(src)
}

// splice copies the person's text of n with its children lowered.
func (l *lowerer) splice(n ast.Node) {
	at := n.Pos()
	for _, child := range children(n) {
		l.source(at, child.Pos())
		l.node(child)
		at = child.End()
	}
	l.source(at, n.End())
}

// node writes any node below an expression or type.
func (l *lowerer) node(n ast.Node) {
	if e, ok := n.(ast.Expr); ok {
		l.expr(e)
		return
	}
	l.splice(n)
}

// children returns the direct children of n in the order of their text.
func children(n ast.Node) []ast.Node {
	var list []ast.Node
	ast.Inspect(n, func(child ast.Node) bool {
		if child == nil || child == n {
			return child == n
		}
		list = append(list, child)
		return false
	})
	sort.SliceStable(list, func(i, j int) bool { return list[i].Pos() < list[j].Pos() })
	return list
}

// problem notes that what is at n has no lowered form.
func (l *lowerer) problem(from, to token.Pos, format string, args ...any) {
	l.problems = append(l.problems, Error{
		Start: l.Cell.Offset(from), End: l.Cell.Offset(to),
		Severity: SeverityError, Code: TypeError, Msg: fmt.Sprintf(format, args...),
	})
}

// fresh gives out an identifier that nothing else has: ˑ (U+02D1) is a letter that the keys of
// session names never hold, and the number is used once.
func (l *lowerer) fresh(stem string) string {
	l.count++
	return stem + "ˑ" + strconv.Itoa(l.count)
}

func (l *lowerer) temps(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = l.fresh("t")
	}
	return list
}

// frame is the name of the innermost function's frame.
func (l *lowerer) frame() string { return "ƒ" + strconv.Itoa(l.depth) }
