package async

import (
	"context"
	"fmt"
	"math/rand"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// Tasks of all sorts change places, end their goroutines, keep the turn until they are given up,
// and come back. Every one ends, and with what it should; the bubble holds that no goroutine is
// left.
func TestFibersChangeSeats(t *testing.T) {
	for seed := range int64(60) {
		synctest.Test(t, func(t *testing.T) { changeSeats(t, seed) })
	}
}

func changeSeats(t *testing.T, seed int64) {
	l, err := NewLoop(RunnerLoop)
	if err != nil {
		t.Fatal(err)
	}
	l.exec.(*eventLoop).spare = []int{0, 1, 3, maxIdle}[seed%4]
	rng := rand.New(rand.NewSource(seed))
	var stuck atomic.Int32 // tasks that keep the turn
	s := NewScope(t.Context(), 1, l, Hooks{})
	worker := func(name string, steps []int) *Coroutine[int] {
		return New(name, func(ctx context.Context) (int, error) {
			sum := 0
			for _, what := range steps {
				sum++
				switch {
				case what < 4:
					Sleep(0).Await(ctx)
				case what < 7:
					Sleep(time.Duration(what) * time.Millisecond).Await(ctx)
				case what == 7:
					Spawn(New("quick", one)).Await(ctx)
				case what == 8:
					stuck.Add(1)
					time.Sleep(5 * time.Millisecond) // not an await
				default:
					runtime.Goexit()
				}
			}
			return sum, nil
		})
	}
	root := s.Start(New("main", func(ctx context.Context) (any, error) {
		var tasks []*Task[int]
		var want []string
		for i := range 20 {
			var steps []int
			for range rng.Intn(12) {
				steps = append(steps, rng.Intn(9))
			}
			outcome := fmt.Sprint(len(steps), nil)
			if rng.Intn(4) == 0 {
				steps = append(steps, 9)
				outcome = fmt.Sprint(0, ErrGoexit)
			}
			tasks, want = append(tasks, Spawn(worker(fmt.Sprint("w", i), steps))), append(want, outcome)
		}
		for i, task := range tasks {
			v, err := task.Await(ctx)
			if got := fmt.Sprint(v, err); got != want[i] {
				t.Errorf("seed %d, task %d: %s, want %s", seed, i, got, want[i])
			}
		}
		return nil, nil
	}))
	for root.State() == Pending {
		time.Sleep(3 * time.Millisecond)
		if stuck.Swap(0) > 0 {
			l.Rescue()
		}
	}
	if root.Err() != nil {
		t.Error(root.Err())
	}
}

// A rescue may come in any moment, also in that of a change.
func TestRescueAtAnyMoment(t *testing.T) {
	l, err := NewLoop(RunnerLoop)
	if err != nil {
		t.Fatal(err)
	}
	s := NewScope(t.Context(), 1, l, Hooks{})
	root := s.Start(New("main", func(ctx context.Context) (any, error) {
		players := make([]Awaitable[int], 5)
		for i := range players {
			players[i] = New("player", func(ctx context.Context) (int, error) {
				for n := range 3000 {
					if n%100 == i {
						Sleep(time.Microsecond).Await(ctx)
					} else {
						Sleep(0).Await(ctx)
					}
				}
				return i, nil
			})
		}
		return Gather(players...).Await(ctx)
	}))
	for root.State() == Pending {
		l.Rescue()
		runtime.Gosched()
	}
	if got := fmt.Sprint(root.Result()); got != "[0 1 2 3 4] <nil>" {
		t.Error(got)
	}
}

// A task that gives way again and again while no other is ready keeps nobody out: neither one
// that a timer makes ready, nor one that is started from elsewhere, nor whoever cancels it.
func TestGivingWayAlone(t *testing.T) {
	for _, runner := range waitingRunners {
		s := newTestScope(t, runner, Hooks{})
		var slept, posted atomic.Bool
		root := s.Start(New("main", func(ctx context.Context) (any, error) {
			Spawn(New("sleeper", func(ctx context.Context) (int, error) {
				_, err := Sleep(time.Millisecond).Await(ctx)
				slept.Store(true)
				return 0, err
			}))
			for !slept.Load() || !posted.Load() {
				Sleep(0).Await(ctx)
			}
			for {
				if _, err := Sleep(0).Await(ctx); err != nil {
					return nil, err
				}
			}
		}))
		for !slept.Load() {
			runtime.Gosched()
		}
		spawnOn(s, New("posted", func(context.Context) (int, error) { posted.Store(true); return 0, nil }), nil)
		for !posted.Load() {
			runtime.Gosched()
		}
		s.Interrupt()
		<-root.Ended()
		if root.State() != Cancelled {
			t.Errorf("on %s: %v", runner, root)
		}
	}
}
