package transform

import (
	"go/types"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Composites lists the types of the cell's expressions and names that are not just a name, as
// prefix codes that package engine can read:
//
//	b NAME ;         a basic type       * T     a pointer       [ T    a slice
//	n PATH . NAME ;  a type of a package  # N ; T  an array     m K V  a map
//	e error   a any   s struct{}        c D T   a channel       f IN ; OUT ; V types…  a function
//	k any type that both lanes have     ! a type without a code
func Composites(c *Checked) []string {
	found := map[string]bool{}
	add := func(t types.Type) {
		if t == nil {
			return
		}
		if _, several := t.(*types.Tuple); several {
			return
		}
		var b strings.Builder
		encodeType(&b, t, 0)
		if code := b.String(); !strings.Contains("bnekas", code[:1]) {
			found[code] = true
		}
	}
	for _, tv := range c.Info.Types {
		if tv.IsValue() || tv.IsType() {
			add(tv.Type)
		}
	}
	for _, list := range [][]*Name{c.Defines, c.Uses} {
		for _, n := range list {
			if n.Kind == KindVar || n.Kind == KindFunc {
				add(n.Obj.Type())
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// maxTypeDepth ends types that contain themselves.
const maxTypeDepth = 20

func encodeType(b *strings.Builder, t types.Type, depth int) {
	if depth++; depth > maxTypeDepth {
		b.WriteString("!")
		return
	}
	list := func(head string, parts ...types.Type) {
		b.WriteString(head)
		for _, p := range parts {
			encodeType(b, p, depth)
		}
	}
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		if t.Kind() == types.UntypedNil || t.Kind() == types.Invalid {
			b.WriteString("k")
			return
		}
		b.WriteString("b" + types.Default(t).String() + ";")
	case *types.Named:
		encodeNamed(b, t)
	case *types.Pointer:
		list("*", t.Elem())
	case *types.Slice:
		list("[", t.Elem())
	case *types.Array:
		list("#"+strconv.FormatInt(t.Len(), 10)+";", t.Elem())
	case *types.Map:
		list("m", t.Key(), t.Elem())
	case *types.Chan:
		list("c"+strconv.Itoa(int(t.Dir())), t.Elem())
	case *types.Signature:
		if t.TypeParams().Len() > 0 {
			b.WriteString("k") // it is called, and looked at there
			return
		}
		variadic := "0"
		if t.Variadic() {
			variadic = "1"
		}
		b.WriteString("f" + strconv.Itoa(t.Params().Len()) + ";" + strconv.Itoa(t.Results().Len()) + ";" + variadic)
		list("", append(tupleTypes(t.Params()), tupleTypes(t.Results())...)...)
	case *types.Struct:
		b.WriteString(map[bool]string{true: "s", false: "!"}[t.NumFields() == 0])
	case *types.Interface:
		b.WriteString(map[bool]string{true: "a", false: "!"}[t.Empty()])
	default:
		b.WriteString("!")
	}
}

func encodeNamed(b *strings.Builder, t *types.Named) {
	obj := t.Obj()
	switch {
	case obj.Pkg() == nil:
		b.WriteString(map[bool]string{true: "e", false: "!"}[obj.Name() == "error"])
	case obj.Pkg().Path() == AsyncPath:
		b.WriteString("k")
	case t.TypeArgs().Len() > 0 || t.TypeParams().Len() > 0:
		b.WriteString("!")
	default:
		b.WriteString("n" + obj.Pkg().Path() + "." + obj.Name() + ";")
	}
}
