package async

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// A Crew is what a structured runner runs the tasks of one scope with.
type Crew interface {
	// Go runs a task on a goroutine, to its end. It may be called by any goroutine until Wait
	// is. The first error, and a panic with a *PanicError, end the crew's context.
	Go(run func() error)
	// Wait is called when every task has returned. It gives the first error, or panic as a
	// *PanicError.
	Wait() error
}

// NewCrew makes the crew of one scope. The context that it returns derives from ctx and ends
// when a task fails.
type NewCrew func(ctx context.Context) (Crew, context.Context)

// RegisterStructured adds a runner on which no task outlives its scope: the scope's code ends
// when the tasks have, and the first error cancels the rest. It is called while a package
// initialises.
func RegisterStructured(name string, crew NewCrew) {
	if runners[name] != nil {
		panic(fmt.Sprintf("the runner %q is registered twice", name))
	}
	runners[name] = func() *TaskLoop { return &TaskLoop{exec: threads{}, crew: crew} }
}

// ErrScopeEnded is the error of a task that is spawned on a structured runner by what has
// outlived its cell.
var ErrScopeEnded = errors.New("the cell has ended, and on its runner no task outlives it")

// A shift is the time in which a scope of a structured runner has its crew. It is the resource
// that the scope's own code runs in.
type shift struct {
	scope *Scope
	body  *CancelScope
	crew  Crew
	stop  func() bool // ends the watch over the crew's context

	mu      sync.Mutex // guards what follows
	running int        // tasks that the crew has not returned from, or is about to be given
	ending  bool
	over    bool     // nothing can be spawned any more
	failed  *AnyTask // the first that did
	waiter  *waiter
}

// supervised returns a coroutine that runs c and then waits for the scope's tasks.
func (s *Scope) supervised(c *Coroutine[any]) *Coroutine[any] {
	outer := New(c.name, func(ctx context.Context) (v any, err error) {
		sh := &shift{scope: s, body: OpenCancelScope()}
		err = With(ctx, sh, func(ctx context.Context, _ *shift) (err error) {
			v, err = c.Await(ctx)
			return err
		})
		return v, err
	})
	outer.pos = c.pos
	return outer
}

// Enter begins the shift.
func (sh *shift) Enter(ctx context.Context) (*shift, error) {
	crew, working := sh.scope.loop.crew(ctx)
	sh.crew = crew
	if _, err := sh.body.Enter(ctx); err != nil {
		return nil, err
	}
	sh.stop = context.AfterFunc(working, func() {
		sh.body.Cancel()
		sh.end()
	})
	sh.scope.mu.Lock()
	defer sh.scope.mu.Unlock()
	sh.scope.shift = sh
	return sh, nil
}

func (*shift) seesCancellation() bool { return true }

// joinShift returns what the scope's tasks are spawned in, with a place for one more; nil if
// the runner is not structured.
func (s *Scope) joinShift() (*shift, error) {
	if s.loop.crew == nil {
		return nil, nil
	}
	s.mu.Lock()
	sh := s.shift
	s.mu.Unlock()
	if sh == nil {
		return nil, ErrScopeEnded
	}
	sh.mu.Lock()
	defer sh.mu.Unlock()
	if sh.over {
		return nil, ErrScopeEnded
	}
	sh.running++
	return sh, nil
}

// start has the crew run t. The error of a task that is owned is its owner's.
func (sh *shift) start(t *AnyTask, owned bool) {
	if !owned {
		t.mu.Lock()
		t.setAwaited()
		t.mu.Unlock()
	}
	sh.mu.Lock()
	ending := sh.ending // then end does not see t
	sh.mu.Unlock()
	if ending {
		t.Cancel()
	}
	sh.crew.Go(func() error {
		t.enter()
		defer sh.returned()
		if owned || t.State() != Failed {
			return nil
		}
		sh.mu.Lock()
		if sh.failed == nil {
			sh.failed = t
		}
		sh.mu.Unlock()
		return t.Err()
	})
}

func (sh *shift) returned() {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	if sh.running--; sh.running == 0 && sh.waiter != nil {
		sh.waiter.fire()
	}
}

// end cancels the tasks, and those to come: once, because a second Cancel would end what they
// do to clean up.
func (sh *shift) end() {
	sh.mu.Lock()
	again := sh.ending
	sh.ending = true
	sh.mu.Unlock()
	if again {
		return
	}
	for _, t := range sh.scope.Tasks() {
		t.Cancel()
	}
}

// Exit waits until the crew has nothing to do, and gives the first error.
func (sh *shift) Exit(ctx context.Context, err error) error {
	sh.mu.Lock()
	first := sh.failed == nil
	sh.mu.Unlock()
	handled := sh.body.Exit(ctx, err) == ErrHandled
	if handled {
		err = nil
	}
	if err != nil {
		sh.end()
	}
	if cut := sh.wait(outside(ctx, sh.body)); cut != nil {
		sh.end()
		if err == nil {
			err = cut
		}
		shielded(ctx, sh.wait)
	}
	sh.stop()
	failure := sh.crew.Wait()
	switch {
	case err != nil && first || failure == nil && err != nil:
		return err
	case failure != nil:
		sh.mu.Lock()
		defer sh.mu.Unlock()
		if sh.failed != nil {
			Current().carry(failure, sh.failed.Trace())
		}
		return failure
	case handled:
		return ErrHandled
	}
	return nil
}

// shielded calls fn with a context that does not end.
func shielded(ctx context.Context, fn func(context.Context) error) {
	shield := Shield()
	if _, err := shield.Enter(ctx); err == nil {
		defer shield.Exit(ctx, nil)
		fn(shield.ctx)
	}
}

// wait waits until the crew has nothing to do, and ends the shift. The error is what cut it
// short.
func (sh *shift) wait(ctx context.Context) error {
	for {
		sh.mu.Lock()
		over := sh.running == 0
		sh.over = over
		sh.mu.Unlock()
		if over {
			return nil
		}
		w, err := beginWait(ctx, reason{kind: waitNursery})
		if err != nil {
			return err
		}
		sh.mu.Lock()
		if sh.waiter = w; sh.running == 0 {
			w.fire()
		}
		sh.mu.Unlock()
		w.park()
		if err := w.end(); err != nil {
			return err
		}
	}
}
