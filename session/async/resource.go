package async

import (
	"context"
	"reflect"
	"sync"
)

// Locking makes a Resource of a lock: it is entered by Lock, off the loop and cancellably, and
// left by Unlock.
func Locking[L sync.Locker](l L) Resource[L] { return lockerResource[L]{l} }

type lockerResource[L sync.Locker] struct{ l L }

func (r lockerResource[L]) seesCancellation() bool { return true } // Unlock does not wait

func (r lockerResource[L]) Enter(ctx context.Context) (L, error) {
	if try, ok := any(r.l).(interface{ TryLock() bool }); ok && try.TryLock() {
		return r.l, nil
	}
	var mu sync.Mutex // guards given and left
	given, left := false, false
	_, err := call(ctx, nameOf(r.l)+".Lock", func(context.Context) (struct{}, error) {
		r.l.Lock()
		mu.Lock()
		defer mu.Unlock()
		if given = true; left {
			r.l.Unlock() // whoever asked has been cancelled
		}
		return struct{}{}, nil
	})
	if err == nil {
		return r.l, nil
	}
	mu.Lock()
	defer mu.Unlock()
	if left = true; given {
		r.l.Unlock()
	}
	var none L
	return none, err
}

func (r lockerResource[L]) Exit(context.Context, error) error {
	r.l.Unlock()
	return nil
}

// foreignResource gives x as a Resource if it has the methods, whatever the type of its value.
func foreignResource(x any) (Resource[any], bool) {
	v := reflect.ValueOf(x)
	enter, exit := v.MethodByName("Enter"), x
	e, ok := exit.(exiter)
	if !ok || !enter.IsValid() {
		return nil, false
	}
	t := enter.Type()
	if t.NumIn() != 1 || t.In(0) != contextType || t.NumOut() != 2 || t.Out(1) != errorType {
		return nil, false
	}
	return &reflected{e, enter}, true
}

// A reflected resource is entered through reflection.
type reflected struct {
	exiter
	enter reflect.Value
}

func (f *reflected) seesCancellation() bool { return ours(f.exiter) }

func (f *reflected) Enter(ctx context.Context) (any, error) {
	return unpack(f.enter.Type(), f.enter.Call([]reflect.Value{reflect.ValueOf(ctx)}))
}
