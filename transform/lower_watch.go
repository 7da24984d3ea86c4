package transform

import (
	"go/ast"
	"go/types"
)

// A watch goes over expressions as the interpreter does, and notes whether a call that may change
// things comes after something that Go would look at only when the call has been made.
type watch struct {
	*lowerer
	early bool // something has been looked at
	wrong bool // and then a call was made
	names bool // to have looked at a name counts, too
}

// look goes over e.
func (w *watch) look(e ast.Expr) {
	if e != nil && w.names {
		id, ok := ast.Unparen(e).(*ast.Ident)
		w.early = w.early || ok && w.looked(id)
	}
	if e = w.unsettled(e); e == nil || w.wrong {
		return
	}
	before := w.early
	if site, ok := w.site(e); ok {
		w.look(site.Expr.X)
		w.called(before)
		return
	}
	switch e := e.(type) {
	case *ast.CallExpr:
		w.call(e)
		return
	case *ast.CompositeLit:
		w.elements(e)
	case *ast.SliceExpr:
		w.look(e.X)
		w.named(func() {
			for _, i := range []ast.Expr{e.Low, e.High, e.Max} {
				w.look(i)
			}
		})
	case *ast.BinaryExpr:
		w.look(e.X)
		if isLogical(e) { // what is looked at in y alone is for y to say
			w.early = before
			w.look(e.Y)
			w.early = before
			return
		}
		w.look(e.Y)
	default:
		for _, part := range operands(e) {
			w.look(part)
		}
	}
	switch {
	case isReceive(e):
		w.called(before)
	case w.atOnce(e):
		w.early = before
	default:
		w.early = w.early || w.looked(e)
	}
}

// called notes a call before which, apart from its own operands, things had been looked at or not.
func (w *watch) called(before bool) {
	w.wrong = w.wrong || before
	w.early = before
}

func (w *watch) call(e *ast.CallExpr) {
	before := w.early
	w.look(w.calledOn(e))
	if f, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr); ok && w.Info.Selections[f] != nil {
		w.early = w.early || w.Info.Selections[f].Kind() == types.FieldVal
	}
	for i, a := range e.Args {
		w.becomes(a, w.argumentType(e, i))
		w.look(a)
	}
	switch {
	case w.isConversion(e):
		if w.early = before; !w.atOnce(e) {
			w.early = before || w.looked(e.Args[0])
		}
	case w.harmless(e):
		w.early = before
	default:
		w.called(before)
	}
}

// elements looks at a composite literal. Of a map with calls each element counts for the calls of
// those that come later.
func (w *watch) elements(e *ast.CompositeLit) {
	_, isMap := w.Info.TypeOf(e).Underlying().(*types.Map)
	if isMap && !w.names {
		w.named(func() { w.elements(e) })
		return
	}
	for i, elt := range e.Elts {
		if kv, ok := w.keyed(e, i); ok {
			if isMap {
				w.look(kv.Key)
			}
			elt = kv.Value
		}
		w.look(elt)
	}
}

// named runs f where to have looked at a name counts.
func (w *watch) named(f func()) {
	before := w.names
	w.names = true
	f()
	w.names = before
}

// looked reports whether e itself, what is taken at once in it apart, is or looks at a variable or may panic.
func (l *lowerer) looked(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.SliceExpr:
			return false
		case *ast.CallExpr:
			return l.isConversion(n)
		case *ast.Ident:
			v, ok := l.Info.Uses[n].(*types.Var)
			found = found || ok && !v.IsField() && v.Pkg() != nil && v.Pkg().Path() == l.Pkg.Path()
		case *ast.BinaryExpr:
			found = found || l.riskyOp(n.Op, n.X)
		case *ast.IndexExpr, *ast.StarExpr:
			found = true
		case *ast.SelectorExpr:
			found = found || l.Info.Selections[n] != nil
		}
		return !found
	})
	return found
}

// harmless reports whether a call changes nothing that a cell could see: one of a built-in function
// that only looks or makes, or of a package's with plain values for its arguments.
func (l *lowerer) harmless(e *ast.CallExpr) bool {
	if name := l.builtin(e); name != "" {
		return name != "append" && name != "copy"
	}
	f, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	if path, ok := l.packageOf(f); !ok || path == AsyncPath {
		return false
	}
	fn, ok := l.Info.Uses[f.Sel].(*types.Func)
	if !ok || l.Info.Instances[f.Sel].Type != nil {
		return false
	}
	for v := range fn.Signature().Params().Variables() {
		t := v.Type()
		if s, ok := t.(*types.Slice); ok {
			t = s.Elem()
		}
		if _, basic := t.Underlying().(*types.Basic); !basic {
			return false
		}
	}
	return true
}

// Untimely reports whether evaluating e strictly from left to right, names too, is other than what Go
// does: a call comes after something that Go looks at when the call has been made.
func Untimely(c *Checked, e ast.Expr) bool {
	l := &lowerer{Checked: c, boxed: map[ast.Expr]bool{}, refs: map[int]*Name{}, sites: map[*ast.UnaryExpr]*Site{}}
	calls := 0
	ast.Inspect(e, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && !l.isConversion(call) && !l.harmless(call) {
			calls++
		}
		return true
	})
	if _, ok := e.(*ast.CallExpr); calls == 0 || ok && calls == 1 && !l.isConversion(e.(*ast.CallExpr)) {
		return false
	}
	l.indexRefs()
	w := &watch{lowerer: l, names: true}
	w.look(e)
	return w.wrong
}
