package engine

import (
	"reflect"
	"strings"
	"sync"
	"unsafe"

	"github.com/goawait/goawait/session/async"
	"github.com/goawait/goawait/session/engine/cellrt"
)

// maxStack is how much stack the functions of cells may use. Past it the Go runtime doubles
// the stack once or twice more and then ends the process.
const maxStack = 64 << 20

// maxStackTrace is how many positions of a stack overflow are told.
const maxStackTrace = 50

// A function is a function value of a cell, as long as its closure lives.
type function struct {
	rt    *cellRuntime
	name  string
	line  int // where its body begins
	inner reflect.Value
	sig   *signature
}

// A signature is the type of a lowered function: inner takes a frame first, outer does not.
type signature struct {
	outer reflect.Type
	out   []reflect.Type // results of both
}

// signatures caches them by the type of inner.
var signatures sync.Map

func signatureOf(inner reflect.Type) *signature {
	if s, ok := signatures.Load(inner); ok {
		return s.(*signature)
	}
	var in, out []reflect.Type
	for i := 1; i < inner.NumIn(); i++ {
		in = append(in, inner.In(i))
	}
	for i := range inner.NumOut() {
		out = append(out, inner.Out(i))
	}
	s := &signature{reflect.FuncOf(in, out, inner.IsVariadic()), out}
	signatures.Store(inner, s)
	return s
}

// A frame is one call of a function of a cell. Interpreted code holds the address of line,
// and notes there which line it is at; the runtime gets from it to the frame.
type frame struct {
	line     int // first
	fn       *function
	returned bool
	unwind   *unwinding // nil until it is needed
	call     *call      // nil unless it is profiled
}

// An unwinding is what a frame needs to end in any other way than by returning.
type unwinding struct {
	defers    []*later
	results   []reflect.Value // pointers to named results
	panicking bool
	value     any
}

func frameOf(line *int) *frame { return (*frame)(unsafe.Pointer(line)) }

func (f *frame) more() *unwinding {
	if f.unwind == nil {
		f.unwind = new(unwinding)
	}
	return f.unwind
}

// call calls the function with a frame of its own.
func (fn *function) call(args []reflect.Value) (results []reflect.Value) {
	f := &frame{line: fn.line, fn: fn}
	f.callInner(args, &results)
	f.rethrow()
	return results
}

func (f *frame) callInner(args []reflect.Value, results *[]reflect.Value) {
	defer f.end(results)
	f.enter()
	in := make([]reflect.Value, len(args)+1)
	in[0] = reflect.ValueOf(&f.line)
	copy(in[1:], args)
	if f.fn.sig.outer.IsVariadic() {
		*results = f.fn.inner.CallSlice(in)
	} else {
		*results = f.fn.inner.Call(in)
	}
	f.returned = true
}

// enter is what happens before a function's first statement.
func (f *frame) enter() {
	if p := profiling.Load(); p != nil {
		f.call = p.enter(f)
	}
	if haltRequested {
		async.Checkpoint()
	}
	if cellrt.StackUsed() > maxStack {
		panic(&cellrt.StackError{})
	}
}

// end is deferred by whoever calls a function's body. It runs the function's deferred calls,
// adds the frame to the trace of a panic, and sees to the results. It ends the panic: once
// the caller has left the function that deferred it, rethrow goes on with it.
func (f *frame) end(results *[]reflect.Value) {
	v := recover()
	if f.call != nil {
		defer f.call.leave()
	}
	if f.returned && f.unwind == nil {
		return
	}
	if v != nil {
		v = f.fn.rt.translate(v)
		cellrt.Record(callsBody)
		f.record(v)
		u := f.more()
		u.panicking, u.value = true, v
	}
	u := f.unwind
	if u == nil {
		return // runtime.Goexit
	}
	f.runDeferred(u)
	switch {
	case u.panicking:
	case u.results != nil:
		list := make([]reflect.Value, len(u.results))
		for i, p := range u.results {
			list[i] = p.Elem()
		}
		*results = list
	case *results == nil:
		list := make([]reflect.Value, len(f.fn.sig.out))
		for i, t := range f.fn.sig.out {
			list[i] = reflect.Zero(t)
		}
		*results = list
	}
}

// callsBody reports whether a function of that name is what calls the body of an interpreted one.
func callsBody(function string) bool {
	return strings.HasSuffix(function, "engine.(*frame).callInner") || strings.HasSuffix(function, "engine.(*frame).runBody")
}

// rethrow goes on with the panic that end stopped. A panic that went on from inside end
// would keep the stack below it alive, and every frame above would walk all of that again:
// unwinding n calls would cost the square of n (at n = 1,000, eight seconds).
func (f *frame) rethrow() {
	if f.unwind != nil && f.unwind.panicking {
		panic(f.unwind.value)
	}
}

// record adds the frame to the trace of the panic v.
func (f *frame) record(v any) {
	if s, ok := v.(*cellrt.StackError); ok {
		s.Frames++
		if s.Frames > maxStackTrace {
			return
		}
	}
	async.Current().Record(async.Position{Cell: f.fn.rt.no, Line: f.line, Func: f.fn.name})
}

// runDeferred runs the deferred calls, the last first. One that panics replaces the panic
// before it; the others run all the same.
func (f *frame) runDeferred(u *unwinding) {
	done := false
	defer func() {
		if !done && len(u.defers) > 0 { // runtime.Goexit in a deferred call
			f.runDeferred(u)
		}
	}()
	for len(u.defers) > 0 {
		d := u.defers[len(u.defers)-1]
		u.defers = u.defers[:len(u.defers)-1]
		f.runOne(u, d)
	}
	done = true
}

func (f *frame) runOne(u *unwinding, d *later) {
	putBack := func() {}
	if u.panicking {
		putBack = async.Current().Shelve()
	}
	defer func() {
		if v := recover(); v != nil {
			v = f.fn.rt.translate(v)
			f.record(v)
			u.panicking, u.value = true, v
			return
		}
		if u.panicking {
			putBack()
		}
	}()
	if done := async.Cleanup(); done != nil {
		defer done()
	}
	if v, may := u.recoverable(); may {
		if d.mayRecover(v) {
			u.panicking, u.value = false, nil
		}
		return
	}
	d.do()
}

// Defer has a call made when the function of the frame ends.
func (r *cellRuntime) Defer(line *int, call *later) {
	u := frameOf(line).more()
	u.defers = append(u.defers, call)
}

// Results says where the named results of the frame's function are: deferred calls may
// change them.
func (r *cellRuntime) Results(line *int, pointers ...any) {
	u := frameOf(line).more()
	for _, p := range pointers {
		u.results = append(u.results, reflect.ValueOf(p))
	}
}

// Func makes a function that people can call of inner, which takes a frame as well.
func (r *cellRuntime) Func(name string, line int, inner any) any {
	v := reflect.ValueOf(inner)
	fn := &function{rt: r, name: name, line: line, inner: v, sig: signatureOf(v.Type())}
	if f := fn.direct(inner); f != nil {
		return f
	}
	return reflect.MakeFunc(fn.sig.outer, fn.call).Interface()
}

// direct is Func for the types that library functions call often, without a detour through
// reflection.
func (fn *function) direct(inner any) any {
	switch inner := inner.(type) {
	case func(*int):
		return func() { fn.run(func(p *int) { inner(p) }) }
	case func(*int) error:
		return func() (err error) { fn.runResult(&err, func(p *int) { err = inner(p) }); return err }
	case func(*int, int, int) bool:
		return func(i, j int) (b bool) { fn.runResult(&b, func(p *int) { b = inner(p, i, j) }); return b }
	case func(*int, int) int:
		return func(i int) (n int) { fn.runResult(&n, func(p *int) { n = inner(p, i) }); return n }
	case func(*int, rune) bool:
		return func(c rune) (b bool) { fn.runResult(&b, func(p *int) { b = inner(p, c) }); return b }
	case func(*int, rune) rune:
		return func(c rune) (d rune) { fn.runResult(&d, func(p *int) { d = inner(p, c) }); return d }
	case func(*int, string) string:
		return func(s string) (t string) { fn.runResult(&t, func(p *int) { t = inner(p, s) }); return t }
	case func(*int, string) bool:
		return func(s string) (b bool) { fn.runResult(&b, func(p *int) { b = inner(p, s) }); return b }
	}
	return nil
}

func (fn *function) run(body func(*int)) {
	f := &frame{line: fn.line, fn: fn}
	var none []reflect.Value
	f.runBody(&none, body)
	f.rethrow()
}

// runResult is run for a function with one result, which body sets and deferred calls may
// set again.
func (fn *function) runResult(result any, body func(*int)) {
	f := &frame{line: fn.line, fn: fn}
	results := []reflect.Value{reflect.ValueOf(result).Elem()}
	f.runBody(&results, body)
	f.rethrow()
	if f.unwind != nil && f.unwind.results != nil {
		reflect.ValueOf(result).Elem().Set(results[0])
	}
}

func (f *frame) runBody(results *[]reflect.Value, body func(*int)) {
	defer f.end(results)
	f.enter()
	body(&f.line)
	f.returned = true
}
