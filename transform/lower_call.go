package transform

import (
	"go/ast"
	"go/types"
	"strconv"
	"strings"
)

func (l *lowerer) call(e *ast.CallExpr) {
	if t := l.Info.TypeOf(e); l.isConversion(e) && types.IsInterface(t) && !l.isNil(e.Args[0]) {
		l.unbox(t, e, func() {
			l.p("rt.Any(")
			l.expr(e.Args[0])
			l.p(")")
		})
		return
	}
	if l.isConversion(e) {
		text := l.typeText(l.Info.TypeOf(e.Fun), e.Fun)
		if strings.HasPrefix(text, "*") || strings.HasPrefix(text, "func") || strings.Contains(text, "chan") {
			text = "(" + text + ")" // nowhere else: yaegi takes the parentheses amiss inside &&
		}
		l.p(text, "(")
		l.wants(e.Args[0], l.Info.TypeOf(e.Fun))
		l.expr(e.Args[0])
		l.p(")")
		return
	}
	if name := l.builtin(e); name != "" {
		l.builtinCall(name, e)
		return
	}
	if l.twin(e) || l.exit(e) || l.asyncMethod(e) {
		return
	}
	l.callee(e.Fun)
	l.p("(")
	l.arguments(e, "")
	if t := l.noneGiven(e); t != nil {
		if len(e.Args) > 0 && l.lineAt(e.Rparen) == l.lineAt(e.Args[len(e.Args)-1].End()) {
			l.p(", ")
		}
		l.p("(", l.typeText(t, e), ")(nil)...")
		if l.lineAt(e.Rparen) != l.lineAt(e.Lparen) {
			l.p(",")
			l.newline(l.lineAt(e.Rparen))
		}
	}
	l.p(")")
}

// noneGiven is the type of a variadic parameter for which a call gives nothing. It is nil to the
// function then, where yaegi, and reflection, give it an empty slice.
func (l *lowerer) noneGiven(e *ast.CallExpr) types.Type {
	sig, ok := l.Info.TypeOf(e.Fun).Underlying().(*types.Signature)
	if !ok || !sig.Variadic() || len(e.Args) != sig.Params().Len()-1 || l.spreads(e) {
		return nil
	}
	return sig.Params().At(len(e.Args)).Type()
}

// spreads reports whether the one argument of a call is a call with several results.
func (l *lowerer) spreads(e *ast.CallExpr) bool {
	if len(e.Args) != 1 {
		return false
	}
	_, several := l.Info.TypeOf(e.Args[0]).(*types.Tuple)
	return several
}

// callee writes what is called; a method is called on its receiver as written.
func (l *lowerer) callee(e ast.Expr) {
	s, ok := ast.Unparen(e).(*ast.SelectorExpr)
	if sel := l.Info.Selections[s]; ok && sel != nil && sel.Kind() == types.MethodVal {
		if l.copies(s.X) {
			l.partOf(s, sel)
		} else {
			l.selected(s, sel)
		}
		l.p(".", s.Sel.Name)
		return
	}
	l.expr(e)
}

// arguments writes the arguments of a call, after what comes before them.
func (l *lowerer) arguments(e *ast.CallExpr, before string) {
	l.p(before)
	at := e.Lparen + 1
	for i, a := range e.Args {
		if i > 0 || before == "" {
			l.source(at, a.Pos())
		} else {
			l.p(", ")
		}
		l.wants(a, l.parameterType(e, i))
		if e.Ellipsis.IsValid() && l.untypedNil(a) { // for nil... yaegi panics
			list := l.Info.TypeOf(e.Args[0]) // of append
			if sig, ok := l.Info.TypeOf(e.Fun).Underlying().(*types.Signature); ok {
				list = sig.Params().At(i).Type()
			}
			l.p("(", l.typeText(list, e), ")(nil)")
		} else {
			l.expr(a)
		}
		at = a.End()
	}
	if e.Ellipsis.IsValid() {
		l.p("...")
	}
	if tail := l.lineAt(e.Rparen); tail != l.lineAt(at) && len(e.Args) > 0 {
		l.p(",")
		l.newline(tail)
	}
}

// parameterType is the type that argument i of a call becomes, nil if it is not known.
func (l *lowerer) parameterType(e *ast.CallExpr, i int) types.Type {
	t := l.Info.TypeOf(e.Fun)
	if t == nil {
		return nil
	}
	sig, ok := t.Underlying().(*types.Signature)
	switch {
	case !ok && l.builtin(e) == "append" && i > 0 && !e.Ellipsis.IsValid():
		return elementType(l.Info.TypeOf(e.Args[0]), nil, i)
	case !ok:
		return nil
	case sig.Variadic() && i >= sig.Params().Len()-1:
		s, ok := sig.Params().At(sig.Params().Len() - 1).Type().(*types.Slice)
		if !ok || e.Ellipsis.IsValid() {
			return nil
		}
		return s.Elem()
	case i >= sig.Params().Len():
		return nil
	}
	return sig.Params().At(i).Type()
}

func (l *lowerer) builtinCall(name string, e *ast.CallExpr) {
	switch name {
	case "panic":
		l.p("rt.Panic(")
		l.arguments(e, "")
		l.p(")")
	case "print", "println":
		l.p("rt.", map[string]string{"print": "Print", "println": "Println"}[name], "(")
		l.arguments(e, "")
		l.p(")")
	case "recover":
		l.p("rt.Recover(ƒ", strconv.Itoa(max(l.depth-1, 0)), ")")
	case "min", "max":
		t := l.Info.TypeOf(e)
		l.unbox(t, e, func() {
			l.p("rt.", map[string]string{"min": "Min", "max": "Max"}[name], "(")
			l.arguments(e, "new("+l.typeText(t, e)+")")
			l.p(")")
		})
	case "clear":
		l.p("rt.Clear(")
		l.arguments(e, "")
		l.p(")")
	case "new":
		t := l.Info.TypeOf(e).(*types.Pointer).Elem()
		text := l.typeText(t, e)
		if l.Info.Types[e.Args[0]].IsType() {
			l.p("new(", text, ")")
			return
		}
		l.p("rt.Box(new(", text, "), ")
		l.expr(e.Args[0])
		l.p(").(*", text, ")")
	default:
		if m, ok := l.Info.TypeOf(e.Args[0]).Underlying().(*types.Map); ok && name == "delete" && l.isNil(e.Args[1]) {
			l.p("delete(")
			l.expr(e.Args[0])
			l.p(", *new(", l.typeText(m.Key(), e), "))")
			return
		}
		if p, ok := l.Info.TypeOf(e.Args[0]).Underlying().(*types.Pointer); ok && (name == "len" || name == "cap") {
			// It is not followed, and may be nil.
			n := p.Elem().Underlying().(*types.Array).Len()
			l.p("func(", l.typeText(p, e), ") int { return ", strconv.FormatInt(n, 10), " }")
		} else {
			l.p(name)
		}
		l.p("(")
		l.arguments(e, "")
		l.p(")")
	}
}

// exit writes the calls that end the process, with the frame that says where they are.
func (l *lowerer) exit(e *ast.CallExpr) bool {
	name, ok := exits[l.funcName(e.Fun)]
	if ok {
		l.p("rt.", name, "(")
		l.arguments(e, l.frame())
		l.p(")")
	}
	return ok
}

// exits are the functions of the standard library that end the process, and what the runtime
// has in their place.
var exits = map[string]string{
	"os.Exit":     "Exit",
	"log.Fatal":   "Fatal",
	"log.Fatalf":  "Fatalf",
	"log.Fatalln": "Fatalln",
}

// Ends reports whether a function of the standard library, by its full name ("os.Exit"), ends the
// process, so that the runtime has to know where it is called.
func Ends(name string) bool { return exits[name] != "" }

// funcName is the full name of the package-level function that e names, or "".
func (l *lowerer) funcName(e ast.Expr) string {
	switch x := ast.Unparen(e).(type) {
	case *ast.SelectorExpr:
		if path, ok := l.packageOf(x); ok {
			return path + "." + x.Sel.Name
		}
	case *ast.IndexExpr:
		return l.funcName(x.X)
	case *ast.IndexListExpr:
		return l.funcName(x.X)
	}
	return ""
}

// twin writes a call of a generic function that has an untyped twin in the runtime.
func (l *lowerer) twin(e *ast.CallExpr) bool {
	name := l.funcName(e.Fun)
	path, symbol, ok := cutLast(name, '.')
	if !ok {
		return false
	}
	if path == AsyncPath {
		return l.asyncCall(symbol, e)
	}
	if !twins[name] {
		return false
	}
	t := l.Info.TypeOf(e)
	if _, none := t.(*types.Tuple); none {
		l.p("rt.Twin(", strconv.Quote(name), ", nil")
		l.twinArguments(e)
		l.p(")")
		return true
	}
	l.unbox(t, e, func() {
		l.p("rt.Twin(", strconv.Quote(name), ", new(", l.typeText(t, e), ")")
		l.twinArguments(e)
		l.p(")")
	})
	return true
}

func (l *lowerer) twinArguments(e *ast.CallExpr) {
	for _, a := range e.Args {
		l.p(", ")
		l.expr(a)
	}
}

// deferredCall writes a value that is a call to be made later, its function and arguments
// evaluated now.
func (l *lowerer) deferredCall(e *ast.CallExpr) {
	l.p("rt.Call(", strconv.FormatBool(e.Ellipsis.IsValid()), ", ")
	name := l.funcName(e.Fun)
	frame := false
	switch b := l.builtin(e); {
	case b != "":
		l.p("rt.Builtin(", strconv.Quote(b), ")")
	case exits[name] != "":
		l.p("rt.", exits[name])
		frame = true
	case l.asyncCallee(e) != nil && l.methodOf(e) != nil:
		l.bareMethod(e)
	case name == AsyncPath+".Run": // the one generic function that is let through here
		l.p(l.lend(AsyncPath, "Run"), ".Run")
	default:
		l.expr(e.Fun)
	}
	if frame {
		l.p(", ", l.frame())
	}
	for _, a := range e.Args {
		l.p(", ")
		l.expr(a)
	}
	l.p(")")
}

func cutLast(s string, sep byte) (before, after string, found bool) {
	if i := strings.LastIndexByte(s, sep); i >= 0 {
		return s[:i], s[i+1:], true
	}
	return s, "", false
}

// twins are the generic functions of the standard library that the runtime has twins of. They
// have one result or none, and no variadic parameter.
var twins = map[string]bool{
	"cmp.Compare": true, "slices.Clone": true, "slices.Contains": true, "slices.Equal": true, "slices.Index": true,
	"slices.Max": true, "slices.Min": true, "slices.Reverse": true, "slices.Sort": true,
	"slices.SortFunc": true, "slices.SortStableFunc": true,
}

// HasTwin reports whether a generic function, by its full name ("slices.Sort"), can be called
// in the instant lane, other than by go and defer.
func HasTwin(name string) bool { return twins[name] }
