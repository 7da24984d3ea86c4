package async

import (
	"context"
	"math/rand/v2"
	"runtime"
	"time"
)

// epoch is when the clock began.
var epoch = time.Now()

// clock is the time since the epoch, in nanoseconds.
func clock() int64 { return int64(time.Since(epoch)) }

// Sleep returns a coroutine that waits for d. With d of zero or less it lets other tasks run.
func Sleep(d time.Duration) *Coroutine[struct{}] {
	return &Coroutine[struct{}]{head{name: "Sleep", yields: d <= 0}, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, sleep(ctx, d)
	}}
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return giveWay(ctx)
	}
	w, err := beginSleep(ctx, d)
	if err != nil {
		return err
	}
	if w.task != nil {
		if beds := w.task.exec().beds(w.task); beds != nil {
			beds.add(w)
			w.park()
			if w.fired.Load() != byClock {
				beds.remove(w)
			}
			return w.end()
		}
	}
	timer := time.AfterFunc(d, w.fire)
	w.park()
	timer.Stop()
	return w.end()
}

// beginSleep is beginWait for a sleep. A task that is on its own goroutine, and is watched by
// nothing but its loop's clock and Cancel, uses one waiter for all its sleeps: the clock fires
// it only while it is among its sleepers, and Cancel only while it is parked.
func beginSleep(ctx context.Context, d time.Duration) (*waiter, error) {
	tc, ok := ctx.(*taskContext)
	if !ok || !tc.strand.own() || tc.strand.has().inner != nil || (*AnyTask)(tc).exec().beds((*AnyTask)(tc)) == nil {
		w := &waiter{kind: waitSleep, n: int64(d), index: -1}
		w.at = clock() + int64(d)
		return w, w.begin(ctx)
	}
	w := tc.last // the task's own goroutine is the one that writes it
	if w == nil || w.kind != waitSleep || w.more != nil {
		w = new(waiter)
	}
	w.kind, w.n, w.at, w.index = waitSleep, int64(d), clock()+int64(d), -1
	w.fired.Store(0)
	return w, w.begin(ctx)
}

// giveWay lets the tasks that are ready have their turn.
func giveWay(ctx context.Context) error {
	s := ownStrand(ctx)
	if s == nil || s.task == nil || s != &s.task.strand {
		runtime.Gosched()
		return ended(ctx)
	}
	t := s.task
	if t.exec() == (inline{}) {
		return suspending(waitSleep)
	}
	if err := cut(s, ctx); err != nil {
		return err
	}
	if l, ok := t.exec().(*eventLoop); ok {
		l.giveWay(t)
	} else {
		t.scope.loop.gosched()
	}
	return cut(s, ctx)
}

// gosched is runtime.Gosched for a task. While no other task is on the loop it seldom does
// that: goroutines that belong to none need not be asked each time.
func (l *TaskLoop) gosched() {
	if l.live.Load() > 1 || rand.Uint32()%64 == 0 {
		runtime.Gosched()
	}
}

// suspending is apart because of the room that a waiter takes on the stack of every task.
//
//go:noinline
func suspending(kind waitKind) error { return &SuspendError{(&waiter{kind: kind}).String()} }

// cut returns why what awaits with ctx on the strand s is not to go on. The context of a task
// ends when the task is cancelled, so its own strand need not ask it.
func cut(s *Strand, ctx context.Context) error {
	if s.cancelled() {
		return s.heed()
	}
	_, direct := ctx.(*taskContext)
	if direct && s.has().inner == nil {
		return nil
	}
	if err := s.interrupted(ctx); err != nil || direct {
		return err
	}
	return ended(ctx)
}
