package async

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"sync/atomic"
	"time"
)

// A TimeoutError says that a deadline has passed. It is a [context.DeadlineExceeded] to
// errors.Is.
type TimeoutError struct {
	After time.Duration // 0 if a point in time was given
	At    time.Time
}

// Error says how long it was waited, or until when.
func (e *TimeoutError) Error() string {
	if e.After > 0 {
		return fmt.Sprintf("timed out after %v", e.After)
	}
	return "the deadline has passed"
}

// Unwrap returns [context.DeadlineExceeded].
func (e *TimeoutError) Unwrap() error { return context.DeadlineExceeded }

// Timeout reports true, as errors of package net do.
func (e *TimeoutError) Timeout() bool { return true }

// scopeKind says what becomes of a CancelScope's end.
type scopeKind uint8

const (
	scopePlain  scopeKind = iota // ends by Cancel
	scopeFails                   // the deadline is an error
	scopeMoves                   // the deadline ends the block quietly
	scopeShield                  // the cancellation around it is not seen
)

// A CancelScope is a part of a task that can be cancelled by itself: a resource for async
// with. What is awaited inside it ends when the scope is cancelled or its deadline passes, and
// every further await does; what the scope itself has cancelled ends at the end of its block.
// Scopes nest. It can be entered once.
type CancelScope struct {
	kind scopeKind
	at   time.Time // zero for none
	stop error     // the cause with which the scope cancels

	entered atomic.Bool
	strand  *Strand
	outer   *CancelScope
	masked  uint32             // the strand's, before a shield
	done    context.CancelFunc // of the deadline

	mu     sync.Mutex // guards what follows, which on the strand's own goroutine only Enter writes
	ctx    context.Context
	cancel context.CancelCauseFunc
	called bool // Cancel was
}

// OpenCancelScope returns a scope that ends early by Cancel, quietly.
func OpenCancelScope() *CancelScope {
	return &CancelScope{kind: scopePlain, stop: errScopeCancelled()}
}

// Timeout returns a scope whose awaits raise a [*TimeoutError] once d has passed since it was
// entered.
func Timeout(d time.Duration) *CancelScope {
	return &CancelScope{kind: scopeFails, stop: &TimeoutError{After: d}}
}

// Deadline returns a scope whose awaits raise a [*TimeoutError] from the given time on.
func Deadline(t time.Time) *CancelScope {
	return &CancelScope{kind: scopeFails, at: t, stop: &TimeoutError{At: t}}
}

// MoveOnAfter is Timeout, but the block ends there and no error leaves it.
func MoveOnAfter(d time.Duration) *CancelScope {
	return &CancelScope{kind: scopeMoves, stop: &TimeoutError{After: d}}
}

// Shield returns a scope in which the cancellation of the task, and of the scopes around it,
// is not seen; it is raised at the first await after it.
func Shield() *CancelScope { return &CancelScope{kind: scopeShield, stop: errScopeCancelled()} }

// errScopeCancelled is a new error each time: by it a scope knows its own cancellation.
func errScopeCancelled() error { return fmt.Errorf("the scope was cancelled: %w", context.Canceled) }

// Enter begins the scope in the current task.
func (c *CancelScope) Enter(ctx context.Context) (*CancelScope, error) {
	if c.entered.Swap(true) {
		return nil, errors.New("the cancel scope was entered already")
	}
	if c.kind == scopeShield {
		ctx = context.WithoutCancel(ctx)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	if t, ok := c.stop.(*TimeoutError); ok {
		if c.at.IsZero() {
			c.at = time.Now().Add(t.After)
		}
		ctx, c.done = context.WithDeadlineCause(ctx, c.at, c.stop)
	}
	c.mu.Lock()
	c.ctx, c.cancel = ctx, cancel
	if c.called {
		cancel(c.stop)
	}
	c.mu.Unlock()
	if s := Current(); s.own() {
		m := s.more()
		c.strand, c.outer = s, m.inner
		m.inner = c
		if c.kind == scopeShield {
			c.masked, m.masked = m.masked, math.MaxUint32
		}
	}
	return c, nil
}

// Exit ends the scope. It is given the error with which its block ended, and returns
// [ErrHandled] if that was the scope's own doing.
func (c *CancelScope) Exit(_ context.Context, err error) error {
	if c.ctx == nil {
		return errors.New("the cancel scope was not entered")
	}
	c.leave()
	own := c.caused(err)
	c.cancel(context.Canceled)
	if c.done != nil {
		c.done()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if own && (c.kind != scopeFails || c.called) {
		return ErrHandled
	}
	return nil
}

// leave takes the scope off its strand.
func (c *CancelScope) leave() {
	s := c.strand
	if s == nil {
		return
	}
	m := s.more()
	if c.kind == scopeShield {
		m.masked = c.masked
	}
	for at := &m.inner; *at != nil; at = &(*at).outer {
		if *at == c {
			*at = c.outer
			return
		}
	}
}

// caused reports whether err is there because this scope has ended, and nothing around it has.
func (c *CancelScope) caused(err error) bool {
	if err == nil || !same(context.Cause(c.ctx), c.stop) {
		return false
	}
	if c.strand.own() && c.strand.task != nil && c.strand.cancelled() {
		return false
	}
	return errors.Is(err, c.stop) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// Cancel ends what is awaited inside the scope. It may be called from anywhere, also before
// the scope is entered.
func (c *CancelScope) Cancel() {
	c.mu.Lock()
	c.called = true
	cancel := c.cancel
	c.mu.Unlock()
	if cancel != nil {
		cancel(c.stop)
	}
}

// Context returns the context of what runs inside the scope; nil before it is entered.
func (c *CancelScope) Context() context.Context {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ctx
}

// Expired reports whether the scope's deadline has passed, or it was cancelled, while it was
// entered.
func (c *CancelScope) Expired() bool {
	ctx := c.Context()
	return ctx != nil && same(context.Cause(ctx), c.stop)
}

// Context returns the context of the current task where the caller is: with the deadlines of
// the cancel scopes that it is in. Outside every task it is the background context.
func Context() context.Context {
	s := Current()
	switch {
	case s == nil || s.task == nil:
		return context.Background()
	case !s.own():
		return s.task.Context()
	case s.has().inner != nil:
		return s.rare.inner.ctx
	}
	return s.task.Context()
}

// WithTimeout returns a coroutine that awaits aw for at most d and raises a [*TimeoutError]
// after that. A coroutine is then cancelled; a task goes on.
func WithTimeout[T any](d time.Duration, aw Awaitable[T]) *Coroutine[T] {
	return within(aw, func() *CancelScope { return Timeout(d) })
}

// WithDeadline is WithTimeout up to a point in time.
func WithDeadline[T any](t time.Time, aw Awaitable[T]) *Coroutine[T] {
	return within(aw, func() *CancelScope { return Deadline(t) })
}

func within[T any](aw Awaitable[T], scope func() *CancelScope) *Coroutine[T] {
	return New(nameOf(aw), func(ctx context.Context) (v T, err error) {
		err = With(ctx, scope(), func(ctx context.Context, _ *CancelScope) (err error) {
			v, err = awaitHere(ctx, aw)
			return err
		})
		return v, err
	})
}

// WithTimeoutAny is WithTimeout without the static type, for lowered code.
func WithTimeoutAny(d time.Duration, aw any) *Coroutine[any] { return WithTimeout(d, anyAwaitable{aw}) }

// WithDeadlineAny is WithDeadline without the static type, for lowered code.
func WithDeadlineAny(t time.Time, aw any) *Coroutine[any] { return WithDeadline(t, anyAwaitable{aw}) }

// awaitHere awaits aw in the current task if it is of this package, else off the loop.
func awaitHere[T any](ctx context.Context, aw Awaitable[T]) (T, error) {
	if _, ok := aw.(interface {
		awaitAny(context.Context) (any, error)
	}); ok {
		return aw.Await(ctx)
	}
	return call(ctx, nameOf(aw), aw.Await)
}

// anyAwaitable is a value that can be awaited, without its type.
type anyAwaitable struct{ x any }

func (a anyAwaitable) Await(ctx context.Context) (any, error) { return AwaitAny(ctx, a.x) }

func (a anyAwaitable) awaitAny(ctx context.Context) (any, error) { return AwaitAny(ctx, a.x) }

func (a anyAwaitable) Name() string { return nameOf(a.x) }
