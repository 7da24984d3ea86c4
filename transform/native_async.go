package transform

import (
	"go/ast"
	"strconv"
	"strings"
)

// An async for becomes a range over a function of package async, which waits, can be cancelled
// and lets others run between the items. The block of an async with becomes a function literal
// that the runtime calls; what leaves the block by break, continue, goto or return becomes a
// number that the literal returns, and a jump after the call for each number.

// A nativeNest is a statement around the one that is being written, within one function.
type nativeNest struct {
	label       string
	stops, loop bool   // break means it; continue means it
	exit        string // label that a break without one is to name; "" for none
	jumps       *[]nativeJump
	block       *ast.BlockStmt // of an async with, which has jumps
}

// asyncStmt writes an async for or an async with; false if s is neither.
func (l *nativeLowerer) asyncStmt(s *ast.RangeStmt) bool {
	for i := range l.AsyncStmts {
		a := &l.AsyncStmts[i]
		switch {
		case a.Stmt != s:
		case a.With:
			l.withStmt(s, a)
			return true
		default:
			l.asyncFor(s, a)
			return true
		}
	}
	return false
}

func (l *nativeLowerer) asyncFor(s *ast.RangeStmt, a *AsyncStmt) {
	l.p("for ")
	if s.Key != nil {
		l.node(s.Key)
		if s.Value != nil {
			l.p(", ")
			l.node(s.Value)
		}
		l.p(" ", s.Tok.String(), " ")
	}
	l.p("range ")
	async := l.alias(AsyncPath) + "."
	switch {
	case a.Kind == ForChan:
		l.p(l.rt("EachOf"), "[", l.resultOf(a.Values[:1]), "](", l.me(), ", ", l.lineText(s.Pos()), ", ")
	case a.Kind == ForNext:
		l.p(l.rt("EachNext"), "[", l.resultOf(a.Values[:1]), "](", l.me(), ", ", l.lineText(s.Pos()), ", ")
	case len(a.Values) == 0:
		l.p(l.rt("EachTime"), "(")
	case len(a.Values) == 1:
		l.p(async, "EachSeq[", l.resultOf(a.Values), "](")
	default:
		l.p(async, "EachSeq2[", l.typeText(a.Values[0]), ", ", l.typeText(a.Values[1]), "](")
	}
	l.operand(a)
	l.p(") {")
	l.check()
	l.nested(nativeNest{label: l.label, stops: true, loop: true}, func() { l.list(s.Body.Lbrace+1, s.Body.List, s.Body.Rbrace) })
	l.source(s.Body.Rbrace, s.Body.End())
}

// operand writes what an async statement is about.
func (l *nativeLowerer) operand(a *AsyncStmt) {
	if a.Address {
		l.p("&")
	}
	l.p("(")
	l.node(a.Stmt.X)
	l.p(")")
}

// nested writes what f does inside n.
func (l *nativeLowerer) nested(n nativeNest, f func()) {
	l.nests = append(l.nests, n)
	l.label = ""
	f()
	l.nests = l.nests[:len(l.nests)-1]
}

// withStmt writes async with.
func (l *nativeLowerer) withStmt(s *ast.RangeStmt, a *AsyncStmt) {
	outermost := !l.inBlock()
	if outermost {
		l.later = nil
	}
	left := l.fresh()
	var results []string
	l.p("{ ")
	outer := l.blockResults
	if len(l.blockResults) == 0 && l.sig != nil && returns(s.Body) {
		for i := range l.sig.Results().Len() {
			r := l.fresh()
			results = append(results, r)
			l.p("var ", r, " ", l.typeText(l.sig.Results().At(i).Type()), "; _ = ", r, "; ")
		}
		l.blockResults = results
	}
	var jumps []nativeJump
	call := l.captured(func() { jumps = l.withCall(s, a) })
	if outermost && l.later != nil {
		l.deferring(left, call)
	} else {
		l.p(left, " := ", call, "; _ = ", left, "; ")
	}
	for i, j := range jumps {
		l.p("if ", left, " == ", strconv.Itoa(i+1), " { ")
		l.jump(j)
		l.p(" }; ")
	}
	if a.Ends && l.terminates(s.Body.List) {
		l.p(`panic("unreachable"); `)
	}
	l.p("}")
	l.blockResults = outer
}

// withCall writes the call that runs the block of an async with, and gives the jumps by which
// that is left.
func (l *nativeLowerer) withCall(s *ast.RangeStmt, a *AsyncStmt) (jumps []nativeJump) {
	async := l.alias(AsyncPath) + "."
	value := l.typeText(a.Values[0])
	l.p(l.rt("With"), "[", value, "](", l.me(), ", ", l.lineText(s.Pos()), ", ")
	switch a.Kind {
	case WithCloser:
		l.p(async, "Closing[", value, "](")
		l.operand(a)
		l.p(")")
	case WithLocker:
		l.p(async, "Locking[", value, "](")
		l.operand(a)
		l.p(")")
	default:
		l.operand(a)
	}
	name := "_"
	if id, ok := s.Key.(*ast.Ident); ok && id != nil {
		name = l.text(id)
	}
	bind, param := "", name
	if strings.ContainsAny(name, "\x01(") { // a variable of the session
		param = l.fresh()
		bind = name + " = " + param + "; "
	}
	l.p(", func(", param, " ", value, ") int { ", bind)
	l.nested(nativeNest{jumps: &jumps, block: s.Body}, func() { l.list(s.Body.Lbrace+1, s.Body.List, s.Body.Rbrace) })
	l.p(" ; return 0 })")
	return jumps
}
