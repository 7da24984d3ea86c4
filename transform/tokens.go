package transform

import (
	"bytes"
	"go/scanner"
	"go/token"
	"unicode/utf8"
)

// A word is one token of the text, by byte offsets of the cell.
type word struct {
	tok        token.Token
	start, end int
}

// A lexer gives the words of a cell. It wraps go/scanner, which knows files only, so that it
// can be set down again after a line that is not Go.
type lexer struct {
	src    []byte
	base   int // offset in src of the scanner's first byte
	sc     scanner.Scanner
	errors []Error // of the scanner since they were last taken
}

func newLexer(src []byte) *lexer {
	l := &lexer{src: src}
	l.seek(0)
	return l
}

// seek sets the lexer down at an offset where an item may start.
func (l *lexer) seek(offset int) {
	l.base = offset
	file := token.NewFileSet().AddFile("", 1, len(l.src)-offset)
	l.sc.Init(file, l.src[offset:], l.fault, 0)
}

func (l *lexer) fault(pos token.Position, msg string) {
	if len(l.errors) > 0 {
		return // the rest of a bad item follows from its first fault
	}
	at := l.base + pos.Offset
	_, size := utf8.DecodeRune(l.src[at:])
	e := Error{Start: at, End: at + size, Severity: SeverityError, Code: Syntax, Msg: scanMessage(msg, l.src[at:])}
	e.Incomplete = msg == "raw string literal not terminated" || msg == "comment not terminated"
	l.errors = append(l.errors, e)
}

// next returns the next word; explicit is false for a semicolon that a newline stands for.
func (l *lexer) next() (w word, explicit bool) {
	pos, tok, lit := l.sc.Scan()
	w.tok = tok
	w.start = l.base + int(pos) - 1
	switch {
	case tok == token.EOF:
		w.start = len(l.src)
		w.end = w.start
	case tok == token.SEMICOLON:
		explicit = lit == ";"
		w.end = min(w.start+1, len(l.src))
	case tok == token.STRING && l.src[w.start] == '`':
		// The literal's text lacks its carriage returns: measure the source.
		if n := bytes.IndexByte(l.src[w.start+1:], '`'); n >= 0 {
			w.end = w.start + n + 2
		} else {
			w.end = len(l.src)
		}
	case tok == token.ILLEGAL && utf8.RuneCountInString(lit) == 1:
		_, size := utf8.DecodeRune(l.src[w.start:]) // the literal of a bad byte is longer than it
		w.end = w.start + size
	case lit != "":
		w.end = min(w.start+len(lit), len(l.src))
	default:
		w.end = w.start + len(tok.String())
	}
	return w, explicit
}

// text of a word.
func (l *lexer) text(w word) string { return string(l.src[w.start:w.end]) }

// is reports whether w is the identifier name.
func (l *lexer) is(w word, name string) bool {
	return w.tok == token.IDENT && w.end-w.start == len(name) && string(l.src[w.start:w.end]) == name
}

// atLineStart reports whether nothing precedes offset on its line.
func (l *lexer) atLineStart(offset int) bool {
	return offset == 0 || l.src[offset-1] == '\n'
}

// lineEnd is the offset of the line break that ends the line of offset, or the text's end.
func lineEnd(src []byte, offset int) int {
	if n := bytes.IndexByte(src[offset:], '\n'); n >= 0 {
		return offset + n
	}
	return len(src)
}
