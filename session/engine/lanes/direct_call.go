package lanes

import (
	"go/ast"
	"go/types"

	"github.com/goawait/goawait/session/engine/wire"
	"github.com/goawait/goawait/transform"
)

// call is a call of a function or method that is there already.
func (d *direct) call(e *ast.CallExpr) *wire.Expr {
	if e.Ellipsis.IsValid() || d.Info.Types[e.Fun].IsType() {
		return nil
	}
	var called *wire.Expr
	switch f := ast.Unparen(e.Fun).(type) {
	case *ast.Ident:
		if b, ok := d.Info.Uses[f].(*types.Builtin); ok {
			return d.length(b, e)
		}
		called = d.callee(f, d.Info.Uses[f])
	case *ast.SelectorExpr:
		if sel := d.Info.Selections[f]; sel != nil && sel.Kind() == types.MethodVal {
			called = d.method(f, sel)
		} else {
			called = d.callee(f, d.Info.Uses[f.Sel])
		}
	}
	sig, ok := d.Info.TypeOf(e.Fun).Underlying().(*types.Signature)
	if !ok || len(e.Args) != sig.Params().Len() && !sig.Variadic() {
		return nil // f(g()) with several results
	}
	parts := []*wire.Expr{called}
	for _, a := range e.Args {
		if d.blurred(d.Info.TypeOf(a)) {
			return nil
		}
		parts = append(parts, d.expr(a))
	}
	return parent(wire.OpCall, &wire.Expr{}, parts...)
}

// callee is what is called, if it is no method: a function of the session, or of a package and
// without type parameters.
func (d *direct) callee(e ast.Expr, obj types.Object) *wire.Expr {
	if f, ok := obj.(*types.Func); ok {
		if f.Signature().TypeParams().Len() > 0 || transform.Ends(f.FullName()) {
			return nil
		}
		if ref := d.refs[d.Cell.Offset(e.Pos())]; ref == nil {
			return d.symbol(f)
		}
	}
	return d.expr(e)
}

// method is a method of a value that has it, or of the address of a variable. Those of package
// async have untyped twins.
func (d *direct) method(e *ast.SelectorExpr, sel *types.Selection) *wire.Expr {
	f, ok := sel.Obj().(*types.Func)
	if !ok || f.Pkg() == nil || f.Pkg().Path() == transform.AsyncPath || d.own(f) || d.blurred(sel.Recv()) || types.IsInterface(sel.Recv()) {
		return nil
	}
	_, wants := f.Signature().Recv().Type().Underlying().(*types.Pointer)
	_, has := sel.Recv().Underlying().(*types.Pointer)
	switch {
	case len(sel.Index()) > 1: // of an embedded field, which may be nil
		return nil
	case wants == has:
		return parent(wire.OpMethod, &wire.Expr{Name: f.Name()}, d.expr(e.X))
	case wants && d.refs[d.Cell.Offset(e.X.Pos())] != nil:
		if _, plain := ast.Unparen(e.X).(*ast.Ident); plain {
			return parent(wire.OpByAddr, &wire.Expr{Name: f.Name()}, d.expr(e.X))
		}
	}
	return nil
}

// length is len or cap of what is no pointer.
func (d *direct) length(b *types.Builtin, e *ast.CallExpr) *wire.Expr {
	if b.Name() != "len" && b.Name() != "cap" {
		return nil
	}
	if _, pointer := d.Info.TypeOf(e.Args[0]).Underlying().(*types.Pointer); pointer {
		return nil
	}
	return parent(wire.OpLen, &wire.Expr{Name: b.Name()}, d.expr(e.Args[0]))
}
