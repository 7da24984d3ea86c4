package async

import (
	"context"
	"fmt"
	"sync"
)

// A Runner runs a coroutine to its end and returns its result.
type Runner func(c *Coroutine[any]) (any, error)

// Goroutine is the runner "goroutine": every task that c spawns is a goroutine.
func Goroutine(c *Coroutine[any]) (any, error) { return runOn(defaultLoop(), c) }

// Loop is the runner "loop": c and the tasks that it spawns run one at a time and change
// places only where they await. Within a scope that has an event loop it is that one, else
// one for the process.
func Loop(c *Coroutine[any]) (any, error) { return runOn(processLoop(), c) }

var processLoop = sync.OnceValue(func() *TaskLoop { return &TaskLoop{name: RunnerLoop, exec: newEventLoop(false)} })

// runOn runs c in a scope of its own within the current one, on l if the current scope's
// loop is of another kind.
func runOn(l *TaskLoop, c *Coroutine[any]) (any, error) {
	outer := Current().Scope()
	ctx := outer.ctx
	if t := Current().Task(); t != nil {
		if t.scope.loop.name == l.name {
			return Run(c)
		}
		ctx = t.Context()
	}
	s := NewScope(ctx, outer.Cell, l, outer.hooks)
	defer s.End()
	return s.Run(c)
}

// Run runs c to its end and returns its result: what a runner of one's own calls in the end,
// and what main calls in an ordinary program. In a task it awaits c.
func Run[T any](c *Coroutine[T]) (T, error) {
	s := Current()
	switch t := s.Task(); {
	case t == nil:
		t := newRoot(implicitScope(), threads{}, c)
		t.count()
		t.enter()
		return t.Result()
	case s.own() && !t.offLoop:
		return c.Await(Context())
	default: // a goroutine beside the loop
		return Spawn(c).Await(Context())
	}
}

// Untyped returns a coroutine that awaits a and gives its value without the static type.
func Untyped[T any](a Awaitable[T]) *Coroutine[any] {
	if c, ok := any(a).(*Coroutine[any]); ok {
		return c
	}
	c := New(nameOf(a), func(ctx context.Context) (any, error) {
		v, err := a.Await(ctx)
		if err != nil {
			return nil, err
		}
		return v, nil
	})
	if p, ok := any(a).(interface{ begins() uint64 }); ok {
		c.pos = p.begins()
	}
	return c
}

func (c *Coroutine[T]) begins() uint64 { return c.pos }

// nameOf returns the name of what is awaited: its own, or its type.
func nameOf(a any) string {
	if n, ok := a.(interface{ Name() string }); ok {
		return n.Name()
	}
	return fmt.Sprintf("%T", a)
}

// UntypedAny is Untyped for lowered code, which does not know what x is.
func UntypedAny(x any) *Coroutine[any] {
	if c, ok := x.(interface{ untyped() *Coroutine[any] }); ok {
		return c.untyped()
	}
	return Untyped(anyAwaitable{x})
}

func (c *Coroutine[T]) untyped() *Coroutine[any] { return Untyped(c) }
