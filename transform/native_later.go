package transform

import (
	"go/ast"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// What the block of an async with defers runs when the function around it ends, as what any block
// defers. The block is a literal, which cannot defer that. So it says what is to be deferred, and a loop
// over what it says, around the call that runs it, does:
//
//	var later rt.Later; var f func(int); var a int; left := 0
//	for n := range later.Of(func() { left = rt.With(…, func(r T) int { … }) }) { switch n { case 1: defer f(a) } }
//
// where "defer g(x)" in the block is
//
//	f = g; func(p int) { a = p }(x); later.Defer(1)
//
// The compiler then has what is deferred in the function's own list: in the order in which
// that and the block defer, and able to recover.

// A nativeLater is what the blocks of an async with, and of those in it, defer.
type nativeLater struct {
	name  string          // of the variable that has it
	vars  strings.Builder // declarations of variables
	cases strings.Builder // defer statements by their numbers
	count int
	block *ast.BlockStmt // outermost
}

// deferStmt writes defer.
func (l *nativeLowerer) deferStmt(s *ast.DeferStmt) {
	id, ok := ast.Unparen(s.Call.Fun).(*ast.Ident)
	if b, _ := l.Info.Uses[id].(*types.Builtin); ok && b != nil && b.Name() == "recover" {
		l.p("defer recover()") // recover itself is what is deferred, and does nothing
		return
	}
	if l.inBlock() {
		l.deferLater(s)
		return
	}
	l.cleaning(s.Call, l.captured(func() { l.splice(s) }))
}

// cleaning writes a defer of a call. What may come to await stands between two others: see
// cellrt.Cleanup.
func (l *nativeLowerer) cleaning(c *ast.CallExpr, text string) {
	lit, isLit := ast.Unparen(c.Fun).(*ast.FuncLit)
	if isLit && !l.callsBack(lit.Body) || !isLit && !l.mayCallBack(c) {
		l.p(text)
		return
	}
	around := l.fresh()
	l.p("{ ", around, " := new(", l.rt("Cleanup"), "); defer ", around, ".End(); ", text, "; defer ", around, ".Begin() }")
}

// deferLater has what is deferred in the block of an async with deferred by the function around.
func (l *nativeLowerer) deferLater(s *ast.DeferStmt) {
	if l.later == nil {
		outermost := slices.IndexFunc(l.nests, func(n nativeNest) bool { return n.jumps != nil })
		l.later = &nativeLater{name: l.fresh(), block: l.nests[outermost].block}
	}
	d, fun := l.later, l.fresh()
	d.count++
	number := strconv.Itoa(d.count)
	d.cases.WriteString("case " + number + ": ")
	d.cases.WriteString(l.captured(func() { l.lineMark(s.Pos()) }))
	sig, ok := l.callee(s.Call)
	if !ok {
		d.vars.WriteString("var " + fun + " func(); ")
		d.cases.WriteString("defer " + fun + "(); ")
		l.p(fun, " = ")
		l.goBuiltin(s.Call)
		l.p("; ", d.name, ".Defer(", number, ")")
		return
	}
	if t := typeWithin(sig, d.block); t != nil {
		l.problem(s.Call, "deferring a call that takes or gives values of the type %s, which the block of the async with declares itself, has no form for the native lane: declare the type before the block", t.Name())
		return
	}
	d.vars.WriteString("var " + fun + " " + l.typeText(unnamed(sig)) + "; ")
	params, _ := l.forwarded(sig)
	var from, to []string
	for i := range sig.Params().Len() {
		from, to = append(from, "ˑ"+strconv.Itoa(i)), append(to, l.fresh())
		d.vars.WriteString("var " + to[i] + " " + l.typeText(sig.Params().At(i).Type()) + "; ")
	}
	args := strings.Join(to, ", ")
	l.p(fun, " = ")
	l.node(s.Call.Fun)
	if len(to) > 0 {
		l.p("; func(", params, ") { ", args, " = ", strings.Join(from, ", "), " }")
		l.arguments(s.Call)
	}
	l.p("; ", d.name, ".Defer(", number, ")")
	if sig.Variadic() {
		args += "..."
	}
	d.cases.WriteString(l.captured(func() { l.cleaning(s.Call, "defer "+fun+"("+args+")") }) + "; ")
}

// deferring writes the call that runs the block of an async with, which sets left, and the loop
// that defers what the block does.
func (l *nativeLowerer) deferring(left, call string) {
	d, number := l.later, l.fresh()
	l.p("var ", d.name, " ", l.rt("Later"), "; ", d.vars.String(), left, " := 0; ")
	l.p("for ", number, " := range ", d.name, ".Of(func() { ", left, " = ", call, " }) { switch ", number, " { ", d.cases.String(), "} }; _ = ", left, "; ")
	l.later = nil
}

// typeWithin finds a type that t is made of and that a block declares; nil if there is none.
func typeWithin(t types.Type, b *ast.BlockStmt) types.Object {
	v := &typeVisitor{seen: map[types.Type]bool{}}
	v.visit(t, 0)
	for _, obj := range v.found {
		if obj.Pkg() != nil && obj.Parent() != obj.Pkg().Scope() && b.Pos() <= obj.Pos() && obj.Pos() < b.End() {
			return obj
		}
	}
	return nil
}
