package transform

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// A nativeJump leaves the block of an async with.
type nativeJump struct {
	tok   token.Token // BREAK, CONTINUE, GOTO or RETURN
	label string
	bare  bool // a return without values
}

// leaves reports whether a jump leaves the block of an async with, and notes it there.
func (l *nativeLowerer) leaves(j nativeJump) (number int, ok bool) {
	for i := len(l.nests) - 1; i >= 0; i-- {
		n := l.nests[i]
		switch {
		case n.jumps != nil && j.tok == token.GOTO && hasLabel(n.block, j.label):
			return 0, false
		case n.jumps != nil:
			for k, have := range *n.jumps {
				if have == j {
					return k + 1, true
				}
			}
			*n.jumps = append(*n.jumps, j)
			return len(*n.jumps), true
		case j.tok == token.RETURN, j.tok == token.GOTO:
		case j.label != "" && n.label == j.label, j.label == "" && (n.loop || n.stops && j.tok == token.BREAK):
			return 0, false
		}
	}
	return 0, false
}

// hasLabel reports whether a label stands in a block, so that a goto there that means it stays there.
func hasLabel(b *ast.BlockStmt, label string) bool {
	found := false
	ast.Inspect(b, func(n ast.Node) bool {
		if _, ok := n.(*ast.FuncLit); ok {
			return false
		}
		s, ok := n.(*ast.LabeledStmt)
		found = found || ok && s.Label.Name == label
		return !found
	})
	return found
}

// jump writes a jump from where l is.
func (l *nativeLowerer) jump(j nativeJump) {
	if number, ok := l.leaves(j); ok {
		l.p("return ", strconv.Itoa(number))
		return
	}
	switch {
	case j.tok == token.BREAK && j.label == "":
		l.p("break ", l.exit())
	case j.tok != token.RETURN:
		l.p(j.tok.String(), " ", j.label)
	case j.bare:
		l.p("return")
	default:
		l.p("return ", strings.Join(l.blockResults, ", "))
	}
}

// exit is the label of what a break without one means; "" if it needs none.
func (l *nativeLowerer) exit() string {
	for i := len(l.nests) - 1; i >= 0; i-- {
		if l.nests[i].stops {
			return l.nests[i].exit
		}
	}
	return ""
}

// branchStmt writes break, continue, goto and fallthrough.
func (l *nativeLowerer) branchStmt(s *ast.BranchStmt) {
	if s.Tok == token.GOTO {
		l.check()
	}
	if s.Tok == token.FALLTHROUGH {
		l.splice(s)
		return
	}
	j := nativeJump{tok: s.Tok}
	if s.Label != nil {
		j.label = s.Label.Name
	}
	l.jump(j)
}

// inBlock reports whether the statement at hand is in the block of an async with.
func (l *nativeLowerer) inBlock() bool {
	return slices.ContainsFunc(l.nests, func(n nativeNest) bool { return n.jumps != nil })
}

// returnStmt writes return, in the block of an async with as a number. Where an error may be returned
// that nobody awaits, its line is that of the return.
func (l *nativeLowerer) returnStmt(s *ast.ReturnStmt) {
	if n := len(s.Results); n > 0 && l.failing != nil && l.failing == l.sig && !l.Info.Types[s.Results[n-1]].IsNil() {
		l.p(l.rt("Returns"), "(", l.me(), ", ", l.lineText(s.Pos()), "); ")
	}
	if !l.inBlock() {
		l.splice(s)
		return
	}
	j := nativeJump{tok: token.RETURN, bare: len(s.Results) == 0}
	if !j.bare {
		l.p(strings.Join(l.blockResults, ", "), " = ")
		for i, e := range s.Results {
			if i > 0 {
				l.p(", ")
			}
			l.node(e)
		}
		l.p("; ")
	}
	l.jump(j)
}

// labeled writes a statement with a label.
func (l *nativeLowerer) labeled(s *ast.LabeledStmt) {
	l.source(s.Pos(), s.Stmt.Pos())
	l.label = s.Label.Name
	l.node(s.Stmt)
	l.label = ""
	l.source(s.Stmt.End(), s.End())
}

// inFunction notes the results of the function whose body f writes.
func (l *nativeLowerer) inFunction(sig *types.Signature, f func()) {
	sig, l.sig = l.sig, sig
	nests, label, results, later := l.nests, l.label, l.blockResults, l.later
	l.nests, l.label, l.blockResults, l.later = nil, "", nil, nil
	f()
	l.sig, l.nests, l.label, l.blockResults, l.later = sig, nests, label, results, later
}
