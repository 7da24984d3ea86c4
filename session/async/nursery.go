package async

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// AnyCoroutine is a *[Coroutine] of whatever type, and nothing else.
type AnyCoroutine interface {
	Name() string
	Started() bool
	String() string
}

// A Nursery is a part of a task that ends only when the tasks that were spawned in it have: a
// resource for async with. The first error or panic of a task, or of the block, cancels the
// other tasks and the block, and is what the block raises when all have ended; so is a
// cancellation of the task around it. Several errors are raised as a [*GroupError]. A task that
// was cancelled by itself is no error. Nurseries nest. One can be entered once.
type Nursery struct {
	body *CancelScope // what the block runs in

	mu     sync.Mutex // guards what follows
	state  nurseryState
	tasks  map[*AnyTask]struct{} // that have not ended
	errs   []error
	trace  []Position // of the first
	parent *Strand
	waiter *waiter
}

type nurseryState uint8

const (
	nurseryNew nurseryState = iota
	nurseryOpen
	nurseryEnding // cancelled, or failed
	nurseryClosed
)

// A GroupError is several errors that happened side by side. It is each of them to errors.Is
// and errors.As.
type GroupError struct{ Errors []error } // in the order in which they happened

// Error has the text of each.
func (e *GroupError) Error() string {
	texts := make([]string, len(e.Errors))
	for i, err := range e.Errors {
		texts[i] = err.Error()
	}
	return fmt.Sprintf("%d errors: %s", len(texts), strings.Join(texts, "; "))
}

// Unwrap returns the errors.
func (e *GroupError) Unwrap() []error { return e.Errors }

// OpenNursery returns a nursery that is to be entered.
func OpenNursery() *Nursery {
	return &Nursery{body: OpenCancelScope(), tasks: make(map[*AnyTask]struct{})}
}

// Enter opens the nursery in the current task.
func (n *Nursery) Enter(ctx context.Context) (*Nursery, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.state != nurseryNew {
		return nil, errors.New("the nursery was entered already")
	}
	if _, err := n.body.Enter(ctx); err != nil {
		return nil, err
	}
	n.state, n.parent = nurseryOpen, Current()
	if n.body.Expired() { // cancelled before
		n.state = nurseryEnding
	}
	return n, nil
}

// Spawn starts c as a task of the nursery. It panics, which raises an error in a task, if the
// nursery is not open. A task that is spawned while the nursery is being cancelled is cancelled
// as well.
func (n *Nursery) Spawn(c AnyCoroutine) *AnyTask {
	n.mu.Lock()
	state, parent := n.state, n.parent
	n.mu.Unlock()
	switch state {
	case nurseryNew:
		Raise(fmt.Errorf("spawning %s in a nursery that was not entered (async with does)", c.Name()))
	case nurseryClosed:
		Raise(fmt.Errorf("spawning %s in a nursery that has closed", c.Name()))
	}
	m, ok := c.(member)
	if !ok {
		Raise(fmt.Errorf("spawning a %T, which is no coroutine", c))
	}
	t, _ := m.join(parent.Scope(), n)
	return t
}

// SpawnIn is n.Spawn with the type of the task's value.
func SpawnIn[T any](n *Nursery, c *Coroutine[T]) *Task[T] { return typed[T](n.Spawn(c)) }

func (n *Nursery) adopt(t *AnyTask) (cancel bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.tasks[t] = struct{}{}
	return n.state != nurseryOpen
}

// Cancel ends the nursery early, and quietly: its tasks and its block are cancelled.
func (n *Nursery) Cancel() {
	n.body.Cancel()
	n.end()
}

// end cancels the tasks, and those to come: once, because a second Cancel would end what they
// do to clean up.
func (n *Nursery) end() {
	n.mu.Lock()
	if n.state != nurseryOpen {
		n.mu.Unlock()
		return
	}
	n.state = nurseryEnding
	tasks := make([]*AnyTask, 0, len(n.tasks))
	for t := range n.tasks {
		tasks = append(tasks, t)
	}
	n.mu.Unlock()
	slices.SortFunc(tasks, func(a, b *AnyTask) int { return int(a.id - b.id) })
	for _, t := range tasks {
		t.Cancel()
	}
}

// taskEnded makes a Nursery what watches its tasks.
func (n *Nursery) taskEnded(t *AnyTask) {
	state, trace, err := t.result()
	n.mu.Lock()
	delete(n.tasks, t)
	failed := state == Failed
	if failed {
		if n.errs = append(n.errs, err); len(n.errs) == 1 {
			n.trace = trace
		}
	}
	var w *waiter
	if len(n.tasks) == 0 {
		w = n.waiter
	}
	n.mu.Unlock()
	if failed {
		n.body.Cancel()
		n.end()
	}
	if w != nil {
		w.fire()
	}
}

// Exit waits until all tasks have ended. It returns what the block raises.
func (n *Nursery) Exit(ctx context.Context, err error) error {
	handled := n.body.Exit(ctx, err) == ErrHandled
	if handled {
		err = nil
	}
	if err != nil {
		n.end()
	}
	if cut := n.wait(outside(ctx, n.body)); cut != nil {
		n.end()
		if err == nil {
			err = cut
		}
		shielded(ctx, n.wait)
	}
	n.mu.Lock()
	n.state, n.waiter = nurseryClosed, nil
	errs, trace := n.errs, n.trace
	n.mu.Unlock()
	return n.outcome(err, handled, errs, trace)
}

// outside is the context around a scope that was left.
func outside(ctx context.Context, c *CancelScope) context.Context {
	if ctx == c.ctx {
		return Context()
	}
	return ctx
}

// wait waits until there are no tasks. The error is what cut it short.
func (n *Nursery) wait(ctx context.Context) error {
	n.mu.Lock()
	if len(n.tasks) == 0 {
		n.mu.Unlock()
		return nil
	}
	n.mu.Unlock()
	w, err := beginWait(ctx, reason{kind: waitNursery})
	if err != nil {
		return err
	}
	n.mu.Lock()
	n.waiter = w
	none := len(n.tasks) == 0
	n.mu.Unlock()
	if none {
		w.fire()
	}
	w.park()
	return w.end()
}

// outcome joins what the block and the tasks ended with.
func (n *Nursery) outcome(err error, handled bool, errs []error, trace []Position) error {
	cancelled := err != nil && errors.Is(err, context.Canceled)
	if err != nil && (!cancelled || len(errs) == 0) && !slices.ContainsFunc(errs, func(e error) bool { return same(e, err) }) {
		errs = append([]error{err}, errs...)
	}
	switch {
	case len(errs) == 0 && handled:
		return ErrHandled
	case len(errs) == 0:
		return nil
	case len(errs) > 1:
		return &GroupError{errs}
	}
	if !same(errs[0], err) {
		Current().carry(errs[0], trace)
	}
	return errs[0]
}

func (*Nursery) seesCancellation() bool { return true }
