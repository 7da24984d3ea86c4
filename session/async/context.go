package async

import (
	"context"
	"sync/atomic"
	"time"
)

// taskContext is a task seen as its context. It is the task itself, so a task costs no
// context of its own; its channel is made when something asks for it.
type taskContext AnyTask

type taskKey struct{}

// Context returns the task's context. It ends when the task or its scope is cancelled, not
// when the task ends: what the task began (a response that is still being read) may outlive it.
func (t *AnyTask) Context() context.Context { return (*taskContext)(t) }

// TaskOf returns the task whose context ctx is or derives from, or nil.
func TaskOf(ctx context.Context) *AnyTask {
	if tc, ok := ctx.(*taskContext); ok {
		return (*AnyTask)(tc)
	}
	t, _ := ctx.Value(taskKey{}).(*AnyTask)
	return t
}

func (c *taskContext) Deadline() (time.Time, bool) { return c.scope.ctx.Deadline() }

func (c *taskContext) Done() <-chan struct{} {
	t := (*AnyTask)(c)
	t.mu.Lock()
	defer t.mu.Unlock()
	m := t.extra()
	if m.done == nil {
		m.done = make(chan struct{})
		if t.cancelled.Load() {
			close(m.done)
		} else {
			t.followScope()
		}
	}
	return m.done
}

func (c *taskContext) Err() error {
	if c.cancelled.Load() {
		return context.Canceled
	}
	return c.scope.ctx.Err()
}

func (c *taskContext) Value(key any) any {
	switch {
	case key == any(taskKey{}):
		return (*AnyTask)(c)
	case profilerKey != nil && key == profilerKey:
		return c.strand.profilerValue()
	case causeKey != nil && key == causeKey && c.cancelled.Load():
		return nil // the scope is not why this one was cancelled
	}
	return c.scope.ctx.Value(key)
}

// AfterFunc lets package context follow a task without a goroutine of its own.
func (c *taskContext) AfterFunc(f func()) (stop func() bool) {
	t := (*AnyTask)(c)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.cancelled.Load() {
		go f() // ends when f does, as in package context
		return func() bool { return false }
	}
	t.followScope()
	m := t.extra()
	if m.after == nil {
		m.after = make(map[*func()]struct{})
	}
	key := &f
	m.after[key] = struct{}{}
	return func() bool {
		t.mu.Lock()
		defer t.mu.Unlock()
		_, waiting := m.after[key]
		delete(m.after, key)
		return waiting
	}
}

func (c *taskContext) String() string { return "async.task(" + (*AnyTask)(c).Name() + ")" }

// followScope makes the task's context end with the scope's even after the task has ended
// and left the scope's list. t.mu is held.
func (t *AnyTask) followScope() {
	if m := t.extra(); !m.follows {
		m.follows = true
		if t.scope.ctx.Done() != nil {
			context.AfterFunc(t.scope.ctx, func() { t.cancel() })
		}
	}
}

// Cancel ends the task's context, wakes the task if it waits, and stops it at its next
// checkpoint. Cancelling a task that has ended ends its context only. A second Cancel stops
// once more a task that recovered from the first. It does not wait for the task.
func (t *AnyTask) Cancel() {
	t.stops.Add(1)
	t.stop()
	t.cancel()
	if f := onCancel.Load(); f != nil {
		(*f)()
	}
}

// wasCancelled reports whether the task was cancelled, or is about to be: Cancel counts first, and a
// checkpoint that sees the count may have raised before Cancel has come to the rest.
func (t *AnyTask) wasCancelled() bool { return t.stops.Load() > 0 || t.cancelled.Load() }

// onCancel is what OnCancel was told.
var onCancel atomic.Pointer[func()]

// OnCancel has fn called after every Cancel of a task. It is for whoever runs code that looks
// for cancellation at checkpoints only while there is something to look for.
func OnCancel(fn func()) { onCancel.Store(&fn) }

func (t *AnyTask) cancel() {
	t.mu.Lock()
	m := t.extra()
	lifted := t.lifted()
	after := m.after
	m.after = nil
	if !t.cancelled.Swap(true) {
		if m.done != nil {
			close(m.done)
		}
		if t.parked && !t.last.shut {
			t.last.fire() // under the lock: a waiter is not used again before the task is unparked
		}
	}
	t.mu.Unlock()
	for _, m := range lifted {
		m.cancel()
	}
	for f := range after {
		go (*f)() // ends when the function does, as in package context
	}
	if l, ok := t.exec().(*eventLoop); ok {
		l.look()
	}
}
