package engine

import (
	"fmt"
	"math"
	"reflect"
	"runtime"
	"strings"
	"unsafe"
)

// Panic is panic.
func (r *cellRuntime) Panic(v any) {
	if v == nil {
		panic(new(runtime.PanicNilError))
	}
	panic(v)
}

// caught returns the value that f panics with.
func caught(f func()) (v any) {
	defer func() { v = recover() }()
	f()
	return nil
}

// nilDereference is the value that Go panics with at a nil pointer.
func nilDereference() any {
	return caught(func() {
		var p *int
		*p = 0
	})
}

// translations are the panics of reflection that an interpreted operation ends in, and what
// Go says in their place.
var translations = map[string]string{
	"reflect: slice index out of range":                     "index out of range",
	"reflect: array index out of range":                     "index out of range",
	"reflect: string index out of range":                    "index out of range",
	"reflect.Value.Slice: slice index out of bounds":        "slice bounds out of range",
	"reflect.Value.Slice: string slice index out of bounds": "slice bounds out of range",
	"reflect.MakeSlice: negative len":                       "makeslice: len out of range",
	"reflect.MakeSlice: negative cap":                       "makeslice: cap out of range",
	"reflect.MakeSlice: len > cap":                          "makeslice: cap out of range",
}

// translate makes of the value that an interpreted operation panicked with the one that Go
// panics with. Values of the person's own are left as they are.
func (r *cellRuntime) translate(v any) any {
	switch v := v.(type) {
	case reflect.Value:
		if v.CanInterface() {
			return v.Interface()
		}
	case runtime.Error:
		if rest, ok := strings.CutPrefix(v.Error(), "hash of unhashable type: "); ok {
			return runtimeError("hash of unhashable type " + rest)
		}
	case *reflect.ValueError:
		if !r.reflects {
			return nilDereference()
		}
	case string:
		if r.reflects {
			return v
		}
		if text, ok := translations[v]; ok {
			return runtimeError(text)
		}
		if n := -1; v == "reflect.MakeChan: negative buffer size" {
			return caught(func() { _ = make(chan int, n) })
		}
		if v == "reflect.Value.Call: call of nil function" || v == "reflect: Method on nil interface value" || v == "reflect: Call using zero Value argument" {
			return nilDereference()
		}
		if rest, ok := strings.CutPrefix(v, "reflect: cannot convert slice with length "); ok {
			length, want, _ := strings.Cut(strings.Replace(rest, " to pointer to array", " to array", 1), " to array with length ")
			return conversionError(length, want)
		}
	}
	return v
}

// index returns i if it is within a length.
func index(i, n int) int {
	if uint(i) >= uint(n) {
		indexError(i, n)
	}
	return i
}

// indexError panics as Go does at an index out of range. Its result stands where a condition
// is wanted.
func indexError(i, n int) bool {
	_ = make([]struct{}, n)[i]
	return true
}

// sliceError panics as Go does at slice bounds out of range; full is absent in a two-part slice.
func sliceError(low, high, full, length, capacity int, text bool) bool {
	switch {
	case full != absent:
		_ = make([]struct{}, length, capacity)[low:high:full]
	case text:
		s := strings.Repeat(" ", min(length, 1<<20)) // which text matters to no one
		if high < 0 || high > length {
			_ = s[min(low, len(s)):high]
		}
		_ = s[low:high]
	default:
		_ = make([]struct{}, length, capacity)[low:high]
	}
	return true
}

// valueAt returns what p points to.
func valueAt(p any) any { return reflect.ValueOf(p).Elem().Interface() }

// errorIn returns x, an error or nil.
func errorIn(x any) error {
	err, _ := x.(error)
	return err
}

// Into puts v where p points; nil is the zero value.
func (r *cellRuntime) Into(p, v any) {
	assignTo(p, v)
	if r.declared != nil {
		if told := r.declared[reflect.ValueOf(p).Pointer()]; told != nil {
			told()
		}
	}
}

// elementAt returns the address of an element of a slice or of an array that x points to, or
// of a copy of what a string or array has there.
func elementAt(x any, i int) any {
	v := reflect.ValueOf(x)
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			panic(nilDereference())
		}
		v = v.Elem()
	}
	index(i, v.Len())
	e := v.Index(i)
	if e.CanAddr() {
		return e.Addr().Interface()
	}
	p := reflect.New(e.Type())
	p.Elem().Set(e)
	return p.Interface()
}

// absent stands for a bound that a slice expression leaves out.
const absent = math.MinInt

// sliceOf slices x, a slice, a string or a pointer to an array.
func sliceOf(x any, low, high, full int) any {
	v := reflect.ValueOf(x)
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			panic(nilDereference())
		}
		v = v.Elem()
	}
	length, capacity := v.Len(), v.Len()
	if v.Kind() == reflect.Slice {
		capacity = v.Cap()
	}
	if low == absent {
		low = 0
	}
	if high == absent {
		high = length
	}
	limit := capacity
	if full != absent {
		limit = full
	}
	if limit > capacity || low < 0 || low > high || high > limit {
		sliceError(low, high, full, length, capacity, v.Kind() != reflect.Slice)
	}
	if full != absent {
		return v.Slice3(low, high, full).Interface()
	}
	return v.Slice(low, high).Interface()
}

// assert is x.(T), of which into points to a T and from to an interface of the type of x as written.
func assert(x, into, from any) any {
	if !assertOk(x, into) {
		panic(assertionError(x, reflect.TypeOf(into).Elem(), reflect.TypeOf(from).Elem()))
	}
	return valueAt(into)
}

// assertOk is _, ok = x.(T), with the value where into points.
func assertOk(x, into any) bool {
	to := reflect.ValueOf(into).Elem()
	if !hasType(x, to.Type()) {
		return false
	}
	to.Set(reflect.ValueOf(x))
	return true
}

func hasType(x any, t reflect.Type) bool {
	if x == nil {
		return false
	}
	have := reflect.TypeOf(x)
	return have == t || t.Kind() == reflect.Interface && have.Implements(t)
}

// typeCase returns which case of a type switch x belongs to: each is a pointer to a type, or
// nil for the case nil. It returns -1 for the default.
func typeCase(x any, cases ...any) int {
	for i, c := range cases {
		if c == nil && x == nil || c != nil && hasType(x, reflect.TypeOf(c).Elem()) {
			return i
		}
	}
	return -1
}

// assertionError makes the *runtime.TypeAssertionError that Go panics with. Its fields are
// not exported; they are the three types and the name of a missing method.
func assertionError(x any, to, from reflect.Type) error {
	e := new(runtime.TypeAssertionError)
	fields := (*struct {
		iface, concrete, asserted unsafe.Pointer
		missing                   string
	})(unsafe.Pointer(e))
	if unsafe.Sizeof(*e) != unsafe.Sizeof(*fields) {
		return otherError(fmt.Sprintf("interface conversion: %s is %T, not %s", from, x, to))
	}
	fields.asserted = typeWord(to)
	if to.Kind() != reflect.Interface {
		fields.iface = typeWord(from)
	}
	if x != nil {
		fields.concrete = typeWord(reflect.TypeOf(x))
		if to.Kind() == reflect.Interface {
			fields.missing = missingMethod(reflect.TypeOf(x), to)
		}
	}
	return e
}

func missingMethod(t, iface reflect.Type) string {
	for i := range iface.NumMethod() {
		if _, ok := t.MethodByName(iface.Method(i).Name); !ok {
			return iface.Method(i).Name
		}
	}
	return iface.Method(0).Name
}

// typeWord is the pointer that an interface holding a value of type t has as its type.
func typeWord(t reflect.Type) unsafe.Pointer {
	v := any(t)
	return (*[2]unsafe.Pointer)(unsafe.Pointer(&v))[1]
}
