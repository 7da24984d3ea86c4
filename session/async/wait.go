package async

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
)

// A waiter is one suspension: of a task on its own goroutine, or of any other goroutine. It
// is fired at most once, by whatever comes first: what it waits for, or cancellation. A
// waiter is not used again, so that a late timer cannot wake the next suspension; sleep says
// why its own can be.
type waiter struct {
	task   *AnyTask      // nil if a goroutine waits that is not its task's own
	awaits *AnyTask      // the task that is waited for; may be nil
	at     int64         // see clock: since when, or of a sleep until when
	n      int64         // how long, or how many
	seq    uint64        // of a sleep, see sleepers
	index  int32         // in sleepers; -1 outside
	fired  atomic.Uint32 // 0, or what fired it
	kind   waitKind
	shut   bool // the task's cancellation does not end it
	alone  bool // nothing else does, besides what is waited for
	more   *waitMore
}

// waitMore is what few waiters need.
type waitMore struct {
	name      string          // of what is waited for
	ctx       context.Context // whose end ends the wait
	wake      chan struct{}   // capacity 1: where the goroutine waits if it cannot in the task
	stop      func() bool     // ends the watch over ctx
	inner     *CancelScope    // whose end ends the wait as well
	stopInner func() bool     // ends the watch over it
}

// extra is w.more, to be written.
func (w *waiter) extra() *waitMore {
	if w.more == nil {
		w.more = new(waitMore)
	}
	return w.more
}

// beginWait prepares to suspend the caller. The order is: beginWait, arm what will call
// fire, park, disarm, end. It fails if the caller is cancelled already.
func beginWait(ctx context.Context, why reason) (*waiter, error) {
	w := &waiter{kind: why.kind, awaits: why.task, n: why.n, at: clock(), index: -1}
	if why.name != "" {
		w.extra().name = why.name
	}
	return w, w.begin(ctx)
}

func (w *waiter) begin(ctx context.Context) error {
	until := ctx
	tc, direct := ctx.(*taskContext)
	if direct = direct && tc.strand.own(); !direct {
		tc = nil
		if s := ownStrand(ctx); s != nil && s.task != nil && s == &s.task.strand {
			tc = (*taskContext)(s.task)
		}
	}
	if tc != nil {
		if inner := tc.strand.has().inner; inner != nil {
			if direct || inner.ctx == ctx {
				until, direct = inner.ctx, false
			} else {
				w.extra().inner = inner
			}
		}
		if tc.strand.cancelled() {
			return tc.strand.heed()
		}
	}
	if w.alone = direct; !direct {
		w.extra().ctx = until // before others see w
		if err := w.interrupted(); err != nil {
			return err
		}
	}
	if tc == nil {
		w.extra().wake = make(chan struct{}, 1)
	} else if err := (*AnyTask)(tc).setParked(w); err != nil {
		return err
	}
	// From here on the waiter may have been fired, so the caller has to park.
	if !direct && until.Done() != nil {
		w.more.stop = context.AfterFunc(until, w.fire)
	}
	if w.more != nil && w.more.inner != nil {
		w.more.stopInner = context.AfterFunc(w.more.inner.ctx, w.fire)
	}
	return nil
}

// interrupted returns why the wait is to end, if one of its contexts has ended. The wait is
// not alone.
func (w *waiter) interrupted() error {
	if w.more.inner != nil {
		if err := ended(w.more.inner.ctx); err != nil {
			return err
		}
	}
	return ended(w.more.ctx)
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
	case s.has().inner != nil:
		return ended(s.rare.inner.ctx)
	}
	return ended(ctx)
}

// cancelled reports whether the strand's task was cancelled, as far as the strand sees it.
func (s *Strand) cancelled() bool {
	if !s.task.cancelled.Load() {
		return false
	}
	masked := s.has().masked
	return masked == 0 || s.task.stops.Load() > masked
}

// setParked makes w what Cancel wakes.
func (t *AnyTask) setParked(w *waiter) error {
	if t.exec() == (inline{}) {
		return &SuspendError{w.String()}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.strand.cancelled() {
		return t.strand.heed()
	}
	w.task, w.shut = t, t.strand.has().masked > 0
	t.last, t.parked = w, true
	switch {
	case t.fiber != nil:
	case w.kind == waitChan:
		w.extra().wake = make(chan struct{}, 1) // receive selects it
	default:
		if t.asleep == nil {
			t.asleep = new(sync.WaitGroup)
		}
		t.asleep.Add(1)
	}
	return nil
}

// What fires a waiter.
const (
	byEvent uint32 = 1 + iota
	byClock        // of its loop: it is not among the sleepers any more
)

// fire ends the suspension. It never blocks, and may be called from anywhere.
func (w *waiter) fire() { w.wakeUp(byEvent) }

func (w *waiter) wakeUp(by uint32) {
	switch {
	case !w.fired.CompareAndSwap(0, by):
	case w.more != nil && w.more.wake != nil:
		w.more.wake <- struct{}{}
	case w.task.fiber != nil:
		w.task.exec().ready(w.task)
	default:
		w.task.asleep.Done()
	}
}

func (w *waiter) taskEnded(*AnyTask) { w.fire() }

// park suspends the caller until the waiter has fired.
func (w *waiter) park() {
	switch {
	case w.more != nil && w.more.wake != nil:
		<-w.more.wake
	case w.task.fiber != nil:
		w.task.exec().(*eventLoop).park(w.task)
	default:
		w.task.asleep.Wait()
	}
}

// end finishes the suspension and returns why it was cut short: nil if it was not.
func (w *waiter) end() error {
	if m := w.more; m != nil {
		if m.stop != nil {
			m.stop()
		}
		if m.stopInner != nil {
			m.stopInner()
		}
	}
	if t := w.task; t != nil {
		t.mu.Lock()
		t.parked = false
		t.mu.Unlock()
		if t.strand.cancelled() {
			return t.strand.heed()
		}
	}
	if w.alone {
		return nil
	}
	return w.interrupted()
}
