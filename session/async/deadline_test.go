package async

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"
)

func TestTimeoutRaisesAtAwaits(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		s.main(func(ctx context.Context) (any, error) {
			start := time.Now()
			var within []error
			err := With(ctx, Timeout(2*time.Second), func(ctx context.Context, c *CancelScope) error {
				Sleep(time.Second).Await(ctx)
				for range 2 { // every await from then on
					_, err := Sleep(time.Hour).Await(ctx)
					within = append(within, err)
				}
				return within[1]
			})
			if err == nil || err.Error() != "timed out after 2s" || !errors.Is(err, context.DeadlineExceeded) || !errors.As(err, new(*TimeoutError)) {
				t.Errorf("raised %v", err)
			}
			if len(within) != 2 || within[0] != within[1] || time.Since(start) != 2*time.Second {
				t.Errorf("%v after %v", within, time.Since(start))
			}
			if _, err := Sleep(time.Second).Await(ctx); err != nil {
				t.Errorf("after it: %v", err)
			}
			return nil, nil
		})
	})
}

// The scope is the strand's, so what is awaited with a context from outside heeds it too.
func TestTimeoutReachesContextsFromOutside(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		s.main(func(outside context.Context) (any, error) {
			derived, cancel := context.WithCancel(outside)
			defer cancel()
			for _, ctx := range []context.Context{outside, derived} {
				err := With(ctx, Deadline(time.Now().Add(time.Second)), func(context.Context, *CancelScope) error {
					_, _, err := Recv(ctx, make(chan int))
					return err
				})
				if err == nil || err.Error() != "the deadline has passed" {
					t.Errorf("%v", err)
				}
				if Context() != outside {
					t.Errorf("the scope was not left: %v", Context())
				}
			}
			return nil, nil
		})
	})
}

func TestNestedDeadlines(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		s.main(func(ctx context.Context) (any, error) {
			nested := func(outer, inner *CancelScope) (innerErr, outerErr error) {
				outerErr = With(ctx, outer, func(ctx context.Context, _ *CancelScope) error {
					innerErr = With(ctx, inner, func(ctx context.Context, _ *CancelScope) error {
						_, err := Sleep(time.Hour).Await(ctx)
						return err
					})
					_, err := Sleep(time.Second).Await(ctx)
					return errors.Join(innerErr, err)
				})
				return innerErr, outerErr
			}
			for _, c := range []struct {
				outer, inner   *CancelScope
				wantIn, wantOu string
			}{
				{Timeout(time.Minute), Timeout(time.Second), "timed out after 1s", "timed out after 1s"},
				{Timeout(time.Second), Timeout(time.Minute), "timed out after 1s", "timed out after 1s\ntimed out after 1s"},
				{Timeout(time.Minute), MoveOnAfter(time.Second), "", ""},
				{MoveOnAfter(time.Second), Timeout(time.Minute), "timed out after 1s", ""},
				{MoveOnAfter(time.Second), MoveOnAfter(time.Minute), "timed out after 1s", ""},
				{Timeout(time.Minute), Timeout(-1), "the deadline has passed", "the deadline has passed"},
			} {
				in, out := nested(c.outer, c.inner)
				if text(in) != c.wantIn || text(out) != c.wantOu {
					t.Errorf("inner %q, want %q; outer %q, want %q", text(in), c.wantIn, text(out), c.wantOu)
				}
			}
			return nil, nil
		})
	})
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestCancelScopeCancel(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		s.main(func(ctx context.Context) (any, error) {
			scope := OpenCancelScope()
			Spawn(New("canceller", func(ctx context.Context) (int, error) {
				Sleep(time.Second).Await(ctx)
				scope.Cancel()
				return 0, nil
			}))
			reached := false
			err := With(ctx, scope, func(ctx context.Context, _ *CancelScope) error {
				_, err := Sleep(time.Hour).Await(ctx)
				reached = errors.Is(err, context.Canceled)
				return err
			})
			if err != nil || !reached || !scope.Expired() {
				t.Errorf("%v, reached %v", err, reached)
			}
			boom := errors.New("boom")
			early := OpenCancelScope()
			early.Cancel()
			if err := With(ctx, early, func(context.Context, *CancelScope) error { return boom }); err != boom {
				t.Errorf("an error of another kind became %v", err)
			}
			return nil, nil
		})
	})
}

func TestShield(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		s.main(func(ctx context.Context) (any, error) {
			var within, after error
			task := Spawn(New("shielded", func(ctx context.Context) (int, error) {
				return 0, With(ctx, Timeout(time.Second), func(ctx context.Context, _ *CancelScope) error {
					With(ctx, Shield(), func(ctx context.Context, _ *CancelScope) error {
						_, within = Sleep(3 * time.Second).Await(ctx)
						Checkpoint()
						return nil
					})
					_, after = Sleep(time.Second).Await(ctx)
					return after
				})
			}))
			Sleep(2 * time.Second).Await(ctx)
			start := time.Now()
			task.Cancel()
			task.Await(ctx)
			if within != nil || !errors.Is(after, context.Canceled) || time.Since(start) != time.Second || task.State() != Cancelled {
				t.Errorf("within %v, after %v, took %v, %v", within, after, time.Since(start), task.State())
			}
			return nil, nil
		})
	})
}

func TestWithTimeout(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		var cancelled atomic.Int32
		s.main(func(ctx context.Context) (any, error) {
			if v, err := WithTimeout(time.Minute, dozing(time.Second, &cancelled)).Await(ctx); v != 1 || err != nil {
				t.Error(v, err)
			}
			_, err := WithTimeout(time.Second, dozing(time.Minute, &cancelled)).Await(ctx)
			if text(err) != "timed out after 1s" || cancelled.Load() != 1 {
				t.Error(err, cancelled.Load())
			}
			task := Spawn(dozing(time.Minute, &cancelled))
			if _, err := WithTimeoutAny(time.Second, task).Await(ctx); !errors.Is(err, context.DeadlineExceeded) || task.State() != Pending {
				t.Error(err, task)
			}
			_, err = WithDeadline(time.Now().Add(time.Second), foreign[int]{1, time.Minute}).Await(ctx)
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Error(err)
			}
			nested := WithTimeout(2*time.Second, WithTimeout(time.Second, dozing(time.Minute, &cancelled)))
			if _, err := nested.Await(ctx); text(err) != "timed out after 1s" {
				t.Error(err)
			}
			task.Cancel()
			return nil, nil
		})
	})
}

// Cleaning up may await although the task was cancelled; cancelling once more ends that.
func TestExitMayAwait(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		s.main(func(ctx context.Context) (any, error) {
			for _, again := range []bool{false, true} {
				r := &resource{exit: func(ctx context.Context, err error) error {
					_, cut := Sleep(time.Minute).Await(ctx)
					return fmt.Errorf("%v, then %v", err, cut)
				}}
				task := Spawn(New("t", func(ctx context.Context) (int, error) {
					return 0, With(ctx, r, func(ctx context.Context, _ string) error {
						_, err := Sleep(time.Hour).Await(ctx)
						return err
					})
				}))
				Sleep(time.Second).Await(ctx)
				start := time.Now()
				task.Cancel()
				want, took := "context canceled, then <nil>", time.Minute
				if again {
					want, took = "context canceled, then context canceled", time.Second
					Sleep(time.Second).Await(ctx)
					task.Cancel()
				}
				if _, err := task.Await(ctx); text(err) != want || time.Since(start) != took {
					t.Errorf("again %v: %v after %v", again, err, time.Since(start))
				}
			}
			return nil, nil
		})
	})
}
