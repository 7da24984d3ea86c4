package async

import (
	"context"
	"errors"
	"math/rand"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Tasks of every kind are cancelled from outside at any moment. Each ends, once, as done or
// cancelled, and nothing is left in the registry.
func TestCancelAtAnyMoment(t *testing.T) {
	for _, runner := range waitingRunners {
		t.Run(runner, func(t *testing.T) {
			var ended atomic.Int64
			l, err := NewLoop(runner)
			if err != nil {
				t.Fatal(err)
			}
			s := NewScope(t.Context(), 1, l, Hooks{Ended: func(*AnyTask) { ended.Add(1) }})
			var spawned []*Task[int]
			ch := make(chan int, 8)
			root := s.Start(New("main", func(ctx context.Context) (any, error) {
				for i := range 200 {
					spawned = append(spawned, Spawn(New("worker", func(ctx context.Context) (int, error) {
						return worker(ctx, rand.New(rand.NewSource(int64(i))), ch)
					})))
				}
				return nil, nil
			}))
			<-root.Ended()
			var wg sync.WaitGroup
			for part := range 4 {
				wg.Go(func() {
					for i := part; i < len(spawned); i += 4 {
						time.Sleep(time.Duration(i%7) * 10 * time.Microsecond) // jitter, not synchronisation
						spawned[i].Cancel()
					}
				})
			}
			wg.Wait()
			for i, task := range spawned {
				<-task.Ended()
				if _, err := task.Result(); task.State() == Failed {
					t.Errorf("worker %d: %v", i, err)
				}
			}
			for _, child := range s.Tasks() {
				<-child.Ended()
			}
			if left := s.Tasks(); len(left) != 0 {
				t.Errorf("%d tasks are left, the first %v", len(left), left[0])
			}
			if got := ended.Load(); got < int64(len(spawned)) {
				t.Errorf("%d tasks ended of %d", got, len(spawned))
			}
			if l.Running() {
				t.Error("the loop still runs")
			}
		})
	}
}

// worker does what the random numbers say until it is cancelled.
func worker(ctx context.Context, rng *rand.Rand, ch chan int) (int, error) {
	for n := 0; ; n++ {
		var err error
		switch rng.Intn(7) {
		case 0:
			_, err = Sleep(time.Duration(rng.Intn(200)) * time.Microsecond).Await(ctx)
		case 1:
			_, err = Sleep(0).Await(ctx)
		case 2:
			_, err = Call(ctx, "call", func(context.Context) (int, error) { return 1, nil })
		case 3:
			_, err = Gather(value("a", 1), value("b", 2)).Await(ctx)
		case 4:
			select {
			case ch <- n:
			default:
			}
			_, _, err = Recv(ctx, ch)
		case 5:
			_, err = Spawn(Sleep(time.Microsecond)).Await(ctx)
		case 6:
			short, cancel := context.WithTimeout(ctx, time.Duration(rng.Intn(100))*time.Microsecond)
			if _, err = Sleep(time.Millisecond).Await(short); errors.Is(err, context.DeadlineExceeded) {
				err = nil
			}
			cancel()
		}
		if err != nil {
			return n, err
		}
	}
}

// Many wait for one, and one in two gives up.
func TestWaitersComeAndGo(t *testing.T) {
	for _, runner := range waitingRunners {
		t.Run(runner, func(t *testing.T) {
			s := newTestScope(t, runner, Hooks{})
			release := make(chan struct{})
			var got atomic.Int64
			const waiters = 200
			_, err := s.main(func(ctx context.Context) (any, error) {
				slow := Spawn(New("slow", func(ctx context.Context) (int, error) {
					v, _, err := Recv(ctx, release)
					_ = v
					return 1, err
				}))
				var all []*Task[int]
				for range waiters {
					all = append(all, Spawn(New("waiter", func(ctx context.Context) (int, error) {
						v, err := slow.Await(ctx)
						got.Add(int64(v))
						return v, err
					})))
				}
				Sleep(0).Await(ctx)
				for i, w := range all {
					if i%2 == 0 {
						w.Cancel()
					}
				}
				close(release)
				for i, w := range all {
					if _, err := w.Await(ctx); err != nil && i%2 == 1 {
						return nil, err
					}
				}
				return nil, nil
			})
			if err != nil || got.Load() < waiters/2 {
				t.Errorf("%v, %d got the value", err, got.Load())
			}
		})
	}
}
