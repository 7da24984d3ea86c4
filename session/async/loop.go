package async

import (
	"context"
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

// A Runner runs a coroutine to its end and returns its result.
type Runner func(c *Coroutine[any]) (any, error)

// A Loop is where tasks run. It outlives the scopes that use it.
type Loop struct {
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
func NewLoop(runner string) (*Loop, error) {
	newExecutor := builtin[runner]
	if newExecutor == nil {
		return nil, fmt.Errorf("runner %q is not known; have: %s", runner, strings.Join(Runners(), ", "))
	}
	return &Loop{name: runner, exec: newExecutor()}, nil
}

// NewCustomLoop returns a loop for a runner that is not built in: run drives the scopes' own
// code, and spawned tasks are goroutines.
func NewCustomLoop(name string, run Runner) *Loop {
	return &Loop{name: name, exec: threads{}, custom: run}
}

// defaultLoop is the loop of the implicit scope.
var defaultLoop = sync.OnceValue(func() *Loop { return &Loop{name: RunnerGoroutine, exec: threads{}} })

// CurrentLoop returns the loop of the current scope. It is never nil.
func CurrentLoop() *Loop { return Current().Scope().loop }

// Runner returns the name of the loop's runner.
func (l *Loop) Runner() string { return l.name }

// Running reports whether a task of the loop has not ended.
func (l *Loop) Running() bool { return l.live.Load() > 0 }

// Closed reports whether Close was called.
func (l *Loop) Closed() bool { return l.closed.Load() }

// Close cancels the loop's tasks. It does not wait for them.
func (l *Loop) Close() {
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
func (l *Loop) Rescue() {
	if e, ok := l.exec.(*eventLoop); ok {
		e.rescue()
	}
}

// String is the loop as people see it: <Loop runner=loop running=true closed=false>.
func (l *Loop) String() string {
	return fmt.Sprintf("<Loop runner=%s running=%t closed=%t>", l.name, l.Running(), l.Closed())
}

// Run runs c to its end and returns its result: what a runner of one's own calls in the end,
// and what main calls in an ordinary program. In a task it awaits c.
func Run[T any](c *Coroutine[T]) (T, error) {
	s := Current()
	switch t := s.Task(); {
	case t == nil:
		t := newRoot(implicitScope(), threads{}, c)
		t.enter()
		return t.Result()
	case s.own() && t.exec == t.scope.loop.exec:
		return c.Await(t.Context())
	default: // a goroutine beside the loop
		return Spawn(c).Await(t.Context())
	}
}

// Untyped returns a coroutine that awaits a and gives its value without the static type.
func Untyped[T any](a Awaitable[T]) *Coroutine[any] {
	if c, ok := any(a).(*Coroutine[any]); ok {
		return c
	}
	c := New(nameOf(a), func(ctx context.Context) (any, error) {
		v, err := a.Await(ctx)
		if err != nil {
			return nil, err
		}
		return v, nil
	})
	if p, ok := any(a).(interface{ begins() uint64 }); ok {
		c.pos = p.begins()
	}
	return c
}

func (c *Coroutine[T]) begins() uint64 { return c.pos }

// nameOf returns the name of what is awaited: its own, or its type.
func nameOf(a any) string {
	if n, ok := a.(interface{ Name() string }); ok {
		return n.Name()
	}
	return fmt.Sprintf("%T", a)
}

// threads runs every task on a goroutine of its own.
type threads struct{}

func (threads) start(t *AnyTask) { go t.enter() } // ends when the task does

func (threads) waker(t *AnyTask) chan struct{} {
	if t.wake == nil {
		t.wake = make(chan struct{}, 1)
	}
	return t.wake
}

func (threads) ready(*AnyTask) {}
