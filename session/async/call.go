package async

import (
	"context"
	"sync/atomic"
)

// Call runs fn on a goroutine of its own, off the loop, and waits for it: what
// `await http.Get(url)` does with its call. If the caller is cancelled first, fn is left
// behind: its context has ended, its result is dropped, and its scope counts it in Left.
// The name is for people who ask what a task waits for.
func Call[T any](ctx context.Context, name string, fn func(context.Context) (T, error)) (T, error) {
	return call(ctx, name, fn)
}

// A remote is a call that runs off the loop.
type remote[T any] struct {
	strand Strand
	waiter *waiter
	val    T
	err    error
	trace  []Position
	state  atomic.Int32
}

// leftBehind counts the calls of all scopes that were given up and still run.
var leftBehind atomic.Int64

// LeftBehind returns how many calls of the process were given up when their task was cancelled
// and still run.
func LeftBehind() int { return int(leftBehind.Load()) }

// The states of a remote. Who moves it from running decides whether its result counts.
const (
	remoteRunning int32 = iota
	remoteDone
	remoteLeft
)

func call[T any](ctx context.Context, name string, fn func(context.Context) (T, error)) (T, error) {
	var none T
	w, err := beginWait(ctx, reason{kind: waitCall, name: name})
	if err != nil {
		return none, err
	}
	s := Current()
	r := &remote[T]{waiter: w, err: ErrGoexit}
	r.strand.init(s.Task(), name)
	r.strand.pos.Store(s.rawPos())
	if m := s.has(); s.own() && (m.inner != nil || m.masked > 0) {
		own := r.strand.more()
		own.inner, own.masked = m.inner, m.masked
	}
	go r.run(ctx, fn) // ends when fn returns; left behind if the caller is cancelled
	w.park()
	if !r.state.CompareAndSwap(remoteRunning, remoteLeft) {
		w.end() // it is done; a cancellation that came as well is met at the next await
		if r.err != nil {
			s.carry(r.err, r.trace)
		}
		return r.val, r.err // a value beside an error counts: what was read before the end
	}
	s.Scope().left.Add(1)
	leftBehind.Add(1)
	return none, w.end()
}

func (r *remote[T]) run(ctx context.Context, fn func(context.Context) (T, error)) {
	before := r.strand.bind()
	defer func() {
		r.trace = r.strand.takeTraceOf(r.err)
		r.strand.unbind(before)
		if r.state.CompareAndSwap(remoteRunning, remoteDone) {
			r.waiter.fire()
		} else {
			r.strand.Scope().left.Add(-1)
			leftBehind.Add(-1)
		}
	}()
	r.val, r.err = guard(ctx, fn)
}

// guard calls fn and turns what it raises or panics with into its error.
func guard[T any](ctx context.Context, fn func(context.Context) (T, error)) (v T, err error) {
	defer edge(&err)
	return fn(ctx)
}

// Go starts fn on a goroutine of the current task's, the way a go statement in a cell does. A
// panic is reported through the scope's Hooks and ends only the goroutine, as being cancelled
// does; without a hook it ends the process, as in any Go program.
func Go(fn func()) {
	from := Current()
	s := newStrand(from.Task(), "go")
	s.pos.Store(from.rawPos())
	go s.run(fn) // ends when fn returns or its task's cancellation reaches a checkpoint
}

func (s *Strand) run(fn func()) {
	before := s.bind()
	defer s.unbind(before)
	hook := s.Scope().hooks.Panicked
	if hook == nil {
		fn()
		return
	}
	_, err := guard(context.Background(), func(context.Context) (struct{}, error) {
		fn()
		return struct{}{}, nil
	})
	if err == nil || s.task != nil && s.task.wasCancelled() && err == context.Canceled {
		return
	}
	e, ok := err.(*PanicError)
	if !ok {
		e = &PanicError{Value: err}
	}
	e.Trace = s.TakeTrace()
	hook(s.Scope(), e)
}
