package transform

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// expr writes an expression or a type.
func (l *lowerer) expr(e ast.Expr) {
	if n, ok := l.refAt(e); ok && (n.Kind == KindVar || n.Kind == KindFunc) {
		l.sessionName(n)
		return
	}
	if tv := l.Info.Types[e]; tv.Value != nil && !tv.IsType() {
		l.constant(e, tv)
		return
	}
	if l.isNil(e) {
		l.nilValue(e)
		return
	}
	switch e := e.(type) {
	case *ast.Ident:
		l.ident(e)
	case *ast.SelectorExpr:
		l.selector(e)
	case *ast.CallExpr:
		l.call(e)
	case *ast.FuncLit:
		l.funcLit(e)
	case *ast.CompositeLit:
		l.composite(e)
	case *ast.UnaryExpr:
		l.unary(e)
	case *ast.BinaryExpr:
		l.binary(e)
	case *ast.IndexExpr:
		l.indexExpr(e)
	case *ast.IndexListExpr:
		l.generic(e)
	case *ast.SliceExpr:
		l.sliceExpr(e)
	case *ast.TypeAssertExpr:
		l.assertion(e)
	case *ast.ArrayType, *ast.StructType, *ast.FuncType, *ast.InterfaceType, *ast.MapType, *ast.ChanType:
		l.p(l.typeText(l.Info.TypeOf(e), e))
	default:
		l.splice(e)
	}
}

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

// operand writes e so that an operator before it takes all of it.
func (l *lowerer) operand(e ast.Expr) {
	if _, ok := e.(*ast.BinaryExpr); ok && l.Info.Types[e].Value == nil {
		l.p("(")
		l.expr(e)
		l.p(")")
		return
	}
	l.expr(e)
}

// refAt returns the session name that e mentions: an identifier, _ for the last value, or Out[n].
func (l *lowerer) refAt(e ast.Expr) (*Name, bool) {
	switch e := e.(type) {
	case *ast.Ident:
		if n := l.refs[l.Cell.Offset(e.Pos())]; n != nil && (n.Name == e.Name || e.Name == "_") {
			return n, true
		}
	case *ast.IndexExpr:
		if n := l.refs[l.Cell.Offset(e.Pos())]; n != nil {
			if id, ok := e.X.(*ast.Ident); ok && n.Name != id.Name && l.Info.ObjectOf(id) == nil {
				return n, true
			}
		}
	}
	return nil, false
}

func (l *lowerer) sessionName(n *Name) {
	l.sessionUse(n)
	l.p(n.Key)
}

// sessionUse notes that a session name is mentioned.
func (l *lowerer) sessionUse(n *Name) {
	if l.session[n.Obj] == nil {
		l.uses[n.Key] = n
	}
}

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
		return "func(any) " + text + " { return " + text + "{} }("
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

func (l *lowerer) ident(id *ast.Ident) {
	obj := l.Info.ObjectOf(id)
	switch obj := obj.(type) {
	case nil, *types.Builtin, *types.Nil, *types.Label:
		l.p(id.Name)
	case *types.TypeName:
		l.p(l.typeText(obj.Type(), id))
	case *types.Var:
		if obj.IsField() {
			l.p(id.Name)
			return
		}
		l.object(id, obj)
	default:
		l.object(id, obj)
	}
}

func (l *lowerer) object(id *ast.Ident, obj types.Object) {
	if id.Name == "_" {
		l.p("_")
	} else if n := l.nameOf(obj); n != nil {
		l.sessionName(n)
	} else if p := obj.Pkg(); p != nil && p != l.Pkg && obj.Parent() == p.Scope() {
		l.p(l.lend(p.Path(), obj.Name()), ".", obj.Name()) // a dot import
	} else {
		l.p(l.local(obj))
	}
}

// local is the name of a local variable, which no other variable of the cell has.
func (l *lowerer) local(obj types.Object) string {
	name, ok := l.names[obj]
	if !ok {
		name = l.rename(obj)
	}
	return name
}

func (l *lowerer) rename(obj types.Object) string {
	l.names[obj] = l.fresh(obj.Name())
	return l.names[obj]
}

func (l *lowerer) selector(e *ast.SelectorExpr) {
	if path, ok := l.packageOf(e); ok {
		l.p(l.lend(path, e.Sel.Name), ".", e.Sel.Name)
		return
	}
	sel := l.Info.Selections[e]
	if sel != nil && sel.Kind() == types.MethodVal {
		l.methodValue(e, sel)
		return
	}
	l.expr(e.X)
	l.p(".", e.Sel.Name)
}

// packageOf returns the import path if e is a package's symbol.
func (l *lowerer) packageOf(e *ast.SelectorExpr) (string, bool) {
	id, ok := e.X.(*ast.Ident)
	if !ok {
		return "", false
	}
	if p, ok := l.Info.ObjectOf(id).(*types.PkgName); ok {
		return p.Imported().Path(), true
	}
	return "", false
}

// methodValue writes x.M where it is not called.
func (l *lowerer) methodValue(e *ast.SelectorExpr, sel *types.Selection) {
	l.p("rt.Method(")
	l.receiver(e, sel)
	l.p(", ", strconv.Quote(e.Sel.Name), ").(", l.typeText(l.Info.TypeOf(e), e), ")")
}

// receiver writes the receiver of a method, as a pointer where the method wants one.
func (l *lowerer) receiver(e *ast.SelectorExpr, sel *types.Selection) {
	if f, ok := sel.Obj().(*types.Func); ok && !types.IsInterface(sel.Recv()) {
		_, wants := f.Signature().Recv().Type().Underlying().(*types.Pointer)
		_, has := l.Info.TypeOf(e.X).Underlying().(*types.Pointer)
		if wants && !has {
			l.address(e.X)
			return
		}
	}
	l.expr(e.X)
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

func (l *lowerer) unary(e *ast.UnaryExpr) {
	if site := l.sites[e]; site != nil {
		l.awaitValue(site)
		return
	}
	if e.Op == token.ARROW {
		t := l.Info.TypeOf(e)
		l.unbox(t, e, func() {
			l.p("rt.Recv(", l.frame(), ", ")
			l.expr(e.X)
			l.p(", new(", l.typeText(t, e), "))")
		})
		return
	}
	if _, ok := ast.Unparen(e.X).(*ast.IndexExpr); ok && e.Op == token.AND {
		l.address(e.X)
		return
	}
	l.splice(e)
}

func (l *lowerer) binary(e *ast.BinaryExpr) {
	if e.Op == token.LAND || e.Op == token.LOR {
		l.condition(e.X)
		l.source(e.X.End(), e.Y.Pos())
		l.condition(e.Y)
		return
	}
	if e.Op == token.SHL || e.Op == token.SHR {
		l.expr(e.X)
		l.p(" ", e.Op.String(), " ")
		l.shiftCount(e.Y)
		return
	}
	l.splice(e)
}

// shiftCount writes the count of a shift, which must not be negative.
func (l *lowerer) shiftCount(e ast.Expr) {
	if l.Info.Types[e].Value != nil {
		l.expr(e)
		return
	}
	l.p("rt.Shift(")
	l.expr(e)
	l.p(")")
}

// condition writes an operand of && or ||, and before it the guards of its own indexes.
func (l *lowerer) condition(e ast.Expr) {
	if b, ok := ast.Unparen(e).(*ast.BinaryExpr); ok && (b.Op == token.LAND || b.Op == token.LOR) {
		l.splice(e)
		return
	}
	if v := l.Info.Types[e].Value; v != nil {
		l.p("rt.Bool(", v.ExactString(), ")") // yaegi cannot jump on a constant
		return
	}
	if !l.lean(e) {
		l.p("rt.Bool(")
		l.expr(e)
		l.p(")")
		return
	}
	list := l.guardList(e)
	if len(list) == 0 {
		l.expr(e)
		return
	}
	l.p("(")
	for _, g := range list {
		l.p("(!(", g.cond, ") || ", g.fail, ") && ")
	}
	l.p("(")
	l.expr(e)
	l.p("))")
}

// lean reports whether yaegi can jump on e: what has calls, conversions or composite literals
// in it may end in a place of the frame that something else has.
func (l *lowerer) lean(e ast.Expr) bool {
	lean := true
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			lean = lean && l.isLen(n)
		case *ast.CompositeLit, *ast.FuncLit, *ast.TypeAssertExpr:
			lean = false
		case *ast.UnaryExpr:
			lean = lean && n.Op == token.NOT
		}
		return lean
	})
	return lean
}

func (l *lowerer) assertion(e *ast.TypeAssertExpr) {
	t := l.Info.TypeOf(e)
	l.unbox(t, e, func() {
		l.p("rt.Assert(")
		l.expr(e.X)
		l.p(", new(", l.typeText(t, e), "), ", strconv.Quote(types.TypeString(l.Info.TypeOf(e.X), (*types.Package).Name)), ")")
	})
}

// generic refuses what has type arguments and no twin.
func (l *lowerer) generic(e ast.Expr) {
	if tv := l.Info.Types[e]; tv.IsType() {
		l.p(l.typeText(tv.Type, e))
		return
	}
	l.problem(e.Pos(), e.End(), "a generic function")
}
