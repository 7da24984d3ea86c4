package async

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// An executor is a way to run tasks.
type executor interface {
	// start begins the task and returns at once.
	start(t *AnyTask)
	// waker returns the channel on which the task's goroutine sleeps while it waits; nil if
	// the task yields instead, to be made ready.
	waker(t *AnyTask) chan struct{}
	// ready lets a task that has yielded, or is about to, go on.
	ready(t *AnyTask)
}

// A TaskLoop is where tasks run. It outlives the scopes that use it.
type TaskLoop struct {
	name   string
	exec   executor
	custom Runner // drives scopes' own code instead of the executor; may be nil
	live   atomic.Int64
	closed atomic.Bool
}

// The built-in runners.
const (
	RunnerGoroutine = "goroutine"
	RunnerLoop      = "loop"
)

// builtin makes the executors of the built-in runners.
var builtin = map[string]func() executor{
	RunnerGoroutine: func() executor { return threads{} },
	RunnerLoop:      func() executor { return new(eventLoop) },
}

// Runners returns the names of the built-in runners, sorted.
func Runners() []string {
	names := make([]string, 0, len(builtin))
	for name := range builtin {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// NewLoop returns a new loop of the built-in runner with that name.
func NewLoop(runner string) (*TaskLoop, error) {
	newExecutor := builtin[runner]
	if newExecutor == nil {
		return nil, fmt.Errorf("runner %q is not known; have: %s", runner, strings.Join(Runners(), ", "))
	}
	return &TaskLoop{name: runner, exec: newExecutor()}, nil
}

// NewCustomLoop returns a loop for a runner that is not built in: run drives the scopes' own
// code, and spawned tasks are goroutines.
func NewCustomLoop(name string, run Runner) *TaskLoop {
	return &TaskLoop{name: name, exec: threads{}, custom: run}
}

// defaultLoop is the loop of the implicit scope.
var defaultLoop = sync.OnceValue(func() *TaskLoop { return &TaskLoop{name: RunnerGoroutine, exec: threads{}} })

// CurrentLoop returns the loop of the current scope. It is never nil.
func CurrentLoop() *TaskLoop { return Current().Scope().loop }

// Runner returns the name of the loop's runner.
func (l *TaskLoop) Runner() string { return l.name }

// Running reports whether a task of the loop has not ended. The code of a cell that has no
// async construct is not on the loop.
func (l *TaskLoop) Running() bool { return l.live.Load() > 0 }

// Closed reports whether Close was called.
func (l *TaskLoop) Closed() bool { return l.closed.Load() }

// Close cancels the loop's tasks. It does not wait for them.
func (l *TaskLoop) Close() {
	l.closed.Store(true)
	for _, t := range live.snapshot() {
		if t.scope.loop == l {
			t.Cancel()
		}
	}
}

// Rescue lets the other tasks of an event loop go on although the one that has its turn does
// not come back: a task that was interrupted in a call that cannot be stopped. Should it
// come back after all, it waits for its turn at its next await. It does nothing on
// other loops, and nothing if no task has the turn.
func (l *TaskLoop) Rescue() {
	if e, ok := l.exec.(*eventLoop); ok {
		e.rescue()
	}
}

// String is the loop as people see it: <Loop runner=loop running=true closed=false>.
func (l *TaskLoop) String() string {
	return fmt.Sprintf("<Loop runner=%s running=%t closed=%t>", l.name, l.Running(), l.Closed())
}
