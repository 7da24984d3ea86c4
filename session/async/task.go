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

// String is the state's name in lower case.
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

	counted bool // in its loop's live

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
	mask    *mask   // the innermost, see masked
	why     reason
	done    chan struct{} // of the context; made when asked for
	after   map[*func()]struct{}
	failure *failure

	wake   chan struct{}           // threads: wakes the task's goroutine
	resume func() (struct{}, bool) // eventLoop: gives the task a turn
	yield  func(struct{}) bool     // eventLoop: ends the turn

	turn sync.Mutex // eventLoop: held while the task has its turn

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
	return spawnOn(Current().Scope(), c, false)
}

// spawnOn starts c as a task of s. One that is owned belongs to a Gather or a Nursery, which
// sees to its error and to its end.
func spawnOn[T any](s *Scope, c *Coroutine[T], owned bool) *Task[T] {
	sh, err := s.joinShift()
	switch {
	case !c.claim():
		c = failing[T](c.name, &AwaitedError{c.name})
	case s.loop.Closed():
		c = failing[T](c.name, ErrLoopClosed)
	case err != nil:
		c = failing[T](c.name, err)
	}
	t := &Task[T]{coro: c}
	t.init(s, s.loop.exec, t, c.name, c.pos)
	t.id = lastID.Add(1)
	live.add(&t.AnyTask)
	if f := s.hooks.Spawned; f != nil {
		f(&t.AnyTask)
	}
	t.count()
	if sh != nil {
		sh.start(&t.AnyTask, owned)
	} else {
		t.exec.start(&t.AnyTask)
	}
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

// count makes the loop run as long as the task, which has not started, does.
func (t *AnyTask) count() {
	t.counted = true
	t.scope.loop.live.Add(1)
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
	if t.counted {
		t.scope.loop.live.Add(-1)
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
