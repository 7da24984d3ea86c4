package engine

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/goawait/goawait/session/async"
)

// A later is a call whose function and arguments were evaluated already: what go, defer and
// await take.
type later struct {
	fn     reflect.Value
	args   []reflect.Value
	spread bool // the last argument is the variadic slice
}

// callLater makes a later. An argument that lost its type on the way, as nil does, gets the
// parameter's.
func callLater(spread bool, fn any, args ...any) *later {
	c := &later{fn: reflect.ValueOf(fn), spread: spread}
	if c.fn.Kind() != reflect.Func || c.fn.IsNil() {
		return c // calling it panics, when it is called
	}
	t := c.fn.Type()
	for i, a := range args {
		var want reflect.Type
		switch {
		case t.IsVariadic() && i >= t.NumIn()-1 && !spread:
			want = t.In(t.NumIn() - 1).Elem()
		default:
			want = t.In(i)
		}
		c.args = append(c.args, argument(a, want))
	}
	return c
}

func argument(a any, want reflect.Type) reflect.Value {
	v := reflect.ValueOf(a)
	switch {
	case a == nil:
		return reflect.Zero(want)
	case !v.Type().AssignableTo(want) && v.CanConvert(want):
		return v.Convert(want)
	}
	return v
}

// do makes the call.
func (c *later) do() []reflect.Value {
	if c.fn.Kind() != reflect.Func || c.fn.IsNil() {
		panic(nilDereference())
	}
	if c.spread {
		return c.fn.CallSlice(c.args)
	}
	if t := c.fn.Type(); t.IsVariadic() && len(c.args) == t.NumIn()-1 { // Call would give it an empty slice
		return c.fn.CallSlice(append(slices.Clip(c.args), reflect.Zero(t.In(len(c.args)))))
	}
	return c.fn.Call(c.args)
}

// Go makes a call on a goroutine of its own. A panic there is reported at its line, and the
// line of the go statement.
func (r *cellRuntime) Go(line *int, call *later) {
	at := r.position(line)
	fn := &function{rt: r, name: "go", line: at.Line, sig: new(signature)}
	async.Current().SetPos(r.no, at.Line)
	async.Go(func() { fn.run(func(*int) { call.do() }) })
}

// Builtin returns a function that does what a built-in function does, for go and defer.
func (r *cellRuntime) Builtin(name string) any {
	switch name {
	case "close":
		return func(ch any) { reflect.ValueOf(ch).Close() }
	case "delete":
		return func(m, k any) {
			v := reflect.ValueOf(m)
			v.SetMapIndex(argument(k, v.Type().Key()), reflect.Value{})
		}
	case "clear":
		return clearOf
	case "copy":
		return func(to, from any) { reflect.Copy(reflect.ValueOf(to), reflect.ValueOf(from)) }
	case "panic":
		return r.Panic
	case "print":
		return r.Print
	case "println":
		return r.Println
	case "recover":
		return func() {} // recovers nothing: it is not called by the deferred function
	}
	panic(fmt.Sprintf("the built-in function %s cannot be deferred", name))
}

// methodOf returns the method of x with that name as a function.
func methodOf(x any, name string) any {
	v := reflect.ValueOf(x)
	if !v.IsValid() {
		panic(nilDereference())
	}
	m := v.MethodByName(name)
	if !m.IsValid() {
		panic(fmt.Sprintf("%T has no method %s", x, name))
	}
	if v.Kind() == reflect.Pointer && v.IsNil() {
		if _, ok := v.Type().Elem().MethodByName(name); ok {
			panic(nilDereference()) // the method wants the value
		}
	}
	return m.Interface()
}
