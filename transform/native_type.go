package transform

import (
	"fmt"
	"go/constant"
	"go/types"
	"math/big"
	"strconv"
	"strings"
)

// typeText spells a type in lowered text.
func (l *nativeLowerer) typeText(t types.Type) string {
	var b strings.Builder
	s := &nativeSpeller{l, &b}
	s.typ(t)
	return b.String()
}

type nativeSpeller struct {
	*nativeLowerer
	w *strings.Builder
}

func (s *nativeSpeller) typ(t types.Type) {
	switch t := t.(type) {
	case *types.Alias:
		if n := s.nameOf(t.Obj()); n != nil && t.TypeArgs().Len() == 0 {
			s.w.WriteString(s.sessionType(n))
			return
		}
		s.typ(types.Unalias(t))
	case *types.Basic:
		if t.Kind() == types.UnsafePointer {
			s.w.WriteString(s.alias("unsafe") + ".Pointer")
			return
		}
		s.w.WriteString(types.Default(t).String())
	case *types.Named:
		s.named(t)
	case *types.TypeParam:
		s.w.WriteString(t.Obj().Name())
	case *types.Pointer:
		s.part("*", t.Elem())
	case *types.Slice:
		s.part("[]", t.Elem())
	case *types.Array:
		s.part("["+strconv.FormatInt(t.Len(), 10)+"]", t.Elem())
	case *types.Map:
		s.part("map[", t.Key())
		s.part("]", t.Elem())
	case *types.Chan:
		s.part([]string{"chan (", "chan<- (", "<-chan ("}[t.Dir()], t.Elem())
		s.w.WriteString(")")
	case *types.Signature:
		s.w.WriteString("func")
		s.signature(t)
	case *types.Struct:
		s.structure(t)
	case *types.Interface:
		s.iface(t)
	case *types.Union:
		for i := range t.Len() {
			if i > 0 {
				s.w.WriteString(" | ")
			}
			if t.Term(i).Tilde() {
				s.w.WriteString("~")
			}
			s.typ(t.Term(i).Type())
		}
	default:
		s.problem(nil, "the type %s has no form for the native lane", t)
	}
}

func (s *nativeSpeller) part(before string, t types.Type) {
	s.w.WriteString(before)
	s.typ(t)
}

func (s *nativeSpeller) named(t *types.Named) {
	obj := t.Obj()
	switch n := s.nameOf(obj); {
	case n != nil:
		s.w.WriteString(s.sessionType(n))
	case obj.Pkg() == nil || obj.Pkg().Path() == s.Pkg.Path(): // error, or of a function
		s.w.WriteString(obj.Name())
	default:
		s.w.WriteString(s.alias(obj.Pkg().Path()) + "." + obj.Name())
	}
	for i := range t.TypeArgs().Len() {
		s.w.WriteString([]string{"[", ", "}[min(i, 1)])
		s.typ(t.TypeArgs().At(i))
	}
	if t.TypeArgs().Len() > 0 {
		s.w.WriteString("]")
	}
}

// nameOf returns the session name that an object is, of this cell or an earlier one.
func (l *nativeLowerer) nameOf(obj types.Object) *Name {
	if n := l.own[obj]; n != nil {
		return n
	}
	return l.ns.NameOf(obj)
}

func (s *nativeSpeller) signature(t *types.Signature) {
	s.tuple(t.Params(), t.Variadic())
	if t.Results().Len() > 0 {
		s.w.WriteString(" ")
		s.tuple(t.Results(), false)
	}
}

func (s *nativeSpeller) tuple(t *types.Tuple, variadic bool) {
	s.w.WriteString("(")
	for i := range t.Len() {
		if i > 0 {
			s.w.WriteString(", ")
		}
		if variadic && i == t.Len()-1 {
			s.w.WriteString("...")
			if slice, ok := t.At(i).Type().(*types.Slice); ok {
				s.typ(slice.Elem())
			} else {
				s.w.WriteString("byte") // append([]byte, string...)
			}
			continue
		}
		s.typ(t.At(i).Type())
	}
	s.w.WriteString(")")
}

func (s *nativeSpeller) structure(t *types.Struct) {
	s.w.WriteString("struct{")
	for i := range t.NumFields() {
		f := t.Field(i)
		if !f.Embedded() {
			s.w.WriteString(f.Name() + " ")
		}
		s.typ(f.Type())
		if tag := t.Tag(i); tag != "" {
			s.w.WriteString(" " + strconv.Quote(tag))
		}
		s.w.WriteString("; ")
	}
	s.w.WriteString("}")
}

func (s *nativeSpeller) iface(t *types.Interface) {
	if t == anyType.Underlying() {
		s.w.WriteString("any")
		return
	}
	s.w.WriteString("interface{")
	for i := range t.NumExplicitMethods() {
		m := t.ExplicitMethod(i)
		s.w.WriteString(m.Name())
		s.signature(m.Signature())
		s.w.WriteString("; ")
	}
	for i := range t.NumEmbeddeds() {
		s.typ(t.EmbeddedType(i))
		s.w.WriteString("; ")
	}
	s.w.WriteString("}")
}

// sessionType is the mark of a type that a cell declared.
func (l *nativeLowerer) sessionType(n *Name) string { return nativeMark(markType, n.Key) }

// constText declares a constant by its value.
func (l *nativeLowerer) constText(name string, c *types.Const) string {
	t := c.Type()
	typ := ""
	if b, ok := t.(*types.Basic); !ok || b.Info()&types.IsUntyped == 0 {
		typ = " " + l.typeText(t)
	}
	return "const " + name + typ + " = " + constValue(c.Val(), t)
}

// constValue spells a constant so that an untyped one keeps its default type.
func constValue(v constant.Value, t types.Type) string {
	basic, _ := t.Underlying().(*types.Basic)
	switch v.Kind() {
	case constant.Bool, constant.String:
		return v.ExactString()
	case constant.Int:
		switch {
		case basic != nil && basic.Kind() == types.UntypedRune:
			if n, ok := constant.Int64Val(v); ok && n >= 0 && n <= 0x10ffff && (n < 0xd800 || n > 0xdfff) {
				return fmt.Sprintf(`'\U%08x'`, n)
			}
			return "'\\x00' + (" + v.ExactString() + ")"
		case basic != nil && basic.Kind() == types.UntypedFloat:
			return v.ExactString() + ".0"
		case basic != nil && basic.Kind() == types.UntypedComplex:
			return "(" + v.ExactString() + " + 0i)"
		}
		return v.ExactString()
	case constant.Float:
		text := exactFloat(v)
		if basic != nil && basic.Kind() == types.UntypedComplex {
			text = "(" + text + " + 0i)"
		}
		return text
	case constant.Complex:
		return "(" + exactFloat(constant.Real(v)) + " + " + exactFloat(constant.Imag(v)) + "*1i)"
	}
	return v.ExactString()
}

func exactFloat(v constant.Value) string {
	v = constant.ToFloat(v)
	switch x := constant.Val(v).(type) {
	case *big.Rat:
		return "(" + x.Num().String() + ".0 / " + x.Denom().String() + ".0)"
	case *big.Float:
		return x.Text('p', 0)
	case int64:
		return strconv.FormatInt(x, 10) + ".0"
	case *big.Int:
		return x.String() + ".0"
	}
	return v.ExactString()
}
