package async

import (
	"context"
	"fmt"
	"reflect"
)

// AwaitAny awaits x: a coroutine or task of any type, or a value of any type with a method
// Await(context.Context) (T, error). It is the first row of the dialect's table.
func AwaitAny(ctx context.Context, x any) (any, error) {
	if a, ok := x.(interface {
		awaitAny(context.Context) (any, error)
	}); ok {
		return a.awaitAny(ctx)
	}
	await, err := foreignAwait(x)
	if err != nil {
		return nil, err
	}
	return call(ctx, nameOf(x), await)
}

// AwaitCall runs fn off the loop and waits for it, see Call.
func AwaitCall(ctx context.Context, name string, fn func(context.Context) (any, error)) (any, error) {
	return call(ctx, name, fn)
}

// AwaitFunc calls f, a function value with no parameter or a context, off the loop. Its value
// is f's result less a last error: nil for none, a []any for several.
func AwaitFunc(ctx context.Context, f any) (any, error) {
	switch f := f.(type) {
	case func():
		return call(ctx, "func", func(context.Context) (any, error) { f(); return nil, nil })
	case func() error:
		return call(ctx, "func", func(context.Context) (any, error) { return nil, f() })
	case func(context.Context) error:
		return call(ctx, "func", func(ctx context.Context) (any, error) { return nil, f(ctx) })
	}
	v := reflect.ValueOf(f)
	if v.Kind() != reflect.Func || v.Type().NumIn() > 1 ||
		v.Type().NumIn() == 1 && v.Type().In(0) != contextType {
		return nil, notAwaitable(f)
	}
	return call(ctx, "func", func(ctx context.Context) (any, error) {
		var in []reflect.Value
		if v.Type().NumIn() == 1 {
			in = []reflect.Value{reflect.ValueOf(ctx)}
		}
		return unpack(v.Type(), v.Call(in))
	})
}

// AwaitWait waits for x, which has one of the methods Wait(), Wait() error and
// Wait(context.Context) error, off the loop.
func AwaitWait(ctx context.Context, x any) error {
	var wait func(context.Context) (struct{}, error)
	switch x := x.(type) {
	case interface{ Wait() }:
		wait = func(context.Context) (none struct{}, err error) { x.Wait(); return none, nil }
	case interface{ Wait() error }:
		wait = func(context.Context) (none struct{}, err error) { return none, x.Wait() }
	case interface{ Wait(context.Context) error }:
		wait = func(ctx context.Context) (none struct{}, err error) { return none, x.Wait(ctx) }
	default:
		return notAwaitable(x)
	}
	_, err := call(ctx, fmt.Sprintf("%T.Wait", x), wait)
	return err
}

// AwaitContext waits until c has ended and returns its error.
func AwaitContext(ctx, c context.Context) error {
	if err := c.Err(); err != nil {
		return err
	}
	w, err := beginWait(ctx, reason{kind: waitContext})
	if err != nil {
		return err
	}
	stop := context.AfterFunc(c, w.fire)
	w.park()
	stop()
	if err := w.end(); err != nil {
		return err
	}
	return c.Err()
}

var (
	contextType = reflect.TypeFor[context.Context]()
	errorType   = reflect.TypeFor[error]()
)

func notAwaitable(x any) error { return fmt.Errorf("%T is not awaitable", x) }

// foreignAwait returns the Await method of a value of another library.
func foreignAwait(x any) (func(context.Context) (any, error), error) {
	if x == nil {
		return nil, notAwaitable(x)
	}
	m := reflect.ValueOf(x).MethodByName("Await")
	if !m.IsValid() {
		return nil, notAwaitable(x)
	}
	t := m.Type()
	if t.NumIn() != 1 || t.In(0) != contextType || t.NumOut() == 0 || t.Out(t.NumOut()-1) != errorType {
		return nil, notAwaitable(x)
	}
	return func(ctx context.Context) (any, error) {
		return unpack(t, m.Call([]reflect.Value{reflect.ValueOf(ctx)}))
	}, nil
}

// unpack makes a value and an error of a function's results.
func unpack(t reflect.Type, out []reflect.Value) (any, error) {
	var err error
	if n := len(out); n > 0 && t.Out(n-1) == errorType {
		err, _ = out[n-1].Interface().(error)
		out = out[:n-1]
	}
	switch {
	case len(out) == 0:
		return nil, err
	case len(out) == 1:
		return out[0].Interface(), err
	}
	list := make([]any, len(out))
	for i, v := range out {
		list[i] = v.Interface()
	}
	return list, err
}

// memberOfAny is memberOf for a value whose type is not known.
func memberOfAny(x any) (member, error) {
	if m, ok := x.(member); ok {
		return m, nil
	}
	await, err := foreignAwait(x)
	if err != nil {
		return nil, err
	}
	return New(nameOf(x), func(ctx context.Context) (any, error) {
		return call(ctx, nameOf(x), await)
	}), nil
}
