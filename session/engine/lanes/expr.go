package lanes

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/goawait/goawait/transform"
)

func (w *walker) exprs(list []ast.Expr) {
	for _, e := range list {
		w.expr(e)
	}
}

// expr is the table of expressions.
func (w *walker) expr(e ast.Expr) {
	if e == nil {
		return
	}
	tv, known := w.Info.Types[e]
	switch {
	case known && tv.IsType():
		w.typeExpr(e)
		return
	case known && tv.Value != nil:
		w.constants(e)
		return // the lane is given the value
	case known && tv.IsValue():
		if _, isCall := ast.Unparen(e).(*ast.CallExpr); !isCall {
			w.typ(e, tv.Type)
		}
	}
	switch e := e.(type) {
	case *ast.Ident:
		w.ident(e)
	case *ast.BasicLit:
	case *ast.ParenExpr:
		w.expr(e.X)
	case *ast.SelectorExpr:
		w.selector(e)
	case *ast.CallExpr:
		w.call(e)
	case *ast.FuncLit:
		sig, _ := w.Info.TypeOf(e).(*types.Signature)
		w.function(e, e, e.Type, w.written(e, sig), e.Body)
	case *ast.CompositeLit:
		w.composite(e)
	case *ast.UnaryExpr:
		w.unary(e)
	case *ast.BinaryExpr:
		w.binary(e)
	case *ast.StarExpr:
		w.expr(e.X)
	case *ast.IndexExpr:
		w.index(e)
	case *ast.SliceExpr:
		w.exprs([]ast.Expr{e.X, e.Low, e.High, e.Max})
		w.sliceBounds(e)
	case *ast.TypeAssertExpr:
		w.expr(e.X)
		w.asserted(e.Type)
	case *ast.KeyValueExpr:
		w.expr(e.Key)
		w.expr(e.Value)
	default:
		w.refuse(e, "this expression")
	}
}

// constants looks at the names that a constant is made of.
func (w *walker) constants(e ast.Expr) {
	ast.Inspect(e, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			w.known(w.Info.Uses[id], e)
		}
		return true
	})
}

func (w *walker) ident(e *ast.Ident) {
	if _, generic := w.Info.Instances[e]; generic {
		w.genericFunc(e, w.Info.Uses[e])
	}
	w.known(w.Info.Uses[e], e) // by a dot import
}

// genericFunc refuses a generic function that has no twin.
func (w *walker) genericFunc(n ast.Node, obj types.Object) {
	if obj == nil || obj.Pkg() == nil {
		return
	}
	w.refuse(n, "the generic function %s.%s", obj.Pkg().Name(), obj.Name())
}

// runsAny reports whether a function is async.Run for a coroutine of any, which is how a
// runner of the person's own gets it. There the untyped function is the typed one.
func runsAny(obj types.Object, instance types.Instance) bool {
	return obj != nil && obj.Pkg() != nil && obj.Pkg().Path() == transform.AsyncPath && obj.Name() == "Run" &&
		types.Identical(instance.TypeArgs.At(0), types.Universe.Lookup("any").Type())
}

func (w *walker) selector(e *ast.SelectorExpr) {
	if instance, generic := w.Info.Instances[e.Sel]; generic {
		if obj := w.Info.Uses[e.Sel]; !runsAny(obj, instance) {
			w.genericFunc(e, obj)
		}
		return
	}
	sel := w.Info.Selections[e]
	w.known(w.Info.Uses[e.Sel], e)
	if sel == nil { // of a package
		w.asyncSymbol(e)
		return
	}
	if sel.Kind() == types.MethodExpr {
		w.refuse(e, "a method expression")
		return
	}
	w.expr(e.X)
	if f, ok := sel.Obj().(*types.Func); ok && sel.Kind() == types.MethodVal && ofAsync(f) && transform.IsTwinned(f) {
		w.refuse(e, "the method %s of package async as a value", f.Name())
	}
}

func (w *walker) call(e *ast.CallExpr) {
	fun := ast.Unparen(e.Fun)
	if w.Info.Types[e.Fun].IsType() {
		w.typeExpr(e.Fun)
		w.exprs(e.Args)
		for _, a := range e.Args {
			w.converted(a, w.Info.TypeOf(e.Fun))
		}
		return
	}
	w.exprs(e.Args)
	if name := w.builtin(fun); name != "" {
		w.builtinCall(name, e)
		w.builtinOrder(name, e)
		return
	}
	w.callee(fun)
	sig, ok := w.typeOf(e.Fun).Underlying().(*types.Signature)
	if !ok {
		w.refuse(e, "this call")
		return
	}
	w.arguments(e, sig)
	w.typ(e, w.typeOf(e))
}

// callee looks at what is called.
func (w *walker) callee(fun ast.Expr) {
	if w.twin(fun) {
		return
	}
	if s, ok := fun.(*ast.SelectorExpr); ok {
		if sel := w.Info.Selections[s]; sel != nil && sel.Kind() == types.MethodVal && ofAsync(sel.Obj()) {
			w.expr(s.X)
			return
		}
	}
	w.expr(fun)
}

// twin reports whether fun is a generic function that can be called through its twin.
func (w *walker) twin(fun ast.Expr) bool {
	switch f := fun.(type) {
	case *ast.IndexExpr:
		return w.twin(ast.Unparen(f.X))
	case *ast.SelectorExpr:
		if _, generic := w.Info.Instances[f.Sel]; generic {
			obj := w.Info.Uses[f.Sel]
			if ofAsync(obj) {
				w.asyncSymbol(f)
				return true
			}
			return obj.Pkg() != nil && transform.HasTwin(obj.Pkg().Path()+"."+obj.Name())
		}
	}
	return false
}

func (w *walker) builtin(fun ast.Expr) string {
	switch f := fun.(type) {
	case *ast.Ident:
		if b, ok := w.Info.Uses[f].(*types.Builtin); ok {
			return b.Name()
		}
	case *ast.SelectorExpr:
		if b, ok := w.Info.Uses[f.Sel].(*types.Builtin); ok {
			return "unsafe." + b.Name()
		}
	}
	return ""
}

// builtinCall is the table of built-in functions. Their arguments have been looked at.
func (w *walker) builtinCall(name string, e *ast.CallExpr) {
	switch name {
	case "len", "cap", "copy", "close", "make", "new", "min", "max", "clear", "real", "imag", "complex":
	case "delete":
		if m, ok := w.typeOf(e.Args[0]).Underlying().(*types.Map); ok {
			w.converted(e.Args[1], m.Key())
		}
	case "append":
		s, ok := w.typeOf(e.Args[0]).Underlying().(*types.Slice)
		if ok && !e.Ellipsis.IsValid() {
			for _, a := range e.Args[1:] {
				w.converted(a, s.Elem())
			}
		}
	case "panic", "print", "println":
		for _, a := range e.Args {
			_, basic := w.typeOf(a).Underlying().(*types.Basic)
			if w.blurred(w.Info.TypeOf(a)) && (name == "panic" || !basic) { // the others do not tell types
				w.refuse(a, "a value of type %s as an interface value", types.TypeString(w.typeOf(a), w.qualify))
			}
		}
	case "recover":
		if n := len(w.funcs); n == 0 || !w.deferred[w.funcs[n-1].lit] {
			w.refuse(e, "recover outside a function literal that is deferred where it stands")
		}
	default:
		w.refuse(e, "%s", name)
	}
}

func (w *walker) composite(e *ast.CompositeLit) {
	t := w.typeOf(e)
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	w.typ(e, t)
	if e.Type != nil {
		w.typeExpr(e.Type)
	}
	for i, elt := range e.Elts {
		key, value := ast.Expr(nil), elt
		if kv, ok := elt.(*ast.KeyValueExpr); ok {
			key, value = kv.Key, kv.Value
		}
		w.expr(value)
		switch u := t.Underlying().(type) {
		case *types.Struct:
			if id, ok := key.(*ast.Ident); ok {
				w.known(w.Info.Uses[id], id)
			}
			w.converted(value, field(u, key, i))
		case *types.Map:
			w.expr(key)
			w.converted(key, u.Key())
			w.converted(value, u.Elem())
			if w.follows(value) {
				w.refuse(value, "a pointer followed for an element of a map")
			}
		case *types.Slice:
			w.converted(value, u.Elem())
		case *types.Array:
			w.converted(value, u.Elem())
		}
	}
}

func field(s *types.Struct, key ast.Expr, i int) types.Type {
	id, ok := key.(*ast.Ident)
	if !ok {
		return s.Field(i).Type()
	}
	for j := range s.NumFields() {
		if s.Field(j).Name() == id.Name {
			return s.Field(j).Type()
		}
	}
	return nil
}

func (w *walker) unary(e *ast.UnaryExpr) {
	w.expr(e.X)
	site := w.sites[e]
	if site == nil {
		return
	}
	if site.Kind == transform.AwaitInvalid {
		w.refuse(e, "this await")
		return
	}
	for _, t := range site.Values {
		w.typ(e, t)
	}
}

func (w *walker) binary(e *ast.BinaryExpr) {
	w.expr(e.X)
	w.expr(e.Y)
	switch e.Op {
	case token.EQL, token.NEQ:
		w.converted(e.X, w.Info.TypeOf(e.Y))
		w.converted(e.Y, w.Info.TypeOf(e.X))
		w.comparedTypes(e)
	}
}

func (w *walker) index(e *ast.IndexExpr) {
	if t := w.Info.TypeOf(e.X); t == nil {
		return // Out[n]
	} else if sig, ok := t.Underlying().(*types.Signature); ok && sig != nil {
		w.expr(e.X) // a generic function and its type argument
		return
	}
	w.expr(e.X)
	w.expr(e.Index)
	w.bounds(e.X, e.Index)
	if m, ok := w.typeOf(e.X).Underlying().(*types.Map); ok {
		w.converted(e.Index, m.Key())
	}
}
