package session

import (
	"context"
	"errors"
	"slices"
	"sync"
)

// errGivenUp ends the wait of a cell whose queue was interrupted or emptied.
var errGivenUp = errors.New("given up while it waited in the queue")

// A queue lets one turn after another pass, in the order in which they were asked for.
// It is safe for concurrent use.
type queue struct {
	mu      sync.Mutex // guards what follows
	running *turn
	waiting []*turn
	closed  error         // answers those who ask once set
	idle    chan struct{} // closed when nothing runs any more; nil if nobody waits for that
}

// A turn is one run's place in the queue and, once it has begun, what can stop it.
type turn struct {
	ctx    context.Context // done when the run is to stop: the first interrupt, or its caller's end
	cancel context.CancelCauseFunc
	begin  chan struct{} // closed when it may run
	err    error         // set before gone is closed
	gone   chan struct{} // closed when it was given up while it waited
	hard   chan struct{} // closed by the second interrupt

	cell  int // its number; 0 before it has one, and for silent ones; guarded by queue.mu
	stops int // interrupts after it was told to stop; guarded by queue.mu
}

var errInterrupted = errors.New("interrupted")

// begun reports whether the turn has come.
func (t *turn) begun() bool {
	select {
	case <-t.begin:
		return true
	default:
		return false
	}
}

// join takes a place at the end of the queue, or before all that wait. It is followed by wait.
func (q *queue) join(ctx context.Context, first bool) (*turn, error) {
	t := &turn{begin: make(chan struct{}), gone: make(chan struct{}), hard: make(chan struct{})}
	t.ctx, t.cancel = context.WithCancelCause(ctx)
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case q.closed != nil:
		return nil, q.closed
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case q.running == nil:
		q.running = t
		close(t.begin)
	case first:
		q.waiting = slices.Insert(q.waiting, 0, t)
	default:
		q.waiting = append(q.waiting, t)
	}
	return t, nil
}

// wait returns when t may run. With an error it has left the queue.
func (q *queue) wait(ctx context.Context, t *turn) error {
	select {
	case <-t.begin:
		return nil
	case <-t.gone:
		return t.err
	case <-ctx.Done():
		q.mu.Lock()
		defer q.mu.Unlock()
		if q.running == t {
			q.nextLocked() // it began at the same moment
		}
		q.waiting = slices.DeleteFunc(q.waiting, func(w *turn) bool { return w == t })
		return context.Cause(ctx)
	}
}

// leave ends t and begins the next turn.
func (q *queue) leave(t *turn) {
	q.mu.Lock()
	defer q.mu.Unlock()
	t.cancel(nil)
	if q.running == t {
		q.nextLocked()
	}
}

func (q *queue) nextLocked() {
	q.running = nil
	if len(q.waiting) > 0 {
		q.running = q.waiting[0]
		q.waiting = slices.Delete(q.waiting, 0, 1)
		close(q.running.begin)
		return
	}
	if q.idle != nil {
		close(q.idle)
		q.idle = nil
	}
}

// number gives t its cell's number, by which it can be interrupted.
func (q *queue) number(t *turn, cell int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	t.cell = cell
}

// interrupt stops the running turn if it is that cell's, or whichever it is for 0, unless it
// is the caller's own: softly, and hard if it had been told to stop before.
func (q *queue) interrupt(cell int, own *turn) {
	q.mu.Lock()
	defer q.mu.Unlock()
	t := q.running
	if t == nil || t == own || cell != 0 && t.cell != cell {
		return
	}
	if t.ctx.Err() == nil {
		t.cancel(errInterrupted)
		return
	}
	if t.stops++; t.stops == 1 {
		close(t.hard)
	}
}

// abort gives up all turns that wait, but for one; nil is none.
func (q *queue) abort(but *turn, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	keep := q.waiting[:0]
	for _, t := range q.waiting {
		if t == but {
			keep = append(keep, t)
			continue
		}
		t.err = err
		close(t.gone)
	}
	q.waiting = keep
}

// close stops the running turn, gives up those that wait, and refuses new ones with err.
// It returns when nothing runs any more.
func (q *queue) close(err error) {
	q.abort(nil, err)
	q.mu.Lock()
	q.closed = err
	t := q.running
	if t == nil {
		q.mu.Unlock()
		return
	}
	t.cancel(err)
	if q.idle == nil {
		q.idle = make(chan struct{})
	}
	idle := q.idle
	q.mu.Unlock()
	<-idle
}

// busy reports whether a turn is running, and the number of its cell.
func (q *queue) busy() (cell int, running bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.running == nil {
		return 0, false
	}
	return q.running.cell, true
}
