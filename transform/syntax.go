package transform

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/scanner"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// This file says what is wrong with a piece in the person's terms.

func syntaxError(start, end int, msg string) Error {
	return Error{Start: start, End: end, Severity: SeverityError, Code: Syntax, Msg: msg}
}

func byStart(a, b Error) int { return cmp.Compare(a.Start, b.Start) }

// scanMessage words an error of go/scanner about the bytes at text.
func scanMessage(msg string, text []byte) string {
	switch {
	case strings.HasPrefix(msg, "illegal UTF-8"):
		return fmt.Sprintf("the text is not valid UTF-8 (byte %#02x)", text[0])
	case strings.HasPrefix(msg, "illegal character NUL"):
		return "the text has a NUL byte"
	case strings.HasPrefix(msg, "illegal byte order mark"):
		return "a byte order mark can only be at the start"
	case strings.HasPrefix(msg, "illegal character"):
		r, _ := utf8.DecodeRune(text)
		return fmt.Sprintf("unexpected character %q", r)
	}
	return msg
}

var found = regexp.MustCompile(`found ('\}'|'EOF'|newline|EOF)`)

// explain turns go/parser's errors about piece i into ours: none about text that is not there.
func (p *cellParser) explain(i int, list scanner.ErrorList) []Error {
	pc := p.pieces[i]
	last := i == len(p.pieces)-1
	var errs []Error
	if e, ok := p.awaitedCall(pc); ok {
		return []Error{e}
	}
	if e, ok := pc.misplacedDefine(); ok {
		return []Error{e}
	}
	for _, e := range list {
		if e.Pos.Offset < pc.end {
			at := max(e.Pos.Offset, pc.start)
			errs = append(errs, syntaxError(at, p.wordEnd(pc, at), wording(pc, e.Msg, at)))
			continue
		}
		if len(errs) > 0 || pc.unclosed >= 0 {
			break // it follows from what is reported
		}
		// The parser ran out of text.
		where := "found newline"
		if pc.atEOF || last {
			where = "found the end of the cell"
		}
		out := syntaxError(pc.words[len(pc.words)-1].start, pc.end, wording(pc, found.ReplaceAllString(e.Msg, where), pc.end))
		out.Incomplete = last && pc.atEOF
		if pc.headless {
			out.Msg, out.Incomplete = "the block { … } is missing", false
		}
		errs = append(errs, out)
	}
	if len(errs) == 0 && pc.unclosed >= 0 {
		w := string(p.src[pc.unclosed])
		out := syntaxError(pc.unclosed, pc.unclosed+1, fmt.Sprintf("%q is never closed", w))
		out.Incomplete = last && pc.atEOF
		errs = append(errs, out)
	}
	if len(errs) == 0 {
		errs = append(errs, syntaxError(pc.start, pc.end, "this is not a declaration, statement or expression"))
	}
	return errs
}

// wording of a parser's error at offset at.
func wording(pc *piece, msg string, at int) string {
	for _, m := range pc.marks {
		if m.kind == markAwait && at > m.start && at <= m.next && strings.Contains(msg, "expected operand") {
			return "await needs an operand"
		}
	}
	if what, ok := strings.CutPrefix(msg, "expected '}', found "); ok && at == pc.start {
		return "unexpected " + what // the } is of the text around it, which is not the person's
	}
	msg = strings.Replace(msg, "'IDENT'", "a name", 1)
	return strings.Replace(msg, "exceeded max nesting depth", "this is nested too deeply", 1)
}

// inCall is what to write where go or defer cannot await by themselves.
var inCall = map[token.Token]string{
	token.GO:    "async.Spawn(async func() { … }())",
	token.DEFER: "defer async.Run(async func() { … }())",
}

// awaitedCall finds an await right after go or defer, which take a call.
func (p *cellParser) awaitedCall(pc *piece) (Error, bool) {
	for i := 1; i < len(pc.words); i++ {
		tok := pc.words[i-1].tok
		if inCall[tok] == "" {
			continue
		}
		for _, m := range pc.marks {
			if w := pc.words[i]; m.kind == markAwait && m.start == w.start {
				return syntaxError(w.start, w.end, fmt.Sprintf("%s takes a call, not an await: %s", tok, inCall[tok])), true
			}
		}
	}
	return Error{}, false
}

// wordEnd is the end of the word at offset, or of its first byte.
func (p *cellParser) wordEnd(pc *piece, offset int) int {
	i, ok := slices.BinarySearchFunc(pc.words, offset, func(w word, at int) int { return cmp.Compare(w.start, at) })
	if ok {
		return pc.words[i].end
	}
	_, size := utf8.DecodeRune(p.src[offset:])
	return offset + size
}

// examine looks for what the parser lets pass and a cell may not have.
func (p *cellParser) examine(i int, n ast.Node) []Error {
	c, pc := p.cell, p.pieces[i]
	if f, ok := n.(*ast.FuncDecl); ok && f.Body == nil {
		e := syntaxError(c.Offset(f.Name.Pos()), c.Offset(f.Name.End()), "func "+f.Name.Name+" has no body")
		if i+1 < len(p.pieces) && p.startsWith(p.pieces[i+1], token.LBRACE) {
			e.Msg += ": its { has to be on the same line"
		} else {
			e.Incomplete = i+1 == len(p.pieces)
		}
		return []Error{e}
	}
	if len(pc.words) > maxTree && deeper(n, maxTree) {
		return []Error{syntaxError(pc.start, pc.end, fmt.Sprintf("this is nested too deeply (more than %d levels)", maxTree))}
	}
	if s, ok := n.(ast.Stmt); ok && pc.hasReturn {
		return c.strayReturns(s)
	}
	return nil
}

func (p *cellParser) startsWith(pc *piece, tok token.Token) bool {
	return len(pc.words) > 0 && pc.words[0].tok == tok
}

// strayReturns finds return statements outside a function.
func (c *Cell) strayReturns(s ast.Stmt) []Error {
	var errs []Error
	ast.Inspect(s, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			errs = append(errs, syntaxError(c.Offset(n.Pos()), c.Offset(n.Pos())+len("return"), "return outside a function"))
		}
		return true
	})
	return errs
}

// deeper reports whether a tree has more than limit levels.
func deeper(n ast.Node, limit int) bool {
	depth, most := 0, 0
	ast.Inspect(n, func(n ast.Node) bool {
		if n == nil {
			depth--
			return false
		}
		depth++
		most = max(most, depth)
		return most <= limit
	})
	return most > limit
}

// lose keeps the names that a bad piece seems to define, so that their absence is not reported
// wherever they are used.
func (p *cellParser) lose(pc *piece) {
	words := pc.words
	for len(words) > 0 && p.is(words[0], "async") {
		words = words[1:]
	}
	if len(words) < 2 {
		return
	}
	switch words[0].tok {
	case token.FUNC, token.TYPE, token.VAR, token.CONST:
		words = words[1:]
		if words[0].tok == token.IDENT {
			p.cell.lost = append(p.cell.lost, p.text(words[0]))
		}
		return
	}
	for i := 0; i+1 < len(words) && words[i].tok == token.IDENT; i += 2 {
		switch words[i+1].tok {
		case token.DEFINE:
			for k := 0; k <= i; k += 2 {
				p.cell.lost = append(p.cell.lost, p.text(words[k]))
			}
			return
		case token.COMMA:
		default:
			return
		}
	}
}
