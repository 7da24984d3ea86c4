package transform

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strconv"
)

// An interpreted index out of range panics with words of reflection. So bounds are checked
// before: by a statement in front where the operands are plain, else by a call in place.

// A guard is a check of bounds: if cond holds, the call fail panics as Go does.
type guard struct{ cond, fail string }

// guards writes what goes before expressions that are about to be evaluated one after another,
// unconditionally: the calls that inOrder moves, and the checks for the plain indexes.
func (l *lowerer) guards(list ...ast.Expr) {
	l.inOrder(list...)
	for _, e := range list {
		if e != nil && !l.quiet(e) {
			return
		}
	}
	for _, e := range list {
		if e == nil {
			continue
		}
		for _, g := range l.guardList(e) {
			l.p("if ", g.cond, " { ", g.fail, " }; ")
		}
	}
}

// quiet reports whether nothing in e runs other code, so that checking first is no different
// from checking in place.
func (l *lowerer) quiet(e ast.Expr) bool {
	quiet := true
	ast.Inspect(e, func(n ast.Node) bool {
		if l.isSettled(n) {
			return false
		}
		switch n := n.(type) {
		case *ast.CallExpr:
			quiet = quiet && (l.isConversion(n) || l.isLen(n))
		case *ast.UnaryExpr:
			quiet = quiet && n.Op != token.ARROW
		case *ast.FuncLit:
			return false
		}
		return quiet
	})
	return quiet
}

// guardList returns the guards of the plain indexes in e that are evaluated whenever e is, and
// notes that they are taken care of.
func (l *lowerer) guardList(e ast.Expr) []guard {
	if !l.quiet(e) {
		return nil
	}
	var list []guard
	l.collect(e, &list)
	return list
}

func (l *lowerer) collect(e ast.Node, list *[]guard) {
	switch e := e.(type) {
	case *ast.FuncLit:
		return
	case *ast.BinaryExpr:
		if e.Op == token.LAND || e.Op == token.LOR {
			return // its operands have their own
		}
	}
	if x, ok := e.(ast.Expr); ok {
		if l.isSettled(x) {
			return
		}
		if _, session := l.refAt(x); session || l.Info.Types[x].Value != nil {
			return
		}
	}
	for _, child := range children(e) {
		l.collect(child, list)
	}
	switch e := e.(type) {
	case *ast.IndexExpr:
		if l.bounded(e) && l.guardable(e, e.Index) && !l.safe[e] {
			l.safe[e] = true
			*list = append(*list, l.indexGuard(e))
		}
	case *ast.SliceExpr:
		if l.guardable(e, e.Low, e.High, e.Max) && !l.safe[e] {
			l.safe[e] = true
			*list = append(*list, l.sliceGuard(e))
		}
	}
}

func (l *lowerer) indexGuard(e *ast.IndexExpr) guard {
	x, i := l.inline(e.X), l.bound(e.Index)
	n := "len(" + x + ")"
	if p, ok := l.Info.TypeOf(e.X).Underlying().(*types.Pointer); ok {
		n = strconv.FormatInt(p.Elem().Underlying().(*types.Array).Len(), 10)
	}
	g := guard{fail: "rt.IndexError(" + i + ", " + n + ")"}
	g.cond = i + " >= " + n
	if v := l.Info.Types[e.Index].Value; v == nil {
		g.cond = i + " < 0 || " + g.cond
	}
	return g
}

// guardable reports whether e can be guarded: it is plain, and its bounds are ints, since a
// conversion is nothing to jump on.
func (l *lowerer) guardable(e ast.Expr, bounds ...ast.Expr) bool {
	if !l.plain(e) || !l.lean(e) {
		return false
	}
	for _, b := range bounds {
		if b == nil || l.Info.Types[b].Value != nil {
			continue
		}
		if l.Info.TypeOf(b) != types.Typ[types.Int] || !sum(b) {
			return false
		}
	}
	return true
}

// sum reports whether e is a name or a number, or sums, differences, products of such: the
// bounds that yaegi compares rightly inside ||.
func sum(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ident, *ast.BasicLit:
		return true
	case *ast.BinaryExpr:
		switch e.Op {
		case token.ADD, token.SUB, token.MUL:
			return sum(e.X) && sum(e.Y)
		}
	}
	return false
}

// bound writes a bound that is guardable.
func (l *lowerer) bound(e ast.Expr) string {
	if v := l.Info.Types[e].Value; v != nil {
		return constant.ToInt(v).ExactString()
	}
	return l.inline(e)
}

func (l *lowerer) sliceGuard(e *ast.SliceExpr) guard {
	x := l.inline(e.X)
	length, capacity := "len("+x+")", "cap("+x+")"
	text := "false"
	switch t := l.Info.TypeOf(e.X).Underlying().(type) {
	case *types.Basic:
		capacity, text = length, "true"
	case *types.Array:
		capacity, text = length, "true"
	case *types.Pointer:
		length = strconv.FormatInt(t.Elem().Underlying().(*types.Array).Len(), 10)
		capacity, text = length, "true"
	}
	low, high := "0", length
	if e.Low != nil {
		low = l.bound(e.Low)
	}
	if e.High != nil {
		high = l.bound(e.High)
	}
	limit, full := capacity, "rt.Absent"
	cond := ""
	if e.Max != nil {
		limit = l.bound(e.Max)
		full = limit
		cond = limit + " > " + capacity + " || "
	}
	cond += low + " < 0 || " + low + " > " + high
	if e.High != nil || e.Max != nil {
		cond += " || " + high + " > " + limit
	}
	return guard{cond, "rt.SliceError(" + low + ", " + high + ", " + full + ", " + length + ", " + capacity + ", " + text + ")"}
}

// bounded reports whether an index of e can be out of range.
func (l *lowerer) bounded(e *ast.IndexExpr) bool {
	switch t := l.Info.TypeOf(e.X).Underlying().(type) {
	case *types.Slice:
		return true
	case *types.Basic:
		return t.Info()&types.IsString != 0
	case *types.Array:
		return l.Info.Types[e.Index].Value == nil
	case *types.Pointer:
		_, ok := t.Elem().Underlying().(*types.Array)
		return ok && l.Info.Types[e.Index].Value == nil
	}
	return false
}

// plain reports whether evaluating e again gives the same and does nothing else.
func (l *lowerer) plain(e ast.Expr) bool {
	plain := true
	ast.Inspect(e, func(n ast.Node) bool {
		if l.isSettled(n) {
			return false
		}
		switch n := n.(type) {
		case nil, *ast.Ident, *ast.BasicLit, *ast.ParenExpr, *ast.SelectorExpr, *ast.StarExpr, *ast.IndexExpr, *ast.SliceExpr, *ast.BinaryExpr:
		case *ast.UnaryExpr:
			plain = plain && n.Op != token.ARROW && n.Op != token.AND
		case *ast.CallExpr:
			plain = plain && (l.isLen(n) || l.isConversion(n))
		default:
			_, isType := n.(ast.Expr)
			plain = plain && isType && l.Info.Types[n.(ast.Expr)].IsType()
			return false
		}
		return plain
	})
	return plain
}

func (l *lowerer) indexExpr(e *ast.IndexExpr) {
	x := l.Info.TypeOf(e.X)
	if _, ok := x.(*types.Signature); ok || l.Info.Types[e].IsType() {
		l.generic(e)
		return
	}
	_, isPointer := x.Underlying().(*types.Pointer)
	if m, ok := x.Underlying().(*types.Map); ok && l.isNil(e.Index) { // it would be a nil of no type
		l.indexed(e, false)
		l.p("(*new(", l.typeText(m.Key(), e), "))]")
		return
	}
	if l.safe[e] || !l.bounded(e) {
		l.indexed(e, isPointer)
		l.expr(e.Index)
		l.p("]")
		return
	}
	if !l.found(e) {
		l.indexed(e, false)
		l.p("rt.Index(int(")
		l.expr(e.Index)
		l.p("), len(", l.inline(e.X), "))]")
		return
	}
	l.unbox(l.Info.TypeOf(e), e, func() {
		l.p("rt.Value(")
		l.elementAny(e)
		l.p(")")
	})
}

// found reports whether the runtime finds the element e: what that gives is a copy of it.
func (l *lowerer) found(e *ast.IndexExpr) bool {
	_, isPointer := l.Info.TypeOf(e.X).Underlying().(*types.Pointer)
	return !l.safe[e] && l.bounded(e) && (isPointer || !l.plain(e.X))
}

// element writes the address of an element of a slice or array, or of a copy where it has
// none.
func (l *lowerer) element(e *ast.IndexExpr) {
	l.elementAny(e)
	l.p(".(*", l.typeText(l.Info.TypeOf(e), e), ")")
}

func (l *lowerer) elementAny(e *ast.IndexExpr) {
	l.p("rt.Elem(")
	if _, ok := l.Info.TypeOf(e.X).Underlying().(*types.Array); ok && l.Info.Types[e.X].Addressable() {
		l.address(e.X)
	} else {
		l.expr(e.X)
	}
	l.p(", int(")
	l.expr(e.Index)
	l.p("))")
}

func (l *lowerer) indexed(e *ast.IndexExpr, isPointer bool) {
	if isPointer {
		l.p("(*")
	}
	l.expr(e.X)
	if isPointer {
		l.p(")")
	}
	l.p("[")
}

func (l *lowerer) sliceExpr(e *ast.SliceExpr) {
	_, isArray := l.Info.TypeOf(e.X).Underlying().(*types.Array)
	if l.safe[e] && !(isArray && l.copies(e.X)) {
		_, isPointer := l.Info.TypeOf(e.X).Underlying().(*types.Pointer)
		if isPointer {
			l.p("(*")
		}
		l.expr(e.X)
		if isPointer {
			l.p(")")
		}
		l.p("[")
		l.optional(e.Low, "")
		l.p(":")
		l.optional(e.High, "")
		if e.Max != nil {
			l.p(":")
			l.expr(e.Max)
		}
		l.p("]")
		return
	}
	if isArray {
		l.p("rt.Slice(")
		l.address(e.X)
	} else {
		l.p("rt.Slice(")
		l.expr(e.X)
	}
	for _, i := range []ast.Expr{e.Low, e.High, e.Max} {
		l.p(", ")
		l.optional(i, "rt.Absent")
	}
	l.p(").(", l.typeText(l.Info.TypeOf(e), e), ")")
}

// optional writes an index of a slice expression as an int.
func (l *lowerer) optional(e ast.Expr, none string) {
	if e == nil {
		l.p(none)
		return
	}
	l.p("int(")
	l.expr(e)
	l.p(")")
}
