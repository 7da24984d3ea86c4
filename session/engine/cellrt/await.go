package cellrt

import (
	"context"
	"fmt"
	"reflect"

	"github.com/goawait/goawait/session/async"
)

// waiting has f called as an await of x at a line of c, and returns what it gave. x is what is
// awaited, or a text that says it.
func waiting[T any](c *Cell, line int, x any, f func(context.Context) (T, error)) (T, error) {
	s := async.Current()
	s.SetPos(int(c.No), line)
	if ended := beginWait(line); ended != nil {
		defer func() { ended(whatIs(x)) }()
	}
	v, err := f(async.Context())
	s.SetPos(int(c.No), line)
	return v, err
}

// Await awaits x, which has a method Await(context.Context) (T, error).
func Await[T any](c *Cell, line int, x async.Awaitable[T]) (T, error) {
	switch x := x.(type) {
	case *async.Coroutine[T]:
		return waiting(c, line, x, x.Await)
	case *async.Task[T]:
		return waiting(c, line, x, x.Await)
	}
	return waiting(c, line, x, func(ctx context.Context) (v T, err error) {
		got, err := async.AwaitAny(ctx, x)
		if err != nil {
			return v, err
		}
		v, ok := got.(T)
		if !ok && got != nil {
			return v, fmt.Errorf("awaiting gave a %T where a %s was expected", got, reflect.TypeFor[T]())
		}
		return v, nil
	})
}

// Call has fn called off the loop and waits for it.
func Call[T any](c *Cell, line int, name string, fn func(context.Context) (T, error)) (T, error) {
	return waiting(c, line, name, func(ctx context.Context) (T, error) {
		beside := func() func() { return func() {} }
		if w := watcher.Load(); w != nil {
			beside = (*w).Beside()
		}
		return async.Call(ctx, name, func(ctx context.Context) (v T, err error) {
			defer beside()()
			ended := false
			defer traced(&ended)
			v, err = fn(ctx)
			ended = true
			return v, err
		})
	})
}

// Adapt is async.Adapt for the type that the key stands for, in either lane.
func Adapt(key string, fn any) { async.Raise(async.AdaptAs(key, fn)) }

// Adapted awaits x by the adapter for the type that the key stands for.
func Adapted[T any](c *Cell, line int, key string, x any) (T, error) {
	return waiting(c, line, x, func(ctx context.Context) (v T, err error) {
		got, err := async.AwaitAdapted(ctx, key, x)
		if err != nil {
			return v, err
		}
		v, ok := got.(T)
		if !ok && got != nil {
			if _, nothing := any(v).(struct{}); !nothing {
				return v, fmt.Errorf("the adapter of %T gave a %T and not a %s", x, got, reflect.TypeFor[T]())
			}
		}
		return v, nil
	})
}

// Context waits until ctx has ended, and returns its error.
func Context(c *Cell, line int, ctx context.Context) error {
	_, err := waiting(c, line, "a context", func(own context.Context) (struct{}, error) {
		if ctx == nil {
			var none *int
			_ = *none // panics as a call of a nil interface does
		}
		return struct{}{}, async.AwaitContext(own, ctx)
	})
	return err
}

// RecvOk receives from a channel.
func RecvOk[T any](c *Cell, line int, ch <-chan T) (T, bool) {
	ok := false
	v, err := waiting(c, line, "a channel", func(ctx context.Context) (v T, err error) {
		v, ok, err = async.Recv(ctx, ch)
		return v, err
	})
	async.Raise(err)
	return v, ok
}

// RecvErr is RecvOk with an error for a channel that is closed.
func RecvErr[T any](c *Cell, line int, ch <-chan T) (T, error) {
	v, ok := RecvOk(c, line, ch)
	if !ok {
		return v, async.ErrClosed
	}
	return v, nil
}

// Recv is RecvErr with the error raised.
func Recv[T any](c *Cell, line int, ch <-chan T) T { return Value(RecvErr(c, line, ch)) }

// Value returns v, or raises err.
func Value[T any](v T, err error) T {
	async.Raise(err)
	return v
}

// Raise raises err unless it is nil.
func Raise(err error) { async.Raise(err) }

// Nothing returns the error of what has no value.
func Nothing(_ struct{}, err error) error { return err }

// Captured returns what an await gave whose error is not raised.
func Captured[T any](v T, err error) (T, error) {
	if err != nil { // else the trace there may be is of what a deferred call is made for
		async.Current().Handled()
	}
	return v, err
}

// Both2 takes two results apart whose error was captured.
func Both2[A, B any](r async.Results2[A, B], err error) (A, B, error) { return r.V1, r.V2, err }

// Both3 is Both2 for three results.
func Both3[A, B, C any](r async.Results3[A, B, C], err error) (A, B, C, error) {
	return r.V1, r.V2, r.V3, err
}

// Both4 is Both2 for four results.
func Both4[A, B, C, D any](r async.Results4[A, B, C, D], err error) (A, B, C, D, error) {
	return r.V1, r.V2, r.V3, r.V4, err
}

// Both5 is Both2 for five results.
func Both5[A, B, C, D, E any](r async.Results5[A, B, C, D, E], err error) (A, B, C, D, E, error) {
	return r.V1, r.V2, r.V3, r.V4, r.V5, err
}

// Both6 is Both2 for six results.
func Both6[A, B, C, D, E, F any](r async.Results6[A, B, C, D, E, F], err error) (A, B, C, D, E, F, error) {
	return r.V1, r.V2, r.V3, r.V4, r.V5, r.V6, err
}

// Coroutine makes the coroutine of an async function whose body begins at a line of c.
func Coroutine[T any](c *Cell, name string, line int, body func() (T, error)) *async.Coroutine[T] {
	return async.NewAt(name, int(c.No), line, func(context.Context) (v T, err error) {
		if w := watcher.Load(); w != nil {
			defer (*w).Enter(int(c.No), line, name)()
		}
		ended := false
		defer traced(&ended)
		v, err = body()
		ended = true
		return v, err
	})
}
