package display

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// structure shows a struct: Point{X:1, Y:2}, or {X:1, Y:2} where its name says nothing new.
func (p *printer) structure(v reflect.Value, t *Type, named bool) {
	if named {
		p.s(structName(v, t))
	}
	if v.CanInterface() {
		if inner, ok := v.Interface().(reflect.Value); ok {
			p.s("(")
			p.value(inner, nil, true)
			p.s(")")
			return
		}
	}
	rt := v.Type()
	p.braces('{', '}', v.NumField(), func(i int) {
		name, ft := t.field(rt, i)
		p.s(name + ":")
		p.value(v.Field(i), ft, false)
	})
}

// structName is the name of a struct's type, "" if it has none.
func structName(v reflect.Value, t *Type) string {
	if t != nil && t.Text != "" {
		if strings.ContainsAny(t.Text, "{*] ") && !strings.HasSuffix(t.Text, "]") {
			return ""
		}
		return t.Text
	}
	if v.Type().Name() == "" {
		return ""
	}
	return v.Type().String()
}

func (p *printer) list(v reflect.Value, t *Type) {
	p.braces('[', ']', v.Len(), func(i int) { p.value(v.Index(i), t.elem(), false) })
}

// mapping shows a map, its keys in order.
func (p *printer) mapping(v reflect.Value, t *Type) {
	entries := sortedEntries(v)
	p.s("map")
	p.braces('[', ']', len(entries), func(i int) {
		p.value(entries[i].key, t.key(), false)
		p.s(":")
		p.value(entries[i].value, t.elem(), false)
	})
}

// braces shows n items between two brackets, as many as there is room for.
func (p *printer) braces(open, shut byte, n int, item func(int)) {
	p.buf = append(p.buf, open)
	defer func() { p.buf = append(p.buf, shut) }()
	if p.depth > maxDepth && n > 0 {
		p.s("…")
		return
	}
	p.depth++
	defer func() { p.depth-- }()
	for i := range n {
		if i > 0 {
			p.s(", ")
		}
		if i == maxItems || p.full() {
			p.s(fmt.Sprintf("… %d more", n-i))
			return
		}
		item(i)
	}
}

// An entry is one of a map's. Its value cannot be found by its key where that is a NaN.
type entry struct{ key, value reflect.Value }

// sortedEntries gives what is in a map, its keys in the order in which people expect them: numbers
// and strings by value, others by their text.
func sortedEntries(m reflect.Value) []entry {
	entries := make([]entry, 0, m.Len())
	for it := m.MapRange(); it.Next(); {
		entries = append(entries, entry{it.Key(), it.Value()})
	}
	texts := make(map[reflect.Value]string)
	slices.SortStableFunc(entries, func(x, y entry) int {
		a, b := inner(x.key), inner(y.key)
		if c := cmp.Compare(rank(a), rank(b)); c != 0 {
			return c
		}
		switch {
		case !a.IsValid():
			return 0
		case a.CanInt():
			return cmp.Compare(a.Int(), b.Int())
		case a.CanUint():
			return cmp.Compare(a.Uint(), b.Uint())
		case a.CanFloat():
			return cmp.Compare(a.Float(), b.Float())
		case a.Kind() == reflect.String:
			return cmp.Compare(a.String(), b.String())
		}
		return cmp.Compare(keyText(texts, a), keyText(texts, b))
	})
	return entries
}

func inner(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	return v
}

// rank groups the keys of an interface type by what they can be compared as.
func rank(v reflect.Value) int {
	switch {
	case !v.IsValid():
		return 0
	case v.CanInt():
		return 1
	case v.CanUint():
		return 2
	case v.CanFloat():
		return 3
	case v.Kind() == reflect.String:
		return 4
	}
	return 5
}

// keyText is the text of a key by which it is sorted. Methods are not called for it.
func keyText(texts map[reflect.Value]string, v reflect.Value) string {
	text, ok := texts[v]
	if !ok {
		p := new(printer)
		p.value(v, nil, false)
		text = string(p.buf)
		texts[v] = text
	}
	return text
}
