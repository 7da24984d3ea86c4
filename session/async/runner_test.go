package async

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// onEach runs the test on every built-in runner, in a bubble with a clock of its own.
func onEach(t *testing.T, test func(t *testing.T, s *Scope)) {
	for _, runner := range waitingRunners {
		t.Run(runner, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				test(t, newTestScope(t, runner, Hooks{}))
			})
		})
	}
}

// main runs fn as the root of s.
func (s *Scope) main(fn func(ctx context.Context) (any, error)) (any, error) {
	defer s.End()
	return s.Run(NewAt("main", s.Cell, 1, fn))
}

func value[T any](name string, v T) *Coroutine[T] {
	return New(name, func(context.Context) (T, error) { return v, nil })
}

func TestSleepTakesItsTime(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		start := time.Now()
		s.main(func(ctx context.Context) (any, error) {
			a := Spawn(Sleep(3 * time.Second))
			Sleep(2 * time.Second).Await(ctx)
			return a.Await(ctx)
		})
		if got := time.Since(start); got != 3*time.Second {
			t.Errorf("took %v, want 3s", got)
		}
	})
}

func TestLazyUntilAwaited(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		s.main(func(ctx context.Context) (any, error) {
			started := false
			c := New("f", func(context.Context) (int, error) { started = true; return 7, nil })
			Sleep(time.Second).Await(ctx)
			if started || c.Started() {
				t.Error("it ran before it was awaited")
			}
			if v, err := c.Await(ctx); v != 7 || err != nil || !started {
				t.Errorf("await gave %v, %v", v, err)
			}
			_, err := c.Await(ctx)
			if want := "the coroutine f was awaited already"; err == nil || err.Error() != want {
				t.Errorf("second await: %v, want %s", err, want)
			}
			if _, err := Spawn(c).Await(ctx); !errors.As(err, new(*AwaitedError)) {
				t.Errorf("spawn after await: %v", err)
			}
			return nil, nil
		})
	})
}

func TestTaskIsAwaitedOften(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		var sum atomic.Int64
		s.main(func(ctx context.Context) (any, error) {
			shared := Spawn(New("shared", func(ctx context.Context) (int, error) {
				Sleep(time.Second).Await(ctx)
				return 5, nil
			}))
			var all []Awaitable[struct{}]
			for range 10 {
				all = append(all, New("reader", func(ctx context.Context) (none struct{}, err error) {
					v, err := shared.Await(ctx)
					sum.Add(int64(v))
					return none, err
				}))
			}
			return Gather(all...).Await(ctx)
		})
		if sum.Load() != 50 {
			t.Errorf("ten readers got %d in all, want 50", sum.Load())
		}
	})
}

func TestCancelRunsDefers(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		var log []string
		_, err := s.main(func(ctx context.Context) (any, error) {
			outer := New("outer", func(ctx context.Context) (none struct{}, err error) {
				defer func() { log = append(log, "outer") }()
				inner := New("inner", func(ctx context.Context) (none struct{}, err error) {
					defer func() {
						Checkpoint() // cancelling is not raised again in a deferred call
						log = append(log, "inner")
					}()
					_, err = Sleep(time.Hour).Await(ctx)
					Raise(err)
					return none, nil
				})
				_, err = inner.Await(ctx)
				Raise(err)
				return none, nil
			})
			task := Spawn(outer)
			Sleep(time.Second).Await(ctx)
			task.Cancel()
			_, err := task.Await(ctx)
			if task.State() != Cancelled {
				t.Errorf("state %v", task.State())
			}
			return nil, err
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
		if got := fmt.Sprint(log); got != "[inner outer]" {
			t.Errorf("deferred calls: %s", got)
		}
	})
}

func TestCheckpointStopsABusyTask(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		spinning := make(chan bool)
		root := s.Start(New("main", func(context.Context) (any, error) {
			close(spinning)
			for {
				Checkpoint()
				runtime.Gosched()
			}
		}))
		<-spinning
		s.Interrupt()
		<-root.Ended()
		if root.State() != Cancelled {
			t.Errorf("state %v, error %v", root.State(), root.Err())
		}
	})
}

func TestInterruptLeavesOtherTasks(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		var child *Task[int]
		root := s.Start(New("main", func(ctx context.Context) (any, error) {
			child = Spawn(New("child", func(ctx context.Context) (int, error) {
				_, err := Sleep(time.Minute).Await(ctx)
				return 1, err
			}))
			return child.Await(ctx)
		}))
		synctest.Wait()
		if got := root.Waiting(); !strings.HasPrefix(got, "task ") || !strings.HasSuffix(got, " child()") {
			t.Errorf("the root waits for %q", got)
		}
		if got := child.Waiting(); got != "sleep 1m0s" {
			t.Errorf("the child waits for %q", got)
		}
		s.Interrupt()
		<-root.Ended()
		if root.State() != Cancelled || child.State() != Pending {
			t.Errorf("root %v, child %v", root.State(), child.State())
		}
		s.Cancel(errors.New("enough"))
		<-child.Ended()
		if child.State() != Cancelled {
			t.Errorf("child %v after the scope was cancelled", child.State())
		}
		if late := s.StartSync("late", func(ctx context.Context) (any, error) { return nil, ctx.Err() }); true {
			<-late.Ended()
			if late.State() != Cancelled {
				t.Errorf("a task of a cancelled scope ended as %v", late.State())
			}
		}
	})
}

func TestParentContextCancelsWaitingTasks(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		ctx, cancel := context.WithCancel(t.Context())
		s = NewScope(ctx, 1, s.Loop(), Hooks{})
		root := s.Start(New("main", func(ctx context.Context) (any, error) {
			return Sleep(time.Hour).Await(ctx)
		}))
		synctest.Wait()
		cancel()
		<-root.Ended()
		if root.State() != Cancelled {
			t.Errorf("root %v", root.State())
		}
	})
}

func TestDerivedContextEndsAWait(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		start := time.Now()
		_, err := s.main(func(ctx context.Context) (any, error) {
			ctx, cancel := context.WithTimeout(ctx, time.Second)
			defer cancel()
			return Sleep(time.Hour).Await(ctx)
		})
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
			t.Errorf("error %v after %v", err, time.Since(start))
		}
	})
}

func TestUnrelatedContextStillEndsWithTheTask(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		root := s.Start(New("main", func(ctx context.Context) (any, error) {
			return Sleep(time.Hour).Await(context.Background())
		}))
		synctest.Wait()
		s.Interrupt()
		<-root.Ended()
		if root.State() != Cancelled {
			t.Errorf("root %v", root.State())
		}
	})
}

func TestPanicBecomesAnError(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		s.main(func(ctx context.Context) (any, error) {
			index := New("index", func(context.Context) (int, error) {
				var a []int
				return a[len(a)], nil
			})
			_, err := Spawn(index).Await(ctx)
			var p *PanicError
			if !errors.As(err, &p) || !strings.Contains(string(p.Stack), "TestPanicBecomesAnError") {
				t.Errorf("error %v", err)
			}
			if want := "panic: runtime error: index out of range [0] with length 0"; err.Error() != want {
				t.Errorf("error %v, want %s", err, want)
			}
			if !errors.As(err, new(runtime.Error)) {
				t.Error("the panic's own error is lost")
			}
			_, err = Call(ctx, "call", func(context.Context) (int, error) { panic("off") })
			if err == nil || err.Error() != "panic: off" {
				t.Errorf("off the loop: %v", err)
			}
			return nil, nil
		})
	})
}

func TestGoexitEndsATask(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		root := s.Start(New("main", func(ctx context.Context) (any, error) {
			child := Spawn(New("exits", func(context.Context) (int, error) { runtime.Goexit(); return 1, nil }))
			if _, err := child.Await(ctx); err != ErrGoexit {
				t.Errorf("task: %v", err)
			}
			if _, err := Call(ctx, "exits", func(context.Context) (int, error) { runtime.Goexit(); return 1, nil }); err != ErrGoexit {
				t.Errorf("call: %v", err)
			}
			Sleep(time.Second).Await(ctx)
			runtime.Goexit()
			return nil, nil
		}))
		<-root.Ended()
		if root.Err() != ErrGoexit {
			t.Errorf("root: %v", root.Err())
		}
	})
}

func TestCallLeftBehindIsCounted(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		release := make(chan bool)
		var seen error
		root := s.Start(New("main", func(ctx context.Context) (any, error) {
			return Call(ctx, "blocked", func(ctx context.Context) (int, error) {
				<-release
				seen = ctx.Err()
				return 1, nil
			})
		}))
		synctest.Wait()
		if got := root.Waiting(); got != "call blocked" {
			t.Errorf("it waits for %q", got)
		}
		s.Interrupt()
		<-root.Ended()
		if root.State() != Cancelled || s.Left() != 1 {
			t.Errorf("root %v, %d left", root.State(), s.Left())
		}
		close(release)
		synctest.Wait()
		if s.Left() != 0 || seen != context.Canceled {
			t.Errorf("%d left, the call saw %v", s.Left(), seen)
		}
	})
}

func TestReceive(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		s.main(func(ctx context.Context) (any, error) {
			ch := make(chan int)
			Spawn(New("sender", func(ctx context.Context) (none struct{}, err error) {
				for i := range 3 {
					Sleep(time.Second).Await(ctx)
					ch <- i
				}
				close(ch)
				return none, nil
			}))
			var got []string
			for i := range 2 {
				v, ok, err := Recv(ctx, ch)
				got = append(got, fmt.Sprint(i, v, ok, err))
			}
			for i := range 2 {
				v, ok, err := AwaitChan(ctx, ch)
				got = append(got, fmt.Sprint(i, v, ok, err))
			}
			if want := "[0 0 true <nil> 1 1 true <nil> 0 2 true <nil> 1 0 false <nil>]"; fmt.Sprint(got) != want {
				t.Errorf("%v\nwant %s", got, want)
			}
			for _, x := range []any{3, nil, make(chan<- int)} {
				if _, _, err := AwaitChan(ctx, x); err == nil || !strings.HasSuffix(err.Error(), "is not awaitable") {
					t.Errorf("%T: %v", x, err)
				}
			}
			return nil, nil
		})
	})
}

func TestCancelledReceiveLosesNoValue(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		ch := make(chan int)
		for i := range 20 {
			root := s.Start(New("main", func(ctx context.Context) (any, error) {
				v, ok, err := AwaitChan(ctx, ch)
				if err != nil {
					return nil, err
				}
				return v, map[bool]error{false: ErrClosed}[ok]
			}))
			synctest.Wait()
			sent := make(chan bool)
			stop := make(chan bool)
			go func() { // ends by sending or by stop
				select {
				case ch <- i:
					sent <- true
				case <-stop:
					sent <- false
				}
			}()
			s.Interrupt()
			<-root.Ended()
			close(stop)
			v, err := root.Result()
			if was := <-sent; was != (err == nil) || was && v != i {
				t.Fatalf("sent %t, received %v, %v", was, v, err)
			}
		}
	})
}

func TestNilChannelWaitsUntilCancelled(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		root := s.Start(New("main", func(ctx context.Context) (any, error) {
			_, _, err := AwaitChan(ctx, (chan int)(nil))
			return nil, err
		}))
		synctest.Wait()
		if root.State() != Pending || root.Waiting() != "channel" {
			t.Fatalf("state %v, waiting for %q", root.State(), root.Waiting())
		}
		s.Interrupt()
		<-root.Ended()
	})
}

func TestWaitingOnAForeignGoroutine(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		s.main(func(ctx context.Context) (any, error) {
			slow := Spawn(New("slow", func(ctx context.Context) (int, error) {
				_, err := Sleep(time.Second).Await(ctx)
				return 4, err
			}))
			var wg sync.WaitGroup
			var sum atomic.Int64
			for range 3 {
				wg.Go(func() { // inherits the root's labels, and is not its goroutine
					v, _ := slow.Await(ctx)
					Sleep(time.Second).Await(ctx)
					u, _ := Run(value("nested", v))
					sum.Add(int64(u))
				})
			}
			if err := AwaitWait(ctx, &wg); err != nil || sum.Load() != 12 {
				t.Errorf("%v, %d", err, sum.Load())
			}
			return nil, nil
		})
	})
}
