package transform

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
)

// A tight loop that counts up by a variable becomes two as well, where nothing overflows, which is known when it
// begins; else it counts for its check:
//
//	for j := i * i; j <= n; j += i { … }
//
//	s := i * i
//	if i > 0 && i < 1<<40 && n <= MaxInt-i*1024 {
//		for ; s <= n; s += i * 1024 {
//			check
//			e := s + i*1024
//			if n+1 < e { e = n+1 }
//			for j := s; j < e; j += i { … }
//		}
//	} else {
//		for j := s; j <= n; j += i { count and check; … }
//	}

// maxStride is the largest step of which so many are added at once.
const maxStride = "1<<40"

// A stride is what such a loop is made of; all but the index lowered.
type stride struct {
	index string // variable by which it counts
	start string
	step  string
	bound string
	op    token.Token // token.LSS or token.LEQ
}

// strideOf gives what a tight loop is made of; nil if it is no such loop.
func (l *nativeLowerer) strideOf(s *ast.ForStmt) *stride {
	init, _ := s.Init.(*ast.AssignStmt)
	cond, _ := s.Cond.(*ast.BinaryExpr)
	post, _ := s.Post.(*ast.AssignStmt)
	if init == nil || cond == nil || post == nil || init.Tok != token.DEFINE || len(init.Lhs) != 1 || len(init.Rhs) != 1 ||
		cond.Op != token.LSS && cond.Op != token.LEQ || post.Tok != token.ADD_ASSIGN {
		return nil
	}
	id, _ := init.Lhs[0].(*ast.Ident)
	if id == nil || id.Name == "_" {
		return nil
	}
	v, step := l.Info.Defs[id], post.Rhs[0]
	if v == nil || v.Type() != types.Typ[types.Int] || !l.is(cond.X, v) || !l.is(post.Lhs[0], v) || l.changes(s.Body, v) ||
		l.Info.Types[step].Value != nil || !l.stays(step, s.Body) || !l.stays(cond.Y, s.Body) {
		return nil
	}
	return &stride{index: id.Name, start: l.text(init.Rhs[0]), step: l.text(step), bound: l.text(cond.Y), op: cond.Op}
}

// strided writes the loops, the inner one for every so many iterations.
func (l *nativeLowerer) strided(s *ast.ForStmt, c *stride, every int) {
	from, to, counter, exit := l.fresh(), l.fresh(), l.fresh(), ""
	wide := c.step + "*" + strconv.Itoa(every)
	end := c.bound
	if c.op == token.LEQ {
		end += " + 1"
	}
	l.p("{ ", from, " := ", c.start, "; if ", c.step, " > 0 && ", c.step, " < ", maxStride, " && ", c.bound, " <= int(^uint(0)>>1) - ", wide, " { ")
	if breaks(s.Body, "") {
		exit = l.fresh()
		l.p(exit, ": ")
	}
	l.p("for ; ", from, " ", c.op.String(), " ", c.bound, "; ", from, " += ", wide, " {")
	l.check()
	l.p(to, " := ", from, " + ", wide, "; if ", end, " < ", to, " { ", to, " = ", end, " }; ")
	l.p("for ", c.index, " := ", from, "; ", c.index, " < ", to, "; ", c.index, " += ", c.step, " { ")
	l.lineMark(s.Body.Lbrace)
	l.nested(nativeNest{stops: true, loop: true, exit: exit}, func() { l.list(s.Body.Lbrace+1, s.Body.List, s.Body.Rbrace) })
	l.p(" }}} else { ")
	l.p("var ", counter, " uint; for ", c.index, " := ", from, "; ", c.index, " ", c.op.String(), " ", c.bound, "; ", c.index, " += ", c.step, " { ", counter, "++;")
	l.checkNow(counter, every)
	l.lineMark(s.Body.Lbrace)
	l.nested(nativeNest{stops: true, loop: true}, func() { l.list(s.Body.Lbrace+1, s.Body.List, s.Body.Rbrace) })
	l.source(s.Body.Rbrace, s.Body.End())
	l.p(" }}")
}
