package async

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"unsafe"
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
//
// Programs have many tasks that wait, so what few tasks need is in taskMore.
type AnyTask struct {
	strand Strand // of its own goroutine
	id     int64
	parent int64 // the ID of the task that spawned it; 0 for none
	scope  *Scope
	body   body

	counted   bool          // in its loop's live
	offLoop   bool          // a root that does not run on its scope's loop but on a goroutine, see StartSync
	awaited   bool          // guarded by mu
	parked    bool          // the task waits on its own goroutine, for last; guarded by mu
	stops     atomic.Uint32 // how often Cancel was called
	cancelled atomic.Bool   // written under mu
	state     atomic.Uint32 // a State; written under mu, after the value and the error are there

	mu    sync.Mutex // guards what follows
	first watcher    // told when the task ends
	last  *waiter    // of its own goroutine; see beginSleep
	more  *taskMore

	asleep *sync.WaitGroup // threads: the task's goroutine sleeps in it; nil until it does
	fiber  *fiber          // eventLoop: what runs the task

	prev, next *AnyTask // in live, guarded by it
}

// taskMore is what few tasks need. It is guarded by the task's mu.
type taskMore struct {
	err     error
	trace   []Position // of err
	others  []watcher  // besides first
	follows bool       // the scope's context ends the task's
	done    chan struct{}
	after   map[*func()]struct{}
	masks   []*mask // see Cleanup
	failure *failure
	stop    chan struct{} // closed by the next Cancel, see stopping
}

// extra is t.more, to be written. t.mu is held.
func (t *AnyTask) extra() *taskMore {
	if t.more == nil {
		t.more = new(taskMore)
	}
	return t.more
}

// A body is what a task runs: its coroutine, which knows the type of the task's value.
type body interface {
	self() *head
	runFor(*AnyTask) error
	valueOf(*AnyTask) any
}

// A watcher is told, once, that a task has ended.
type watcher interface{ taskEnded(*AnyTask) }

var lastID atomic.Int64

// A Task is a coroutine that was started. It may be awaited any number of times, by several
// tasks at once.
type Task[T any] struct {
	val T // first, because one of no size would cost some as the last
	AnyTask
}

// typed gives a task its type back, and panics if that is another.
func typed[T any](t *AnyTask) *Task[T] { return t.body.(*Coroutine[T]).task(t) }

// task is the task of which t, which runs c, is a part.
func (c *Coroutine[T]) task(t *AnyTask) *Task[T] {
	return (*Task[T])(unsafe.Add(unsafe.Pointer(t), -int(unsafe.Offsetof(Task[T]{}.AnyTask))))
}

func (c *head) self() *head { return c }

// runFor runs the claimed coroutine as the bottom of t. It is an edge where what was raised, and
// panics, become errors, as Await is.
func (c *Coroutine[T]) runFor(t *AnyTask) (err error) {
	defer edge(&err)
	c.task(t).val, err = c.take()((*taskContext)(t))
	return err
}

func (c *Coroutine[T]) valueOf(t *AnyTask) any { return c.task(t).val }

func (t *AnyTask) value() any { return t.body.valueOf(t) }

// exec is what runs the task.
func (t *AnyTask) exec() executor {
	if t.offLoop {
		return threads{}
	}
	return t.scope.loop.exec
}

// Spawn starts c as a task of the current scope and returns without waiting. A coroutine
// that was awaited or spawned already gives a task that fails.
func Spawn[T any](c *Coroutine[T]) *Task[T] {
	return spawnOn(Current().Scope(), c, nil)
}

// An owner is a Gather, a Race or a Nursery: it sees to the error and to the end of the tasks that it
// starts.
type owner interface {
	watcher
	// adopt is told of a task before it is started, and says whether that is to be cancelled.
	adopt(*AnyTask) (cancel bool)
}

// spawnOn starts c as a task of s, and of o if that is not nil.
func spawnOn[T any](s *Scope, c *Coroutine[T], o owner) *Task[T] {
	sh, err := s.joinShift()
	switch {
	case !c.claim():
		c = failing[T](c.name, &AwaitedError{c.name})
	case s.loop.Closed():
		c = failing[T](c.name, ErrLoopClosed)
	case err != nil:
		c = failing[T](c.name, err)
	}
	t := new(Task[T])
	t.spawn(s, sh, c, o)
	return t
}

// spawn makes t a task of s, and starts it.
func (t *AnyTask) spawn(s *Scope, sh *shift, c body, o owner) {
	t.init(s, c)
	if o != nil {
		t.first, t.awaited = o, true // nobody else knows the task yet
		if o.adopt(t) {
			t.Cancel()
		}
	}
	t.id = lastID.Add(1)
	from := Current()
	if p := from.Task(); p != nil {
		t.parent = p.id
	}
	live.add(t)
	if f := s.hooks.Spawned; f != nil {
		f(t)
	}
	if c.self().pos == 0 {
		t.strand.pos.Store(from.rawPos()) // the body is nobody's: it is where it was spawned
	}
	t.count()
	if sh != nil {
		sh.start(t, o != nil)
	} else {
		s.loop.exec.start(t)
	}
}

// newRoot returns a root task of s, not yet started. It has no ID and is not in Tasks.
func newRoot[T any](s *Scope, e executor, c *Coroutine[T]) *Task[T] {
	if !c.claim() {
		c = failing[T](c.name, &AwaitedError{c.name})
	}
	t := new(Task[T])
	t.init(s, c)
	t.awaited, t.offLoop = true, e != s.loop.exec
	return t
}

func (t *AnyTask) init(s *Scope, c body) {
	t.scope, t.body = s, c
	t.strand.init(t, c.self().name)
	t.strand.pos.Store(c.self().pos)
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
		t.strand.handOver()
		t.strand.unbind(before)
		t.end(err, trace)
	}()
	err = t.body.runFor(t)
}

// end records how the task ended and tells those who wait for it.
func (t *AnyTask) end(err error, trace []Position) {
	state := Done
	switch {
	case err == nil:
	case t.wasCancelled() && errors.Is(err, context.Canceled):
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
	if err != nil {
		m := t.extra()
		m.err, m.trace = err, trace
	}
	first, untold := t.first, state == Failed && !t.awaited
	if untold && t.scope.note(t) { // before anybody can know that the task has ended, and end the scope
		untold = false
	}
	t.state.Store(uint32(state))
	t.first = nil
	var others []watcher
	if t.more != nil {
		others, t.more.others = t.more.others, nil
	}
	t.mu.Unlock()
	if f := t.scope.hooks.Ended; f != nil && t.id != 0 {
		f(t)
	}
	if untold {
		t.scope.taskFailed(t, err)
	}
	if first != nil {
		first.taskEnded(t)
	}
	for _, w := range others {
		w.taskEnded(t)
	}
}
