package engine

import (
	"cmp"
	"fmt"
	"log"
	"reflect"
	"strconv"
)

// minOf is min of list, of the type that into points to.
func minOf(into any, list ...any) any { return extreme(into, list, -1) }

// maxOf is max.
func maxOf(into any, list ...any) any { return extreme(into, list, 1) }

func extreme(into any, list []any, sign int) any {
	to := reflect.ValueOf(into).Elem()
	to.Set(argument(list[0], to.Type()))
	for _, x := range list[1:] {
		v := argument(x, to.Type())
		if to.CanFloat() {
			a, b := to.Float(), v.Float()
			if sign < 0 {
				to.SetFloat(min(a, b)) // knows NaN and the two zeros
			} else {
				to.SetFloat(max(a, b))
			}
			continue
		}
		if compareOrdered(v, to)*sign > 0 {
			to.Set(v)
		}
	}
	return to.Interface()
}

// compareOrdered compares two integers or strings of one type.
func compareOrdered(a, b reflect.Value) int {
	switch {
	case a.CanInt():
		return cmp.Compare(a.Int(), b.Int())
	case a.CanUint():
		return cmp.Compare(a.Uint(), b.Uint())
	}
	return cmp.Compare(a.String(), b.String())
}

// shift is the count of a shift, an integer of any type.
func shift(n any) uint {
	v := reflect.ValueOf(n)
	if v.CanInt() {
		if v.Int() < 0 {
			panic(caught(func() { _ = 1 << v.Int() }))
		}
		return uint(v.Int())
	}
	return uint(min(v.Uint(), 1<<20)) // as good as any number of bits
}

// offsets are the places at which the runes of s begin, an invalid byte being one.
func offsets(s string) []int {
	list := make([]int, 0, len(s))
	for i := range s {
		list = append(list, i)
	}
	return list
}

// clearOf is clear.
func clearOf(x any) { reflect.ValueOf(x).Clear() }

// box puts v where into points and returns into: new(v).
func box(into, v any) any {
	assignTo(into, v)
	return into
}

// Print is the built-in function print.
func (r *cellRuntime) Print(args ...any) {
	var b []byte
	for _, a := range args {
		b = appendPrinted(b, a)
	}
	r.host.print("stderr", b)
}

// Println is the built-in function println.
func (r *cellRuntime) Println(args ...any) {
	var b []byte
	for i, a := range args {
		if i > 0 {
			b = append(b, ' ')
		}
		b = appendPrinted(b, a)
	}
	r.host.print("stderr", append(b, '\n'))
}

// appendPrinted writes a value as the built-in print functions do.
func appendPrinted(b []byte, a any) []byte {
	v := reflect.ValueOf(a)
	switch v.Kind() {
	case reflect.Invalid:
		return append(b, "(0x0,0x0)"...)
	case reflect.Bool:
		return strconv.AppendBool(b, v.Bool())
	case reflect.String:
		return append(b, v.String()...)
	case reflect.Float32, reflect.Float64:
		return strconv.AppendFloat(b, v.Float(), 'g', -1, v.Type().Bits())
	case reflect.Complex64, reflect.Complex128:
		return append(b, strconv.FormatComplex(v.Complex(), 'g', -1, v.Type().Bits())...)
	case reflect.Slice:
		return fmt.Appendf(b, "[%d/%d]%#x", v.Len(), v.Cap(), v.Pointer())
	case reflect.Pointer, reflect.Map, reflect.Chan, reflect.Func, reflect.UnsafePointer:
		return fmt.Appendf(b, "%#x", v.Pointer())
	}
	if v.CanInt() {
		return strconv.AppendInt(b, v.Int(), 10)
	}
	if v.CanUint() {
		return strconv.AppendUint(b, v.Uint(), 10)
	}
	return fmt.Append(b, a)
}

// Exit is os.Exit.
func (r *cellRuntime) Exit(line *int, code int) { r.host.exit(code, r.position(line)) }

// Fatal is log.Fatal.
func (r *cellRuntime) Fatal(line *int, args ...any) {
	log.Print(args...)
	r.Exit(line, 1)
}

// Fatalf is log.Fatalf.
func (r *cellRuntime) Fatalf(line *int, format string, args ...any) {
	log.Printf(format, args...)
	r.Exit(line, 1)
}

// Fatalln is log.Fatalln.
func (r *cellRuntime) Fatalln(line *int, args ...any) {
	log.Println(args...)
	r.Exit(line, 1)
}
