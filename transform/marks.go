package transform

import "go/token"

// This file decides which words await and async are the dialect's and which are ordinary
// identifiers, from the words alone.

// A level is an open bracket, as far as that question goes.
type level struct {
	fields bool // parameters, struct fields, interface elements, types: names and types, no code
	inFunc bool // inside a function's body
	group  bool // the parentheses of var (…) or const (…): each line starts with names
	names  bool // between var or const and its =
	types  bool // between type and the end of its declaration
	sig    bool // between func and its body or whatever follows its type
}

// plain reports whether await is an identifier here wherever it stands.
func (l *level) plain() bool { return l.fields || l.names || l.types }

// A marker walks the words of one piece.
type marker struct {
	*lexer
	words  []word
	levels []level
	marks  []mark
	op     int // index of the last word that is the operator, or -1
}

func findMarks(l *lexer, words []word) []mark {
	m := &marker{lexer: l, words: words, levels: make([]level, 1, 8), op: -1}
	for i := range words {
		m.step(i)
	}
	return m.marks
}

func (m *marker) step(i int) {
	w := m.words[i]
	top := &m.levels[len(m.levels)-1]
	switch w.tok {
	case token.IDENT:
		m.ident(i, top)
		return
	case token.LPAREN, token.LBRACK, token.LBRACE:
		m.open(i, top)
		return
	case token.RPAREN, token.RBRACK, token.RBRACE:
		if len(m.levels) > 1 {
			m.levels = m.levels[:len(m.levels)-1]
		}
		return
	case token.VAR, token.CONST:
		top.names = true
	case token.TYPE:
		top.types = true
	case token.FUNC:
		top.sig = true
		return
	case token.SEMICOLON:
		top.names, top.types = top.group, false
	case token.ASSIGN:
		top.names = false
	case token.PERIOD, token.MUL, token.CHAN, token.MAP, token.ARROW, token.STRUCT, token.INTERFACE, token.ELLIPSIS:
		return // part of a result type
	}
	top.sig = false
}

func (m *marker) open(i int, top *level) {
	w := m.words[i]
	next := level{fields: top.plain() || top.sig, inFunc: top.inFunc}
	prev := m.tok(i - 1)
	switch {
	case w.tok == token.LBRACE && (prev == token.STRUCT || prev == token.INTERFACE):
		next.fields = true
	case w.tok == token.LBRACE && top.sig:
		next.fields, next.inFunc = top.plain(), true
		top.sig = false
	case w.tok == token.LPAREN && (prev == token.VAR || prev == token.CONST):
		next.fields, next.group, next.names = false, true, true
	}
	m.levels = append(m.levels, next)
}

func (m *marker) ident(i int, top *level) {
	switch w := m.words[i]; {
	case m.is(w, "await") && m.isAwait(i, top):
		m.add(i, markAwait)
		m.op = i
	case m.is(w, "async") && !top.plain() && !m.endsOperand(i-1):
		next := m.tok(i + 1)
		switch {
		case next == token.FUNC:
			m.add(i, markAsync)
		case next == token.FOR && m.startsStatement(i):
			m.add(i, markAsyncFor)
		case next == token.IDENT && m.is(m.words[i+1], "with") && m.startsStatement(i):
			m.add(i, markAsyncWith)
			m.with(i)
		}
	}
}

func (m *marker) add(i int, kind markKind) {
	top := m.levels[len(m.levels)-1]
	m.marks = append(m.marks, mark{start: m.words[i].start, next: m.words[i+1].start, kind: kind, inFunc: top.inFunc})
}

// with notes where the async with at i has its :=, which has to follow one name.
func (m *marker) with(i int) {
	mark := &m.marks[len(m.marks)-1]
	for depth, k := 0, i+2; k < len(m.words); k++ {
		switch w := m.words[k]; w.tok {
		case token.LPAREN, token.LBRACK:
			depth++
		case token.RPAREN, token.RBRACK:
			depth--
		case token.LBRACE, token.SEMICOLON:
			if depth <= 0 {
				return
			}
		case token.DEFINE, token.ASSIGN:
			if depth > 0 {
				continue
			}
			mark.define, mark.fits = w.start, w.tok == token.DEFINE && k == i+3 && m.tok(i+2) == token.IDENT
			return
		}
	}
}

// isAwait reports whether the word await at i is the operator.
func (m *marker) isAwait(i int, top *level) bool {
	if top.plain() || m.endsOperand(i-1) {
		return false
	}
	switch m.tok(i - 1) {
	case token.PERIOD, token.FUNC, token.VAR, token.CONST, token.TYPE, token.GOTO, token.BREAK, token.CONTINUE,
		token.PACKAGE, token.IMPORT, token.CHAN, token.MAP, token.STRUCT, token.INTERFACE:
		return false
	}
	if i+1 >= len(m.words) {
		return false
	}
	w, next := m.words[i], m.words[i+1]
	apart := next.start > w.end
	switch next.tok {
	case token.IDENT, token.INT, token.FLOAT, token.IMAG, token.CHAR, token.STRING,
		token.FUNC, token.STRUCT, token.MAP, token.CHAN, token.INTERFACE, token.NOT:
		return true
	case token.LPAREN:
		return m.tok(i+2) != token.RPAREN
	case token.LBRACK:
		return apart
	case token.ADD, token.SUB, token.MUL, token.AND, token.XOR, token.ARROW, token.TILDE:
		// "await *p" waits for *p, "await * p" multiplies.
		return apart && i+2 < len(m.words) && m.words[i+2].start == next.end
	}
	return false
}

// endsOperand reports whether the word at i can be the end of an operand.
func (m *marker) endsOperand(i int) bool {
	return i != m.op && endsOperand(m.tok(i))
}

func (m *marker) startsStatement(i int) bool {
	switch m.tok(i - 1) {
	case token.ILLEGAL, token.SEMICOLON, token.LBRACE, token.COLON:
		return true
	}
	return false
}

// tok is the kind of the word at i; token.ILLEGAL outside the piece.
func (m *marker) tok(i int) token.Token {
	if i < 0 || i >= len(m.words) {
		return token.ILLEGAL
	}
	return m.words[i].tok
}

// A markKind says what a mark is.
type markKind int

const (
	markAwait markKind = iota
	markAsync          // of async func
	markAsyncFor
	markAsyncWith
)

// A mark is a word await or async that is the dialect's.
type mark struct {
	start  int
	next   int // start of the word after it
	kind   markKind
	inFunc bool

	// Of async with:
	define int  // start of its := (or =); 0 without one
	fits   bool // it is a :=, and one name is before it
}

// blank makes text, whose first byte is at offset from of the cell, Go of the same length. An
// async with r := x becomes for r || x, which Go reads as far: see withStmt.
func blank(text []byte, from int, marks []mark) {
	for _, m := range marks {
		at := m.start - from
		switch m.kind {
		case markAwait:
			copy(text[at:], "<-   ")
		case markAsync, markAsyncFor:
			copy(text[at:], "     ")
		case markAsyncWith:
			copy(text[at:], "for  ")
			copy(text[m.next-from:], "    ")
			if m.define > 0 && m.fits {
				copy(text[m.define-from:], "||")
			}
		}
	}
}
