package async

import (
	"context"
	"errors"
	"runtime"
	"sync/atomic"
	"time"
)

// A waiter is one suspension: of a task on its own goroutine, or of any other goroutine. It
// is fired at most once, by whatever comes first: what it waits for, or cancellation. A
// waiter is not used again, so that a late timer cannot wake the next suspension.
type waiter struct {
	task  *AnyTask // nil if a goroutine waits that is not its task's own
	ctx   context.Context
	wake  chan struct{} // capacity 1; nil on an event loop
	fired atomic.Bool
	stop  func() bool // ends the watch over ctx

	inner     *CancelScope // whose end ends the wait as well
	stopInner func() bool  // ends the watch over it
	masked    bool         // the task's cancellation does not end it
}

// beginWait prepares to suspend the caller. The order is: beginWait, arm what will call
// fire, park, disarm, end. It fails if the caller is cancelled already.
func beginWait(ctx context.Context, why reason) (*waiter, error) {
	w := &waiter{ctx: ctx}
	tc, direct := ctx.(*taskContext)
	if direct = direct && tc.strand.own(); !direct {
		tc = nil
		if s := Current(); s.own() && s.task != nil && s == &s.task.strand {
			tc = (*taskContext)(s.task)
		}
	}
	if tc != nil {
		if w.inner = tc.strand.inner; w.inner != nil && (direct || w.inner.ctx == ctx) {
			w.ctx, w.inner, direct = w.inner.ctx, nil, false
		}
		if tc.strand.cancelled() {
			return nil, tc.strand.heed()
		}
	}
	if err := w.interrupted(); err != nil {
		return nil, err
	}
	if tc != nil {
		w.task = (*AnyTask)(tc)
		if tc.exec == (inline{}) {
			return nil, &SuspendError{why.String()}
		}
		if err := w.task.setParked(w, why); err != nil {
			return nil, err
		}
	} else {
		w.wake = make(chan struct{}, 1)
	}
	// From here on the waiter may have been fired, so the caller has to park.
	if !direct && w.ctx.Done() != nil {
		w.stop = context.AfterFunc(w.ctx, w.fire)
	}
	if w.inner != nil {
		w.stopInner = context.AfterFunc(w.inner.ctx, w.fire)
	}
	return w, nil
}

// interrupted returns why the wait is to end, if one of its contexts has ended.
func (w *waiter) interrupted() error {
	if w.inner != nil {
		if err := ended(w.inner.ctx); err != nil {
			return err
		}
	}
	return ended(w.ctx)
}

// ended is the error of a context that has ended. A cause that is such an error is told in its
// place.
func ended(ctx context.Context) error {
	err := ctx.Err()
	if err != nil {
		if cause := context.Cause(ctx); errors.Is(cause, err) {
			return cause
		}
	}
	return err
}

// interrupted returns why a strand is not to go on, nil if it may.
func (s *Strand) interrupted(ctx context.Context) error {
	switch {
	case s.cancelled():
		return s.heed()
	case s.inner != nil:
		return ended(s.inner.ctx)
	}
	return ended(ctx)
}

// cancelled reports whether the strand's task was cancelled, as far as the strand sees it.
func (s *Strand) cancelled() bool {
	return s.task.cancelled.Load() && (s.masked == 0 || s.task.stops.Load() > s.masked)
}

// setParked makes w what Cancel wakes.
func (t *AnyTask) setParked(w *waiter, why reason) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.strand.cancelled() {
		return t.strand.heed()
	}
	w.masked = t.strand.masked > 0
	t.parked, t.why = w, why
	w.wake = t.exec.waker(t)
	return nil
}

// fire ends the suspension. It never blocks, and may be called from anywhere.
func (w *waiter) fire() {
	if w.fired.Swap(true) {
		return
	}
	if w.wake == nil {
		w.task.exec.ready(w.task)
		return
	}
	select {
	case w.wake <- struct{}{}:
	default: // a token of an earlier waiter is there; it wakes the goroutine as well
	}
}

func (w *waiter) taskEnded(*AnyTask) { w.fire() }

// park suspends the caller until the waiter has fired.
func (w *waiter) park() {
	if w.wake == nil {
		w.task.yield(struct{}{})
		return
	}
	for !w.fired.Load() {
		<-w.wake
	}
}

// end finishes the suspension and returns why it was cut short: nil if it was not.
func (w *waiter) end() error {
	if w.stop != nil {
		w.stop()
	}
	if w.stopInner != nil {
		w.stopInner()
	}
	if t := w.task; t != nil {
		t.mu.Lock()
		t.parked, t.why = nil, reason{}
		t.mu.Unlock()
		if t.strand.cancelled() {
			return t.strand.heed()
		}
	}
	return w.interrupted()
}

// Sleep returns a coroutine that waits for d. With d of zero or less it lets other tasks run.
func Sleep(d time.Duration) *Coroutine[struct{}] {
	return New("Sleep", func(ctx context.Context) (struct{}, error) {
		return struct{}{}, sleep(ctx, d)
	})
}

func sleep(ctx context.Context, d time.Duration) error {
	w, err := beginWait(ctx, reason{kind: waitSleep, d: d})
	if err != nil {
		return err
	}
	if d <= 0 {
		if w.wake != nil {
			runtime.Gosched()
		}
		w.fire()
		w.park()
		return w.end()
	}
	if w.wake == nil {
		l := w.task.exec.(*eventLoop)
		p := l.sleep(w, d)
		w.park()
		l.unsleep(p)
		return w.end()
	}
	timer := time.AfterFunc(d, w.fire)
	w.park()
	timer.Stop()
	return w.end()
}
