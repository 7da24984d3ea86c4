package transform

import (
	"go/ast"
	"go/types"
	"strconv"
	"strings"
)

// Package async has untyped twins in the instant lane: *async.Coroutine[any] for a coroutine of
// any type. What gives values of a type parameter gives an any there, whose static type is
// asserted where it is called.

// asyncCallee is the function or method of package async that a call is of, as declared.
func (l *lowerer) asyncCallee(e *ast.CallExpr) *types.Func {
	fun := ast.Unparen(e.Fun)
	switch x := fun.(type) {
	case *ast.IndexExpr:
		fun = ast.Unparen(x.X)
	case *ast.IndexListExpr:
		fun = ast.Unparen(x.X)
	}
	var id *ast.Ident
	switch x := fun.(type) {
	case *ast.SelectorExpr:
		id = x.Sel
	case *ast.Ident:
		id = x
	default:
		return nil
	}
	f, ok := l.Info.Uses[id].(*types.Func)
	if !ok || f.Pkg() == nil || f.Pkg().Path() != AsyncPath {
		return nil
	}
	return f.Origin()
}

// methodOf is the selector of the method that a call is of, or nil.
func (l *lowerer) methodOf(e *ast.CallExpr) *ast.SelectorExpr {
	s, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr)
	if sel := l.Info.Selections[s]; !ok || sel == nil || sel.Kind() != types.MethodVal {
		return nil
	}
	return s
}

// IsTwinned reports whether a function of package async mentions a type parameter, or a type
// that has an untyped twin, so that calling its twin is another thing than calling it.
func IsTwinned(f *types.Func) bool {
	sig := f.Origin().Signature()
	return twinnedTuple(sig.Params()) || twinnedTuple(sig.Results())
}

func twinnedTuple(t *types.Tuple) bool {
	for i := range t.Len() {
		if twinned(t.At(i).Type(), map[types.Type]bool{}) {
			return true
		}
	}
	return false
}

func twinned(t types.Type, seen map[types.Type]bool) bool {
	if seen[t] {
		return false
	}
	seen[t] = true
	switch t := t.(type) {
	case *types.TypeParam:
		return true
	case *types.Named:
		for i := range t.TypeArgs().Len() {
			if _, isAny := t.TypeArgs().At(i).Underlying().(*types.Interface); !isAny || twinned(t.TypeArgs().At(i), seen) {
				return true
			}
		}
	case *types.Pointer:
		return twinned(t.Elem(), seen)
	case *types.Slice:
		return twinned(t.Elem(), seen)
	case *types.Chan:
		return twinned(t.Elem(), seen)
	case *types.Signature:
		return twinnedTuple(t.Params()) || twinnedTuple(t.Results())
	}
	return false
}

// asyncMethod writes a call of a method of package async that has to be made through its twin.
func (l *lowerer) asyncMethod(e *ast.CallExpr) bool {
	f := l.asyncCallee(e)
	if f == nil || l.methodOf(e) == nil || !IsTwinned(f) {
		return false
	}
	l.twinned(e, func() { l.bareMethod(e) })
	return true
}

// bareMethod writes the method that a call is of as a function of whatever type.
func (l *lowerer) bareMethod(e *ast.CallExpr) {
	s := l.methodOf(e)
	l.p("rt.Method(")
	l.receiver(s, l.Info.Selections[s])
	l.p(", ", strconv.Quote(s.Sel.Name), ")")
}

// twinned writes a call of a twin, with its results as their static types say.
func (l *lowerer) twinned(e *ast.CallExpr, fun func()) {
	t := l.Info.TypeOf(e)
	tuple, ok := t.(*types.Tuple)
	switch {
	case !ok:
		l.unbox(t, e, func() {
			l.p("rt.Nth(")
			l.twinCall(e, fun)
			l.p(", 0, new(", l.typeText(t, e), "))")
		})
	case tuple.Len() == 0:
		l.twinCall(e, fun)
	default:
		var list []string
		for i := range tuple.Len() {
			list = append(list, l.typeText(tuple.At(i).Type(), e))
		}
		l.p("func(r any) (", strings.Join(list, ", "), ") { return ", strings.Join(l.twinValues(e, tuple, "r"), ", "), " }(")
		l.twinCall(e, fun)
		l.p(")")
	}
}

func (l *lowerer) twinCall(e *ast.CallExpr, fun func()) {
	l.p("rt.Twined(", strconv.FormatBool(e.Ellipsis.IsValid()), ", ")
	fun()
	for i, a := range e.Args {
		l.p(", ")
		l.wants(a, l.parameterType(e, i))
		l.expr(a)
	}
	l.p(")")
}

// twinValues are the results of a call of a twin, which results holds.
func (l *lowerer) twinValues(e *ast.CallExpr, tuple *types.Tuple, results string) []string {
	var values []string
	for i := range tuple.Len() {
		t := tuple.At(i).Type()
		if emptyStruct(t) {
			values = append(values, l.typeText(t, e)+"{}")
			continue
		}
		values = append(values, l.unboxed(t, e, "rt.Nth("+results+", "+strconv.Itoa(i)+", new("+l.typeText(t, e)+"))"))
	}
	return values
}

// twinTemps writes a call of a twin with several results as a statement and returns those; nil
// if e is no such call.
func (l *lowerer) twinTemps(e ast.Expr) []string {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return nil
	}
	f := l.asyncCallee(call)
	tuple, several := l.Info.TypeOf(e).(*types.Tuple)
	if f == nil || !several || tuple.Len() == 0 {
		return nil
	}
	fun := func() { l.p(l.lend(AsyncPath, f.Name()), ".", f.Name()) }
	switch {
	case l.methodOf(call) != nil && IsTwinned(f):
		fun = func() { l.bareMethod(call) }
	case !anyResults[f.Name()] || l.methodOf(call) != nil:
		return nil
	}
	r := l.fresh("r")
	l.p(r, " := ")
	l.twinCall(call, fun)
	l.p("; ")
	return l.twinValues(call, tuple, r)
}

// anyResults are the functions of package async that give values of a type parameter.
var anyResults = map[string]bool{"Run": true, "Call": true, "Recv": true}

// asyncCall writes a call of a function of package async.
func (l *lowerer) asyncCall(name string, e *ast.CallExpr) bool {
	if anyResults[name] {
		l.twinned(e, func() { l.p(l.lend(AsyncPath, name), ".", name) })
		return true
	}
	switch name {
	case "Gather":
		l.lend(AsyncPath, "Coroutine")
		elem := "[]any"
		if c, ok := l.Info.TypeOf(e).(*types.Pointer); ok {
			if n, ok := c.Elem().(*types.Named); ok && n.TypeArgs().Len() == 1 {
				elem = l.typeText(n.TypeArgs().At(0), e)
			}
		}
		l.p("rt.Gather(", strconv.FormatBool(e.Ellipsis.IsValid()), ", (", elem, ")(nil)")
		for _, a := range e.Args {
			l.p(", ")
			l.expr(a)
		}
		l.p(")")
		return true
	case "Gather2", "Gather3":
		l.p("rt.GatherN(")
		l.arguments(e, "")
		l.p(")")
		return true
	case "Adapt":
		key := ""
		if t, _, ok := l.adapts(e); ok {
			key = AdapterKey(t)
		}
		l.p(l.lend(AsyncPath, "AdaptAs"), ".AdaptAs(", strconv.Quote(key), ", ")
		l.expr(e.Args[0])
		l.p(")")
		return true
	case "Race":
		if e.Ellipsis.IsValid() {
			l.p("rt.Race(")
			l.expr(e.Args[0])
			l.p(")")
			return true
		}
	}
	l.p(l.lend(AsyncPath, name), ".", name, "(")
	l.arguments(e, "")
	l.p(")")
	return true
}

// adapts is the type that a call of async.Adapt adapts, and what awaiting it gives.
func (l *lowerer) adapts(e *ast.CallExpr) (x, value types.Type, ok bool) {
	return adapts(l.Info, e)
}
