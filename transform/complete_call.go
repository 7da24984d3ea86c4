package transform

import (
	"context"
	"go/ast"
	"go/token"
	"go/types"
)

// A Call is the call whose arguments are being written.
type Call struct {
	Name string           // as it is written, up to the bracket
	Sig  *types.Signature // of what is called; an async function's gives a coroutine
	Obj  types.Object     // or nil
	Arg  int              // the argument at the offset, from 0
	Pkg  *types.Package   // of the cell
}

// CallAt gives the innermost call around an offset of c, in the scope of ns; nil if there is
// none. The text around the offset need not parse. It is total, as Check is.
func CallAt(ctx context.Context, c *Cell, ns *Namespace, env *Env, offset int) *Call {
	at, ok := placeOf(c, min(max(offset, 0), len(c.Src)))
	if !ok && !at.inString() {
		return nil
	}
	if env == nil {
		env = &Env{}
	}
	k := &completer{place: at, ns: ns, env: env, seen: map[string]bool{}}
	bracket, arg := k.openCall()
	if bracket < 1 {
		return nil
	}
	k.place.words = k.place.words[:bracket+1] // the argument gives way to the placeholder
	open := k.place.words[bracket]
	k.end, k.start = k.argumentEnd(offset), open.end
	path := k.locate(ctx)
	for i := len(path) - 1; i >= 0; i-- {
		call, ok := path[i].(*ast.CallExpr)
		if !ok || k.checked.Cell.Offset(call.Lparen) != open.start {
			continue
		}
		return k.callOf(call, open, arg)
	}
	return nil
}

// inString reports whether the place is inside of a literal among the words.
func (p *place) inString() bool { return len(p.words) > 0 && !p.importing }

func (k *completer) callOf(call *ast.CallExpr, open word, arg int) *Call {
	tv := k.checked.Info.Types[call.Fun]
	if tv.Type == nil || tv.IsType() {
		return nil
	}
	sig, ok := tv.Type.Underlying().(*types.Signature)
	if !ok {
		return nil
	}
	start := k.checked.Cell.Offset(call.Fun.Pos())
	out := &Call{Sig: sig, Arg: arg, Pkg: k.checked.Pkg}
	if 0 <= start && start < open.start {
		out.Name = string(k.src[start:open.start])
	}
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		out.Obj = k.checked.Info.Uses[fun]
	case *ast.SelectorExpr:
		out.Obj = k.checked.Info.Uses[fun.Sel]
	}
	return out
}

// openCall finds the bracket of the call that is open before the place, as an index of words,
// and counts the arguments before the place. It gives -1 if the innermost bracket is no call's.
func (p *place) openCall() (bracket, arg int) {
	depth := 0
	for i := len(p.words) - 1; i > 0; i-- {
		switch p.words[i].tok {
		case token.RPAREN, token.RBRACK, token.RBRACE:
			depth++
		case token.LBRACK, token.LBRACE:
			if depth--; depth < 0 {
				return -1, 0
			}
		case token.LPAREN:
			if depth--; depth >= 0 {
				continue
			}
			switch p.words[i-1].tok {
			case token.IDENT, token.RPAREN, token.RBRACK, token.RBRACE:
				if i >= 2 && p.words[i-2].tok == token.FUNC {
					return -1, 0 // the parameters of a declaration
				}
				return i, arg
			}
			arg = 0 // brackets around an argument
		case token.COMMA:
			if depth == 0 {
				arg++
			}
		case token.SEMICOLON:
			if depth == 0 {
				return -1, 0
			}
		}
	}
	return -1, 0
}

// argumentEnd is where the arguments end that the placeholder stands for: at the bracket that
// closes the call on the offset's line, else at the end of that line.
func (p *place) argumentEnd(offset int) int {
	l := newLexer(p.src)
	l.seek(p.words[len(p.words)-1].start)
	stop := lineEnd(p.src, max(offset, p.words[len(p.words)-1].end))
	for depth := 0; ; {
		w, _ := l.next()
		switch w.tok {
		case token.LPAREN, token.LBRACK, token.LBRACE:
			depth++
		case token.RPAREN, token.RBRACK, token.RBRACE:
			if depth--; depth == 0 && w.start >= offset {
				return w.start
			}
		case token.EOF:
			return stop
		}
		if w.start >= stop && depth > 0 && w.tok != token.SEMICOLON {
			return stop
		}
	}
}
