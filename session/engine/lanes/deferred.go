package lanes

import (
	"go/ast"
	"go/types"

	"github.com/goawait/goawait/transform"
)

// Deferred returns what more keeps c, which is OK, out of the instant lane in a session that has functions
// of packages beyond the standard library: compiled cells have those of any package, cells inside a program
// those that it lends. Such a function may call recover, and it has to be deferred as Go defers it to
// find a panic. An interpreted function can do that for few types, see recoverer. standard tells which
// packages are of the standard library: its functions recover nothing for who defers them.
func Deferred(c *transform.Checked, standard func(path string) bool) []Refusal {
	w := &walker{Checked: c, has: standard}
	for i := range c.Cell.Items {
		tree := c.Cell.Items[i].Tree()
		if tree == nil {
			continue
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			if d, ok := n.(*ast.DeferStmt); ok && w.foreign(d.Call.Fun) && !recoverer(w.typeOf(d.Call.Fun)) {
				w.refuse(d.Call.Fun, "a deferred call of a %s, which may recover,", types.TypeString(w.typeOf(d.Call.Fun).Underlying(), w.qualify))
			}
			return true
		})
	}
	return w.refusals
}

// recoverer reports whether a function of type t recovers, if it calls recover, where an interpreted
// function defers it: for each of these types the engine has a defer statement (mayRecover).
func recoverer(t types.Type) bool {
	sig, ok := t.Underlying().(*types.Signature)
	if !ok {
		return false
	}
	err := types.Universe.Lookup("error").Type()
	switch sig.Params().Len() {
	case 0:
		return sig.Results().Len() == 0 || sig.Results().Len() == 1 && types.Identical(sig.Results().At(0).Type(), err)
	case 1:
		return sig.Results().Len() == 0 && types.Identical(sig.Params().At(0).Type(), types.NewPointer(err))
	}
	return false
}

// foreign reports whether the function that an expression denotes may be one of any package.
func (w *walker) foreign(fun ast.Expr) bool {
	switch fun := ast.Unparen(fun).(type) {
	case *ast.FuncLit:
		return false
	case *ast.Ident:
		return w.foreignObject(w.Info.Uses[fun])
	case *ast.SelectorExpr:
		return w.foreignObject(w.Info.Uses[fun.Sel])
	case *ast.IndexExpr:
		return w.foreignElement(fun.X)
	case *ast.IndexListExpr:
		return w.foreignElement(fun.X)
	}
	return true
}

// foreignElement is foreign for what has an index: a generic function, or a variable with functions.
func (w *walker) foreignElement(x ast.Expr) bool {
	_, instance := w.typeOf(x).(*types.Signature)
	return !instance || w.foreign(x)
}

func (w *walker) foreignObject(obj types.Object) bool {
	switch obj := obj.(type) {
	case *types.Builtin:
		return false
	case *types.Func:
		if recv := obj.Signature().Recv(); recv != nil && types.IsInterface(recv.Type()) {
			return true // the method of whoever is in it
		}
		return !w.own(obj) && obj.Pkg() != nil && obj.Pkg().Path() != transform.AsyncPath && !w.has(obj.Pkg().Path())
	}
	return true
}
