package async

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"
)

// deferred makes a deferred call as lowered code does.
func deferred(call func()) {
	if done := Cleanup(); done != nil {
		defer done()
	}
	call()
}

// dozer returns a function that sleeps for a minute, and notes in log how that ended and when.
func dozer(log *[]string) func(what string) {
	return func(what string) {
		start := time.Now()
		_, err := Run(Sleep(time.Minute))
		*log = append(*log, fmt.Sprint(what, " ", err, " after ", time.Since(start)))
	}
}

// A cancellation is met at each await, but by deferred calls only if it comes while they run.
func TestDeferredCallsMayAwait(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		s.main(func(ctx context.Context) (any, error) {
			var log []string
			doze := dozer(&log)
			task := Spawn(New("t", func(ctx context.Context) (int, error) {
				defer deferred(func() { doze("outer") })
				defer deferred(func() { doze("inner"); doze("cut") })
				doze("body")
				doze("body")
				return 0, ctx.Err()
			}))
			for range 2 {
				Sleep(30 * time.Second).Await(ctx)
				task.Cancel()
			}
			_, err := task.Await(ctx)
			want := "[body context canceled after 30s body context canceled after 0s " +
				"inner context canceled after 30s cut context canceled after 0s outer <nil> after 1m0s]"
			if got := fmt.Sprint(log); got != want || !errors.Is(err, context.Canceled) || task.State() != Cancelled {
				t.Errorf("%s, %v\nwant %s", got, err, want)
			}
			return nil, nil
		})
	})
}

// A deadline around a cancelled task that passes while it cleans up is seen; one that has passed is not.
func TestDeadlineWhileCleaningUp(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		s.main(func(ctx context.Context) (any, error) {
			var log []string
			doze := dozer(&log)
			task := Spawn(New("t", func(ctx context.Context) (int, error) {
				return 0, With(ctx, Timeout(100*time.Second), func(ctx context.Context, _ *CancelScope) error {
					return With(ctx, Timeout(45*time.Second), func(ctx context.Context, _ *CancelScope) error {
						defer deferred(func() { doze("outer"); doze("cut") })
						defer deferred(func() { doze("inner") })
						_, err := Sleep(time.Hour).Await(ctx)
						return err
					})
				})
			}))
			Sleep(30 * time.Second).Await(ctx)
			task.Cancel()
			_, err := task.Await(ctx)
			want := "[inner context canceled after 15s outer context canceled after 55s cut context canceled after 0s]"
			if got := fmt.Sprint(log); got != want || !errors.Is(err, context.Canceled) {
				t.Errorf("%s, %v\nwant %s", got, err, want)
			}
			return nil, nil
		})
	})
}

// A call that was left behind cleans up beside its task: each is cut by the next Cancel.
func TestCleanupsSideBySide(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		s.main(func(ctx context.Context) (any, error) {
			var mu sync.Mutex // guards cut
			cut, beside := 0, make(chan bool)
			doze := func() {
				if _, err := Sleep(time.Hour).Await(Context()); err != nil {
					mu.Lock()
					defer mu.Unlock()
					cut++
				}
			}
			task := Spawn(New("t", func(ctx context.Context) (int, error) {
				defer deferred(doze)
				return Call(ctx, "call", func(ctx context.Context) (int, error) {
					defer close(beside)
					defer deferred(doze)
					<-ctx.Done()
					return 0, ctx.Err()
				})
			}))
			for range 2 {
				Sleep(time.Second).Await(ctx)
				task.Cancel()
			}
			task.Await(ctx)
			<-beside
			if cut != 2 {
				t.Errorf("%d of 2 were cut", cut)
			}
			return nil, nil
		})
	})
}

// Without a cancellation nothing is masked, nor where there is no task.
func TestCleanupOfNothing(t *testing.T) {
	if Cleanup() != nil {
		t.Error("outside of tasks")
	}
	onEach(t, func(t *testing.T, s *Scope) {
		s.main(func(ctx context.Context) (any, error) {
			if Cleanup() != nil {
				t.Error("in a task that goes on")
			}
			return nil, nil
		})
	})
}
