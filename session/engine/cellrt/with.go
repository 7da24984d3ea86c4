package cellrt

import (
	"context"
	"iter"

	"github.com/goawait/goawait/session/async"
)

// With is async with at a line of c: it enters r, calls block with what that gives, and leaves r
// whatever becomes of the block. It returns what the block returned, 0 if the block did not
// return and that was dealt with.
func With[T any](c *Cell, line int, r async.Resource[T], block func(T) int) int {
	s := async.Current()
	s.SetPos(int(c.No), line)
	left := 0
	var panicked any
	leaving := beginWait(line)
	what := "entering"
	told := func() {
		if leaving != nil {
			leaving(what + " " + whatIs(r))
		}
	}
	defer func() { told() }()
	err := async.With(async.Context(), r, func(_ context.Context, v T) error {
		told()
		defer func() { leaving, what = beginWait(line), "leaving" }()
		ended := false
		defer traced(&ended)
		defer func() {
			if ended {
				s.SetPos(int(c.No), line)
				return
			}
			if p := recover(); p != nil {
				if _, raised := async.Raised(p); !raised {
					panicked = p
				}
				panic(p)
			}
		}()
		left = block(v)
		ended = true
		return nil
	})
	if e, ok := err.(*async.PanicError); ok && panicked != nil && sameValue(e.Value, panicked) {
		panic(panicked) // so that it can be recovered
	}
	async.Raise(err)
	return left
}

// A Later is how the block of an async with has the function around it defer calls.
type Later struct{ yield func(int) bool }

// Of runs block when it is ranged over. Its values are the numbers of what block defers, each at
// the time when it does.
func (d *Later) Of(block func()) func(func(int) bool) {
	return func(yield func(int) bool) {
		d.yield = yield
		block()
	}
}

// Defer has the call of that number deferred.
func (d *Later) Defer(n int) { d.yield(n) }

// EachTime is async for over a function that yields no values.
func EachTime(seq func(func() bool)) func(func() bool) {
	return func(yield func() bool) {
		for range async.EachSeq(iter.Seq[struct{}](func(yield func(struct{}) bool) {
			seq(func() bool { return yield(struct{}{}) })
		})) {
			if !yield() {
				return
			}
		}
	}
}
