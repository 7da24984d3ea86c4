package transform

import (
	"bytes"
	"fmt"
	"go/parser"
	"go/token"
	"slices"
)

// maxDepth is how deep brackets may nest: what comes after recurses over them.
const maxDepth = 1000

// A piece is a top-level item before it is parsed.
type piece struct {
	start, end int
	words      []word
	magic      *Magic
	errors     []Error // the piece is bad
	unclosed   int     // offset of the outermost bracket that is never closed, or -1
	atEOF      bool    // nothing ended it but the end of the text
	hasAwait   bool    // it mentions await or async
	hasReturn  bool
	headless   bool // an if, for or switch of it has no block
	broken     int  // index of the first line break in a header outside brackets, 0 for none
	marks      []mark
}

// A splitter cuts a cell's text into pieces at the semicolons outside all brackets, those that
// newlines stand for included.
type splitter struct {
	*lexer
	pieces []*piece
	// mending is set once a bracket was found to be closed nowhere. From then on a declaration
	// at the start of a line ends the piece before it, whatever is open there.
	mending bool
	quiet   bool // the last piece was ended by a semicolon that the person wrote
	take    *Magic
}

func split(src []byte) *splitter {
	s := &splitter{lexer: newLexer(src)}
	for s.piece() {
	}
	return s
}

// piece cuts off the next piece. It returns false at the end of the text.
func (s *splitter) piece() bool {
	w, explicit := s.next()
	for w.tok == token.SEMICOLON {
		s.quiet = s.quiet || explicit
		w, explicit = s.next()
	}
	if w.tok == token.EOF {
		s.strayErrors(w)
		return false
	}
	if m := readMagic(s.src, w.start, w.tok, len(s.pieces) == 0 && s.take == nil); m != nil {
		return s.magic(m)
	}
	p := &piece{start: w.start, unclosed: -1}
	s.pieces = append(s.pieces, p)
	s.fill(p, w)
	if len(s.errors) > 0 {
		p.errors = append(p.errors, s.errors...)
		slices.SortStableFunc(p.errors, byStart)
		s.errors = s.errors[:0]
	}
	return true
}

// strayErrors keeps what the scanner found in the white space at the end.
func (s *splitter) strayErrors(eof word) {
	if len(s.errors) == 0 {
		return
	}
	s.pieces = append(s.pieces, &piece{start: s.errors[0].Start, end: eof.end, unclosed: -1, errors: s.errors, atEOF: true})
	s.errors = nil
}

func (s *splitter) magic(m *Magic) bool {
	s.errors = s.errors[:0]
	s.quiet = false
	if m.Cell && s.take == nil && len(s.pieces) == 0 {
		s.take = m
		if !takesCode(m.Name) {
			return false
		}
	} else {
		p := &piece{start: m.Start, end: m.End, magic: m, unclosed: -1}
		if m.Cell {
			p.errors = []Error{syntaxError(m.Start, m.End, "%%"+m.Name+" takes a whole cell: it has to be the cell's first line")}
		}
		s.pieces = append(s.pieces, p)
		if !m.Cell && takesCode(m.Name) && m.Code < m.End {
			p.end = m.Start + len(bytes.TrimRight(s.src[m.Start:m.Code], " \t"))
			s.line(m)
		}
	}
	if s.take == m && m.Body > m.Start && m.Body < m.End {
		s.seek(m.Body) // the setup of a %%timeit
	} else {
		s.seek(lineEnd(s.src, m.End))
	}
	return true
}

// line cuts up the code that a line magic takes, which ends with its line.
func (s *splitter) line(m *Magic) {
	code := &splitter{lexer: &lexer{src: s.src[:m.End]}, pieces: s.pieces, take: s.take}
	code.seek(m.Code)
	for code.piece() {
	}
	for _, p := range code.pieces[len(s.pieces):] {
		p.atEOF = false // more lines do not mend it
	}
	s.pieces, s.quiet = code.pieces, code.quiet
}

// fill reads the words of p, of which w is the first.
func (s *splitter) fill(p *piece, w word) {
	var open []word
	var head header
	broken := 0   // index of the last line break in a header
	restart := -1 // index into p.words of a declaration at a line's start inside brackets
	for explicit := false; ; w, explicit = s.next() {
		tok := w.tok
		if n := len(p.words); n > 0 && s.is(w, "with") && s.is(p.words[n-1], "async") {
			tok = token.FOR // a header follows
		}
		head.step(tok, len(open) == 0 || len(open) == 1 && isCloser(w.tok))
		switch w.tok {
		case token.EOF:
			p.atEOF, s.quiet = true, false
			p.headless = head.open
			if len(open) > 0 && p.broken > 0 {
				s.divide(p)
				return
			}
			s.finish(p, open, restart)
			return
		case token.SEMICOLON:
			if len(open) == 0 && head.open && !explicit && head.breaks > 0 && w.start < len(s.src) {
				head.breaks-- // it may go on
				if broken = len(p.words); p.broken == 0 {
					p.broken = broken
				}
			} else if len(open) == 0 && !(explicit && head.open) {
				s.quiet = explicit
				p.headless = head.open
				p.atEOF = w.start >= len(s.src) && len(p.words) == 0
				s.finish(p, nil, -1)
				return
			}
		case token.LPAREN, token.LBRACK, token.LBRACE:
			open = append(open, w)
			if len(open) == maxDepth+1 {
				p.errors = append(p.errors, syntaxError(w.start, w.end, fmt.Sprintf("brackets are nested too deeply (more than %d levels)", maxDepth)))
			}
		case token.RPAREN, token.RBRACK, token.RBRACE:
			open = s.closeBracket(p, open, w)
		case token.IDENT:
			p.hasAwait = p.hasAwait || s.is(w, "await") || s.is(w, "async")
		case token.RETURN:
			p.hasReturn = true
		}
		if broken > 0 && broken == len(p.words)-1 && !continuesHeader(w.tok) {
			s.divide(p)
			return
		}
		if len(open) > 0 && restart < 0 && len(p.words) > 0 && s.startsAfresh(w) {
			if s.mending {
				s.cut(p, open, len(p.words), w.start)
				return
			}
			restart = len(p.words)
		}
		p.words = append(p.words, w)
	}
}

// closeBracket matches a closing bracket with the open ones.
func (s *splitter) closeBracket(p *piece, open []word, w word) []word {
	for i := len(open) - 1; i >= 0; i-- {
		if closer(open[i].tok) != w.tok {
			continue
		}
		if i < len(open)-1 && len(p.errors) == 0 {
			top := open[len(open)-1]
			p.errors = append(p.errors, syntaxError(w.start, w.end, fmt.Sprintf("unexpected %s, expected %s", w.tok, closer(top.tok))))
		}
		return open[:i]
	}
	if len(p.errors) == 0 {
		msg := "unexpected " + w.tok.String()
		if len(open) > 0 {
			msg += ", expected " + closer(open[len(open)-1].tok).String()
		}
		p.errors = append(p.errors, syntaxError(w.start, w.end, msg))
	}
	return open
}

// finish ends p; at the end of the text open may hold what was never closed.
func (s *splitter) finish(p *piece, open []word, restart int) {
	if len(open) > 0 && restart >= 0 {
		s.mending = true
		s.cut(p, open, restart, p.words[restart].start)
		return
	}
	if len(open) > 0 {
		p.unclosed = open[0].start
	}
	p.trim()
	if p.broken >= len(p.words) {
		p.broken = 0 // nothing came after it
	}
	if p.broken > 0 && (p.headless || !s.isStatement(p)) {
		s.divide(p)
	}
}

// continuesHeader reports whether a word can begin another part of a header.
func continuesHeader(tok token.Token) bool {
	switch tok {
	case token.STRUCT, token.MAP, token.CHAN, token.INTERFACE, token.LPAREN, token.LBRACK, token.NOT,
		token.ADD, token.SUB, token.MUL, token.AND, token.XOR, token.ARROW:
		return true
	}
	return tok == token.IDENT || tok.IsLiteral()
}

// divide ends p at the line break in its header.
func (s *splitter) divide(p *piece) {
	n := p.broken
	p.broken, p.headless = 0, true
	s.cut(p, nil, n, p.words[n].start)
}

// isStatement reports whether the text of p, whose header has a line break in it, is one.
func (s *splitter) isStatement(p *piece) bool {
	text := append([]byte(stmtHead), s.src[p.start:p.end]...)
	if p.hasAwait {
		blank(text[len(stmtHead):], p.start, findMarks(s.lexer, p.words))
	}
	file, err := parser.ParseFile(token.NewFileSet(), "", append(text, stmtTail...), parser.SkipObjectResolution)
	return err == nil && len(topLevel(file, groupStmt)) == 1
}

// trim ends p with its last word that is no semicolon.
func (p *piece) trim() {
	n := len(p.words)
	for n > 1 && p.words[n-1].tok == token.SEMICOLON {
		n--
	}
	p.words = p.words[:n]
	p.end = p.start
	if n > 0 {
		p.end = p.words[n-1].end
	}
}

// cut ends p before its word number n and sets the lexer down there.
func (s *splitter) cut(p *piece, open []word, n, offset int) {
	p.atEOF = false
	p.words = p.words[:n]
	p.trim()
	p.unclosed = -1
	for _, w := range open {
		if w.start < offset {
			p.unclosed = w.start
			break
		}
	}
	p.errors = slices.DeleteFunc(p.errors, func(e Error) bool { return e.Start >= offset })
	s.errors = slices.DeleteFunc(s.errors, func(e Error) bool { return e.Start >= offset })
	s.quiet = false
	s.seek(offset)
}

// startsAfresh reports whether w is at the start of a line and what gofmt would put there at
// top level only.
func (s *splitter) startsAfresh(w word) bool {
	switch w.tok {
	case token.FUNC, token.TYPE, token.VAR, token.CONST, token.IMPORT:
		return s.atLineStart(w.start)
	case token.REM:
		return s.atLineStart(w.start) && readMagic(s.src, w.start, w.tok, false) != nil
	case token.IDENT:
		return s.atLineStart(w.start) && s.is(w, "async")
	}
	return false
}

func isCloser(tok token.Token) bool {
	return tok == token.RPAREN || tok == token.RBRACK || tok == token.RBRACE
}

func closer(open token.Token) token.Token {
	switch open {
	case token.LPAREN:
		return token.RPAREN
	case token.LBRACK:
		return token.RBRACK
	}
	return token.RBRACE
}
