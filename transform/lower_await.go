package transform

import (
	"go/ast"
	"go/types"
	"strconv"
	"strings"
)

// site returns the await site that e is.
func (l *lowerer) site(e ast.Expr) (*Site, bool) {
	u, ok := ast.Unparen(e).(*ast.UnaryExpr)
	if !ok {
		return nil, false
	}
	s := l.sites[u]
	return s, s != nil
}

// awaitValue writes an await that gives one value.
func (l *lowerer) awaitValue(s *Site) {
	if len(s.Values) != 1 || s.Capture {
		l.problem(s.Expr.Pos(), s.Expr.End(), "an await with %d values inside an expression", len(s.Values))
		return
	}
	t := s.Values[0]
	l.unbox(t, s.Expr, func() {
		l.p("rt.Value(")
		l.await(s, []string{"new(" + l.typeText(t, s.Expr) + ")"})
		l.p(")")
	})
}

// awaitTemps writes an await as a statement and returns its values.
func (l *lowerer) awaitTemps(s *Site) []string {
	l.inOrder(s.Expr)
	values := s.Values
	if s.Spread > 0 {
		elem := s.Values[0].Underlying().(*types.Slice).Elem()
		values = nil
		for range s.Spread {
			values = append(values, elem)
		}
	}
	if s.Capture {
		last := errorType
		if s.Kind == AwaitChan {
			last = types.Typ[types.Bool]
		}
		values = append(values[:len(values):len(values)], last)
	}
	var news []string
	for _, t := range values {
		news = append(news, "new("+l.typeText(t, s.Expr)+")")
	}
	temps := l.temps(len(news))
	for i, t := range temps {
		l.p(t, " := ", news[i], "; ")
		temps[i] = t
	}
	l.await(s, temps)
	l.p("; ")
	for i := range temps {
		temps[i] = l.unboxed(values[i], s.Expr, "rt.Value("+temps[i]+")")
	}
	return temps
}

// await writes the call that awaits and puts the values where into points. Its own value is
// the first of into.
func (l *lowerer) await(s *Site, into []string) {
	l.p("rt.Await(", l.frame(), ", ", l.lineText(s.Expr.Pos()), ", ",
		strconv.Itoa(int(s.Kind)), ", ", strconv.FormatBool(s.Capture), ", ", strconv.FormatBool(s.Spread > 0), ", ")
	call, isCall := ast.Unparen(s.Expr.X).(*ast.CallExpr)
	if s.Kind == AwaitCall && isCall {
		l.p(strconv.Quote(CallName(call)), ", ")
		l.deferredCall(call)
	} else {
		l.p(strconv.Quote(s.Adapter), ", ")
		l.awaited(s)
	}
	l.p(l.intoText(into), ")")
}

// awaited writes what a site waits for.
func (l *lowerer) awaited(s *Site) {
	switch {
	case s.Member == "" && l.hasByAddress(s):
		l.p("&", l.place(s.Expr.X, false))
	case s.Member == "":
		l.expr(s.Expr.X)
	case s.Kind == AwaitFunc:
		l.p("rt.Method(")
		l.expr(s.Expr.X)
		l.p(", ", strconv.Quote(s.Member), ")")
	default:
		l.p("(")
		l.expr(s.Expr.X)
		l.p(").", s.Member)
	}
}

// hasByAddress reports whether what is awaited is a variable whose pointer has the method, as a
// sync.WaitGroup's has.
func (l *lowerer) hasByAddress(s *Site) bool {
	name := map[AwaitKind]string{AwaitMethod: "Await", AwaitWait: "Wait", AwaitContext: "Done"}[s.Kind]
	t := l.Info.TypeOf(s.Expr.X)
	if name == "" || t == nil {
		return false
	}
	obj, _, byAddress := types.LookupFieldOrMethod(t, false, l.Pkg, name)
	return obj == nil && byAddress
}

func (l *lowerer) intoText(into []string) string {
	if len(into) == 0 {
		return ""
	}
	return ", " + strings.Join(into, ", ")
}

// CallName is what a call is of, for people who ask what a task waits for.
func CallName(call *ast.CallExpr) string {
	switch f := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		if id, ok := f.X.(*ast.Ident); ok {
			return id.Name + "." + f.Sel.Name
		}
		return f.Sel.Name
	}
	return "func"
}
