package engine

import (
	"reflect"
	"strconv"
	"unsafe"
)

// What the Go runtime panics with has types of the runtime's, which %T prints. Where an operation
// cannot be provoked, its error is made as another that can is made.

// runtimeError is what Go panics with that says "runtime error: " and text.
func runtimeError(text string) any {
	v := reflect.New(reflect.TypeOf(nilDereference())).Elem()
	if v.Kind() != reflect.String {
		return otherError("runtime error: " + text)
	}
	v.SetString(text)
	return v.Interface()
}

// conversionError is what Go panics with where a slice is too short to become an array.
func conversionError(length, want string) any {
	short := caught(func() {
		var none []int
		_ = [1]int(none)
	})
	v := reflect.New(reflect.TypeOf(short)).Elem()
	v.Set(reflect.ValueOf(short))
	if v.Kind() == reflect.Struct && setNumber(v.FieldByName("x"), want) && setNumber(v.FieldByName("y"), length) {
		return v.Interface()
	}
	return otherError("runtime error: cannot convert slice with length " + length + " to array or pointer to array with length " + want)
}

// setNumber sets an integer field, which need not be exported.
func setNumber(field reflect.Value, text string) bool {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || !field.IsValid() || !field.CanInt() {
		return false
	}
	reflect.NewAt(field.Type(), unsafe.Pointer(field.UnsafeAddr())).Elem().SetInt(n)
	return true
}

// An otherError is one of a runtime whose errors are made otherwise.
type otherError string

func (e otherError) Error() string { return string(e) }

// RuntimeError makes it a runtime.Error.
func (e otherError) RuntimeError() {}
