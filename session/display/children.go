package display

import (
	"fmt"
	"reflect"
)

// A Child is one part of a value.
type Child struct {
	Name  string // a field's name, [i], or a key as it is shown
	Value reflect.Value
	Type  *Type
}

// parts follows pointers and interfaces to what has parts. A pointer to something that has
// none has that as its one child.
func parts(v reflect.Value, t *Type) (reflect.Value, *Type, bool) {
	for range 16 { // a pointer may point to itself
		switch v.Kind() {
		case reflect.Interface:
			v, t = v.Elem(), nil
		case reflect.Pointer:
			if v.IsNil() {
				return v, t, false
			}
			switch e := inner(v.Elem()); e.Kind() {
			case reflect.Struct, reflect.Map, reflect.Slice, reflect.Array, reflect.Pointer:
				v, t = v.Elem(), t.elem()
			default:
				return v, t, true
			}
		case reflect.Struct, reflect.Map, reflect.Slice, reflect.Array:
			return v, t, true
		default:
			return v, t, false
		}
	}
	return v, t, false
}

// count is how many children v has.
func count(v reflect.Value) int {
	v, _, ok := parts(v, nil)
	if !ok {
		return 0
	}
	switch v.Kind() {
	case reflect.Struct:
		return v.NumField()
	case reflect.Pointer:
		return 1
	}
	return v.Len()
}

// Children gives the parts of v from start on, at most n of them: the fields of a struct, the
// elements of a slice or array, the entries of a map in the order of their keys, of a pointer
// or interface those of what it refers to. It gives none for a value without parts.
func Children(v reflect.Value, t *Type, start, n int) []Child {
	v, t, ok := parts(v, t)
	total := count(v)
	if !ok || start < 0 || start >= total {
		return nil
	}
	n = min(max(n, 0), total-start)
	children := make([]Child, 0, n)
	var entries []entry
	if v.Kind() == reflect.Map {
		entries = sortedEntries(v)
		n = min(n, len(entries)-start)
	}
	for i := start; i < start+n; i++ {
		var c Child
		switch v.Kind() {
		case reflect.Struct:
			name, ft := t.field(v.Type(), i)
			c = Child{name, v.Field(i), ft}
		case reflect.Map:
			c = Child{Of(entries[i].key, t.key()).Text, entries[i].value, t.elem()}
		case reflect.Pointer:
			c = Child{"*", v.Elem(), t.elem()}
		default:
			c = Child{fmt.Sprintf("[%d]", i), v.Index(i), t.elem()}
		}
		children = append(children, c)
	}
	return children
}
