package transform

import "go/token"

// A header follows the words outside all brackets of an item, to tell whether a semicolon is
// one of if, for and switch, and so does not end the item. It decides as go/parser does which
// { opens the statement's block: not that of a composite literal whose type is written out, of
// a struct or interface type, or of a function literal.
type header struct {
	open    bool // between if, for or switch and its block
	literal bool // a type such as []T was begun where an operand goes
	fn      bool // func was, and its block is to come
	prev    token.Token
	breaks  int // how many line breaks may still stand in it for semicolons
}

// step takes the next word; depth0 tells that it is outside all brackets, opening and closing
// ones of the outermost pair included.
func (h *header) step(tok token.Token, depth0 bool) {
	if !depth0 {
		return
	}
	prev := h.prev
	h.prev = tok
	switch tok {
	case token.IF, token.FOR, token.SWITCH:
		*h = header{open: true, prev: tok, breaks: 1}
		if tok == token.FOR {
			h.breaks = 2
		}
	case token.LBRACE:
		h.brace(prev)
	case token.FUNC:
		h.fn = true
	case token.LBRACK, token.MAP, token.STRUCT:
		h.literal = h.literal || !endsOperand(prev)
	case token.LPAREN:
		h.literal = h.literal && h.fn // else it is a conversion
	case token.SEMICOLON, token.DEFINE, token.ASSIGN, token.COMMA:
		h.literal, h.fn = false, false
	}
}

func (h *header) brace(prev token.Token) {
	switch {
	case prev == token.STRUCT || prev == token.INTERFACE:
	case h.literal:
		h.literal, h.fn = false, false
	case h.fn:
		h.fn = false
	default:
		h.open = false
	}
}

// endsOperand reports whether tok can be the end of an operand.
func endsOperand(tok token.Token) bool {
	switch tok {
	case token.IDENT, token.INT, token.FLOAT, token.IMAG, token.CHAR, token.STRING, token.RPAREN, token.RBRACK, token.RBRACE:
		return true
	}
	return false
}
