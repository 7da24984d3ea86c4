package display

import (
	"fmt"
	"reflect"
	"time"
)

// A Type is what a value's static type adds to its reflect type: its text as the person would
// write it, and their own field names where an interpreted value has lost them. Any part may
// be missing.
type Type struct {
	Text   string
	Fields map[string]*Type // of structs, by field name
	Order  []string         // the field names in order
	Elem   *Type            // of pointers, slices, arrays, channels and maps
	Key    *Type            // of maps
}

// A Shown is a value as people see it.
type Shown struct {
	Text     string // one line where possible
	Type     string
	Children int  // how many Children gives
	Nil      bool // there is nothing to show unless it is asked for
}

// Limits of one text.
const (
	maxText  = 4 << 10                // bytes, about
	maxDepth = 6                      // of composites in composites
	maxItems = 100                    // of one composite
	maxWait  = 100 * time.Millisecond // for all methods together
)

// Of shows v, whose static type is t; t may be nil. An invalid v is shown as nil.
func Of(v reflect.Value, t *Type) (s Shown) {
	s = Shown{Type: typeText(v, t), Text: "nil", Nil: true}
	if !v.IsValid() || isNil(v) {
		return s
	}
	defer func() {
		if r := recover(); r != nil { // of ours: the person's are caught where they are called
			s = Shown{Type: s.Type, Text: fmt.Sprintf("<cannot be shown: %v>", r)}
		}
	}()
	p := printer{deadline: time.Now().Add(maxWait)}
	p.top(v, t)
	s.Text, s.Nil = string(p.buf), false
	s.Children = count(v)
	return s
}

// typeText is the static type where it is known, else the type of the value.
func typeText(v reflect.Value, t *Type) string {
	switch {
	case t != nil && t.Text != "":
		return t.Text
	case v.IsValid():
		return v.Type().String()
	}
	return ""
}

// isNil reports whether v is nil, or an interface that holds nothing but a nil.
func isNil(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Interface:
		return v.IsNil() || isNil(v.Elem())
	case reflect.Pointer, reflect.Map, reflect.Slice, reflect.Func, reflect.Chan, reflect.UnsafePointer:
		return v.IsNil()
	}
	return false
}

// elem is t.Elem for a t that may be nil.
func (t *Type) elem() *Type {
	if t == nil {
		return nil
	}
	return t.Elem
}

func (t *Type) key() *Type {
	if t == nil {
		return nil
	}
	return t.Key
}

// field gives the person's name and the type of field i of the struct type rt.
func (t *Type) field(rt reflect.Type, i int) (string, *Type) {
	name := rt.Field(i).Name
	if t == nil {
		return name, nil
	}
	if len(t.Order) == rt.NumField() {
		name = t.Order[i]
	}
	return name, t.Fields[name]
}
