package async

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"unsafe"
)

// ErrClosed is raised by awaiting a closed channel.
var ErrClosed = errors.New("the channel is closed")

// ErrGoexit is the error of a task whose goroutine was ended by [runtime.Goexit].
var ErrGoexit = errors.New("the goroutine was ended by runtime.Goexit")

// ErrLoopClosed is the error of a task that is spawned on a closed loop.
var ErrLoopClosed = errors.New("the loop is closed")

// An AwaitedError says that a coroutine was awaited or spawned a second time.
type AwaitedError struct{ Name string }

// Error names the coroutine.
func (e *AwaitedError) Error() string {
	return fmt.Sprintf("the coroutine %s was awaited already", e.Name)
}

// A PanicError is a panic that left a coroutine, on its way to whoever awaits.
type PanicError struct {
	Value any        // what was given to panic
	Stack []byte     // the goroutine's stack as runtime/debug prints it
	Trace []Position // the way from the panic to the coroutine's edge, in the person's coordinates
}

// Error is the panic as the runtime prints it: "panic: " and the value.
func (e *PanicError) Error() string { return "panic: " + panicText(e.Value) }

// Unwrap returns the panic's value if it is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

func panicText(v any) (text string) {
	defer func() {
		if recover() != nil { // the value's own Error or String panics
			text = fmt.Sprintf("a value of type %T", v)
		}
	}()
	switch v := v.(type) {
	case error:
		return v.Error()
	case fmt.Stringer:
		return v.String()
	}
	return fmt.Sprint(v)
}

// raised is the panic value by which an error stops a coroutine.
type raised struct{ err error }

// Error is seen only where an error is raised outside every coroutine.
func (r *raised) Error() string { return "raised outside a coroutine: " + r.err.Error() }

func (r *raised) Unwrap() error { return r.err }

// Raise stops the coroutine with err: deferred calls run, and err comes out where the
// coroutine is awaited. It panics with a private value; a recover that catches it has
// caught the error (an error that wraps err). It does nothing if err is nil.
func Raise(err error) {
	if err == nil {
		return
	}
	if s := Current(); s.own() && !same(s.has().traced, err) {
		m := s.more()
		m.trace, m.traced = nil, err
	}
	panic(&raised{err})
}

// Raised returns the error that v, a value given by recover, carries if it comes from Raise.
func Raised(v any) (error, bool) {
	r, ok := v.(*raised)
	if !ok {
		return nil, false
	}
	return r.err, true
}

// settle turns what recover gave at a coroutine's edge into the coroutine's error.
func settle(v any) error {
	switch v := v.(type) {
	case *raised:
		return v.err
	case *PanicError:
		return v
	}
	e := &PanicError{Value: v}
	if _, deep := v.(interface{ StackOverflow() }); !deep { // else writing it takes seconds
		e.Stack = debug.Stack()
	}
	if s := Current(); s.own() {
		e.Trace = slices.Clone(s.has().trace)
		s.more().traced = e
	}
	return e
}

// same reports whether two errors are one value, also where their type cannot be compared.
func same(a, b error) bool {
	return *(*[2]unsafe.Pointer)(unsafe.Pointer(&a)) == *(*[2]unsafe.Pointer)(unsafe.Pointer(&b))
}

// Checkpoint raises [context.Canceled] if the current task was cancelled since the strand
// last raised it. Lowered code calls it at loop back-edges and function entries, so that
// what never awaits can be stopped too. One Cancel is raised once on each strand: deferred
// calls that run because of it are not stopped again. It never raises on a goroutine that
// only inherited its strand, where nothing would catch it.
func Checkpoint() {
	s := Current()
	if s == nil || s.task == nil || s.task.stops.Load() == 0 || !s.own() {
		return
	}
	if stops, m := s.task.stops.Load(), s.has(); stops > m.seen && stops > m.masked {
		Raise(s.heed())
	}
}

// heed notes, on the strand's own goroutine, that it learned of the task's cancellation, and
// returns the error that says so.
func (s *Strand) heed() error {
	s.more().seen = s.task.stops.Load()
	return context.Canceled
}
