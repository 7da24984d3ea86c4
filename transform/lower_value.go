package transform

import (
	"go/ast"
	"go/constant"
	"go/types"
	"strconv"
	"strings"
)

// wants notes that e becomes a t, for which a nil may need another form.
func (l *lowerer) wants(e ast.Expr, t types.Type) {
	if t == nil || !l.isNil(e) || t == errorType {
		return
	}
	if i, ok := t.Underlying().(*types.Interface); ok && !i.Empty() {
		l.nils[ast.Unparen(e)] = t
	}
}

// nilValue writes nil, without parentheses, which make it something else to yaegi. A nil for
// an interface with methods is given its type, for want of which yaegi panics.
func (l *lowerer) nilValue(e ast.Expr) {
	if t := l.nils[ast.Unparen(e)]; t != nil {
		l.p("(*new(", l.typeText(t, e), "))")
		return
	}
	l.p("nil")
}

// untypedNil reports whether e is a nil that is written as such.
func (l *lowerer) untypedNil(e ast.Expr) bool { return l.isNil(e) && l.nils[ast.Unparen(e)] == nil }

// unbox writes a value of type t that comes out of a call as an any. It is no dereference of a
// pointer to t: those have the wrong type inside larger expressions of yaegi's.
func (l *lowerer) unbox(t types.Type, at ast.Node, call func()) {
	l.p(l.unboxHead(t, at))
	call()
	l.p(l.unboxTail(t, at))
}

// unboxed is unbox around a text.
func (l *lowerer) unboxed(t types.Type, at ast.Node, text string) string {
	return l.unboxHead(t, at) + text + l.unboxTail(t, at)
}

func (l *lowerer) unboxHead(t types.Type, at ast.Node) string {
	i, ok := t.Underlying().(*types.Interface)
	switch {
	case emptyStruct(t):
		text := l.typeText(t, at)
		return "func(x any) " + text + " { var r " + text + "; rt.Into(&r, x); return r }("
	case !ok || i.Empty():
		return ""
	case t == errorType:
		return "rt.Error("
	}
	text := l.typeText(t, at)
	return "func(x any) " + text + " { var r " + text + "; rt.Into(&r, x); return r }("
}

func (l *lowerer) unboxTail(t types.Type, at ast.Node) string {
	i, ok := t.Underlying().(*types.Interface)
	switch {
	case emptyStruct(t):
		return ")"
	case !ok:
		return ".(" + l.typeText(t, at) + ")"
	case i.Empty():
		return ""
	}
	return ")"
}

// emptyStruct reports whether t has no fields, which yaegi cannot assert.
func emptyStruct(t types.Type) bool {
	s, ok := t.Underlying().(*types.Struct)
	return ok && s.NumFields() == 0
}

// constant writes the value that the checker found, so that nothing depends on how the lane
// computes constants.
func (l *lowerer) constant(e ast.Expr, tv types.TypeAndValue) {
	l.p(l.constText(e, tv.Type, tv.Value))
}

func (l *lowerer) constText(e ast.Expr, t types.Type, v constant.Value) string {
	t = types.Default(t)
	b, ok := t.Underlying().(*types.Basic)
	if !ok { // it becomes an interface
		b = types.Typ[types.Int]
		switch v.Kind() {
		case constant.Bool:
			b = types.Typ[types.Bool]
		case constant.String:
			b = types.Typ[types.String]
		case constant.Float:
			b = types.Typ[types.Float64]
		}
		t = b
	}
	text := ""
	switch {
	case b.Info()&types.IsBoolean != 0:
		text = strconv.FormatBool(constant.BoolVal(v))
	case b.Info()&types.IsString != 0:
		text = strconv.Quote(constant.StringVal(v))
	case b.Info()&types.IsInteger != 0:
		text = constant.ToInt(v).ExactString()
	case b.Info()&types.IsFloat != 0:
		text = floatText(v)
	default:
		re, im := constant.Real(v), constant.Imag(v)
		text = "complex(" + floatText(re) + ", " + floatText(im) + ")"
	}
	switch t {
	case types.Typ[types.Int], types.Typ[types.Float64], types.Typ[types.String], types.Typ[types.Bool]:
		return text
	}
	return l.typeText(t, e) + "(" + text + ")"
}

func floatText(v constant.Value) string {
	f, _ := constant.Float64Val(constant.ToFloat(v))
	s := strconv.FormatFloat(f, 'g', -1, 64)
	if !strings.ContainsAny(s, ".e") {
		s += ".0"
	}
	return s
}

// composite writes a composite literal, each element with a key: yaegi guesses the types of
// those without one before it knows the types of their parts.
func (l *lowerer) composite(e *ast.CompositeLit) {
	t := l.Info.TypeOf(e)
	if p, ok := t.Underlying().(*types.Pointer); ok && e.Type == nil {
		l.p("&")
		t = p.Elem()
	}
	l.p(l.typeText(t, e), "{")
	at := e.Lbrace + 1
	next := int64(0) // index of the next element of a slice or array
	for i, elt := range e.Elts {
		l.source(at, elt.Pos())
		value, key := elt, ast.Expr(nil)
		if kv, ok := elt.(*ast.KeyValueExpr); ok {
			key, value = kv.Key, kv.Value
		}
		switch u := t.Underlying().(type) {
		case *types.Map:
			l.expr(key)
			l.p(": ")
		case *types.Struct:
			if key == nil {
				l.p(u.Field(i).Name(), ": ")
			} else {
				l.p(key.(*ast.Ident).Name, ": ")
			}
		default:
			if key != nil {
				next, _ = constant.Int64Val(constant.ToInt(l.Info.Types[key].Value))
			}
			l.p(strconv.FormatInt(next, 10), ": ")
			next++
		}
		l.wants(value, elementType(t, key, i))
		l.expr(value)
		at = elt.End()
	}
	l.source(at, e.Rbrace)
	l.p("}")
}

// elementType is the type of the element of a composite literal with that key or place.
func elementType(t types.Type, key ast.Expr, i int) types.Type {
	switch t := t.Underlying().(type) {
	case *types.Slice:
		return t.Elem()
	case *types.Array:
		return t.Elem()
	case *types.Map:
		return t.Elem()
	case *types.Struct:
		id, ok := key.(*ast.Ident)
		for j := range t.NumFields() {
			if ok && t.Field(j).Name() == id.Name || !ok && j == i {
				return t.Field(j).Type()
			}
		}
	}
	return nil
}
