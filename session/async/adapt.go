package async

import (
	"context"
	"fmt"
	"reflect"
	"sync"
)

// adapters holds the functions that Adapt was given, by the type that they adapt or by the key
// that AdaptAs was given.
var adapters sync.Map // any → func(context.Context, any) (any, error)

// Adapt says how a value of type X is awaited: by await, off the loop. In cells, await then
// takes values of that static type, if no other rule of the dialect does. The last adapter for
// a type is the one in force.
func Adapt[X, T any](await func(ctx context.Context, x X) (T, error)) {
	adapters.Store(reflect.TypeFor[X](), func(ctx context.Context, x any) (any, error) {
		v, _ := x.(X) // a nil interface is the zero value
		return await(ctx, v)
	})
}

// AdaptAs is Adapt for lowered code, which has types of other identity and names them by key.
// The function await takes a context and a value, and returns a value and an error, or an error.
func AdaptAs(key string, await any) error {
	v := reflect.ValueOf(await)
	if v.Kind() != reflect.Func || v.Type().NumIn() != 2 || v.Type().In(0) != contextType {
		return fmt.Errorf("adapting with %T: it is no func(context.Context, X) (T, error)", await)
	}
	adapters.Store(key, func(ctx context.Context, x any) (any, error) {
		in := reflect.New(v.Type().In(1)).Elem()
		if x != nil {
			in.Set(reflect.ValueOf(x))
		}
		return unpack(v.Type(), v.Call([]reflect.Value{reflect.ValueOf(ctx), in}))
	})
	return nil
}

// AwaitAdapted awaits x by the adapter that AdaptAs was given for the key or, with no key, Adapt
// for x's dynamic type.
func AwaitAdapted(ctx context.Context, key string, x any) (any, error) {
	var by any = key
	if key == "" {
		by = reflect.TypeOf(x)
	}
	f, ok := adapters.Load(by)
	if !ok {
		return nil, notAwaitable(x)
	}
	return call(ctx, fmt.Sprintf("%T", x), func(ctx context.Context) (any, error) {
		return f.(func(context.Context, any) (any, error))(ctx, x)
	})
}

// Adapted returns an awaitable of x by the adapter for X.
func Adapted[X, T any](x X) Awaitable[T] { return adapted[X, T]{x} }

type adapted[X, T any] struct{ x X }

func (a adapted[X, T]) Name() string { return fmt.Sprintf("%T", a.x) }

func (a adapted[X, T]) Await(ctx context.Context) (v T, err error) {
	f, ok := adapters.Load(reflect.TypeFor[X]())
	if !ok {
		return v, notAwaitable(a.x)
	}
	got, err := call(ctx, a.Name(), func(ctx context.Context) (any, error) {
		return f.(func(context.Context, any) (any, error))(ctx, a.x)
	})
	if err != nil {
		return v, err
	}
	v, ok = got.(T)
	if !ok && got != nil {
		return v, fmt.Errorf("the adapter of %T gave a %T and not a %s", a.x, got, reflect.TypeFor[T]())
	}
	return v, nil
}
