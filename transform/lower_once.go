package transform

import (
	"go/ast"
	"go/token"
	"go/types"
	"runtime"
)

// keyed is element i of a composite literal if it has a key.
func (l *lowerer) keyed(e *ast.CompositeLit, i int) (*ast.KeyValueExpr, bool) {
	t := l.Info.TypeOf(e)
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	kv, ok := e.Elts[i].(*ast.KeyValueExpr)
	if !ok {
		l.becomes(e.Elts[i], elementType(t, nil, i))
		return nil, false
	}
	if m, isMap := t.Underlying().(*types.Map); isMap {
		l.becomes(kv.Key, m.Key())
	}
	l.becomes(kv.Value, elementType(t, kv.Key, i))
	return kv, true
}

// argumentType is what argument i of a call or conversion becomes, nil if it is not known.
func (l *lowerer) argumentType(e *ast.CallExpr, i int) types.Type {
	if l.isConversion(e) {
		return l.Info.TypeOf(e.Fun)
	}
	return l.parameterType(e, i)
}

// becomes notes that e becomes a t. Some values are copied in their turn where they become an interface:
// those that have no address, and are not of the sizes or kinds for which the runtime has a function of their own.
func (l *lowerer) becomes(e ast.Expr, t types.Type) {
	if t == nil || e == nil || !types.IsInterface(t) {
		return
	}
	if tv := l.Info.Types[e]; tv.Type != nil && tv.Value == nil && !tv.Addressable() && !tv.IsNil() && !types.IsInterface(tv.Type) && copied(types.Default(tv.Type)) {
		l.boxed[ast.Unparen(e)] = true
	}
}

var sizes = types.SizesFor("gc", runtime.GOARCH)

// copied reports whether a value of type t is copied to become an interface.
func copied(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Tuple, *types.Slice:
		return false
	case *types.Basic:
		if u.Info()&types.IsString != 0 {
			return false
		}
	case *types.Struct:
		if u.NumFields() == 1 {
			return copied(u.Field(0).Type())
		}
	case *types.Array:
		if u.Len() == 1 {
			return copied(u.Elem())
		}
	}
	n := sizes.Sizeof(t)
	return n != sizes.Alignof(t) || n < 2 || pointers(t)
}

// pointers reports whether there are pointers in a value of type t that is as large as one, or smaller.
func pointers(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Kind() == types.UnsafePointer
	case *types.Struct:
		for f := range u.Fields() {
			if pointers(f.Type()) {
				return true
			}
		}
		return false
	case *types.Array:
		return u.Len() > 0 && pointers(u.Elem())
	}
	return true
}

// atOnce reports whether Go evaluates e, whose operands are evaluated, in its turn.
func (l *lowerer) atOnce(e ast.Expr) bool {
	if site, ok := l.site(e); ok {
		return len(site.Values) == 1 && !site.Capture
	}
	if l.boxed[e] {
		return true
	}
	switch e := e.(type) {
	case *ast.SliceExpr:
		return true
	case *ast.IndexExpr: // of a map, by a string that is made of bytes only to find the element
		_, isMap := l.mapIndex(e)
		key, ok := ast.Unparen(e.Index).(*ast.CallExpr)
		return isMap && ok && l.isConversion(key) && isString(l.Info.TypeOf(key)) && isBytes(l.Info.TypeOf(key.Args[0]))
	case *ast.TypeAssertExpr:
		return e.Type != nil && !pointerShaped(l.Info.TypeOf(e))
	case *ast.UnaryExpr:
		return e.Op == token.ARROW
	case *ast.CallExpr:
		if _, several := l.Info.TypeOf(e).(*types.Tuple); several {
			return false
		}
		if l.isConversion(e) {
			_, toSlice := l.Info.TypeOf(e).Underlying().(*types.Slice)
			return toSlice && isString(l.Info.TypeOf(e.Args[0]))
		}
		return true
	}
	return false
}

// operands are the expressions that the operation e is on.
func operands(e ast.Expr) []ast.Expr {
	switch e := e.(type) {
	case *ast.IndexExpr:
		return []ast.Expr{e.X, e.Index}
	case *ast.SelectorExpr:
		return []ast.Expr{e.X}
	case *ast.StarExpr:
		return []ast.Expr{e.X}
	case *ast.UnaryExpr:
		return []ast.Expr{e.X}
	case *ast.BinaryExpr:
		return []ast.Expr{e.X, e.Y}
	case *ast.SliceExpr:
		return []ast.Expr{e.X, e.Low, e.High, e.Max}
	case *ast.TypeAssertExpr:
		return []ast.Expr{e.X}
	}
	return nil
}

func isLogical(e ast.Expr) bool {
	b, ok := ast.Unparen(e).(*ast.BinaryExpr)
	return ok && (b.Op == token.LAND || b.Op == token.LOR)
}

func isReceive(e ast.Expr) bool {
	u, ok := e.(*ast.UnaryExpr)
	return ok && u.Op == token.ARROW
}

func isString(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsString != 0
}

func isBytes(t types.Type) bool {
	s, ok := t.Underlying().(*types.Slice)
	if !ok {
		return false
	}
	b, ok := s.Elem().Underlying().(*types.Basic)
	return ok && b.Kind() == types.Byte
}

// pointerShaped reports whether an interface holds a t as it is, and no pointer to one.
func pointerShaped(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Pointer, *types.Chan, *types.Map, *types.Signature:
		return true
	case *types.Basic:
		return u.Kind() == types.UnsafePointer
	case *types.Struct:
		return u.NumFields() == 1 && pointerShaped(u.Field(0).Type())
	case *types.Array:
		return u.Len() == 1 && pointerShaped(u.Elem())
	}
	return false
}
