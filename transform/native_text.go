package transform

import (
	"go/ast"
	"go/scanner"
	"go/token"
	"strconv"
	"strings"
)

// A mark stands in lowered text for what gets its name when the text is put into a plugin. It
// is the byte 1, a letter, a key, and the byte 2.
const (
	markVar     = 'v' // a session variable, or a function as a value
	markType    = 't' // a type
	markConst   = 'c'
	markGeneric = 'g' // a generic function
	markDirect  = 'd' // a function of the cell itself that is called
	markLeaf    = 'l' // a short function of the cell itself that is called and calls nothing
	markID      = 'u' // the ID of the cell
)

func nativeMark(kind byte, key string) string { return "\x01" + string(kind) + key + "\x02" }

var nativeID = nativeMark(markID, "")

// eachMark calls f for each mark of a text, and puts what f returns in its place.
func eachMark(text string, f func(kind byte, key string) string) string {
	if strings.IndexByte(text, 1) < 0 {
		return text
	}
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(text, "\x01")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		mark, after, _ := strings.Cut(rest, "\x02")
		b.WriteString(f(mark[0], mark[1:]))
		text = after
	}
}

// goText is a cell's text with comments and the word async made blanks, line breaks kept.
func goText(c *Cell) []byte {
	out := append([]byte(nil), c.Src...)
	wipe := func(from, to int) {
		for i := from; i < to && i < len(out); i++ {
			if out[i] != '\n' {
				out[i] = ' '
			}
		}
	}
	fset := token.NewFileSet()
	file := fset.AddFile("", -1, len(c.Src))
	var s scanner.Scanner
	s.Init(file, c.Src, func(token.Position, string) {}, scanner.ScanComments)
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			break
		}
		if tok == token.COMMENT {
			wipe(file.Offset(pos), file.Offset(pos)+len(lit))
		}
	}
	for _, m := range c.marks {
		if m.kind != markAwait {
			wipe(m.start, m.start+len("async"))
		}
	}
	return out
}

// p writes text.
func (l *nativeLowerer) p(parts ...string) {
	for _, s := range parts {
		l.b.WriteString(s)
	}
}

// captured returns what f writes instead of writing it.
func (l *nativeLowerer) captured(f func()) string {
	before := l.b
	l.b = strings.Builder{}
	f()
	text := l.b.String()
	l.b = before
	return text
}

// lineMark says that what follows is at the cell's line of pos.
func (l *nativeLowerer) lineMark(pos token.Pos) {
	l.p("/*line ", NativeFile(nativeID), ":", l.lineText(pos), "*/ ")
}

func (l *nativeLowerer) lineText(pos token.Pos) string {
	line := l.Cell.FileSet().Position(pos).Line
	if l.lineOf != nil {
		line = l.lineOf(line)
	}
	return strconv.Itoa(line)
}

// source copies the person's text from one position to another.
func (l *nativeLowerer) source(from, to token.Pos) {
	start, end := l.Cell.Offset(from), l.Cell.Offset(to)
	if start >= 0 && end <= len(l.src) && start < end {
		l.b.Write(l.src[start:end])
	}
}

// splice copies the person's text of n with its children lowered.
func (l *nativeLowerer) splice(n ast.Node) {
	at := n.Pos()
	for _, child := range children(n) {
		l.source(at, child.Pos())
		l.node(child)
		at = child.End()
	}
	l.source(at, n.End())
}

// text is a node lowered.
func (l *nativeLowerer) text(n ast.Node) string { return l.captured(func() { l.node(n) }) }

// fresh gives out an identifier that nothing else has.
func (l *nativeLowerer) fresh() string {
	l.count++
	return "ˑ" + strconv.Itoa(l.count)
}

// alias is the name under which lowered text knows a package.
func (l *nativeLowerer) alias(path string) string {
	l.imports[path] = true
	return packageAlias(path)
}

// packageAlias makes an identifier of an import path, one for each path.
func packageAlias(path string) string {
	var b strings.Builder
	b.WriteString("ˑ")
	for _, r := range path {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == '/':
			b.WriteString("ˑ")
		case r == '.':
			b.WriteString("ˑˑ")
		default:
			b.WriteString("_" + strconv.Itoa(int(r)) + "_")
		}
	}
	return b.String()
}

// rt names a function of the cell runtime.
func (l *nativeLowerer) rt(name string) string { return l.alias(CellRuntimePath) + "." + name }

// cellMark names the variable by which the runtime knows the cell.
const cellMark = "ˑcell"

func (l *nativeLowerer) me() string { return "&" + cellMark + nativeID }

// check writes the test that stops code that does not wait.
func (l *nativeLowerer) check() {
	l.p(" if ", cellMark, nativeID, ".Halt != 0 { ", l.rt("Check"), "() }; ")
}
