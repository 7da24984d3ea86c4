package async

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
)

// State of a task.
type State uint32

// The states of a task.
const (
	Pending   State = iota // not ended: ready, running or waiting
	Done                   // ended with a value
	Failed                 // ended with an error or a panic
	Cancelled              // ended by being cancelled
)

func (s State) String() string { return [...]string{"pending", "done", "failed", "cancelled"}[s] }

// An AnyTask is a task without the type of its value: what all tasks have in common. Its
// methods are safe for concurrent use.
type AnyTask struct {
	strand Strand // of its own goroutine
	id     int64
	name   string
	scope  *Scope
	exec   executor
	body   body

	stops     atomic.Uint64 // how often Cancel was called
	cancelled atomic.Bool   // written under mu

	mu      sync.Mutex // guards what follows
	state   State
	awaited bool
	follows bool // the scope's context ends the task's
	err     error
	trace   []Position // of err
	first   watcher    // told when the task ends
	others  []watcher
	parked  *waiter // what the task waits for on its own goroutine
	why     reason
	done    chan struct{} // of the context; made when asked for
	after   map[*func()]struct{}
	failure *failure

	wake   chan struct{}           // threads: wakes the task's goroutine
	resume func() (struct{}, bool) // eventLoop: gives the task a turn
	yield  func(struct{}) bool     // eventLoop: ends the turn

	turn   sync.Mutex              // eventLoop: held while the task has its turn

	prev, next *AnyTask // in live, guarded by it
}

// A body is what a task runs: the typed part of a task.
type body interface {
	run(context.Context) error
	value() any
}

// A watcher is told, once, that a task has ended.
type watcher interface{ taskEnded(*AnyTask) }

var lastID atomic.Int64

// A Task is a coroutine that was started. It may be awaited any number of times, by several
// tasks at once.
type Task[T any] struct {
	AnyTask
	coro *Coroutine[T]
	val  T
}

func (t *Task[T]) run(ctx context.Context) (err error) {
	t.val, err = t.coro.run(ctx)
	return err
}

func (t *Task[T]) value() any { return t.val }

// Spawn starts c as a task of the current scope and returns without waiting. A coroutine
// that was awaited or spawned already gives a task that fails.
func Spawn[T any](c *Coroutine[T]) *Task[T] {
	return spawnOn(Current().Scope(), c)
}

func spawnOn[T any](s *Scope, c *Coroutine[T]) *Task[T] {
	if !c.claim() {
		c = failing[T](c.name, &AwaitedError{c.name})
	} else if s.loop.Closed() {
		c = failing[T](c.name, ErrLoopClosed)
	}
	t := &Task[T]{coro: c}
	t.init(s, s.loop.exec, t, c.name, c.pos)
	t.id = lastID.Add(1)
	live.add(&t.AnyTask)
	if f := s.hooks.Spawned; f != nil {
		f(&t.AnyTask)
	}
	s.loop.live.Add(1)
	t.exec.start(&t.AnyTask)
	return t
}

// newRoot returns a root task of s, not yet started. It has no ID and is not in Tasks.
func newRoot[T any](s *Scope, e executor, c *Coroutine[T]) *Task[T] {
	if !c.claim() {
		c = failing[T](c.name, &AwaitedError{c.name})
	}
	t := &Task[T]{coro: c}
	t.init(s, e, t, c.name, c.pos)
	t.awaited = true
	s.loop.live.Add(1)
	return t
}

func (t *AnyTask) init(s *Scope, e executor, b body, name string, pos uint64) {
	t.scope, t.exec, t.body, t.name = s, e, b, name
	t.strand.init(t, name)
	t.strand.pos.Store(pos)
	if s.ctx.Err() != nil {
		t.Cancel()
	}
}

// enter runs the task on the current goroutine, to its end.
func (t *AnyTask) enter() {
	before := t.strand.bind()
	err := ErrGoexit
	defer func() {
		trace := t.strand.takeTraceOf(err)
		t.strand.unbind(before)
		t.end(err, trace)
	}()
	err = t.body.run((*taskContext)(t))
}

// end records how the task ended and tells those who wait for it.
func (t *AnyTask) end(err error, trace []Position) {
	state := Done
	switch {
	case err == nil:
	case t.cancelled.Load() && errors.Is(err, context.Canceled):
		state = Cancelled
	default:
		state = Failed
	}
	if t.id != 0 {
		live.remove(t)
	}
	t.mu.Lock()
	t.state, t.err, t.trace = state, err, trace
	t.resume, t.yield = nil, nil
	first, others := t.first, t.others
	t.first, t.others = nil, nil
	unseen := !t.awaited
	t.mu.Unlock()
	t.scope.loop.live.Add(-1)
	if f := t.scope.hooks.Ended; f != nil && t.id != 0 {
		f(t)
	}
	if state == Failed && unseen {
		t.scope.taskFailed(t, err)
	}
	if first != nil {
		first.taskEnded(t)
	}
	for _, w := range others {
		w.taskEnded(t)
	}
}

// watch has w told when the task ends; it reports false, and w is not told, if it has ended.
// Whoever watches takes the task's error, so it counts as awaited.
func (t *AnyTask) watch(w watcher) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.setAwaited()
	switch {
	case t.state != Pending:
		return false
	case t.first == nil:
		t.first = w
	default:
		t.others = append(t.others, w)
	}
	return true
}

// unwatch undoes watch.
func (t *AnyTask) unwatch(w watcher) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.first == w {
		t.first = nil
		return
	}
	for i, o := range t.others {
		if o == w {
			last := len(t.others) - 1
			t.others[i], t.others[last] = t.others[last], nil
			t.others = t.others[:last]
			return
		}
	}
}

// setAwaited notes that somebody takes the task's error. t.mu is held.
func (t *AnyTask) setAwaited() {
	t.awaited = true
	if t.failure != nil {
		t.failure.awaited.Store(true)
	}
}

func (t *AnyTask) wasAwaited() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.awaited
}

// Ended returns a channel that is closed when the task has ended. Asking for it is not
// awaiting: a failure is still reported.
func (t *AnyTask) Ended() <-chan struct{} {
	ended := make(closing)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.state != Pending {
		close(ended)
	} else {
		t.others = append(t.others, ended)
	}
	return ended
}

// closing is a watcher that closes itself.
type closing chan struct{}

func (c closing) taskEnded(*AnyTask) { close(c) }

// Result returns the value and error of a task that has ended; zero and nil before.
func (t *Task[T]) Result() (v T, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.state != Pending {
		v, err = t.val, t.err
	}
	return v, err
}

// outcome waits until the task has ended and returns its error, with its trace carried over to
// the caller's strand.
func (t *AnyTask) outcome(ctx context.Context) error {
	t.mu.Lock()
	ended := t.state != Pending
	if ended {
		t.setAwaited()
	}
	t.mu.Unlock()
	if !ended {
		if err := t.wait(ctx); err != nil {
			return err
		}
	}
	t.mu.Lock()
	err, trace := t.err, t.trace
	t.mu.Unlock()
	if err != nil {
		Current().carry(err, trace)
	}
	return err
}

// wait suspends the caller until the task has ended. Its error is only ever the caller's own
// cancellation.
func (t *AnyTask) wait(ctx context.Context) error {
	w, err := beginWait(ctx, reason{kind: waitTask, task: t})
	if err != nil {
		return err
	}
	if !t.watch(w) {
		w.fire()
	}
	w.park()
	t.unwatch(w)
	if t.State() != Pending {
		w.end()
		return nil
	}
	return w.end()
}

// Await waits until the task has ended and returns its value or error. Cancelling the caller
// does not cancel the task.
func (t *Task[T]) Await(ctx context.Context) (T, error) {
	if err := t.outcome(ctx); err != nil {
		var none T
		return none, err
	}
	return t.val, nil
}

// Await is Task.Await without the value's type.
func (t *AnyTask) Await(ctx context.Context) (any, error) {
	if err := t.outcome(ctx); err != nil {
		return nil, err
	}
	return t.body.value(), nil
}

func (t *AnyTask) awaitAny(ctx context.Context) (any, error) { return t.Await(ctx) }
