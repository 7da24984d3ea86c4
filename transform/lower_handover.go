package transform

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// A loop that can be handed over looks at a word of its cell, in the place of the one that stops
// code. While that is true it calls the runtime with its state; what that returns says whether the
// loop is over, and how.

// checkOr is check for a loop with that state, which looks for compiled code if it can.
func (l *lowerer) checkOr(s ast.Stmt, state ...string) {
	if h := l.handed[s]; h != nil {
		l.look(h, state...)
		return
	}
	l.check()
}

// What the runtime returns to a loop: it goes on, it has ended, it was left by its first jump.
const (
	handedNot   = 0
	handedEnd   = 1
	handedJumps = 2
)

// look writes the first thing in a loop's body.
func (l *lowerer) look(h *handover, state ...string) {
	l.p("if *look { ")
	var results []string
	for i := range h.gives.Len() {
		r := l.fresh("r")
		results = append(results, r)
		l.p("var ", r, " ", l.typeText(h.gives.At(i).Type(), h.loop), "; ")
	}
	for _, v := range h.outer {
		state = append(state, "&"+l.local(v))
	}
	for _, r := range results {
		state = append(state, "&"+r)
	}
	how := l.fresh("c")
	l.p(how, " := rt.Loop(", l.frame(), ", ", strconv.Itoa(h.id))
	for _, s := range state {
		l.p(", ", s)
	}
	l.p("); if ", how, " == ", strconv.Itoa(handedEnd), " { break }; ")
	for i, j := range h.jumps {
		l.p("if ", how, " == ", strconv.Itoa(handedJumps+i), " { ")
		switch {
		case j.tok != token.RETURN:
			l.jump(jump{tok: j.tok, target: l.labeled(j.label)})
		case j.bare:
			l.p("return")
		default:
			l.p("return ", strings.Join(results, ", "))
		}
		l.p(" }; ")
	}
	l.p("}; ")
}

// labeled is the index of the statement around with that label.
func (l *lowerer) labeled(label string) int {
	for i := len(l.nests) - 1; i >= 0; i-- {
		if l.nests[i].label == label {
			return i
		}
	}
	panic("no statement has the label " + label)
}

// locals are the names of local variables.
func (l *lowerer) locals(vars []*types.Var) []string {
	var names []string
	for _, v := range vars {
		names = append(names, l.local(v))
	}
	return names
}

// rangeHanded writes a range over a slice that can be handed over: with a name for the slice, and
// one for the index.
func (l *lowerer) rangeHanded(s *ast.RangeStmt, h *handover) {
	list, key, value := l.fresh("s"), l.fresh("k"), l.loopVar(s.Value)
	l.p("{ ", list, " := ")
	l.expr(s.X)
	l.p("; ")
	l.label(h.label)
	if value == "" || isChan(l.Info.TypeOf(s.X).Underlying().(*types.Slice).Elem()) {
		l.p("for ", key, " := range ", list, " { ")
	} else {
		l.p("for ", key, ", ", value, " := range ", list, " { ")
	}
	l.look(h, key, list)
	if value != "" && isChan(l.Info.TypeOf(s.X).Underlying().(*types.Slice).Elem()) {
		value = list + "[" + key + "]"
	}
	wanted := key
	if l.loopVar(s.Key) == "" {
		wanted = ""
	}
	l.bindLoop(s, []ast.Expr{s.Key, s.Value}, []string{wanted, value})
	l.block(s.Body.List)
	l.line(s.Body.Rbrace)
	l.p("}}")
}
