package async

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

func TestGather(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		s.main(func(ctx context.Context) (any, error) {
			slow := New("slow", func(ctx context.Context) (int, error) {
				_, err := Sleep(2 * time.Second).Await(ctx)
				return 1, err
			})
			v, err := Gather(slow, Spawn(value("task", 2)), foreign[int]{3, time.Second}).Await(ctx)
			if fmt.Sprint(v, err) != "[1 2 3] <nil>" {
				t.Errorf("Gather: %v, %v", v, err)
			}
			r2, err := Gather2(value("a", 1), value("b", "x")).Await(ctx)
			if a, b := r2.Values(); a != 1 || b != "x" || err != nil {
				t.Errorf("Gather2: %v, %v", r2, err)
			}
			r3, err := Gather3(value("a", 1), value("b", "x"), value("c", 2.5)).Await(ctx)
			if a, b, c := r3.Values(); a != 1 || b != "x" || c != 2.5 || err != nil {
				t.Errorf("Gather3: %v, %v", r3, err)
			}
			none, err := Gather[int]().Await(ctx)
			if len(none) != 0 || none == nil || err != nil {
				t.Errorf("Gather of nothing: %v, %v", none, err)
			}
			return nil, nil
		})
	})
}

// foreign is a future of another library: it knows nothing of tasks.
type foreign[T any] struct {
	v    T
	took time.Duration
}

func (f foreign[T]) Await(ctx context.Context) (v T, err error) {
	select {
	case <-time.After(f.took):
		return f.v, nil
	case <-ctx.Done():
		return v, ctx.Err()
	}
}

func TestGatherFirstErrorCancelsTheRest(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		boom := errors.New("boom")
		start := time.Now()
		var mine, theirs *Task[int]
		hour := func(name string) *Coroutine[int] {
			return New(name, func(ctx context.Context) (int, error) {
				mine = anyTask[int](ctx)
				_, err := Sleep(time.Hour).Await(ctx)
				return 0, err
			})
		}
		_, err := s.main(func(ctx context.Context) (any, error) {
			theirs = Spawn(New("theirs", func(ctx context.Context) (int, error) {
				_, err := Sleep(time.Minute).Await(ctx)
				return 9, err
			}))
			bad := New("bad", func(ctx context.Context) (int, error) {
				Sleep(time.Second).Await(ctx)
				return 0, boom
			})
			return Gather(hour("mine"), bad, theirs).Await(ctx)
		})
		if err != boom || time.Since(start) != time.Second {
			t.Errorf("error %v after %v", err, time.Since(start))
		}
		if mine.State() != Cancelled || theirs.State() != Pending {
			t.Errorf("its own task %v, another's %v", mine.State(), theirs.State())
		}
		<-theirs.Ended()
	})
}

func anyTask[T any](ctx context.Context) *Task[T] { return typed[T](TaskOf(ctx)) }

func TestGatherCancelledDoesNotWait(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		release := make(chan bool)
		root := s.Start(New("main", func(ctx context.Context) (any, error) {
			stubborn := New("stubborn", func(ctx context.Context) (int, error) {
				return Call(context.WithoutCancel(ctx), "stubborn", func(context.Context) (int, error) { <-release; return 0, nil })
			})
			return Gather(stubborn).Await(ctx)
		}))
		synctest.Wait()
		s.Interrupt()
		<-root.Ended()
		close(release)
	})
}

func TestGatherAny(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		s.main(func(ctx context.Context) (any, error) {
			v, err := GatherAny([]string(nil), value[any]("a", "x"), value("b", "y"), foreign[string]{"z", 0}).Await(ctx)
			if got, ok := v.([]string); !ok || fmt.Sprint(got) != "[x y z]" || err != nil {
				t.Errorf("%T %v, %v", v, v, err)
			}
			v, err = GatherAny(nil, value("a", 1), value[any]("b", nil)).Await(ctx)
			if got, ok := v.([]any); !ok || fmt.Sprint(got) != "[1 <nil>]" || err != nil {
				t.Errorf("%T %v, %v", v, v, err)
			}
			if _, err = GatherAny(nil, 3).Await(ctx); err == nil || err.Error() != "int is not awaitable" {
				t.Errorf("of an int: %v", err)
			}
			return nil, nil
		})
	})
}

// Where a task runs to its end as it is spawned, those after one that has failed find out at once.
func TestOwnerThatHasFailed(t *testing.T) {
	s := newTestScope(t, RunnerSync, Hooks{})
	s.main(func(ctx context.Context) (any, error) {
		boom := errors.New("boom")
		fails := func() *Coroutine[int] {
			return New("fails", func(context.Context) (int, error) { return 0, boom })
		}
		var seen []error
		looks := func() *Coroutine[int] {
			return New("looks", func(ctx context.Context) (int, error) {
				seen = append(seen, ctx.Err())
				return 0, ctx.Err()
			})
		}
		if _, err := Gather(looks(), fails(), looks()).Await(ctx); err != boom {
			t.Errorf("Gather: %v", err)
		}
		err := inNursery(ctx, func(ctx context.Context, n *Nursery) error {
			SpawnIn(n, looks())
			SpawnIn(n, fails())
			SpawnIn(n, looks())
			return nil
		})
		if !errors.Is(err, boom) {
			t.Errorf("the nursery: %v", err)
		}
		if got, want := fmt.Sprint(seen), "[<nil> context canceled <nil> context canceled]"; got != want {
			t.Errorf("their contexts: %s, not %s", got, want)
		}
		return nil, nil
	})
}
