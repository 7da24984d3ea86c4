package engine

import (
	"reflect"
	"strconv"
	"strings"
	"unsafe"

	"github.com/goawait/goawait/session/engine/symbols"
)

// This file keeps types in interpreted cells that are not those of compiled ones out.
//
// The interpreter makes composite types by reflection. That finds a type that the program or a
// plugin has; else it makes one, and a plugin that is loaded later brings its own, which is
// another. A value of the one fails assertions to the other, silently. So in an engine that
// loads plugins an interpreted cell may use the composite types that are there already.

//go:linkname typesByString reflect.typesByString
func typesByString(s string) []unsafe.Pointer

// strangeType returns the first of the types, coded as by transform.Composites, that is not
// compiled in; "" if all are.
func strangeType(codes []string) string {
	for _, code := range codes {
		d := &typeReader{rest: code}
		if _, ok := d.read(); !ok {
			return d.strange
		}
	}
	return ""
}

// A typeReader reads one coded type.
type typeReader struct {
	rest    string
	strange string // what was not found
	known   bool   // a part is of the runtime's own types: what it is part of is not made anew
}

func (d *typeReader) until(sep byte) string {
	text, rest, _ := strings.Cut(d.rest, string(sep))
	d.rest = rest
	return text
}

func (d *typeReader) number() int {
	n, _ := strconv.Atoi(d.until(';'))
	return n
}

var basicTypes = map[string]reflect.Type{}

func init() {
	for _, v := range []any{
		false, "", 0, int8(0), int16(0), int32(0), int64(0), uint(0), uint8(0), uint16(0), uint32(0), uint64(0), uintptr(0),
		float32(0), float64(0), complex64(0), complex128(0),
	} {
		basicTypes[reflect.TypeOf(v).String()] = reflect.TypeOf(v)
	}
	basicTypes["byte"], basicTypes["rune"] = basicTypes["uint8"], basicTypes["int32"]
}

// read gives the type. ok is false where it, or a part of it, is not compiled in.
func (d *typeReader) read() (t reflect.Type, ok bool) {
	if d.rest == "" {
		return nil, false
	}
	kind := d.rest[0]
	d.rest = d.rest[1:]
	switch kind {
	case 'b':
		name := d.until(';')
		t = basicTypes[name]
		if t == nil {
			d.strange = "the type " + name
		}
		return t, t != nil
	case 'n':
		return d.named(d.until(';'))
	case 'e':
		return errorType, true
	case 'a':
		return reflect.TypeFor[any](), true
	case 's':
		return reflect.TypeFor[struct{}](), true
	case 'k':
		d.known = true
		return reflect.TypeFor[any](), true
	}
	return d.composite(kind)
}

func (d *typeReader) named(name string) (reflect.Type, bool) {
	dot := strings.LastIndexByte(name, '.')
	if v, ok := symbols.Lookup(name[:dot])[name[dot+1:]]; ok && v.Kind() == reflect.Pointer {
		return v.Type().Elem(), true
	}
	d.strange = "the type " + name
	return nil, false
}

func (d *typeReader) composite(kind byte) (reflect.Type, bool) {
	n, dir := 1, reflect.BothDir
	size, in, out, variadic := 0, 0, 0, false
	switch kind {
	case 'm':
		n = 2
	case '#':
		size = d.number()
	case 'c':
		dir = [...]reflect.ChanDir{reflect.BothDir, reflect.SendDir, reflect.RecvDir}[d.rest[0]-'0']
		d.rest = d.rest[1:]
	case 'f':
		in, out = d.number(), d.number()
		variadic = d.rest[0] == '1'
		d.rest = d.rest[1:]
		n = in + out
	case '*', '[':
	default:
		d.strange = "a struct or interface type without a name"
		return nil, false
	}
	parts := make([]reflect.Type, n)
	for i := range parts {
		t, ok := d.read()
		if !ok {
			return nil, false
		}
		parts[i] = t
	}
	if d.known {
		return reflect.TypeFor[any](), true
	}
	text, make := spell(kind, parts, dir, size, in, variadic)
	for _, p := range typesByString(text) {
		if have := typeAt(p); sameParts(have, kind, parts, dir, size, in, variadic) {
			if make() == have { // else an older one was made by reflection before this was loaded
				return have, true
			}
			break
		}
	}
	d.strange = "the type " + text
	return nil, false
}

// typeAt makes a reflect.Type of the runtime's.
func typeAt(p unsafe.Pointer) reflect.Type {
	var v any
	(*[2]unsafe.Pointer)(unsafe.Pointer(&v))[0] = p
	return reflect.TypeOf(v)
}

// spell gives the text of a type as reflection knows it, and what makes it.
func spell(kind byte, parts []reflect.Type, dir reflect.ChanDir, size, in int, variadic bool) (string, func() reflect.Type) {
	switch kind {
	case '*':
		return "*" + parts[0].String(), func() reflect.Type { return reflect.PointerTo(parts[0]) }
	case '[':
		return "[]" + parts[0].String(), func() reflect.Type { return reflect.SliceOf(parts[0]) }
	case '#':
		return "[" + strconv.Itoa(size) + "]" + parts[0].String(), func() reflect.Type { return reflect.ArrayOf(size, parts[0]) }
	case 'm':
		return "map[" + parts[0].String() + "]" + parts[1].String(), func() reflect.Type { return reflect.MapOf(parts[0], parts[1]) }
	case 'c':
		elem := parts[0].String()
		if dir == reflect.BothDir && strings.HasPrefix(elem, "<") {
			elem = "(" + elem + ")"
		}
		return map[reflect.ChanDir]string{reflect.BothDir: "chan ", reflect.SendDir: "chan<- ", reflect.RecvDir: "<-chan "}[dir] + elem,
			func() reflect.Type { return reflect.ChanOf(dir, parts[0]) }
	}
	return funcText(parts, in, variadic), func() reflect.Type { return reflect.FuncOf(parts[:in], parts[in:], variadic) }
}

func funcText(parts []reflect.Type, in int, variadic bool) string {
	var list []string
	for i, p := range parts[:in] {
		if variadic && i == in-1 {
			list = append(list, "..."+p.Elem().String())
		} else {
			list = append(list, p.String())
		}
	}
	text := "func(" + strings.Join(list, ", ") + ")"
	list = nil
	for _, p := range parts[in:] {
		list = append(list, p.String())
	}
	switch len(list) {
	case 0:
		return text
	case 1:
		return text + " " + list[0]
	}
	return text + " (" + strings.Join(list, ", ") + ")"
}

// sameParts reports whether have is the type that is made of the parts.
func sameParts(have reflect.Type, kind byte, parts []reflect.Type, dir reflect.ChanDir, size, in int, variadic bool) bool {
	if have.Name() != "" {
		return false
	}
	switch have.Kind() {
	case reflect.Pointer:
		return kind == '*' && have.Elem() == parts[0]
	case reflect.Slice:
		return kind == '[' && have.Elem() == parts[0]
	case reflect.Array:
		return kind == '#' && have.Elem() == parts[0] && have.Len() == size
	case reflect.Map:
		return kind == 'm' && have.Key() == parts[0] && have.Elem() == parts[1]
	case reflect.Chan:
		return kind == 'c' && have.Elem() == parts[0] && have.ChanDir() == dir
	case reflect.Func:
		if kind != 'f' || have.IsVariadic() != variadic || have.NumIn() != in || have.NumOut() != len(parts)-in {
			return false
		}
		for i, p := range parts {
			if i < in && have.In(i) != p || i >= in && have.Out(i-in) != p {
				return false
			}
		}
		return true
	}
	return false
}
