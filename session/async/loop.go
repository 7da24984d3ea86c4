package async

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// An executor is a way to run tasks.
type executor interface {
	// start begins the task and returns at once.
	start(t *AnyTask)
	// beds returns where the task sleeps; nil if it is to have a timer of its own.
	beds(t *AnyTask) *sleepers
	// ready lets a task that has yielded its fiber, or is about to, go on.
	ready(t *AnyTask)
}

// A TaskLoop is where tasks run. It outlives the scopes that use it.
type TaskLoop struct {
	name   string
	exec   executor
	custom Runner  // drives scopes' own code instead of the executor; may be nil
	crew   NewCrew // makes what runs the tasks of each scope; may be nil
	live   atomic.Int64
	closed atomic.Bool
}

// The runners of this package.
const (
	RunnerGoroutine = "goroutine"
	RunnerLoop      = "loop"
	RunnerSync      = "sync"
)

// runners makes the loops of the runners, by name. It is written while packages initialise.
var runners = map[string]func() *TaskLoop{
	RunnerGoroutine: func() *TaskLoop { return &TaskLoop{exec: threads{new([16]sleepers)}} },
	RunnerLoop:      func() *TaskLoop { return &TaskLoop{exec: newEventLoop(false)} },
	RunnerSync:      func() *TaskLoop { return &TaskLoop{exec: inline{}} },
}

// Runners returns the names of the runners, sorted: those of this package and those that were
// registered.
func Runners() []string { return slices.Sorted(maps.Keys(runners)) }

// NewLoop returns a new loop of the runner with that name.
func NewLoop(runner string) (*TaskLoop, error) {
	make := runners[runner]
	if make == nil {
		return nil, fmt.Errorf("runner %q is not known; have: %s", runner, strings.Join(Runners(), ", "))
	}
	l := make()
	l.name = runner
	return l, nil
}

// NewCustomLoop returns a loop for a runner that is not built in: run drives the scopes' own
// code, and spawned tasks are goroutines.
func NewCustomLoop(name string, run Runner) *TaskLoop {
	return &TaskLoop{name: name, exec: threads{}, custom: run}
}

// NewCellLoop returns a loop of the runner "loop" that runs only while the code of a scope
// does that was started with Start; in between its tasks stand still. The tasks of the loop
// before, if it is not nil, go on with it, so only one of the two may be started at a time.
func NewCellLoop(before *TaskLoop) *TaskLoop {
	if before != nil {
		return &TaskLoop{name: RunnerLoop, exec: before.exec}
	}
	return &TaskLoop{name: RunnerLoop, exec: newEventLoop(true)}
}

// defaultLoop is the loop of the implicit scope.
var defaultLoop = sync.OnceValue(func() *TaskLoop { return &TaskLoop{name: RunnerGoroutine, exec: threads{}} })

// CurrentLoop returns the loop of the current scope. It is never nil.
func CurrentLoop() *TaskLoop { return Current().Scope().loop }

// Runner returns the name of the loop's runner.
func (l *TaskLoop) Runner() string { return l.name }

// Running reports whether a task of the loop has not ended and does not stand still. The code
// of a cell that has no async construct is not on the loop.
func (l *TaskLoop) Running() bool {
	if e, ok := l.exec.(*eventLoop); ok && e.standing() {
		return false
	}
	return l.live.Load() > 0
}

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
