package engine

import (
	"reflect"
	"runtime"
	"strings"

	"github.com/goawait/goawait/session/async"
	"github.com/goawait/goawait/session/engine/cellrt"
	"github.com/goawait/goawait/session/engine/wire"
)

// recoverable gives the value that a frame panics with, if recover may end that: what await
// raises, and being stopped, is not a panic.
func (u *unwinding) recoverable() (v any, may bool) {
	if !u.panicking {
		return nil, false
	}
	if _, tooDeep := u.value.(*cellrt.StackError); tooDeep {
		return nil, false
	}
	if _, raised := async.Raised(u.value); raised {
		return nil, false
	}
	return u.value, true
}

// Recover is recover in a function that the function of this frame deferred.
func (r *cellRuntime) Recover(line *int) any {
	u := frameOf(line).unwind
	if u == nil {
		return nil
	}
	v, may := u.recoverable()
	if may {
		u.panicking, u.value = false, nil
	}
	return v
}

// mayRecover makes a deferred call while the frame panics with v, and reports whether the function has
// recovered. An interpreted frame has ended the panic of Go's already: compiled cells, and what they
// declare, are offered v. A library's function knows of no offers. It gets a panic of Go's, and is called
// by the statement that defers it, as recover wants it: lanes.Deferred lets through what has one here.
func (c *later) mayRecover(v any) bool {
	if c.ofLibrary() {
		switch f := c.shaped().(type) {
		case func():
			return duringPanic(v, func() { defer f(); panic(v) })
		case func() error:
			return duringPanic(v, func() { defer f(); panic(v) })
		case func(*error):
			to, _ := c.args[0].Interface().(*error)
			return duringPanic(v, func() { defer f(to); panic(v) })
		}
	}
	return cellrt.Offer(v, c.doOffered)
}

// shaped is the function, without a name for its type if that is one of mayRecover's.
func (c *later) shaped() any {
	for _, t := range []reflect.Type{reflect.TypeFor[func()](), reflect.TypeFor[func() error](), reflect.TypeFor[func(*error)]()} {
		if c.fn.CanConvert(t) {
			return c.fn.Convert(t).Interface()
		}
	}
	return nil
}

// duringPanic runs what panics with v and defers a call, and reports whether that has recovered.
func duringPanic(v any, panics func()) (recovered bool) {
	defer func() {
		if w := recover(); w != nil && !identical(v, w) {
			panic(w) // the function's own
		}
	}()
	panics()
	return true
}

// identical is a == b, and false of what cannot be compared.
func identical(a, b any) (same bool) {
	defer func() { _ = recover() }()
	return a == b
}

// doOffered makes the call where cellrt.Offer looks for it.
func (c *later) doOffered() { c.do() }

// ofLibrary reports whether a function was made neither by a cell nor by the engine. The method of an
// interface value can be anybody's: a cell's recovers in both ways.
func (c *later) ofLibrary() bool {
	if !c.fn.IsValid() || c.fn.Kind() != reflect.Func || c.fn.IsNil() {
		return false
	}
	name := runtime.FuncForPC(c.fn.Pointer()).Name()
	if name == "reflect.methodValueCall" {
		return true
	}
	for _, other := range []string{"reflect.", wire.CellsPath, "github.com/goawait/goawait/session/engine"} {
		if strings.HasPrefix(name, other) {
			return false
		}
	}
	return true
}
