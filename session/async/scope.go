package async

import (
	"context"
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// Hooks tell the owner of a scope what becomes of its tasks. Any may be nil. They are called
// on the goroutine where it happens, without locks held, and must not block.
type Hooks struct {
	Spawned func(*AnyTask)
	Ended   func(*AnyTask)
	// Failed reports a task that ended with an error or panic while nobody had awaited it.
	// It is called once a task, when its scope has ended. A task that only ends because it
	// was cancelled is not reported.
	Failed func(*AnyTask, error)
	// Dropped reports a coroutine of lowered code that was made at a position and is garbage,
	// and nobody has awaited it. It is called when the scope ends.
	Dropped func(s *Scope, name string, made Position)
	// Blocking reports a task of an event loop that has not given the others a turn for the
	// given time although they are ready: once for each turn.
	Blocking func(t *AnyTask, d time.Duration)
	// Panicked reports a panic on a goroutine that was started through Go. Without it the
	// panic goes on and ends the process, as in any Go program.
	Panicked func(*Scope, *PanicError)
}

// A Scope is what tasks belong to: one cell of a session, or an ordinary program as a whole.
// Its methods are safe for concurrent use.
type Scope struct {
	Cell  int // the cell's number; 0 for the implicit scope
	loop  *TaskLoop
	hooks Hooks

	ctx    context.Context
	cancel context.CancelCauseFunc
	left   atomic.Int64

	mu     sync.Mutex // guards what follows
	root   *AnyTask
	ended  bool
	failed []*AnyTask // ended with an error before the scope did, and not awaited then
	unseen []*head    // coroutines that nobody had awaited when the task that made them ended
	shift  *shift     // on a structured runner, what the tasks are spawned in
}

// NewScope returns the scope of a cell whose tasks start on loop and whose contexts derive
// from ctx.
func NewScope(ctx context.Context, cell int, loop *TaskLoop, hooks Hooks) *Scope {
	s := &Scope{Cell: cell, loop: loop, hooks: hooks}
	s.ctx, s.cancel = context.WithCancelCause(ctx)
	context.AfterFunc(s.ctx, s.cancelTasks)
	return s
}

// implicitScope is the scope of whatever runs in no other.
var implicitScope = sync.OnceValue(func() *Scope {
	return &Scope{loop: defaultLoop(), ctx: context.Background(), cancel: func(error) {}}
})

// Loop returns the loop that the scope's tasks start on.
func (s *Scope) Loop() *TaskLoop { return s.loop }

// Root returns the task in which the scope's own code runs, or ran; nil before Run and Do.
func (s *Scope) Root() *AnyTask {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.root
}

// Start starts c through the loop's runner, as the scope's root task. Whoever waits for it
// with Ended can give up; a root that never ends is then left behind. Tasks that c spawned
// may go on after it. The caller calls End afterwards.
func (s *Scope) Start(c *Coroutine[any]) *Task[any] {
	if s.loop.custom != nil {
		c = s.loop.driven(c)
	}
	return s.startRoot(s.loop.exec, c, true)
}

// StartSync starts fn as the scope's root task with no runner: the way of a cell that has no
// async construct, in which the loop does not run. What fn raises or panics with is the task's error.
func (s *Scope) StartSync(name string, fn func(context.Context) (any, error)) *Task[any] {
	return s.startRoot(threads{}, New(name, fn), false)
}

// Run is Start, and waits until the root has ended.
func (s *Scope) Run(c *Coroutine[any]) (any, error) {
	t := s.Start(c)
	<-t.Ended()
	return t.Result()
}

// Do is StartSync, and waits until the root has ended.
func (s *Scope) Do(name string, fn func(context.Context) (any, error)) (any, error) {
	t := s.StartSync(name, fn)
	<-t.Ended()
	return t.Result()
}

func (s *Scope) startRoot(e executor, c *Coroutine[any], onLoop bool) *Task[any] {
	if s.loop.crew != nil {
		c = s.supervised(c)
	}
	t := newRoot(s, e, c)
	if onLoop {
		t.count()
	}
	s.mu.Lock()
	s.root = &t.AnyTask
	s.mu.Unlock()
	switch e := e.(type) {
	case *eventLoop:
		e.begin(&t.AnyTask)
	case inline:
		go t.enter() // ends when the root does
	default:
		e.start(&t.AnyTask)
	}
	return t
}

// Interrupt cancels the scope's own code, and not the tasks that it spawned.
func (s *Scope) Interrupt() {
	if t := s.Root(); t != nil {
		t.Cancel()
	}
}

// Cancel cancels the scope's own code and all of its tasks, now and in future.
func (s *Scope) Cancel(cause error) {
	s.cancel(cause)
	s.cancelTasks()
}

func (s *Scope) cancelTasks() {
	s.Interrupt()
	for _, t := range s.Tasks() {
		t.Cancel()
	}
}

// End says that the scope's own code has ended: failures that nobody has awaited by now are
// reported, later ones as they happen. Tasks go on.
func (s *Scope) End() {
	s.mu.Lock()
	failed, unseen := s.failed, s.unseen
	s.ended, s.failed, s.unseen = true, nil, nil
	s.mu.Unlock()
	for _, t := range failed {
		if !t.wasAwaited() {
			s.report(t, t.Err())
		}
	}
	s.reportDropped(unseen)
}

// Left returns how many calls were given up when their task was cancelled and still run.
func (s *Scope) Left() int { return int(s.left.Load()) }

// Tasks returns the scope's tasks that have not ended, the oldest first, without its root.
func (s *Scope) Tasks() []*AnyTask {
	var mine []*AnyTask
	for _, t := range live.snapshot() {
		if t.scope == s {
			mine = append(mine, t)
		}
	}
	return mine
}

// note has the failure of t, which nobody has awaited, reported when the scope ends. It returns
// false if that is not to be waited for. t.mu is held.
func (s *Scope) note(t *AnyTask) bool {
	if s == implicitScope() {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return false
	}
	s.failed = append(s.failed, t)
	return true
}

// taskFailed reports the failure of t, which nobody has awaited: at once, and in the implicit scope
// when the task is garbage.
func (s *Scope) taskFailed(t *AnyTask, err error) {
	if s == implicitScope() {
		f := &failure{name: t.Name(), err: err}
		t.mu.Lock()
		t.extra().failure = f
		f.awaited.Store(t.awaited)
		t.mu.Unlock()
		runtime.AddCleanup(t, (*failure).report, f)
		return
	}
	if !t.wasAwaited() { // it may have been between its end and this
		s.report(t, err)
	}
}

func (s *Scope) report(t *AnyTask, err error) {
	if s.hooks.Failed != nil {
		s.hooks.Failed(t, err)
	}
}

// A failure of a task in the implicit scope, kept apart from the task so that the task can
// become garbage.
type failure struct {
	name    string
	err     error
	awaited atomic.Bool
}

func (f *failure) report() {
	if !f.awaited.Load() {
		slog.Error("a task failed and nobody awaited it", "task", f.name, "error", f.err)
	}
}
