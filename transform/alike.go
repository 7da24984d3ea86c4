package transform

import (
	"bytes"
	"go/scanner"
	"go/token"
)

// Alike reports whether two texts of a region differ in nothing but white space that means
// nothing, as before and after a formatter: they are the same tokens. Comments count as they are,
// and so does all white space where there is anything that is not Go.
func Alike(a, b []byte) bool {
	if bytes.Equal(a, b) {
		return true
	}
	if !sameInk(a, b) || hasMagic(a) || hasMagic(b) {
		return false
	}
	s, t := newTokens(a), newTokens(b)
	for {
		x, y := s.next(), t.next()
		if x != y || s.failed || t.failed {
			return false
		}
		if x.tok == token.EOF {
			return true
		}
	}
}

// tokens are those of a text, without the semicolons that may as well not be there.
type tokens struct {
	scanner scanner.Scanner
	ahead   oneToken
	failed  bool
}

type oneToken struct {
	tok  token.Token
	text string
}

func newTokens(src []byte) *tokens {
	t := &tokens{}
	t.scanner.Init(token.NewFileSet().AddFile("", 1, len(src)), src, func(token.Position, string) { t.failed = true }, scanner.ScanComments)
	t.ahead = t.scan()
	return t
}

func (t *tokens) scan() oneToken {
	_, tok, text := t.scanner.Scan()
	return oneToken{tok, text}
}

// next gives the next token. A semicolon is one whether it was written or a line ended there, but
// not before a bracket that closes; one that was written at the end keeps a value from being shown.
func (t *tokens) next() oneToken {
	now := t.ahead
	if now.tok == token.EOF {
		return now
	}
	t.ahead = t.scan()
	if now.tok != token.SEMICOLON {
		return now
	}
	switch {
	case t.ahead.tok == token.RBRACE || t.ahead.tok == token.RPAREN:
		return t.next()
	case t.ahead.tok == token.EOF && now.text == "\n":
		return t.ahead
	}
	return oneToken{tok: token.SEMICOLON}
}

// sameInk is what is asked first, for it is cheap: the bytes that are neither white space nor
// semicolons are the same.
func sameInk(a, b []byte) bool {
	i, j := 0, 0
	for {
		for i < len(a) && isBlank(a[i]) {
			i++
		}
		for j < len(b) && isBlank(b[j]) {
			j++
		}
		if i == len(a) || j == len(b) {
			return i == len(a) && j == len(b)
		}
		if a[i] != b[j] {
			return false
		}
		i, j = i+1, j+1
	}
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ';' }

// hasMagic reports whether some line looks like a magic, a shell line or a request for help.
func hasMagic(text []byte) bool {
	for line := range bytes.Lines(text) {
		line = bytes.TrimSpace(line)
		if len(line) > 0 && (line[0] == '%' || line[0] == '!' || line[0] == '?' || line[len(line)-1] == '?') {
			return true
		}
	}
	return false
}
