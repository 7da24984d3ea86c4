package async

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
)

// A Resource is what async with takes: something that is entered and left again. Enter gives
// the value of the block; if it fails, the block is not run and Exit not called. Exit is told
// with which error the block ended, nil for none; a panic is a [*PanicError]. What Exit returns
// takes the error's place, [ErrHandled] for none at all; nil leaves it as it was.
type Resource[T any] interface {
	Enter(ctx context.Context) (T, error)
	Exit(ctx context.Context, err error) error
}

// ErrHandled is what the Exit of a [Resource] returns when the error it was told of is dealt
// with, and is to go no further.
var ErrHandled = errors.New("the error was handled")

// With enters r, calls body with what that gave, and leaves r, whatever becomes of body: it
// returns, raises, panics, is cancelled, or ends the goroutine. It returns the error with which
// the block is left: what body returned, raised or panicked with (as a [*PanicError]), or what
// Exit put in its place. Exit may await also if the task was cancelled; being cancelled once
// more ends that.
func With[T any](ctx context.Context, r Resource[T], body func(ctx context.Context, v T) error) error {
	v, err := r.Enter(ctx)
	if err != nil {
		return err
	}
	return leaving(ctx, r, func() error { return body(innermost(ctx), v) })
}

// WithAny is With for lowered code: r is of a type that is known only here. It is entered as a
// [Resource] of any type, an [io.Closer] or a [sync.Locker], the first of these that it is.
func WithAny(ctx context.Context, r any, body func(v any) error) error {
	res, err := resourceOf(r)
	if err != nil {
		return err
	}
	return With(ctx, res, func(_ context.Context, v any) error { return body(v) })
}

// innermost is the context inside what was just entered.
func innermost(ctx context.Context) context.Context {
	if s := Current(); s.own() && s.has().inner != nil {
		return s.rare.inner.ctx
	}
	return ctx
}

// exiter is a Resource without its type.
type exiter interface {
	Exit(ctx context.Context, err error) error
}

func leaving(ctx context.Context, r exiter, body func() error) (err error) {
	ended := false
	defer func() {
		if !ended {
			if v := recover(); v != nil {
				err = settle(v)
			} else {
				err = ErrGoexit
			}
		}
		err = leave(ctx, r, err)
	}()
	err = body()
	ended = true
	return err
}

// leave calls Exit and says what becomes of the block's error.
func leave(ctx context.Context, r exiter, err error) error {
	putBack := Current().Shelve()
	exit := r.Exit
	if !ours(r) {
		exit = func(ctx context.Context, err error) error {
			return masked(ctx, func(ctx context.Context) error { return r.Exit(ctx, err) })
		}
	}
	_, instead := guard(ctx, func(ctx context.Context) (struct{}, error) { return struct{}{}, exit(ctx, err) })
	switch {
	case instead == nil:
		putBack()
		return err
	case same(instead, ErrHandled):
		return nil
	case err != nil && same(instead, err):
		putBack()
	}
	return instead
}

// ours reports whether r sees to cancellation itself.
func ours(r exiter) bool {
	o, ok := r.(interface{ seesCancellation() bool })
	return ok && o.seesCancellation()
}

func (*CancelScope) seesCancellation() bool { return true }

// resourceOf makes a Resource of a value of any type.
func resourceOf(x any) (Resource[any], error) {
	if x == nil {
		return nil, errors.New("async with of nil")
	}
	if r, ok := foreignResource(x); ok {
		return r, nil
	}
	switch x := x.(type) {
	case io.Closer:
		return &untyped[io.Closer]{Closing(x)}, nil
	case sync.Locker:
		return &untyped[sync.Locker]{Locking(x)}, nil
	}
	return nil, fmt.Errorf("%T is not a resource: it has neither Enter and Exit, nor Close, nor Lock and Unlock", x)
}

// untyped is a Resource without the static type of its value.
type untyped[T any] struct{ Resource[T] }

func (u *untyped[T]) Enter(ctx context.Context) (any, error) { return u.Resource.Enter(ctx) }

func (u *untyped[T]) seesCancellation() bool { return ours(u.Resource) }

// Closing makes a Resource of a closer: it is entered by itself and left by Close, whose error
// is raised, beside that of the block if there is one.
func Closing[C io.Closer](c C) Resource[C] { return closerResource[C]{c} }

type closerResource[C io.Closer] struct{ c C }

func (r closerResource[C]) Enter(context.Context) (C, error) { return r.c, nil }

func (r closerResource[C]) Exit(_ context.Context, err error) error {
	failed := r.c.Close()
	if err != nil && failed != nil {
		return fmt.Errorf("%w (and closing: %w)", err, failed)
	}
	return failed
}
