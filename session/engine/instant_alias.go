package engine

import (
	"reflect"
	"unsafe"

	"github.com/traefik/yaegi/interp"
)

// alias makes global variables of an interpreter lie elsewhere: each whose address is in
// places is moved to the place that is named there. It returns how many it has found.
//
// An interpreter keeps its global variables as addressable reflect.Values in a slice of its
// global frame. There is no way in from outside: a value that is lent as a symbol is a constant
// to yaegi if it is a number, and going through a pointer, (*x), gives expressions the wrong
// type in places. So the slots are found by reflection over the unexported fields. yaegi is
// pinned; a version that is laid out otherwise makes alias find nothing, which bind reports.
func alias(i *interp.Interpreter, places map[uintptr]reflect.Value) int {
	data := globals(i)
	found := 0
	for n, v := range data {
		if !v.CanAddr() {
			continue
		}
		if place, ok := places[v.Addr().Pointer()]; ok && place.Elem().Type() == v.Type() {
			data[n] = place.Elem()
			found++
		}
	}
	return found
}

// globals is the slice of the interpreter's global variables.
func globals(i *interp.Interpreter) []reflect.Value {
	frame, ok := reflect.TypeFor[interp.Interpreter]().FieldByName("frame")
	if !ok || frame.Type.Kind() != reflect.Pointer || frame.Type.Elem().Kind() != reflect.Struct {
		return nil
	}
	data, ok := frame.Type.Elem().FieldByName("data")
	if !ok || data.Type != reflect.TypeFor[[]reflect.Value]() {
		return nil
	}
	global := *(*unsafe.Pointer)(unsafe.Add(unsafe.Pointer(i), frame.Offset))
	if global == nil {
		return nil
	}
	return *(*[]reflect.Value)(unsafe.Add(global, data.Offset))
}
