package native

import "testing"

// What a reflected function is called with lies in a frame that the collector knows by a table,
// see regArgsMain. The words here look like pointers and are none: to take one for a pointer ends
// the process at once.
func TestRegistersOfReflectedCalls(t *testing.T) {
	w, e := workspace(t, module)
	p := build(t, w, e, cell("example.com/ws/goawait/registers", `
import (
	"fmt"
	"math"
	"reflect"
	"runtime"
	"unsafe"
)

type function func(a, b, c, d, e, f, g, h, i uintptr, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x float64, y *int) int

func (f function) Method(a, b, c, d, e, f2, g, h uintptr, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x float64) int {
	runtime.GC()
	return 2
}

var large []byte

func Run() {
	large = make([]byte, 1<<16-1) // the rest of its last page is nobody's
	i := uintptr(unsafe.Pointer(&large[len(large)-1])) + 1
	x := math.Float64frombits(uint64(i))
	made := reflect.MakeFunc(reflect.TypeFor[function](), func(args []reflect.Value) []reflect.Value {
		runtime.GC()
		return []reflect.Value{reflect.ValueOf(1)}
	}).Interface().(function)
	fmt.Println(made(i, i, i, i, i, i, i, i, i, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, nil))
	method := reflect.ValueOf(made).Method(0).Interface().(func(a, b, c, d, e, f, g, h uintptr, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x float64) int)
	fmt.Println(method(i, i, i, i, i, i, i, i, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x))
}
`))
	expect(t, load(t, w, e, p), "1\n2")
}
