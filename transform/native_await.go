package transform

import (
	"go/ast"
	"go/types"
	"strconv"
	"strings"
)

// This file writes await sites as typed calls of the runtime.

// await writes an await site. As an expression it is what awaiting gives; where the error is
// captured, that and the error.
func (l *nativeLowerer) await(s *Site) {
	switch {
	case s.Kind == AwaitChan && l.comms[s.Expr]:
		l.p("<-")
		l.awaited(s)
	case s.Kind == AwaitChan && s.Capture && l.returned[s.Expr]:
		l.p(l.rt("RecvErr"), "(", l.at(s), ", ")
		l.awaited(s)
		l.p(")")
	case s.Kind == AwaitChan && s.Capture:
		l.p(l.rt("RecvOk"), "(", l.at(s), ", ")
		l.awaited(s)
		l.p(")")
	case s.Kind == AwaitChan:
		l.p(l.rt("Recv"), "(", l.at(s), ", ")
		l.awaited(s)
		l.p(")")
	case s.Kind == AwaitContext:
		l.waited(s, func() {
			l.p(l.rt("Context"), "(", l.at(s), ", ")
			l.awaited(s)
			l.p(")")
		})
	default:
		l.valued(s)
	}
}

// awaited writes what a site waits for: its operand, or the member of that which is awaited.
func (l *nativeLowerer) awaited(s *Site) {
	if s.Member == "" {
		l.node(s.Expr.X)
		return
	}
	l.p("(")
	l.node(s.Expr.X)
	l.p(").", s.Member)
}

// at is where an await is: the cell and its line.
func (l *nativeLowerer) at(s *Site) string { return l.me() + ", " + l.lineText(s.Expr.Pos()) }

// waited writes an await that gives no value: call writes what gives its error.
func (l *nativeLowerer) waited(s *Site, call func()) {
	if s.Capture {
		call()
		return
	}
	l.p(l.rt("Raise"), "(")
	call()
	l.p(")")
}

// valued writes an await of anything that gives one value, of the type result, and an error.
func (l *nativeLowerer) valued(s *Site) {
	n := len(s.Values)
	if s.Spread > 0 {
		l.spread(s)
		return
	}
	switch {
	case n == 0:
		l.waited(s, func() {
			l.p(l.rt("Nothing"), "(")
			if s.Capture {
				l.p(l.rt("Captured"), "(")
				defer l.p(")")
			}
			l.both(s)
			l.p(")")
		})
	case n == 1 && s.Capture:
		l.p(l.rt("Captured"), "(")
		l.both(s)
		l.p(")")
	case n == 1:
		l.p(l.rt("Value"), "(")
		l.both(s)
		l.p(")")
	case s.Capture:
		l.p(l.rt("Both"+strconv.Itoa(n)), "(", l.rt("Captured"), "(")
		l.both(s)
		l.p("))")
	default:
		l.p(l.rt("Value"), "(")
		l.both(s)
		l.p(").Values()")
	}
}

// spread writes an await whose one value, a slice, goes to several left sides.
func (l *nativeLowerer) spread(s *Site) {
	slice, _ := s.Values[0].Underlying().(*types.Slice)
	if slice == nil {
		l.problem(s.Expr, "this await")
		return
	}
	elem := l.typeText(slice.Elem())
	results := strings.TrimSuffix(strings.Repeat(elem+", ", s.Spread), ", ")
	var parts []string
	for i := range s.Spread {
		parts = append(parts, "ˑs["+strconv.Itoa(i)+"]")
	}
	all := strings.Join(parts, ", ")
	if s.Capture {
		l.p("func(ˑs []", elem, ", ˑe error) (", results, ", error) { if ˑe != nil { ˑs = make([]", elem, ", ", strconv.Itoa(s.Spread), ") }; return ", all, ", ˑe }(")
		l.both(s)
		l.p(")")
		return
	}
	l.p("func(ˑs []", elem, ") (", results, ") { return ", all, " }(", l.rt("Value"), "(")
	l.both(s)
	l.p("))")
}

// result is the type that a site's call gives beside its error.
func (l *nativeLowerer) result(s *Site) string { return l.resultOf(s.Values) }

func (l *nativeLowerer) resultOf(values []types.Type) string {
	switch n := len(values); n {
	case 0:
		return "struct{}"
	case 1:
		return l.typeText(values[0])
	default:
		var list []string
		for _, t := range values {
			list = append(list, l.typeText(t))
		}
		return l.alias(AsyncPath) + "." + resultsName(n) + "[" + strings.Join(list, ", ") + "]"
	}
}

// both writes a call that gives the site's value and its error.
func (l *nativeLowerer) both(s *Site) {
	operand := s.Expr.X
	switch s.Kind {
	case AwaitMethod:
		l.p(l.rt("Await"), "[", l.result(s), "](", l.at(s), ", ")
		l.addressed(operand, "Await")
		l.p(")")
	case AwaitWait:
		l.called(s, "Wait", l.captured(func() { l.p("("); l.node(operand); l.p(").Wait") }), s.Context)
	case AwaitFunc:
		l.called(s, "func", l.captured(func() { l.awaited(s) }), s.Context)
	case AwaitCall:
		l.awaitCall(s, ast.Unparen(operand).(*ast.CallExpr))
	case AwaitAdapted:
		l.p(l.rt("Adapted"), "[", l.result(s), "](", l.at(s), ", ", strconv.Quote(s.Adapter), ", ")
		l.node(operand)
		l.p(")")
	default:
		l.problem(s.Expr, "this await")
	}
}

// addressed writes an operand, or its address where that has the method.
func (l *nativeLowerer) addressed(e ast.Expr, name string) {
	t := l.Info.TypeOf(e)
	if method(t, false, name) == nil && method(types.NewPointer(t), false, name) != nil {
		if _, isPointer := t.Underlying().(*types.Pointer); !isPointer {
			l.p("&")
		}
	}
	l.p("(")
	l.node(e)
	l.p(")")
}

// called writes a call, off the loop, of a function value that takes nothing or a context.
func (l *nativeLowerer) called(s *Site, name, fun string, ctx bool) {
	arg, param := "", ""
	if ctx {
		arg, param = "ˑc", l.alias("context")+".Context"
	}
	sig := "func(" + param + ")" + l.returns(s.Values, s.Fails)
	l.p("func(ˑf ", sig, ") (", l.result(s), ", error) { return ", l.rt("Call"), "(", l.at(s), ", ", strconv.Quote(name),
		", func(ˑc ", l.alias("context"), ".Context) (", l.result(s), ", error) {", l.taken(s.Values, s.Fails, "ˑf("+arg+")"), "}) }(", fun, ")")
}

// returns spells results.
func (l *nativeLowerer) returns(values []types.Type, fails bool) string {
	var list []string
	for _, t := range values {
		list = append(list, l.typeText(t))
	}
	if fails {
		list = append(list, "error")
	}
	return " (" + strings.Join(list, ", ") + ")"
}

// taken makes of a call's results one value and an error, and returns them.
func (l *nativeLowerer) taken(values []types.Type, fails bool, call string) string {
	n := len(values)
	switch {
	case n == 0 && fails:
		return " return struct{}{}, " + call + " "
	case n == 0:
		return " " + call + "; return struct{}{}, nil "
	case n == 1 && fails:
		return " return " + call + " "
	case n == 1:
		return " return " + call + ", nil "
	}
	var names []string
	for i := range n {
		names = append(names, "ˑr"+strconv.Itoa(i))
	}
	all, err := strings.Join(names, ", "), "nil"
	left := all
	if fails {
		left, err = all+", ˑe", "ˑe"
	}
	return " " + left + " := " + call + "; return " + l.resultOf(values) + "{" + all + "}, " + err + " "
}

// awaitCall writes a call that is made off the loop, with its function and its arguments
// evaluated now.
func (l *nativeLowerer) awaitCall(s *Site, c *ast.CallExpr) {
	sig, ok := l.callee(c)
	if !ok {
		l.problem(c, "awaiting this call")
		return
	}
	params, args := l.forwarded(sig)
	l.p("func(ˑf ", l.typeText(unnamed(sig)), ") func(", params, ") (", l.result(s), ", error) { return func(", params, ") (", l.result(s), ", error) { return ",
		l.rt("Call"), "(", l.at(s), ", ", strconv.Quote(CallName(c)), ", func(", l.alias("context"), ".Context) (", l.result(s), ", error) {",
		l.taken(s.Values, s.Fails, "ˑf("+args+")"), "}) } }(")
	l.node(c.Fun)
	l.p(")")
	l.arguments(c)
}

// unnamed is a signature as a type, without a receiver.
func unnamed(sig *types.Signature) types.Type {
	return types.NewSignatureType(nil, nil, nil, sig.Params(), sig.Results(), sig.Variadic())
}

// forwarded spells parameters of fresh names for a signature, and the arguments that pass them on.
func (l *nativeLowerer) forwarded(sig *types.Signature) (params, args string) {
	for i := range sig.Params().Len() {
		name := "ˑ" + strconv.Itoa(i)
		t := sig.Params().At(i).Type()
		if i > 0 {
			params, args = params+", ", args+", "
		}
		slice, isSlice := t.(*types.Slice)
		if sig.Variadic() && i == sig.Params().Len()-1 && isSlice {
			params, args = params+name+" ..."+l.typeText(slice.Elem()), args+name+"..."
			continue
		}
		params, args = params+name+" "+l.typeText(t), args+name
	}
	return params, args
}
