package async

import (
	"context"
	"fmt"
	"iter"
	"reflect"
)

// An Iterator gives values one by one: Next returns the next, or false after the last.
type Iterator[T any] interface {
	Next(ctx context.Context) (T, bool, error)
}

// EachOf ranges over what ch gives until it is closed. Each step can be cancelled, and lets the
// other tasks of an event loop run; what stops it is raised.
func EachOf[T any](ch <-chan T) iter.Seq[T] {
	return stepping(func(ctx context.Context) (T, bool, error) { return Recv(ctx, ch) })
}

// EachNext ranges over what it gives, as EachOf does.
func EachNext[T any](it Iterator[T]) iter.Seq[T] { return stepping(it.Next) }

func stepping[T any](next func(context.Context) (T, bool, error)) iter.Seq[T] {
	return func(yield func(T) bool) {
		for {
			ctx := Context()
			if err := pass(ctx); err != nil {
				Raise(err)
			}
			v, ok, err := next(ctx)
			if err != nil {
				Raise(err)
			}
			if !ok || !yield(v) {
				return
			}
		}
	}
}

// EachSeq ranges over seq, as EachOf does: between its values.
func EachSeq[T any](seq iter.Seq[T]) iter.Seq[T] {
	return func(yield func(T) bool) {
		Raise(pass(Context()))
		for v := range seq {
			if !yield(v) {
				return
			}
			Raise(pass(Context()))
		}
	}
}

// EachSeq2 is EachSeq for two values.
func EachSeq2[K, V any](seq iter.Seq2[K, V]) iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		Raise(pass(Context()))
		for k, v := range seq {
			if !yield(k, v) {
				return
			}
			Raise(pass(Context()))
		}
	}
}

// pass is what happens between two steps: the task may be cancelled, and on an event loop
// those that are ready have their turn.
func pass(ctx context.Context) error {
	s := StrandOf(ctx)
	if s == nil || s.task == nil || !s.own() {
		return ctx.Err()
	}
	if l, ok := s.task.exec().(*eventLoop); ok && s == &s.task.strand {
		l.giveWay(s.task)
	}
	return s.interrupted(ctx)
}

// An Iteration is an async for of lowered code: over a channel, an iter.Seq or iter.Seq2, or a
// value with Next(context.Context) (T, bool, error), of a type that is known only here. It is
// used by one goroutine. Who leaves it before Step gave false calls Stop.
type Iteration struct {
	next func(context.Context) ([2]any, bool, error)
	stop func()
	last [2]any
}

// Iterate begins an iteration over src.
func Iterate(src any) (*Iteration, error) {
	it := &Iteration{stop: func() {}}
	v := reflect.ValueOf(src)
	switch {
	case src == nil:
	case v.Kind() == reflect.Chan && v.Type().ChanDir()&reflect.RecvDir != 0:
		it.next = func(ctx context.Context) (kv [2]any, ok bool, err error) {
			kv[0], ok, err = AwaitChan(ctx, src)
			return kv, ok, err
		}
	case v.Kind() == reflect.Func && v.Type().CanSeq2():
		next, stop := iter.Pull2(v.Seq2())
		it.stop = stop
		it.next = func(context.Context) ([2]any, bool, error) {
			k, v, ok := next()
			return [2]any{interfaceOf(k), interfaceOf(v)}, ok, nil
		}
	case v.Kind() == reflect.Func && v.Type().CanSeq():
		next, stop := iter.Pull(v.Seq())
		it.stop = stop
		it.next = func(context.Context) ([2]any, bool, error) {
			v, ok := next()
			return [2]any{interfaceOf(v)}, ok, nil
		}
	default:
		it.next = nextOf(v)
	}
	if it.next == nil {
		return nil, fmt.Errorf("%T cannot be ranged over by async for", src)
	}
	return it, nil
}

func interfaceOf(v reflect.Value) any {
	if !v.IsValid() {
		return nil
	}
	return v.Interface()
}

// nextOf is the Next method of an iterator; nil if v has none.
func nextOf(v reflect.Value) func(context.Context) ([2]any, bool, error) {
	m := v.MethodByName("Next")
	if !m.IsValid() {
		return nil
	}
	t := m.Type()
	if t.NumIn() != 1 || t.In(0) != contextType || t.NumOut() != 3 || t.Out(1).Kind() != reflect.Bool || t.Out(2) != errorType {
		return nil
	}
	return func(ctx context.Context) (kv [2]any, ok bool, err error) {
		out := m.Call([]reflect.Value{reflect.ValueOf(ctx)})
		err, _ = out[2].Interface().(error)
		kv[0] = out[0].Interface()
		return kv, out[1].Bool() && err == nil, err
	}
}

// Step takes the next value; it gives false after the last.
func (it *Iteration) Step(ctx context.Context) (bool, error) {
	err := pass(ctx)
	ok := false
	if err == nil {
		it.last, ok, err = it.next(ctx)
	}
	if err != nil || !ok {
		it.Stop()
	}
	return ok, err
}

// Values returns what the last Step took: a value, or two of an iter.Seq2.
func (it *Iteration) Values() (k, v any) { return it.last[0], it.last[1] }

// Stop ends the iteration early. It may be called again, and after the end.
func (it *Iteration) Stop() { it.stop() }
