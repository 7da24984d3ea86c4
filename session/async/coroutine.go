package async

import (
	"context"
	"strings"
	"sync/atomic"
)

// An Awaitable can be awaited. Await returns when there is a value or an error, or when ctx
// has ended.
type Awaitable[T any] interface {
	Await(ctx context.Context) (T, error)
}

// A Coroutine is a computation that has not begun: it runs when it is awaited, inside the
// task that awaits it, or when it is spawned. It can be awaited once.
type Coroutine[T any] struct {
	head
	fn func(context.Context) (T, error)
}

// A head is a coroutine without its type.
type head struct {
	name   string
	pos    uint64       // where its body begins; 0 if that is not known
	origin uint64       // where it was made; 0 if that is not known
	used   atomic.Int32 // how often it was claimed
	yields bool         // it is Sleep(0), which only gives way
}

// New returns a coroutine that calls fn. The name is the function's, for people.
//
// It is so small that it is inlined, and so is who only calls it: what is awaited where it is
// made can then stay on the stack.
func New[T any](name string, fn func(context.Context) (T, error)) *Coroutine[T] {
	return &Coroutine[T]{head{name: name}, fn}
}

// NewAt is New for lowered code: the body of fn begins at the given line of the cell.
func NewAt[T any](name string, cell, line int, fn func(context.Context) (T, error)) *Coroutine[T] {
	c := New(name, fn)
	c.pos, c.origin = packPos(cell, line), Current().rawPos()
	c.watch()
	return c
}

func (s *Strand) rawPos() uint64 {
	if s == nil {
		return 0
	}
	return s.pos.Load()
}

// Name returns the name that the coroutine was made with.
func (c *Coroutine[T]) Name() string { return c.name }

// Started reports whether the coroutine was awaited or spawned.
func (c *Coroutine[T]) Started() bool { return c.used.Load() > 0 }

// Await runs the coroutine in the current task and returns its result. The second Await, and
// Await after Spawn, give an *AwaitedError.
//
// The coroutine does not escape here, so one that is awaited where it is made is not allocated.
func (c *Coroutine[T]) Await(ctx context.Context) (v T, err error) {
	if !c.claim() {
		return v, &AwaitedError{strings.Clone(c.name)}
	}
	if c.yields {
		return v, giveWay(ctx)
	}
	return c.await(ctx)
}

// await is what Await does once c is claimed. It is apart because it takes three times as much of the
// stack of every task, and who gives way needs none of it.
func (c *Coroutine[T]) await(ctx context.Context) (v T, err error) {
	s := ownStrand(ctx)
	defer s.pop(s.push(&c.head), &err)
	return c.take()(ctx)
}

func (c *Coroutine[T]) awaitAny(ctx context.Context) (any, error) {
	return c.Await(ctx)
}

// claim reports whether the caller is the one that may run the coroutine.
func (c *head) claim() bool { return c.used.Add(1) == 1 }

// take gives what the coroutine calls, once. What that holds is not needed after it.
func (c *Coroutine[T]) take() func(context.Context) (T, error) {
	fn := c.fn
	c.fn = nil
	return fn
}

func edge(err *error) {
	if v := recover(); v != nil {
		*err = settle(v)
	}
}

// failing returns a claimed coroutine that only fails.
func failing[T any](name string, err error) *Coroutine[T] {
	c := New(name, func(context.Context) (v T, e error) { return v, err })
	c.used.Store(1)
	return c
}
