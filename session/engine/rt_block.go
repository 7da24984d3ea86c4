package engine

import (
	"context"
	"io"
	"iter"
	"reflect"
	"sync"
	"unsafe"

	"github.com/goawait/goawait/session/async"
)

// The kinds of what async with enters, numbered as transform.AsyncKind.
const (
	withEnter = iota + 4
	withCloser
	withLocker
)

// A body is the block of an async with, or of a loop over a function. It returns how it was
// left: bodyDone, bodyBreak, or the number of a jump.
type body struct{ fn reflect.Value }

// The ways to leave a body that are no jumps.
const (
	bodyDone  = 0 // its statements have ended
	bodyBreak = 1 // it broke off the loop
)

// bodyOf makes a body of an interpreted function.
func bodyOf(fn any) *body { return &body{reflect.ValueOf(fn)} }

func (b *body) call(args []reflect.Value) int { return int(b.fn.Call(args)[0].Int()) }

// With enters x, calls block with what that gave, leaves x again and returns how it was left. What
// it panics with or raises goes on after that, unless x has handled it or puts another error in its
// place.
func (r *cellRuntime) With(line *int, at, kind int, x, block any) int {
	f, b := frameOf(line), block.(*body)
	here := func() {
		f.line = at
		async.Current().SetPos(r.no, at)
	}
	here()
	left := bodyDone
	var panicked any
	wait, how := beginWait(), "entering "
	err := async.WithAny(taskContext(), resource(kind, x), func(v any) error {
		wait.end(how + waitedFor(wait, 0, "", x))
		defer func() {
			wait, how = beginWait().at(at), "leaving "
			p := recover()
			if p == nil {
				here()
				return
			}
			if _, raised := async.Raised(p); !raised {
				panicked = r.translate(p)
				p = panicked
			}
			panic(p)
		}()
		var args []reflect.Value
		if t := b.fn.Type(); t.NumIn() > 0 {
			args = append(args, argument(v, t.In(0)))
		}
		left = b.call(args)
		return nil
	})
	wait.end(how + waitedFor(wait, 0, "", x))
	if e, ok := err.(*async.PanicError); ok && panicked != nil && sameValue(e.Value, panicked) {
		panic(panicked) // so that it can be recovered
	}
	async.Raise(err)
	return left
}

// sameValue reports whether two interfaces hold one value, also where its type cannot be
// compared.
func sameValue(a, b any) bool {
	return *(*[2]unsafe.Pointer)(unsafe.Pointer(&a)) == *(*[2]unsafe.Pointer)(unsafe.Pointer(&b))
}

// resource makes of x what its static type says that it is entered as.
func resource(kind int, x any) any {
	switch kind {
	case withCloser:
		if c, ok := x.(io.Closer); ok {
			return async.Closing(c)
		}
	case withLocker:
		if l, ok := x.(sync.Locker); ok {
			return async.Locking(l)
		}
	}
	if x == nil {
		panic(nilDereference())
	}
	return x
}

// Push ranges over the function seq: for each of its items it calls block. It returns by which jump
// the loop was left, bodyDone for none.
func (r *cellRuntime) Push(line *int, at int, isAsync bool, seq, block any) int {
	frameOf(line).line = at
	b := block.(*body)
	v := reflect.ValueOf(seq)
	if v.Kind() != reflect.Func || v.IsNil() {
		panic(nilDereference())
	}
	t := v.Type().In(0)
	var items iter.Seq[[]reflect.Value] = func(yield func([]reflect.Value) bool) {
		v.Call([]reflect.Value{reflect.MakeFunc(t, func(args []reflect.Value) []reflect.Value {
			return []reflect.Value{reflect.ValueOf(yield(args)).Convert(t.Out(0))}
		})})
	}
	if isAsync {
		items = async.EachSeq(items)
	}
	left := bodyDone
	for args := range items {
		if left = b.call(args); left != bodyDone {
			break
		}
	}
	if left == bodyBreak {
		return bodyDone
	}
	return left
}

// each begins an async for over a channel, or over what has a method Next.
func each(next bool, x any) *async.Iteration {
	if next {
		m := reflect.ValueOf(x)
		if !m.IsValid() {
			panic(nilDereference())
		}
		x = &pulled{m.MethodByName("Next")}
	}
	it, err := async.Iterate(x)
	async.Raise(err)
	return it
}

// pulled is an iterator by its method, whatever else its type is.
type pulled struct{ next reflect.Value }

// Next calls the method.
func (p *pulled) Next(ctx context.Context) (any, bool, error) {
	out := p.next.Call([]reflect.Value{reflect.ValueOf(ctx)})
	err, _ := out[2].Interface().(error)
	return out[0].Interface(), out[1].Bool(), err
}

// Step takes the next item of an async for; it gives false after the last.
func (r *cellRuntime) Step(line *int, at int, it *async.Iteration) bool {
	frameOf(line).line = at
	async.Current().SetPos(r.no, at)
	wait := beginWait()
	ok, err := it.Step(taskContext())
	wait.end("items")
	async.Raise(err)
	return ok
}

// itemOf is what the last step took, of the type that into points to.
func itemOf(it *async.Iteration, into any) any {
	v, _ := it.Values()
	assignTo(into, v)
	return valueAt(into)
}
