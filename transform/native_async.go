package transform

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
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

// A nativeJump leaves the block of an async with.
type nativeJump struct {
	tok   token.Token // BREAK, CONTINUE, GOTO or RETURN
	label string
	bare  bool // a return without values
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

// returnStmt writes return, in the block of an async with as a number.
func (l *nativeLowerer) returnStmt(s *ast.ReturnStmt) {
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

// terminates reports whether a list of statements always leaves by itself, as the Go specification
// has it ("Terminating statements").
func (l *nativeLowerer) terminates(list []ast.Stmt) bool {
	for len(list) > 0 {
		if _, empty := list[len(list)-1].(*ast.EmptyStmt); !empty {
			break
		}
		list = list[:len(list)-1]
	}
	return len(list) > 0 && l.terminating(list[len(list)-1], "")
}

func (l *nativeLowerer) terminating(s ast.Stmt, label string) bool {
	switch s := s.(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return s.Tok == token.GOTO || s.Tok == token.FALLTHROUGH
	case *ast.ExprStmt:
		if c, ok := ast.Unparen(s.X).(*ast.CallExpr); ok {
			if id, ok := ast.Unparen(c.Fun).(*ast.Ident); ok {
				b, ok := l.Info.Uses[id].(*types.Builtin)
				return ok && b.Name() == "panic"
			}
		}
	case *ast.BlockStmt:
		return l.terminates(s.List)
	case *ast.LabeledStmt:
		return l.terminating(s.Stmt, s.Label.Name)
	case *ast.IfStmt:
		return s.Else != nil && l.terminates(s.Body.List) && l.terminating(s.Else, "")
	case *ast.ForStmt:
		return s.Cond == nil && !breaks(s.Body, label)
	case *ast.RangeStmt:
		for i := range l.AsyncStmts {
			if a := &l.AsyncStmts[i]; a.Stmt == s && a.With {
				return a.Ends && l.terminates(s.Body.List)
			}
		}
	case *ast.SwitchStmt:
		return l.terminatingCases(s.Body, label)
	case *ast.TypeSwitchStmt:
		return l.terminatingCases(s.Body, label)
	case *ast.SelectStmt:
		for _, c := range s.Body.List {
			if !l.terminates(c.(*ast.CommClause).Body) {
				return false
			}
		}
		return !breaks(s.Body, label)
	}
	return false
}

func (l *nativeLowerer) terminatingCases(b *ast.BlockStmt, label string) bool {
	whole := false
	for _, c := range b.List {
		c := c.(*ast.CaseClause)
		whole = whole || c.List == nil
		if !l.terminates(c.Body) {
			return false
		}
	}
	return whole && !breaks(b, label)
}

// breaks reports whether a break in a body means the statement of that body.
func breaks(b *ast.BlockStmt, label string) bool {
	found := false
	var visit func(n ast.Node, inner bool)
	visit = func(n ast.Node, inner bool) {
		ast.Inspect(n, func(m ast.Node) bool {
			if m == n {
				return true
			}
			switch m := m.(type) {
			case *ast.FuncLit:
				return false
			case *ast.BranchStmt:
				if m.Tok == token.BREAK && (m.Label == nil && !inner || m.Label != nil && m.Label.Name == label) {
					found = true
				}
			case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
				visit(m, true)
				return false
			}
			return true
		})
	}
	visit(b, false)
	return found
}
