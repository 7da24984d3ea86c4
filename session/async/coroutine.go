package async

import (
	"context"
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

// A head is a coroutine without its type, and a frame of the stack of awaits of what runs it.
type head struct {
	name   string
	pos    uint64       // where its body begins; 0 if that is not known
	origin uint64       // where it was made
	called uint64       // where it is awaited
	outer  *head        // that awaits it; nil at the bottom
	used   atomic.Int32 // how often it was claimed
}

// New returns a coroutine that calls fn. The name is the function's, for people.
func New[T any](name string, fn func(context.Context) (T, error)) *Coroutine[T] {
	return &Coroutine[T]{head{name: name, origin: Current().rawPos()}, fn}
}

// NewAt is New for lowered code: the body of fn begins at the given line of the cell.
func NewAt[T any](name string, cell, line int, fn func(context.Context) (T, error)) *Coroutine[T] {
	c := New(name, fn)
	c.pos = packPos(cell, line)
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
func (c *Coroutine[T]) Await(ctx context.Context) (T, error) {
	if !c.claim() {
		var none T
		return none, &AwaitedError{c.name}
	}
	return c.run(ctx)
}

func (c *Coroutine[T]) awaitAny(ctx context.Context) (any, error) {
	return c.Await(ctx)
}

// claim reports whether the caller is the one that may run the coroutine.
func (c *head) claim() bool { return c.used.Add(1) == 1 }

// run runs the claimed coroutine on the current goroutine. It is the edge where what was
// raised, and panics, become errors.
func (c *Coroutine[T]) run(ctx context.Context) (v T, err error) {
	s := ownStrand(ctx)
	if s != nil {
		c.enter(s)
	}
	defer c.leave(s, &err)
	fn := c.fn
	c.fn = nil // what the closure holds is not needed after this
	return fn(ctx)
}

// enter makes the coroutine the innermost of s.
func (c *head) enter(s *Strand) {
	c.outer, c.called = s.top.Load(), s.pos.Load()
	s.top.Store(c)
	if c.pos != 0 && c.outer != nil {
		s.pos.Store(c.pos)
	}
}

// leave undoes enter, and makes err of a panic. It is deferred.
func (c *head) leave(s *Strand, err *error) {
	if v := recover(); v != nil {
		*err = settle(v)
	}
	if s != nil && c.outer != nil { // the outermost stays, for who asks where the task ended
		s.top.Store(c.outer)
		if c.pos != 0 {
			s.pos.Store(c.called)
		}
	}
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
