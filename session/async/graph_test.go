package async

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestStackOfAwaits(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		s.main(func(ctx context.Context) (any, error) {
			inner := func() *Coroutine[int] {
				return NewAt("inner", 1, 10, func(ctx context.Context) (int, error) {
					Current().SetPos(1, 11)
					return sleepFor(ctx, time.Hour)
				})
			}
			child := Spawn(value("child", 1))
			outer := Spawn(NewAt("outer", 1, 20, func(ctx context.Context) (int, error) {
				child = Spawn(NewAt("child", 1, 30, func(ctx context.Context) (int, error) { return sleepFor(ctx, time.Hour) }))
				Current().SetPos(1, 21)
				value("quick", 1).Await(ctx)
				Current().SetPos(1, 22)
				return inner().Await(ctx)
			}))
			awaiting := Spawn(NewAt("awaiting", 1, 40, func(ctx context.Context) (int, error) { return outer.Await(ctx) }))
			Sleep(2 * time.Second).Await(ctx)
			if got, want := fmt.Sprint(outer.Stack()), "[{0 0 Sleep} {1 11 inner} {1 22 outer}]"; got != want {
				t.Errorf("%s, want %s", got, want)
			}
			if outer.Since() != 2*time.Second || outer.Waiting() != "sleep 1h0m0s" || outer.Awaits() != nil {
				t.Error(outer.Since(), outer.Waiting())
			}
			if awaiting.Awaits() != &outer.AnyTask || awaiting.Since() != 2*time.Second || awaiting.Parent() != 0 {
				t.Error(awaiting.Awaits(), awaiting.Since(), awaiting.Parent())
			}
			if child.Parent() != outer.ID() {
				t.Error(child.Parent(), outer.ID())
			}
			outer.CancelAll()
			for _, task := range []*Task[int]{outer, child} {
				task.Await(ctx)
				if task.State() != Cancelled {
					t.Error(task)
				}
			}
			return nil, nil
		})
	})
}

// A task that keeps the loop from others is reported, once a turn.
func TestBlockingTheLoop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var told []string
		s := newTestScope(t, RunnerLoop, Hooks{Blocking: func(t *AnyTask, d time.Duration) {
			mu.Lock()
			defer mu.Unlock()
			told = append(told, fmt.Sprint(t.Name(), " ", t.Pos().Line, " ", d))
		}})
		s.main(func(ctx context.Context) (any, error) {
			time.Sleep(10 * time.Second) // nobody waits
			Spawn(value("waiting", 1))
			Current().SetPos(1, 7)
			time.Sleep(10 * time.Second)
			Sleep(time.Hour).Await(ctx) // that is no blocking
			Spawn(value("waiting", 1))
			Current().SetPos(1, 9)
			time.Sleep(10 * time.Second)
			return nil, nil
		})
		mu.Lock()
		defer mu.Unlock()
		if got, want := strings.Join(told, ", "), "main 7 1s, main 9 1s"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
	})
}

func TestDroppedCoroutines(t *testing.T) {
	for _, runner := range waitingRunners {
		var mu sync.Mutex
		var told []string
		s := newTestScope(t, runner, Hooks{Dropped: func(_ *Scope, name string, at Position) {
			mu.Lock()
			defer mu.Unlock()
			told = append(told, fmt.Sprint(name, " ", at.Line))
		}})
		made := func(name string) *Coroutine[int] {
			return NewAt(name, 1, 1, func(context.Context) (int, error) { return 1, nil })
		}
		var kept *Coroutine[int]
		_, err := s.main(func(ctx context.Context) (any, error) {
			for i := range 100 {
				Current().SetPos(1, i)
				c := made("used")
				if i == 50 {
					made("dropped")
				}
				c.Await(ctx)
			}
			kept = made("kept")
			Spawn(New("task", func(ctx context.Context) (int, error) {
				Current().SetPos(1, 500)
				made("of a task")
				return 1, nil
			})).Await(ctx)
			Spawn(made("spawned")).Await(ctx)
			return nil, nil
		})
		if got := strings.Join(told, ", "); err != nil || got != "of a task 500, dropped 50" && got != "dropped 50, of a task 500" {
			t.Errorf("%s: %s, %v", runner, got, err)
		}
		runtime.KeepAlive(kept)
	}
}

// Many tasks sleep at once and all wake.
func TestManySleepers(t *testing.T) {
	many := 100_000
	if testing.Short() || raceEnabled {
		many = 5_000
	}
	for _, runner := range waitingRunners {
		inTask(t, runner, func(ctx context.Context) {
			tasks := make([]*Task[int], many)
			for i := range tasks {
				tasks[i] = Spawn(New("sleeper", func(ctx context.Context) (int, error) {
					_, err := sleepFor(ctx, time.Duration(i%100)*time.Millisecond)
					return i, err
				}))
			}
			for i, task := range tasks {
				if v, err := task.Await(ctx); v != i || err != nil {
					t.Fatalf("%s: task %d gave %v, %v", runner, i, v, err)
				}
			}
		})
	}
}
