package async

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"
)

func TestEvent(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		s.main(func(ctx context.Context) (any, error) {
			e := NewEvent()
			var woken atomic.Int32
			waiting := func() *Task[int] {
				return Spawn(New("waiting", func(ctx context.Context) (int, error) {
					_, err := e.Await(ctx)
					woken.Add(1)
					return 0, err
				}))
			}
			a, b, c := waiting(), waiting(), waiting()
			Sleep(time.Second).Await(ctx)
			if a.Waiting() != "event" || e.IsSet() {
				t.Error(a.Waiting(), e.IsSet())
			}
			b.Cancel()
			if _, err := b.Await(ctx); !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
			e.Set()
			a.Await(ctx)
			c.Await(ctx)
			e.Wait().Await(ctx)
			e.Clear()
			if _, err := WithTimeout(time.Second, e).Await(ctx); !errors.Is(err, context.DeadlineExceeded) {
				t.Error(err)
			}
			if woken.Load() != 3 {
				t.Error(woken.Load())
			}
			return nil, nil
		})
	})
}

func TestSemaphoreIsFair(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		s.main(func(ctx context.Context) (any, error) {
			sem := NewSemaphore(2)
			var order []int
			var inside, most atomic.Int32
			mu := NewLock()
			err := inNursery(ctx, func(ctx context.Context, n *Nursery) error {
				for i := range 6 {
					n.Spawn(New("worker", func(ctx context.Context) (int, error) {
						return 0, With(ctx, sem, func(ctx context.Context, _ *Semaphore) error {
							most.Store(max(most.Load(), inside.Add(1)))
							With(ctx, mu, func(context.Context, *Lock) error { order = append(order, i); return nil })
							_, err := Sleep(time.Second).Await(ctx)
							inside.Add(-1)
							return err
						})
					}))
					Sleep(time.Millisecond).Await(ctx)
				}
				return nil
			})
			if err != nil || most.Load() != 2 || !slices.IsSorted(order) || len(order) != 6 || sem.Free() != 2 {
				t.Error(err, most.Load(), order, sem.Free())
			}
			return nil, nil
		})
	})
}

// A wake-up that meets a cancellation is not lost: the next in line gets it.
func TestCancelledWaitersLoseNothing(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		s.main(func(ctx context.Context) (any, error) {
			for round := range 50 {
				lock := NewLock()
				lock.TryAcquire()
				var tasks []*Task[int]
				var got atomic.Int32
				for range 4 {
					tasks = append(tasks, Spawn(New("waiting", func(ctx context.Context) (int, error) {
						return 0, With(ctx, lock, func(context.Context, *Lock) error { got.Add(1); return nil })
					})))
				}
				Sleep(time.Second).Await(ctx)
				first := tasks[round%3]
				if round%2 == 0 {
					first.Cancel()
					lock.Release()
				} else {
					lock.Release()
					first.Cancel()
				}
				for _, t := range tasks {
					t.Await(ctx)
				}
				if lock.Held() || got.Load() < 3 {
					t.Fatalf("round %d: held %v, %d got it", round, lock.Held(), got.Load())
				}
			}
			return nil, nil
		})
	})
}

func TestReleaseWithoutAcquire(t *testing.T) {
	defer func() {
		if v := recover(); v != "released more often than acquired" {
			t.Error(v)
		}
	}()
	NewLock().Release()
}

func TestQueue(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		s.main(func(ctx context.Context) (any, error) {
			q := NewQueue[int](2)
			var got []int
			consumer := Spawn(New("consumer", func(ctx context.Context) (int, error) {
				for v := range EachNext(q) {
					got = append(got, v)
					Sleep(time.Second).Await(ctx)
				}
				return len(got), nil
			}))
			start := time.Now()
			for i := range 6 {
				if _, err := q.Put(i).Await(ctx); err != nil {
					t.Error(err)
				}
			}
			if took := time.Since(start); took != 3*time.Second || q.Len() != 2 || q.TryPut(9) {
				t.Errorf("putting took %v, %d are left", took, q.Len())
			}
			late := Spawn(q.Put(6))
			Sleep(time.Millisecond).Await(ctx)
			if late.Waiting() != "queue with room" {
				t.Error(late.Waiting())
			}
			q.Close()
			if _, err := late.Await(ctx); err != ErrClosed {
				t.Error(err)
			}
			if n, err := consumer.Await(ctx); n != 6 || err != nil || fmt.Sprint(got) != "[0 1 2 3 4 5]" {
				t.Error(n, err, got)
			}
			if _, err := q.Get().Await(ctx); err != ErrClosed {
				t.Error(err)
			}
			if _, ok := q.TryGet(); ok || q.TryPut(1) {
				t.Error("it is not closed")
			}
			return nil, nil
		})
	})
}

func TestQueueGettersInOrder(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		s.main(func(ctx context.Context) (any, error) {
			q := NewQueue[error](0)
			var tasks []*Task[error]
			for range 3 {
				tasks = append(tasks, Spawn(q.Get()))
				Sleep(time.Millisecond).Await(ctx)
			}
			tasks[1].Cancel()
			tasks[1].Await(ctx)
			q.Put(nil).Await(ctx) // a nil interface is a value too
			q.TryPut(ErrClosed)
			if v, err := tasks[0].Await(ctx); v != nil || err != nil {
				t.Error(v, err)
			}
			if v, err := tasks[2].Await(ctx); v != ErrClosed || err != nil {
				t.Error(v, err)
			}
			return nil, nil
		})
	})
}
