package async

import (
	"context"
	"errors"
	"fmt"
	"math/rand"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// script runs a tangle of tasks that the seed decides on, on an event loop, and returns what
// they did in the order they did it.
func script(t *testing.T, seed int64) string {
	var log []string // no lock: on an event loop nothing else runs
	var turns atomic.Int32
	synctest.Test(t, func(t *testing.T) {
		s := newTestScope(t, RunnerLoop, Hooks{})
		rng := rand.New(rand.NewSource(seed))
		step := func(what string, args ...any) {
			if turns.Add(1) != 1 {
				t.Error("two tasks run at once")
			}
			log = append(log, fmt.Sprintf(what, args...))
			turns.Add(-1)
		}
		var worker func(name string, depth int) *Coroutine[int]
		worker = func(name string, depth int) *Coroutine[int] {
			return New(name, func(ctx context.Context) (int, error) {
				sum := 0
				for i := range 4 {
					step("%s.%d", name, i)
					switch n := rng.Intn(6); {
					case n == 0:
						Sleep(0).Await(ctx)
					case n == 1:
						Sleep(time.Duration(rng.Intn(5)) * time.Millisecond).Await(ctx)
					case n == 2 && depth > 0:
						v, _ := worker(name+"a", depth-1).Await(ctx)
						sum += v
					case n == 3 && depth > 0:
						vs, _ := Gather(worker(name+"g", depth-1), worker(name+"h", depth-1)).Await(ctx)
						sum += len(vs)
					case n == 4 && depth > 0:
						v, _ := Spawn(worker(name+"s", depth-1)).Await(ctx)
						sum += v
					default:
						runtime.Gosched() // other goroutines may run now, other tasks may not
					}
				}
				step("%s=%d", name, sum)
				return sum, nil
			})
		}
		s.main(func(ctx context.Context) (any, error) {
			return Gather(worker("x", 2), worker("y", 2), worker("z", 2)).Await(ctx)
		})
	})
	return strings.Join(log, " ")
}

func TestLoopIsDeterministic(t *testing.T) {
	distinct := make(map[string]bool)
	for seed := range int64(10) {
		first := script(t, seed)
		distinct[first] = true
		for range 4 {
			if again := script(t, seed); again != first {
				t.Fatalf("seed %d gave\n%s\nand then\n%s", seed, first, again)
			}
		}
	}
	if len(distinct) < 8 {
		t.Errorf("ten seeds gave only %d orders: the script tests too little", len(distinct))
	}
}

func TestLoopIsFirstInFirstOut(t *testing.T) {
	var log []string
	s := newTestScope(t, RunnerLoop, Hooks{})
	s.main(func(ctx context.Context) (any, error) {
		var all []Awaitable[struct{}]
		for _, name := range []string{"a", "b", "c"} {
			all = append(all, New(name, func(ctx context.Context) (none struct{}, err error) {
				for range 3 {
					log = append(log, name)
					Sleep(0).Await(ctx)
				}
				return none, nil
			}))
		}
		return Gather(all...).Await(ctx)
	})
	if got := strings.Join(log, ""); got != "abcabcabc" {
		t.Errorf("order %s", got)
	}
}

// No lock guards the counter: the race detector and the sum say whether tasks overlap.
func TestLoopTasksDoNotOverlap(t *testing.T) {
	counter := 0
	s := newTestScope(t, RunnerLoop, Hooks{})
	const tasks, rounds = 50, 100
	s.main(func(ctx context.Context) (any, error) {
		var all []Awaitable[struct{}]
		for range tasks {
			all = append(all, New("adder", func(ctx context.Context) (none struct{}, err error) {
				for i := range rounds {
					seen := counter
					runtime.Gosched()
					counter = seen + 1
					if i%10 == 0 {
						Call(ctx, "off", func(context.Context) (none struct{}, err error) { return none, nil })
					} else {
						Sleep(0).Await(ctx)
					}
				}
				return none, nil
			}))
		}
		return Gather(all...).Await(ctx)
	})
	if counter != tasks*rounds {
		t.Errorf("%d, want %d", counter, tasks*rounds)
	}
}

func TestLoopGoesOnBetweenCells(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, err := NewLoop(RunnerLoop)
		if err != nil {
			t.Fatal(err)
		}
		first := NewScope(t.Context(), 1, l, Hooks{})
		var ticks atomic.Int32
		first.Do("cell", func(context.Context) (any, error) { // a cell without await
			Spawn(New("ticker", func(ctx context.Context) (none struct{}, err error) {
				for range 5 {
					ticks.Add(1)
					Sleep(time.Second).Await(ctx)
				}
				return none, nil
			}))
			return nil, nil
		})
		first.End()
		time.Sleep(2500 * time.Millisecond)
		if got := ticks.Load(); got != 3 {
			t.Errorf("%d ticks in two and a half seconds", got)
		}
		second := NewScope(t.Context(), 2, l, Hooks{})
		v, _ := second.main(func(ctx context.Context) (any, error) {
			Sleep(10 * time.Second).Await(ctx)
			return CurrentLoop() == l && first.Loop() == l, nil
		})
		if v != true || ticks.Load() != 5 {
			t.Errorf("same loop %v, %d ticks", v, ticks.Load())
		}
	})
}

// A task that blocks the loop without awaiting can be given up; the others go on.
func TestRescue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, err := NewLoop(RunnerLoop)
		if err != nil {
			t.Fatal(err)
		}
		release := make(chan bool)
		var after error
		stuck := NewScope(t.Context(), 1, l, Hooks{})
		root := stuck.Start(New("main", func(ctx context.Context) (any, error) {
			<-release // not an await
			_, after = Sleep(time.Second).Await(ctx)
			return nil, after
		}))
		synctest.Wait()
		next := NewScope(t.Context(), 2, l, Hooks{})
		other := next.Start(New("main", func(ctx context.Context) (any, error) {
			return Sleep(time.Second).Await(ctx)
		}))
		synctest.Wait()
		if other.Waiting() != "" {
			t.Error("two tasks have the turn")
		}
		stuck.Interrupt()
		l.Rescue()
		<-other.Ended()
		if other.State() != Done || root.State() != Pending {
			t.Errorf("the other %v, the stuck one %v", other.State(), root.State())
		}
		close(release)
		<-root.Ended()
		if !errors.Is(after, context.Canceled) {
			t.Errorf("the stuck one came back with %v", after)
		}
		third := NewScope(t.Context(), 3, l, Hooks{})
		if v, err := third.main(func(ctx context.Context) (any, error) {
			return Spawn(value("v", 3)).Await(ctx)
		}); v != 3 || err != nil {
			t.Errorf("afterwards: %v, %v", v, err)
		}
	})
}

func TestClosedLoop(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		root := s.Start(New("main", func(ctx context.Context) (any, error) { return Sleep(time.Hour).Await(ctx) }))
		child := spawnOn(s, Sleep(time.Hour), nil)
		synctest.Wait()
		if !s.Loop().Running() {
			t.Error("not running")
		}
		s.Interrupt()
		s.Loop().Close()
		<-root.Ended()
		<-child.Ended()
		if l := s.Loop(); l.Running() || !l.Closed() || child.State() != Cancelled {
			t.Errorf("%v, child %v", l, child.State())
		}
		late := spawnOn(s, value("late", 1), nil)
		if _, err := late.Await(t.Context()); err != ErrLoopClosed {
			t.Errorf("spawning on a closed loop: %v", err)
		}
	})
}

func TestRunning(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		running := func(context.Context) (any, error) { return CurrentLoop().Running(), nil }
		if v, _ := s.Do("cell without await", running); v != false {
			t.Error("the loop runs in a cell that has no await")
		}
		if v, _ := s.Run(New("cell with await", running)); v != true {
			t.Error("the loop does not run in a cell that awaits")
		}
		if s.Loop().Running() {
			t.Error("the loop runs between cells")
		}
	})
}

func TestUnknownRunner(t *testing.T) {
	_, err := NewLoop("trio")
	if want := `runner "trio" is not known; have: goroutine, loop, sync`; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestCustomRunner(t *testing.T) {
	var said []string
	l := NewCustomLoop("announcing", func(c *Coroutine[any]) (any, error) {
		said = append(said, "running "+c.Name())
		return Run(c)
	})
	s := NewScope(t.Context(), 1, l, Hooks{})
	v, err := s.main(func(ctx context.Context) (any, error) {
		return Spawn(value("seven", 7)).Await(ctx)
	})
	if v != 7 || err != nil || fmt.Sprint(said) != "[running main]" {
		t.Errorf("%v, %v, %v", v, err, said)
	}
	if got := l.String(); got != "<Loop runner=announcing running=false closed=false>" {
		t.Error(got)
	}
}

func TestRunInAnOrdinaryProgram(t *testing.T) {
	v, err := Run(New("main", func(ctx context.Context) (int, error) {
		if CurrentTask() == nil || CurrentLoop().Runner() != RunnerGoroutine {
			t.Errorf("task %v, loop %v", CurrentTask(), CurrentLoop())
		}
		vs, err := Gather(value("a", 1), value("b", 2)).Await(ctx)
		if err != nil {
			return 0, err
		}
		n, err := Run(value("nested", vs[0]+vs[1]))
		return n, err
	}))
	if v != 3 || err != nil {
		t.Errorf("%v, %v", v, err)
	}
	if _, err := Run(failing[int]("f", nil)); err == nil {
		t.Error("a claimed coroutine ran")
	}
	if v, err := Spawn(value("spawned", "x")).Await(t.Context()); v != "x" || err != nil {
		t.Errorf("%v, %v", v, err)
	}
}

func TestBuiltInRunnersAsFunctions(t *testing.T) {
	main := func() *Coroutine[any] {
		return New("main", func(ctx context.Context) (any, error) {
			child := Spawn(New("child", func(context.Context) (string, error) { return CurrentLoop().Runner(), nil }))
			return child.Await(ctx)
		})
	}
	for name, run := range map[string]Runner{RunnerGoroutine: Goroutine, RunnerLoop: Loop} {
		if v, err := run(main()); v != name || err != nil {
			t.Errorf("%s alone: %v, %v", name, v, err)
		}
		for _, outer := range waitingRunners {
			s := newTestScope(t, outer, Hooks{})
			if v, err := s.Do("cell", func(context.Context) (any, error) { return run(main()) }); v != name || err != nil {
				t.Errorf("%s within %s: %v, %v", name, outer, v, err)
			}
		}
	}
}
