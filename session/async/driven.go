package async

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// A RunnerError says what a runner of a person's own did wrong.
type RunnerError struct {
	Name string // of the runner
	What string
	Err  error // what it returned besides; may be nil
}

// Error names the runner and what it is there for.
func (e *RunnerError) Error() string {
	text := fmt.Sprintf("the runner %s %s; it is to return async.Run(c)", e.Name, e.What)
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap returns the error that the runner returned.
func (e *RunnerError) Unwrap() error { return e.Err }

// A drive is one run of a coroutine by a runner of a person's own.
type drive struct {
	mu    sync.Mutex // guards what follows
	task  *AnyTask   // in which the coroutine runs
	ended bool
	err   error
}

// driven returns a coroutine that gives c to the loop's own runner, and sees to it that the
// runner does what runners are for.
func (l *TaskLoop) driven(c *Coroutine[any]) *Coroutine[any] {
	d := new(drive)
	inner := New(c.name, func(ctx context.Context) (v any, err error) {
		d.mu.Lock()
		d.task = TaskOf(ctx)
		d.mu.Unlock()
		ended := false
		defer func() {
			d.mu.Lock()
			defer d.mu.Unlock()
			if d.ended, d.err = true, err; !ended {
				d.err = context.Canceled // a panic, or Goexit: the runner passes it on, or deals with it
			}
		}()
		v, err = c.Await(ctx)
		ended = true
		return v, err
	})
	inner.pos = c.pos
	outer := New(c.name, func(context.Context) (any, error) {
		v, err := l.custom(inner)
		return d.judge(l.name, inner, v, err)
	})
	outer.pos = c.pos
	return outer
}

// judge says what comes of a runner that has returned.
func (d *drive) judge(runner string, c *Coroutine[any], v any, err error) (any, error) {
	d.mu.Lock()
	task, ended, own := d.task, d.ended, d.err
	d.mu.Unlock()
	wrong := func(what string) (any, error) {
		wrong := &RunnerError{runner, what, err}
		Current().carry(wrong, []Position{unpackPos(c.pos)})
		return nil, wrong
	}
	var twice *AwaitedError
	switch {
	case !c.Started() && err != nil:
		return v, err
	case !c.Started():
		return wrong("returned and never ran the cell")
	case !ended:
		if task != nil {
			task.Cancel()
		}
		return wrong("returned before the cell had ended")
	case c.used.Load() > 1:
		if errors.As(err, &twice) {
			err = nil
		}
		return wrong("ran the cell twice")
	case err == nil && own != nil:
		return v, own
	}
	return v, err
}
