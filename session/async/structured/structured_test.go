package structured_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goawait/goawait/session/async"
	"github.com/goawait/goawait/session/async/structured"
)

// onEach runs cell as the code of a scope on both runners, in a bubble.
func onEach(t *testing.T, hooks async.Hooks, test func(t *testing.T, s *async.Scope)) {
	for _, runner := range []string{structured.Errgroup, structured.Conc} {
		t.Run(runner, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l, err := async.NewLoop(runner)
				if err != nil {
					t.Fatal(err)
				}
				test(t, async.NewScope(t.Context(), 1, l, hooks))
			})
		})
	}
}

func run(s *async.Scope, fn func(ctx context.Context) (any, error)) (any, error) {
	defer s.End()
	return s.Run(async.New("cell", fn))
}

// child sleeps, and counts if it was cancelled.
func child(d time.Duration, err error, cancelled *atomic.Int32) *async.Coroutine[int] {
	return async.New("child", func(ctx context.Context) (int, error) {
		if _, cut := async.Sleep(d).Await(ctx); cut != nil {
			cancelled.Add(1)
			return 0, cut
		}
		return int(d / time.Second), err
	})
}

func TestTheCellEndsWhenItsTasksHave(t *testing.T) {
	onEach(t, async.Hooks{}, func(t *testing.T, s *async.Scope) {
		start := time.Now()
		var cancelled atomic.Int32
		v, err := run(s, func(ctx context.Context) (any, error) {
			for i := range 5 {
				async.Spawn(child(time.Duration(i)*time.Second, nil, &cancelled))
			}
			async.Spawn(async.New("parent", func(context.Context) (int, error) {
				async.Spawn(child(7*time.Second, nil, &cancelled))
				return 0, nil
			}))
			return 9, nil
		})
		if v != 9 || err != nil || time.Since(start) != 7*time.Second || cancelled.Load() != 0 {
			t.Errorf("%v, %v after %v", v, err, time.Since(start))
		}
	})
}

func TestACellWithNoAwaitWaitsToo(t *testing.T) {
	onEach(t, async.Hooks{}, func(t *testing.T, s *async.Scope) {
		start := time.Now()
		var cancelled atomic.Int32
		s.Do("cell", func(context.Context) (any, error) {
			return async.Spawn(child(time.Second, nil, &cancelled)), nil
		})
		if time.Since(start) != time.Second {
			t.Error(time.Since(start))
		}
	})
}

func TestFirstErrorCancelsTheRest(t *testing.T) {
	boom := errors.New("boom")
	reported := func(*async.AnyTask, error) { t.Error("an error that is raised was reported as well") }
	onEach(t, async.Hooks{Failed: reported}, func(t *testing.T, s *async.Scope) {
		start := time.Now()
		var cancelled atomic.Int32
		_, err := run(s, func(ctx context.Context) (any, error) {
			async.Spawn(child(time.Hour, nil, &cancelled))
			async.Spawn(child(time.Second, fmt.Errorf("wrapped: %w", boom), &cancelled))
			_, err := async.Sleep(time.Hour).Await(ctx)
			if !errors.Is(err, context.Canceled) {
				t.Errorf("the cell is told %v", err)
			}
			return nil, err
		})
		if !errors.Is(err, boom) || cancelled.Load() != 1 || time.Since(start) != time.Second {
			t.Errorf("%v after %v, %d cancelled", err, time.Since(start), cancelled.Load())
		}
	})
}

func TestTheCellsOwnErrorCancelsItsTasks(t *testing.T) {
	boom := errors.New("boom")
	onEach(t, async.Hooks{}, func(t *testing.T, s *async.Scope) {
		var cancelled atomic.Int32
		_, err := run(s, func(ctx context.Context) (any, error) {
			async.Spawn(child(time.Hour, nil, &cancelled))
			async.Sleep(time.Second).Await(ctx)
			return nil, boom
		})
		if err != boom || cancelled.Load() != 1 {
			t.Errorf("%v, %d cancelled", err, cancelled.Load())
		}
	})
}

func TestPanicsTravel(t *testing.T) {
	onEach(t, async.Hooks{}, func(t *testing.T, s *async.Scope) {
		var cancelled atomic.Int32
		_, err := run(s, func(ctx context.Context) (any, error) {
			async.Spawn(child(time.Hour, nil, &cancelled))
			async.Spawn(async.New("panics", func(ctx context.Context) (int, error) {
				async.Sleep(time.Second).Await(ctx)
				panic("oh")
			}))
			return nil, nil
		})
		var p *async.PanicError
		if !errors.As(err, &p) || p.Value != "oh" || cancelled.Load() != 1 {
			t.Errorf("%v, %d cancelled", err, cancelled.Load())
		}
	})
}

// The error of a task that belongs to a Gather is the Gather's.
func TestOwnedTasksFailTheirOwner(t *testing.T) {
	onEach(t, async.Hooks{}, func(t *testing.T, s *async.Scope) {
		var cancelled atomic.Int32
		v, err := run(s, func(ctx context.Context) (any, error) {
			_, err := async.Gather(child(time.Second, errors.New("boom"), &cancelled), child(time.Hour, nil, &cancelled)).Await(ctx)
			if err == nil || err.Error() != "boom" {
				t.Error(err)
			}
			async.Sleep(time.Second).Await(ctx)
			return "fine", nil
		})
		if v != "fine" || err != nil || cancelled.Load() != 1 {
			t.Error(v, err, cancelled.Load())
		}
	})
}

func TestInterruptedCell(t *testing.T) {
	onEach(t, async.Hooks{}, func(t *testing.T, s *async.Scope) {
		var cancelled atomic.Int32
		root := s.Start(async.New("cell", func(ctx context.Context) (any, error) {
			async.Spawn(child(time.Hour, nil, &cancelled))
			return nil, nil
		}))
		synctest.Wait()
		s.Interrupt()
		<-root.Ended()
		if root.State() != async.Cancelled || cancelled.Load() != 1 {
			t.Error(root, cancelled.Load())
		}
	})
}

func TestNothingIsSpawnedAfterTheCell(t *testing.T) {
	onEach(t, async.Hooks{}, func(t *testing.T, s *async.Scope) {
		late := make(chan error)
		release := make(chan bool)
		run(s, func(ctx context.Context) (any, error) {
			go func() { // ends by release
				<-release
				_, err := async.Spawn(async.New("late", func(context.Context) (int, error) { return 1, nil })).Await(context.Background())
				late <- err
			}()
			return nil, nil
		})
		close(release)
		if err := <-late; err != async.ErrScopeEnded {
			t.Error(err)
		}
	})
}

func TestACancelledTaskIsNoError(t *testing.T) {
	onEach(t, async.Hooks{}, func(t *testing.T, s *async.Scope) {
		var cancelled atomic.Int32
		v, err := run(s, func(ctx context.Context) (any, error) {
			task := async.Spawn(child(time.Hour, nil, &cancelled))
			async.Sleep(time.Second).Await(ctx)
			task.Cancel()
			return 1, nil
		})
		if v != 1 || err != nil {
			t.Error(v, err)
		}
	})
}

// A cleaner takes a second to leave.
type cleaner struct{ cleaned bool }

func (c *cleaner) Enter(context.Context) (*cleaner, error) { return c, nil }

func (c *cleaner) Exit(ctx context.Context, _ error) error {
	_, err := async.Sleep(time.Second).Await(ctx)
	c.cleaned = err == nil
	return err
}

// What a task does to clean up is not cut short where both a task and the cell itself fail.
func TestCleaningUpIsNotCancelled(t *testing.T) {
	onEach(t, async.Hooks{}, func(t *testing.T, s *async.Scope) {
		boom := errors.New("boom")
		c := new(cleaner)
		_, err := run(s, func(ctx context.Context) (any, error) {
			async.Spawn(async.New("cleans", func(ctx context.Context) (int, error) {
				return 0, async.With(ctx, c, func(ctx context.Context, _ *cleaner) error {
					_, err := async.Sleep(time.Hour).Await(ctx)
					return err
				})
			}))
			async.Spawn(async.New("fails", func(ctx context.Context) (int, error) {
				_, err := async.Sleep(time.Second).Await(ctx)
				return 0, errors.Join(boom, err)
			}))
			async.Sleep(2 * time.Second).Await(ctx) // cut short
			return nil, errors.New("the cell's own")
		})
		if err == nil || !c.cleaned {
			t.Errorf("%v; cleaned: %t", err, c.cleaned)
		}
	})
}
