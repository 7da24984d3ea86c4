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

// dozing returns after d, or notes that it was cancelled.
func dozing(d time.Duration, cancelled *atomic.Int32) *Coroutine[int] {
	return New("dozing", func(ctx context.Context) (int, error) {
		_, err := Sleep(d).Await(ctx)
		if err != nil {
			cancelled.Add(1)
		}
		return int(d / time.Second), err
	})
}

func failingAfter(d time.Duration, err error) *Coroutine[struct{}] {
	return New("failing", func(ctx context.Context) (struct{}, error) {
		if _, err := Sleep(d).Await(ctx); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, err
	})
}

func inNursery(ctx context.Context, body func(ctx context.Context, n *Nursery) error) error {
	return With(ctx, OpenNursery(), body)
}

func TestNurseryWaitsForItsTasks(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		start := time.Now()
		_, err := s.main(func(ctx context.Context) (any, error) {
			var order []string
			err := inNursery(ctx, func(ctx context.Context, n *Nursery) error {
				for i := range 3 {
					n.Spawn(New("child", func(ctx context.Context) (struct{}, error) {
						Sleep(time.Duration(3-i) * time.Second).Await(ctx)
						if len(Tasks()) > 0 { // a use of ctx's task on every runner
							n.Spawn(New("grandchild", func(ctx context.Context) (int, error) { return sleepFor(ctx, time.Second) }))
						}
						return struct{}{}, nil
					}))
				}
				order = append(order, "body")
				return nil
			})
			order = append(order, "after")
			if !slices.Equal(order, []string{"body", "after"}) {
				t.Error(order)
			}
			return nil, err
		})
		if took := time.Since(start); err != nil || took != 4*time.Second {
			t.Errorf("took %v, %v", took, err)
		}
		if left := s.Tasks(); len(left) != 0 {
			t.Errorf("tasks outlived it: %v", left)
		}
	})
}

func sleepFor(ctx context.Context, d time.Duration) (int, error) {
	_, err := Sleep(d).Await(ctx)
	return 0, err
}

func TestNurseryFirstErrorCancelsTheRest(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		boom := errors.New("boom")
		var cancelled atomic.Int32
		start := time.Now()
		s.main(func(ctx context.Context) (any, error) {
			err := inNursery(ctx, func(ctx context.Context, n *Nursery) error {
				n.Spawn(dozing(time.Hour, &cancelled))
				n.Spawn(failingAfter(time.Second, fmt.Errorf("wrapped: %w", boom)))
				n.Spawn(dozing(time.Hour, &cancelled))
				_, err := Sleep(time.Hour).Await(ctx)
				if !errors.Is(err, context.Canceled) {
					t.Errorf("the body is told %v", err)
				}
				return err
			})
			if !errors.Is(err, boom) || err.Error() != "wrapped: boom" {
				t.Errorf("raised %v", err)
			}
			if _, err := Sleep(time.Second).Await(ctx); err != nil {
				t.Errorf("the task goes on with %v", err)
			}
			return nil, nil
		})
		if took := time.Since(start); cancelled.Load() != 2 || took != 2*time.Second {
			t.Errorf("%d cancelled after %v", cancelled.Load(), took)
		}
	})
}

func TestNurseryJoinsErrors(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		one, two, three := errors.New("one"), &TimeoutError{After: 2}, errors.New("three")
		s.main(func(ctx context.Context) (any, error) {
			err := inNursery(ctx, func(ctx context.Context, n *Nursery) error {
				n.Spawn(New("cleans up", func(ctx context.Context) (int, error) {
					Sleep(time.Hour).Await(ctx)
					return 0, two
				}))
				n.Spawn(failingAfter(time.Second, one))
				Sleep(time.Hour).Await(ctx)
				return three
			})
			if !errors.Is(err, one) || !errors.Is(err, three) || !errors.As(err, new(*TimeoutError)) || !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("raised %v", err)
			}
			var g *GroupError
			if !errors.As(err, &g) || len(g.Errors) != 3 {
				t.Errorf("%T %v", err, err)
			}
			return nil, nil
		})
	})
}

func TestNurseryPanicsTravel(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		var cancelled atomic.Int32
		_, err := s.main(func(ctx context.Context) (any, error) {
			return nil, inNursery(ctx, func(ctx context.Context, n *Nursery) error {
				n.Spawn(dozing(time.Hour, &cancelled))
				n.Spawn(New("panics", func(context.Context) (int, error) { panic("boom") }))
				return nil
			})
		})
		var p *PanicError
		if !errors.As(err, &p) || p.Value != "boom" || cancelled.Load() != 1 {
			t.Errorf("%v, %d cancelled", err, cancelled.Load())
		}
	})
}

func TestNurseryBodyPanic(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		var cancelled atomic.Int32
		_, err := s.main(func(ctx context.Context) (any, error) {
			return nil, inNursery(ctx, func(ctx context.Context, n *Nursery) error {
				n.Spawn(dozing(time.Hour, &cancelled))
				Sleep(time.Second).Await(ctx)
				panic("in the body")
			})
		})
		if err == nil || err.Error() != "panic: in the body" || cancelled.Load() != 1 {
			t.Errorf("%v, %d cancelled", err, cancelled.Load())
		}
	})
}

func TestNurseryIsCancelledWithItsTask(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		var cancelled atomic.Int32
		s.main(func(ctx context.Context) (any, error) {
			inner := Spawn(New("inner", func(ctx context.Context) (int, error) {
				return 0, inNursery(ctx, func(ctx context.Context, outer *Nursery) error {
					outer.Spawn(dozing(time.Hour, &cancelled))
					return inNursery(ctx, func(ctx context.Context, n *Nursery) error {
						n.Spawn(New("slow to go", func(ctx context.Context) (int, error) {
							Sleep(time.Hour).Await(ctx)
							return 0, With(ctx, Shield(), func(ctx context.Context, _ *CancelScope) error {
								_, err := Sleep(time.Second).Await(ctx)
								if err == nil {
									cancelled.Add(1)
								}
								return err
							})
						}))
						return nil
					})
				})
			}))
			Sleep(time.Second).Await(ctx)
			start := time.Now()
			inner.Cancel()
			_, err := inner.Await(ctx)
			if !errors.Is(err, context.Canceled) || time.Since(start) != time.Second || cancelled.Load() != 2 {
				t.Errorf("%v after %v, %d saw it", err, time.Since(start), cancelled.Load())
			}
			if inner.State() != Cancelled {
				t.Error(inner.State())
			}
			return nil, nil
		})
	})
}

func TestNurseryCancelIsQuiet(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		var cancelled atomic.Int32
		s.main(func(ctx context.Context) (any, error) {
			err := inNursery(ctx, func(ctx context.Context, n *Nursery) error {
				child := n.Spawn(dozing(time.Hour, &cancelled))
				n.Spawn(dozing(time.Second, &cancelled))
				Sleep(2 * time.Second).Await(ctx)
				child.Cancel() // by itself: no error of the nursery's
				Sleep(time.Second).Await(ctx)
				n.Spawn(dozing(time.Hour, &cancelled))
				n.Cancel()
				_, err := Sleep(time.Hour).Await(ctx)
				return err
			})
			if err != nil || cancelled.Load() != 2 {
				t.Errorf("%v, %d cancelled", err, cancelled.Load())
			}
			return nil, nil
		})
	})
}

func TestNurseryMisuse(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		s.main(func(ctx context.Context) (any, error) {
			spawning := func(n *Nursery) error {
				_, err := New("spawning", func(context.Context) (int, error) {
					n.Spawn(value("v", 1))
					return 0, nil
				}).Await(ctx)
				return err
			}
			n := OpenNursery()
			if err := spawning(n); err == nil || err.Error() != "spawning v in a nursery that was not entered (async with does)" {
				t.Error(err)
			}
			var typed *Task[int]
			With(ctx, n, func(ctx context.Context, n *Nursery) error { typed = SpawnIn(n, value("typed", 7)); return nil })
			if v, err := typed.Result(); v != 7 || err != nil {
				t.Error(v, err)
			}
			if err := spawning(n); err == nil || err.Error() != "spawning v in a nursery that has closed" {
				t.Error(err)
			}
			if err := With(ctx, n, func(context.Context, *Nursery) error { return nil }); err == nil {
				t.Error("entered twice")
			}
			return nil, nil
		})
	})
}

func TestRace(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		var cancelled atomic.Int32
		s.main(func(ctx context.Context) (any, error) {
			start := time.Now()
			other := Spawn(dozing(3*time.Second, &cancelled))
			v, err := Race[int](dozing(5*time.Second, &cancelled), other, dozing(2*time.Second, &cancelled)).Await(ctx)
			if v != 2 || err != nil || time.Since(start) != 2*time.Second || cancelled.Load() != 1 {
				t.Errorf("%v, %v after %v, %d cancelled", v, err, time.Since(start), cancelled.Load())
			}
			if v, err := other.Await(ctx); v != 3 || err != nil {
				t.Errorf("the task that lost gave %v, %v", v, err)
			}
			boom := errors.New("boom")
			if _, err := RaceAny(failingAfter(time.Second, boom), dozing(time.Hour, &cancelled)).Await(ctx); !errors.Is(err, boom) {
				t.Error(err)
			}
			if _, err := Race[int]().Await(ctx); err == nil {
				t.Error("a race of none has a winner")
			}
			racing := Spawn(Race[int](dozing(time.Hour, &cancelled), dozing(time.Hour, &cancelled)))
			Sleep(time.Second).Await(ctx)
			racing.Cancel()
			racing.Await(ctx)
			Sleep(time.Second).Await(ctx)
			if cancelled.Load() != 4 {
				t.Errorf("%d cancelled", cancelled.Load())
			}
			return nil, nil
		})
	})
}

// Tasks are cancelled once, however often the nursery has a reason to: what they do to clean
// up may await.
func TestNurseryLetsTasksCleanUp(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		var cleaned atomic.Int32
		s.main(func(ctx context.Context) (any, error) {
			err := inNursery(ctx, func(ctx context.Context, n *Nursery) error {
				n.Spawn(New("cleans", func(ctx context.Context) (int, error) {
					return 0, With(ctx, &resource{exit: func(ctx context.Context, err error) error {
						if _, cut := Sleep(time.Minute).Await(ctx); cut == nil {
							cleaned.Add(1)
						}
						return nil
					}}, func(ctx context.Context, _ string) error { _, err := sleepFor(ctx, time.Hour); return err })
				}))
				n.Spawn(failingAfter(time.Second, errors.New("one")))
				n.Spawn(New("fails later", func(ctx context.Context) (int, error) {
					sleepFor(ctx, time.Hour)
					return 0, errors.New("two")
				}))
				Sleep(time.Hour).Await(ctx)
				return errors.New("three")
			})
			if text(err) != "3 errors: three; one; two" || cleaned.Load() != 1 {
				t.Errorf("%v, %d cleaned up", err, cleaned.Load())
			}
			return nil, nil
		})
	})
}
