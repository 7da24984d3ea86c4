package transform

import (
	"go/ast"
	"go/token"
	"go/types"
)

// wanted is what the place of a completion asks for: a value of a type, something to await, or
// nothing in particular.
type wanted struct {
	typ   types.Type
	await bool
}

// fits reports whether what a name means gives what is wanted: itself, or called.
func (w wanted) fits(obj types.Object) bool {
	if w.typ == nil && !w.await {
		return false
	}
	switch obj := obj.(type) {
	case *types.Var, *types.Const, *types.Nil:
		return obj.Name() != "iota" && w.takes(obj.Type())
	case *types.TypeName:
		return w.typ != nil && obj.Pkg() != nil && types.Identical(obj.Type(), w.typ) // a literal may be made of it
	case *types.Func:
		if w.takes(obj.Type()) {
			return true
		}
		results := obj.Signature().Results()
		return results.Len() > 0 && w.takes(results.At(0).Type()) && !isErrorOnly(results)
	}
	return false
}

// isErrorOnly reports whether a call gives an error and nothing else, which is hardly wanted as a
// value.
func isErrorOnly(results *types.Tuple) bool {
	return results.Len() == 1 && types.Identical(results.At(0).Type(), types.Universe.Lookup("error").Type())
}

func (w wanted) takes(t types.Type) bool {
	switch {
	case t == nil || t == types.Typ[types.Invalid]:
		return false
	case w.await:
		return byType(t, false).kind != AwaitInvalid
	}
	return types.AssignableTo(t, w.typ)
}

// wantedAt says what the expression that ends a path has to be. Where everything would do, it
// says nothing.
func (k *completer) wantedAt(path []ast.Node) wanted {
	i := len(path) - 1
	for i > 0 {
		sel, isSelector := path[i-1].(*ast.SelectorExpr)
		_, isParen := path[i-1].(*ast.ParenExpr)
		if !isParen && (!isSelector || sel.Sel != path[i]) {
			break
		}
		i--
	}
	e, ok := path[i].(ast.Expr)
	if !ok || i == 0 {
		return wanted{}
	}
	w := k.wantedBy(path[:i], e)
	if w.typ == nil {
		return w
	}
	if iface, ok := w.typ.Underlying().(*types.Interface); w.typ == types.Typ[types.Invalid] || ok && iface.NumMethods() == 0 {
		return wanted{}
	}
	if basic, ok := w.typ.(*types.Basic); ok && basic.Info()&types.IsUntyped != 0 {
		w.typ = types.Default(basic)
	}
	return w
}

// wantedBy says what the last of the nodes around it wants an expression to be.
func (k *completer) wantedBy(around []ast.Node, e ast.Expr) wanted {
	of := func(x ast.Expr) wanted { return wanted{typ: k.checked.Info.TypeOf(x)} }
	boolean := wanted{typ: types.Typ[types.Bool]}
	switch n := around[len(around)-1].(type) {
	case *ast.CallExpr:
		return k.wantedArgument(n, e)
	case *ast.AssignStmt:
		for i, x := range n.Rhs {
			if x == e && i < len(n.Lhs) && n.Tok != token.DEFINE {
				return of(n.Lhs[i])
			}
		}
	case *ast.ValueSpec:
		if n.Type != nil && n.Type != e {
			return of(n.Type)
		}
	case *ast.ReturnStmt:
		return k.wantedResult(around, n, e)
	case *ast.BinaryExpr:
		switch {
		case n.Op == token.LAND || n.Op == token.LOR:
			return boolean
		case n.Op == token.SHL || n.Op == token.SHR:
		case n.Y == e && k.checked.Info.Types[n.X].Value == nil:
			return of(n.X)
		case n.Op.Precedence() > token.EQL.Precedence() && len(around) > 1:
			return k.wantedBy(around[:len(around)-1], n) // 3 * x is what x is
		}
	case *ast.UnaryExpr:
		switch n.Op {
		case token.NOT:
			return boolean
		case token.ARROW:
			return wanted{await: true}
		}
	case *ast.IfStmt:
		return boolean
	case *ast.SendStmt:
		if c, ok := under[*types.Chan](k, n.Chan); ok && n.Value == e {
			return wanted{typ: c.Elem()}
		}
	case *ast.IndexExpr:
		if m, ok := under[*types.Map](k, n.X); ok && n.Index == e {
			return wanted{typ: m.Key()}
		}
	case *ast.CompositeLit:
		return k.wantedElement(n, nil)
	case *ast.KeyValueExpr:
		if lit, ok := parentOf(around).(*ast.CompositeLit); ok && n.Value == e {
			return k.wantedElement(lit, n.Key)
		}
	}
	return wanted{}
}

// under gives the underlying type of an expression, if it is of that sort.
func under[T types.Type](k *completer, x ast.Expr) (T, bool) {
	var none T
	t := k.checked.Info.TypeOf(x)
	if t == nil {
		return none, false
	}
	u, ok := t.Underlying().(T)
	return u, ok
}

// wantedArgument is the type of the parameter that e stands for.
func (k *completer) wantedArgument(call *ast.CallExpr, e ast.Expr) wanted {
	sig, ok := under[*types.Signature](k, call.Fun)
	if !ok {
		return wanted{}
	}
	params := sig.Params()
	for i, x := range call.Args {
		switch {
		case x != e:
		case sig.Variadic() && i >= params.Len()-1:
			if list, ok := params.At(params.Len() - 1).Type().(*types.Slice); ok {
				return wanted{typ: list.Elem()}
			}
		case i < params.Len():
			return wanted{typ: params.At(i).Type()}
		}
	}
	return wanted{}
}

// wantedResult is the type of the result that e is returned as, by the innermost function.
func (k *completer) wantedResult(around []ast.Node, ret *ast.ReturnStmt, e ast.Expr) wanted {
	for i := len(around) - 1; i >= 0; i-- {
		var f *ast.FuncType
		switch n := around[i].(type) {
		case *ast.FuncDecl:
			f = n.Type
		case *ast.FuncLit:
			f = n.Type
		default:
			continue
		}
		if f.Results == nil {
			return wanted{}
		}
		at := 0
		for at < len(ret.Results) && ret.Results[at] != e {
			at++
		}
		for _, field := range f.Results.List {
			if at -= max(len(field.Names), 1); at < 0 {
				return wanted{typ: k.checked.Info.TypeOf(field.Type)}
			}
		}
		return wanted{}
	}
	return wanted{}
}

// wantedElement is the type of an element of a literal: of the field that key names, or of those
// of a list or map.
func (k *completer) wantedElement(lit *ast.CompositeLit, key ast.Expr) wanted {
	t := k.checked.Info.TypeOf(lit)
	if t == nil {
		return wanted{}
	}
	if p, ok := t.Underlying().(*types.Pointer); ok { // an element of []*T{{…}}
		t = p.Elem()
	}
	switch u := t.Underlying().(type) {
	case *types.Slice:
		return wanted{typ: u.Elem()}
	case *types.Array:
		return wanted{typ: u.Elem()}
	case *types.Map:
		if key != nil {
			return wanted{typ: u.Elem()}
		}
		return wanted{typ: u.Key()}
	case *types.Struct:
		id, ok := key.(*ast.Ident)
		for f := range u.Fields() {
			if ok && f.Name() == id.Name {
				return wanted{typ: f.Type()}
			}
		}
	}
	return wanted{}
}
