package lanes

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// This file lists what yaegi evaluates in another order than Go, or not at all. The programs
// that showed it are those of Go's own tests (make corpus).

// assignOrder refuses assignments whose sides Go evaluates in another order.
func (w *walker) assignOrder(s *ast.AssignStmt) {
	if s.Tok == token.DEFINE {
		return
	}
	if s.Tok != token.ASSIGN {
		return
	}
	if len(s.Lhs) > 1 {
		for _, e := range s.Lhs {
			if w.runs(e) {
				w.refuse(e, "a call on the left of an assignment of several values")
			}
			if len(s.Rhs) == 1 && w.dependsOn(e, s.Lhs) {
				w.refuse(e, "an assignment to a place that the same assignment moves")
			}
		}
		w.laterPanics(s)
	}
	if len(s.Lhs) != len(s.Rhs) {
		for _, e := range s.Lhs {
			if w.isMapIndex(e) && w.follows(s.Rhs[0]) {
				w.refuse(s.Rhs[0], "a pointer followed for an element of a map")
			}
		}
		return
	}
	for i, e := range s.Lhs {
		if w.isMapIndex(e) && w.follows(s.Rhs[i]) {
			w.refuse(s.Rhs[i], "a pointer followed for an element of a map")
		}
	}
}

// laterPanics refuses an assignment of several values of which a later place may turn out to be
// none when Go has set an earlier one already: lowered, all places are looked at first. What the
// right side or the first place looks at as well panics before anything is set.
func (w *walker) laterPanics(s *ast.AssignStmt) {
	known := map[string]bool{}
	note := func(e ast.Expr, set bool) {
		ast.Inspect(e, func(n ast.Node) bool {
			if base := w.panics(n); base != "" && (set || !strings.HasPrefix(base, nilMap)) {
				known[base] = true
			}
			_, lit := n.(*ast.FuncLit)
			return !lit
		})
	}
	for _, e := range s.Rhs {
		note(e, false)
	}
	for i, e := range s.Lhs {
		if id, ok := ast.Unparen(e).(*ast.Ident); ok && (i > 0 || id.Name == "_") {
			continue
		}
		if base := w.panics(ast.Unparen(e)); i > 0 && base != "" && !known[base] {
			w.refuse(e, "an assignment of several values to a place that may not be there")
			return
		}
		if i == 0 {
			note(e, true)
		}
	}
}

// nilMap begins what panics gives for an element of a map: to read one of a nil map is no panic.
const nilMap = "map "

// panics names what makes a place panic: the pointer that is nil, the slice and the index that is
// none of its, the map that is nil. It is empty where nothing can.
func (w *walker) panics(n ast.Node) string {
	switch n := n.(type) {
	case *ast.ParenExpr:
		return w.panics(n.X)
	case *ast.StarExpr:
		return types.ExprString(n.X)
	case *ast.SelectorExpr:
		if sel := w.Info.Selections[n]; sel != nil && sel.Kind() == types.FieldVal {
			if _, pointer := w.typeOf(n.X).Underlying().(*types.Pointer); pointer {
				return types.ExprString(n.X)
			}
			if sel.Indirect() { // through an embedded pointer
				return types.ExprString(n)
			}
			return w.panics(n.X)
		}
	case *ast.IndexExpr:
		switch w.typeOf(n.X).Underlying().(type) {
		case *types.Map:
			return nilMap + types.ExprString(n.X)
		case *types.Array:
			if w.Info.Types[n.Index].Value != nil {
				return w.panics(n.X)
			}
			return types.ExprString(n)
		case *types.Slice, *types.Pointer:
			return types.ExprString(n)
		}
	}
	return ""
}

// dependsOn reports whether where e is depends on a variable among places.
func (w *walker) dependsOn(e ast.Expr, places []ast.Expr) bool {
	if _, ok := ast.Unparen(e).(*ast.Ident); ok {
		return false
	}
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		for _, p := range places {
			if other, is := ast.Unparen(p).(*ast.Ident); ok && is && w.Info.Uses[id] != nil && w.Info.Uses[id] == w.Info.Uses[other] {
				found = true
			}
		}
		return !found
	})
	return found
}

func (w *walker) isMapIndex(e ast.Expr) bool {
	x, ok := ast.Unparen(e).(*ast.IndexExpr)
	if !ok {
		return false
	}
	_, ok = w.typeOf(x.X).Underlying().(*types.Map)
	return ok
}

// runs reports whether evaluating e runs code of the person's, or waits.
func (w *walker) runs(e ast.Expr) bool {
	runs := false
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.UnaryExpr:
			runs = runs || n.Op == token.ARROW
		case *ast.CallExpr:
			runs = runs || !w.Info.Types[n.Fun].IsType() && w.builtin(ast.Unparen(n.Fun)) == "" && w.Info.Types[n].Value == nil
		}
		return !runs
	})
	return runs
}

// follows reports whether e itself is what a pointer points to: stored into a map, a nil
// pointer gives a zero and no panic.
func (w *walker) follows(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.StarExpr:
			found = found || !w.Info.Types[n].IsType()
		}
		return !found
	})
	return found
}

// builtinOrder refuses calls of built-in functions that take their arguments otherwise.
func (w *walker) builtinOrder(name string, e *ast.CallExpr) {
	if len(e.Args) == 1 {
		if _, several := w.Info.TypeOf(e.Args[0]).(*types.Tuple); several {
			w.refuse(e, "a built-in function called with the results of a call")
			return
		}
	}
	if name != "append" || e.Ellipsis.IsValid() {
		return
	}
	if s, ok := w.typeOf(e.Args[0]).Underlying().(*types.Slice); ok && w.empty(s.Elem()) {
		w.refuse(e, "append of values without a size")
	}
	for i, a := range e.Args[1:] {
		if i > 0 && w.reads(a) {
			w.refuse(a, "append of several values that are elements or pointed to")
		}
	}
}

// reads reports whether a value is read out of memory that append may write to.
func (w *walker) reads(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.StarExpr:
			found = found || !w.Info.Types[n].IsType()
		case *ast.IndexExpr:
			switch w.typeOf(n.X).Underlying().(type) {
			case *types.Slice, *types.Pointer, *types.Array:
				found = true
			}
		}
		return !found
	})
	return found
}

// empty reports whether values of type t have no size.
func (w *walker) empty(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Struct:
		for i := range u.NumFields() {
			if !w.empty(u.Field(i).Type()) {
				return false
			}
		}
		return true
	case *types.Array:
		return u.Len() == 0 || w.empty(u.Elem())
	}
	return false
}

// chanRange refuses a range over an array or map whose values are channels: yaegi loses them.
func (w *walker) chanRange(s *ast.RangeStmt) {
	if id, ok := s.Value.(*ast.Ident); s.Value == nil || ok && id.Name == "_" {
		return
	}
	t := w.typeOf(s.X).Underlying()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem().Underlying()
	}
	var elem types.Type
	switch t := t.(type) {
	case *types.Array:
		elem = t.Elem()
	case *types.Map:
		elem = t.Elem()
	default:
		return
	}
	if _, ok := elem.Underlying().(*types.Chan); ok {
		w.refuse(s.X, "a range over an array or map of channels")
	}
}

// arrayRange refuses a range over an array that a call gives, where no element is asked for:
// Go then follows a pointer only if it is written.
func (w *walker) arrayRange(s *ast.RangeStmt) {
	if id, ok := s.Value.(*ast.Ident); s.Value != nil && !(ok && id.Name == "_") || !w.runs(s.X) {
		return
	}
	switch w.typeOf(s.X).Underlying().(type) {
	case *types.Pointer, *types.Array:
		w.refuse(s.X, "a range over an array that a call gives")
	}
}

// comparedTypes refuses a comparison of composite values of which one has a type of its own.
func (w *walker) comparedTypes(e *ast.BinaryExpr) {
	x, y := w.typeOf(e.X), w.typeOf(e.Y)
	if types.Identical(x, y) || types.IsInterface(x) || types.IsInterface(y) {
		return
	}
	switch x.Underlying().(type) {
	case *types.Array, *types.Struct:
		w.refuse(e, "a comparison of the types %s and %s", types.TypeString(x, w.qualify), types.TypeString(y, w.qualify))
	}
}

// bounds refuses indexes that may be beyond the range of an int: out of range they would be told
// with other numbers.
func (w *walker) bounds(x ast.Expr, list ...ast.Expr) {
	if _, isMap := w.typeOf(x).Underlying().(*types.Map); isMap {
		return
	}
	for _, e := range list {
		if e == nil || w.Info.Types[e].Value != nil {
			continue
		}
		if b, ok := w.typeOf(e).Underlying().(*types.Basic); ok {
			switch b.Kind() {
			case types.Uint, types.Uint64, types.Uintptr:
				w.refuse(e, "an index of type %s", types.TypeString(w.typeOf(e), w.qualify))
			}
		}
	}
}

// sliceBounds looks at the bounds of a slice expression.
func (w *walker) sliceBounds(e *ast.SliceExpr) {
	w.bounds(e.X, e.Low, e.High, e.Max)
	if e.Max == nil || w.Info.Types[e.Max].Value != nil {
		return
	}
	switch w.typeOf(e.X).Underlying().(type) {
	case *types.Array, *types.Pointer:
		w.refuse(e, "a full slice expression of an array with a computed bound")
	}
}
