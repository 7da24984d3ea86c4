package transform

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"
)

// This file says what a checked cell gives: its value, and what its async functions give.

// fillValue finds the value of the cell.
func (k *checker) fillValue(out *Checked) {
	n := len(k.cell.Items)
	if n == 0 || k.cell.Quiet || k.cell.Items[n-1].Kind != ItemExpr {
		return
	}
	e := k.cell.Items[n-1].Stmt.(*ast.ExprStmt).X
	tv, ok := k.info.Types[e]
	if !ok || tv.IsVoid() || tv.IsType() || tv.IsBuiltin() || tv.Type == nil || tv.Type == types.Typ[types.Invalid] {
		return
	}
	t := types.Default(tv.Type)
	if tup, ok := t.(*types.Tuple); ok && tup.Len() == 0 {
		return
	}
	if list := listed(e); list != nil {
		t = k.listedType(list)
	}
	if k.prints(e) {
		return
	}
	out.HasValue, out.Value, out.ValueExpr = true, t, e
}

// prints reports whether an expression is a call of fmt's that is made for what it prints, such
// as fmt.Println: nobody wants to see how many bytes that were.
func (k *checker) prints(e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return false
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	f, ok := k.info.Uses[sel.Sel].(*types.Func)
	return ok && f.Pkg() != nil && f.Pkg().Path() == "fmt" &&
		(strings.HasPrefix(f.Name(), "Print") || strings.HasPrefix(f.Name(), "Fprint"))
}

// fillFuncs lists the async functions.
func (k *checker) fillFuncs(out *Checked) {
	for _, f := range k.ownFuncs() {
		a := AsyncFunc{Start: f.offset, Decl: f.decl, Lit: f.lit, Name: "func", Fails: f.fails}
		outer := types.Type(nil)
		if f.decl != nil {
			a.Name = f.decl.Name.Name
			if obj := k.info.Defs[f.decl.Name]; obj != nil {
				outer = obj.Type()
			}
		} else {
			outer = k.info.Types[f.lit].Type
		}
		if len(f.results) > maxResults {
			at := f.results[maxResults]
			k.errorf(k.cell.Offset(at.Pos()), k.cell.Offset(at.End()), TypeError, "an async function can give at most %d values beside an error", maxResults)
		}
		sig, _ := outer.(*types.Signature)
		inner, _ := k.info.Types[f.inner].Type.(*types.Signature)
		if sig != nil && inner != nil {
			a.Written = inner
			a.Values, _ = splitResults(inner.Results())
			if !f.fails {
				a.Values = tupleTypes(inner.Results())
			}
			a.Result = coroutineResult(sig)
		}
		out.AsyncFuncs = append(out.AsyncFuncs, a)
	}
}

// ownFuncs are the async functions of the cell's own text.
func (k *checker) ownFuncs() []*asyncFunc {
	if len(k.retypes) == 0 {
		return k.funcs
	}
	return slices.DeleteFunc(slices.Clone(k.funcs), func(f *asyncFunc) bool { return f.of != k.cell })
}

func tupleTypes(t *types.Tuple) []types.Type {
	var out []types.Type
	for i := range t.Len() {
		out = append(out, t.At(i).Type())
	}
	return out
}

// coroutineResult is T if sig returns *async.Coroutine[T].
func coroutineResult(sig *types.Signature) types.Type {
	if sig.Results().Len() == 1 {
		return coroutineOf(sig.Results().At(0).Type())
	}
	return nil
}

// coroutineOf is T if t is *async.Coroutine[T], else nil.
func coroutineOf(t types.Type) types.Type {
	p, ok := types.Unalias(t).(*types.Pointer)
	if !ok {
		return nil
	}
	n, ok := types.Unalias(p.Elem()).(*types.Named)
	if !ok || n.Obj().Name() != "Coroutine" || n.Obj().Pkg() == nil || n.Obj().Pkg().Path() != AsyncPath || n.TypeArgs().Len() != 1 {
		return nil
	}
	return n.TypeArgs().At(0)
}
