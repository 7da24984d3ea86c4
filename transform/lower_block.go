package transform

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// The block of an async with, and the body of a loop over a function, become a function literal
// that the runtime calls. What leaves it by break, continue or return becomes a number that the
// literal returns, and a jump after the call for each number.

// A nest is a statement around the one that is being written, within one function.
type nest struct {
	label string
	stops bool   // break means it
	loop  bool   // continue means it
	block *block // its body is a literal
}

// A block is a body that is a literal.
type block struct {
	jumps []jump // with which numbers it is left, those from 2 on
}

// What the literal of a block returns: its statements have ended, or they broke off the loop.
const (
	blockDone  = 0
	blockBreak = 1
	blockJumps = 2 // the first of its jumps
)

// A jump is a statement that leaves blocks.
type jump struct {
	tok    token.Token // BREAK, CONTINUE or RETURN
	target int         // index in nests; -1 for return
	values bool        // a return with values
}

// within writes what f does inside n.
func (l *lowerer) within(n nest, f func()) {
	l.nests = append(l.nests, n)
	f()
	l.nests = l.nests[:len(l.nests)-1]
}

// branch writes break and continue.
func (l *lowerer) branch(s *ast.BranchStmt) {
	if s.Tok == token.FALLTHROUGH {
		l.p("fallthrough")
		return
	}
	for i := len(l.nests) - 1; i >= 0; i-- {
		n := l.nests[i]
		if s.Label != nil && n.label == s.Label.Name || s.Label == nil && (n.loop || n.stops && s.Tok == token.BREAK) {
			l.jump(jump{tok: s.Tok, target: i})
			return
		}
	}
	l.problem(s.Pos(), s.End(), "this %s", s.Tok)
}

// jump writes a jump from where l is: a plain one, or out of the innermost block.
func (l *lowerer) jump(j jump) {
	for i := len(l.nests) - 1; i >= max(j.target, 0); i-- {
		b := l.nests[i].block
		switch {
		case b == nil:
		case i == j.target && j.tok == token.BREAK:
			l.p("return ", strconv.Itoa(blockBreak))
			return
		case i == j.target:
			l.p("return ", strconv.Itoa(blockDone))
			return
		default:
			l.p("return ", strconv.Itoa(b.number(j)))
			return
		}
	}
	switch {
	case j.tok != token.RETURN:
		l.p(j.tok.String())
		if label := l.nests[j.target].label; label != "" && !l.innermost(j) {
			l.p(" ", label)
		}
	case j.values:
		l.p("return ", strings.Join(l.returns, ", "))
	default:
		l.p("return")
	}
}

// innermost reports whether a break or continue without a label means the target of j.
func (l *lowerer) innermost(j jump) bool {
	for i := len(l.nests) - 1; i > j.target; i-- {
		if n := l.nests[i]; n.loop || n.stops && j.tok == token.BREAK {
			return false
		}
	}
	return true
}

// number is the number by which the block says that it is left by j.
func (b *block) number(j jump) int {
	for i, have := range b.jumps {
		if have == j {
			return blockJumps + i
		}
	}
	b.jumps = append(b.jumps, j)
	return blockJumps + len(b.jumps) - 1
}

// inBlock reports whether the statement at hand is in the literal of a block.
func (l *lowerer) inBlock() bool {
	for _, n := range l.nests {
		if n.block != nil {
			return true
		}
	}
	return false
}

// blockCall writes a call that is given a body as its last argument, and the jumps after it.
// call writes the call up to there, params are the literal's, bind sets the person's variables
// from them.
func (l *lowerer) blockCall(n nest, body *ast.BlockStmt, params []string, call, bind func()) {
	l.p("{ ")
	if !l.inBlock() {
		l.declareReturns(body)
	}
	chosen := l.fresh("c")
	l.p(chosen, " := ")
	call()
	n.block = new(block)
	l.within(n, func() {
		l.p(", func() any { return rt.Body(func(", strings.Join(params, ", "), ") int { ")
		if n.loop {
			l.check()
		}
		bind()
		l.block(body.List)
		l.line(body.Rbrace)
		l.p("return ", strconv.Itoa(blockDone), " }) }()); _ = ", chosen, "; ")
	})
	for i, j := range n.block.jumps {
		l.p("if ", chosen, " == ", strconv.Itoa(blockJumps+i), " { ")
		l.jump(j)
		l.p(" }; ")
	}
	l.p("}")
}

// declareReturns declares variables for what a return statement in a body returns.
func (l *lowerer) declareReturns(body *ast.BlockStmt) {
	l.returns = nil
	if l.results.Len() == 0 || !returns(body) {
		return
	}
	for i := range l.results.Len() {
		r := l.fresh("r")
		l.returns = append(l.returns, r)
		l.p("var ", r, " ", l.typeText(l.results.At(i).Type(), body), "; _ = ", r, "; ")
	}
}

// returns reports whether a body has a return statement of its own function.
func returns(body *ast.BlockStmt) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			found = true
		}
		return !found
	})
	return found
}

// blockReturn writes return inside a block.
func (l *lowerer) blockReturn(s *ast.ReturnStmt) {
	if len(s.Results) == 0 {
		l.jump(jump{tok: token.RETURN, target: -1})
		return
	}
	var values []string
	_, isAwait := l.site(s.Results[0])
	if n := len(l.returns); len(s.Results) != n || n == 1 && isAwait {
		values = l.evaluate(n, s.Results[0])
	} else {
		l.guards(s.Results...)
		values = l.temps(n)
		for i, e := range s.Results {
			l.wants(e, l.results.At(i).Type())
			if l.untypedNil(e) {
				values[i] = "nil"
				continue
			}
			l.p(values[i], " := ")
			l.expr(e)
			l.p("; ")
		}
	}
	for i, v := range values {
		if _, isFunc := l.results.At(i).Type().Underlying().(*types.Signature); isFunc {
			l.p("rt.Into(&", l.returns[i], ", ", v, "); ")
			continue
		}
		l.p(l.returns[i], " = ", v, "; ")
	}
	l.jump(jump{tok: token.RETURN, target: -1, values: true})
}
