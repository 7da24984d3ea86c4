package transform

import (
	"bytes"
	"context"
	"go/ast"
	"go/token"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A place is where completions are asked for.
type place struct {
	src        []byte
	start, end int    // of the identifier at the cursor
	prefix     string // of it, up to the cursor
	dot        bool   // a dot is before it
	importing  bool   // it is in the path of an import: start and end are inside the quotes
	item       int    // where the item around it starts
	words      []word // of the item, before start
}

// placeOf looks at the words before an offset. ok is false where nothing is to be completed:
// in comments, strings, numbers and magics.
func placeOf(c *Cell, offset int) (p place, ok bool) {
	src := c.Src
	start, end := offset, offset
	for start > 0 {
		r, size := utf8.DecodeLastRune(src[:start])
		if !identRune(r) {
			break
		}
		start -= size
	}
	for end < len(src) {
		r, size := utf8.DecodeRune(src[end:])
		if !identRune(r) {
			break
		}
		end += size
	}
	p = place{src: src, start: start, end: end, prefix: string(src[start:offset])}
	number := len(p.prefix) > 0 && p.prefix[0] >= '0' && p.prefix[0] <= '9'
	s := split(src)
	if m := s.take; m != nil && (offset <= m.End || len(s.pieces) == 0) {
		return p, false
	}
	if s.take != nil {
		p.item = s.take.End
	}
	for _, pc := range s.pieces {
		if pc.start > offset {
			break
		}
		around := offset <= pc.end || p.unfinished(pc, start)
		if pc.magic != nil && around {
			return p, false
		}
		p.item = pc.end
		if around {
			p.item = pc.start
		}
	}
	p.item = min(p.item, start)
	return p, p.scan(offset) && !number
}

func identRune(r rune) bool {
	return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r)
}

// unfinished reports whether what begins at an offset behind a piece belongs to it: only
// blanks are between, and no line break.
func (p *place) unfinished(pc *piece, start int) bool {
	return start >= pc.end && !bytes.ContainsAny(p.src[pc.end:start], "\n;")
}

// scan reads the words of the item before the cursor, and reports whether it is among them.
func (p *place) scan(offset int) bool {
	l := newLexer(p.src)
	l.seek(p.item)
	last := p.item
	for {
		w, explicit := l.next()
		if w.tok == token.EOF || w.start >= p.start && (w.tok != token.SEMICOLON || explicit) {
			break
		}
		if w.tok == token.SEMICOLON && !explicit && w.start >= p.start {
			break
		}
		last = w.end
		if w.end > p.start { // the cursor is inside of it
			return w.tok == token.STRING && p.importPath(w, offset)
		}
		if w.tok == token.SEMICOLON && !explicit {
			last = w.start
		}
		p.words = append(p.words, w)
	}
	gap := p.src[min(last, p.start):p.start]
	if i := bytes.Index(gap, []byte("//")); i >= 0 && bytes.IndexByte(gap[i:], '\n') < 0 {
		return false
	}
	if i := bytes.LastIndex(gap, []byte("/*")); i >= 0 && !bytes.Contains(gap[i:], []byte("*/")) {
		return false
	}
	p.dot = len(p.words) > 0 && p.words[len(p.words)-1].tok == token.PERIOD
	return true
}

// importPath turns to the path of an import, if w is one.
func (p *place) importPath(w word, offset int) bool {
	if len(p.words) == 0 || p.words[0].tok != token.IMPORT || offset <= w.start {
		return false
	}
	p.importing, p.start, p.end = true, w.start+1, w.end
	if text := p.src[w.start:w.end]; len(text) > 1 && text[len(text)-1] == text[0] {
		p.end--
	}
	p.prefix = string(p.src[p.start:max(p.start, min(offset, p.end))])
	return offset <= p.end
}

// locate finds the placeholder in the first repair of the text that parses, checks that, and
// gives the nodes around it, the outermost first; nil if none parses.
func (k *completer) locate(ctx context.Context) []ast.Node {
	for _, text := range k.repairs() {
		cell := Parse([]byte(text))
		if pathTo(cell) == nil {
			continue
		}
		checked := Check(ctx, cell, k.ns, k.env)
		path := pathTo(checked.Cell)
		if path == nil {
			continue
		}
		k.checked, k.pos = checked, path[len(path)-1].Pos()
		k.pending = checked.Pending()
		return path
	}
	return nil
}

// pathTo gives the nodes from an item of the cell down to the placeholder.
func pathTo(c *Cell) []ast.Node {
	var path, found []ast.Node
	for i := range c.Items {
		root := c.Items[i].Tree()
		if root == nil {
			continue
		}
		ast.Inspect(root, func(n ast.Node) bool {
			if n == nil {
				path = path[:len(path)-1]
				return true
			}
			path = append(path, n)
			if id, ok := n.(*ast.Ident); ok && id.Name == placeholder && found == nil {
				found = append(found, path...)
			}
			return true
		})
		if found != nil {
			return found
		}
	}
	return nil
}

// repairs gives texts in which the placeholder stands at the cursor, the likeliest to be what
// the person is about to write first: the text as it is; with what was opened on the cursor's
// line closed behind it; with everything closed that the item opened; and the expression
// before the cursor alone.
func (k *completer) repairs() []string {
	head, tail := string(k.src[:k.start])+placeholder, string(k.src[k.end:])
	lineStart := bytes.LastIndexByte(k.src[:k.start], '\n') + 1
	_, below, _ := strings.Cut(tail, "\n")
	if below != "" {
		below = "\n" + below
	}
	line, all := k.closers(lineStart), k.closers(0)
	out := []string{
		head + tail,
		head + "," + tail, // in a list of which each line has an item
		head + line + below,
		head + line + " {}" + below,
		head + " {}" + line + below,
		head + all,
		head + " {}" + all,
		head + line + " {}" + all[min(len(line), len(all)):],
		head + ": 0" + line + below, // a key
	}
	if x := k.operand(); x != "" {
		out = append(out, string(k.src[:k.item])+"\n"+x+placeholder)
	}
	return out
}

// closers closes the brackets that are open before the cursor, from an offset on.
func (p *place) closers(from int) string {
	var open []word
	for _, w := range p.words {
		switch w.tok {
		case token.LPAREN, token.LBRACK, token.LBRACE:
			open = append(open, w)
		case token.RPAREN, token.RBRACK, token.RBRACE:
			if n := len(open); n > 0 && closer(open[n-1].tok) == w.tok {
				open = open[:n-1]
			}
		}
	}
	var out strings.Builder
	for i := len(open) - 1; i >= 0 && open[i].start >= from; i-- {
		out.WriteString(closer(open[i].tok).String())
	}
	return out.String()
}

// operand is the text of the operand before the dot at the cursor, and the dot; "" if there
// is no dot. Its brackets are balanced.
func (p *place) operand() string {
	n := len(p.words) - 1
	if !p.dot {
		return ""
	}
	at := n
	for at > 0 {
		switch w := p.words[at-1]; w.tok {
		case token.IDENT, token.PERIOD, token.STRING, token.INT:
			if w.tok != token.PERIOD && at < n && p.words[at].tok != token.PERIOD && p.words[at].tok != token.LPAREN && p.words[at].tok != token.LBRACK {
				return string(p.src[p.words[at].start:p.start])
			}
			at--
		case token.RPAREN, token.RBRACK:
			depth, i := 0, at-1
			for ; i >= 0; i-- {
				switch p.words[i].tok {
				case token.RPAREN, token.RBRACK, token.RBRACE:
					depth++
				case token.LPAREN, token.LBRACK, token.LBRACE:
					depth--
				}
				if depth == 0 {
					break
				}
			}
			if i < 0 {
				return ""
			}
			at = i
		default:
			return string(p.src[p.words[at].start:p.start])
		}
	}
	return string(p.src[p.words[0].start:p.start])
}
