package async

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// waitingRunners are the runners of this package on which a task can wait.
var waitingRunners = []string{RunnerGoroutine, RunnerLoop}

func TestSyncRunner(t *testing.T) {
	s := newTestScope(t, RunnerSync, Hooks{})
	_, err := s.main(func(ctx context.Context) (any, error) {
		if v, err := value("v", 7).Await(ctx); v != 7 || err != nil {
			t.Error(v, err)
		}
		ready := make(chan int, 1)
		ready <- 1
		if v, ok, err := Recv(ctx, ready); v != 1 || !ok || err != nil {
			t.Error(v, ok, err)
		}
		var order []int
		task := Spawn(New("eager", func(context.Context) (int, error) { order = append(order, 1); return 5, nil }))
		order = append(order, 2)
		if v, err := task.Await(ctx); v != 5 || err != nil || !slices.Equal(order, []int{1, 2}) {
			t.Error(v, err, order)
		}
		if v, err := Gather(value("a", 1), value("b", 2)).Await(ctx); err != nil || fmt.Sprint(v) != "[1 2]" {
			t.Error(v, err)
		}
		if err := inNursery(ctx, func(ctx context.Context, n *Nursery) error { n.Spawn(value("c", 1)); return nil }); err != nil {
			t.Error(err)
		}
		for what, wait := range map[string]func() error{
			"sleep 1s":  func() error { _, err := Sleep(time.Second).Await(ctx); return err },
			"sleep 0s":  func() error { _, err := Sleep(0).Await(ctx); return err },
			"channel":   func() error { _, _, err := Recv(ctx, make(chan int)); return err },
			"call here": func() error { _, err := Call(ctx, "here", one); return err },
			"event":     func() error { _, err := NewEvent().Await(ctx); return err },
			"a child": func() error {
				_, err := Gather(New("x", func(ctx context.Context) (int, error) { return sleepFor(ctx, 1) })).Await(ctx)
				return err
			},
		} {
			err := wait()
			var s *SuspendError
			if !errors.As(err, &s) || what != "a child" && s.For != what {
				t.Errorf("%s: %v", what, err)
			}
		}
		_, err := Sleep(time.Second).Await(ctx)
		return nil, err
	})
	if want := "the runner sync cannot wait (sleep 1s): it has no loop; %autoawait goroutine, or another runner, has"; text(err) != want {
		t.Error(err)
	}
}

func TestRunnersOfOnesOwn(t *testing.T) {
	boom := errors.New("boom")
	sleeping := func(ctx context.Context) (any, error) { _, err := Sleep(time.Second).Await(ctx); return 7, err }
	failing := func(context.Context) (any, error) { return nil, boom }
	for what, c := range map[string]struct {
		run  Runner
		cell func(context.Context) (any, error)
		want string
	}{
		"good":             {func(c *Coroutine[any]) (any, error) { return Run(c) }, sleeping, "7 <nil>"},
		"another value":    {func(c *Coroutine[any]) (any, error) { Run(c); return 8, nil }, sleeping, "8 <nil>"},
		"another error":    {func(c *Coroutine[any]) (any, error) { _, err := Run(c); return 8, fmt.Errorf("mine: %w", err) }, failing, "8 mine: boom"},
		"drops the error":  {func(c *Coroutine[any]) (any, error) { Run(c); return 8, nil }, failing, "8 boom"},
		"never runs it":    {func(c *Coroutine[any]) (any, error) { return 1, nil }, sleeping, "<nil> the runner own returned and never ran the cell; it is to return async.Run(c)"},
		"fails before":     {func(c *Coroutine[any]) (any, error) { return nil, boom }, sleeping, "<nil> boom"},
		"runs it twice":    {func(c *Coroutine[any]) (any, error) { Run(c); return Run(c) }, sleeping, "<nil> the runner own ran the cell twice; it is to return async.Run(c)"},
		"twice, unnoticed": {func(c *Coroutine[any]) (any, error) { v, err := Run(c); Run(c); return v, err }, sleeping, "<nil> the runner own ran the cell twice; it is to return async.Run(c)"},
		"returns early":    {func(c *Coroutine[any]) (any, error) { Spawn(c); Sleep(1).Await(CurrentTask().Context()); return 1, nil }, sleeping, "<nil> the runner own returned before the cell had ended; it is to return async.Run(c)"},
		"panics":           {func(c *Coroutine[any]) (any, error) { panic("oh") }, sleeping, "<nil> panic: oh"},
		"in a goroutine": {func(c *Coroutine[any]) (v any, err error) {
			done := make(chan bool)
			go func() { v, err = Run(c); close(done) }()
			<-done
			return v, err
		}, sleeping, "7 <nil>"},
		"the cell panics": {func(c *Coroutine[any]) (any, error) { return Run(c) }, func(context.Context) (any, error) { panic("cell") }, "<nil> panic: cell"},
	} {
		t.Run(what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := NewScope(t.Context(), 1, NewCustomLoop("own", c.run), Hooks{})
				v, err := s.main(c.cell)
				if got := fmt.Sprint(v, " ", err); strings.ReplaceAll(got, "  ", " ") != c.want {
					t.Errorf("%s\nwant %s", got, c.want)
				}
			})
		})
	}
}

func TestARunnerThatLoopsIsInterrupted(t *testing.T) {
	s := NewScope(t.Context(), 1, NewCustomLoop("own", func(c *Coroutine[any]) (any, error) {
		for {
			Checkpoint()
		}
	}), Hooks{})
	root := s.Start(value[any]("cell", 1))
	s.Interrupt()
	<-root.Ended()
	if root.State() != Cancelled {
		t.Error(root)
	}
}

// The tasks of a loop that lives for each cell stand still between the cells.
func TestCellLoop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log []string
		var last *TaskLoop
		var loops []*TaskLoop
		cell := func(sync bool, fn func(ctx context.Context) (any, error)) {
			t.Helper()
			last = NewCellLoop(last)
			loops = append(loops, last)
			s := NewScope(t.Context(), len(loops), last, Hooks{})
			if last.Running() {
				t.Errorf("cell %d: %v before it", s.Cell, last)
			}
			do := func() (any, error) { return s.Run(New("cell", fn)) }
			if sync {
				do = func() (any, error) { return s.Do("cell", fn) }
			}
			if _, err := do(); err != nil {
				t.Error(err)
			}
			s.End()
			if last.Running() {
				t.Errorf("cell %d: %v after it", s.Cell, last)
			}
			log = append(log, "|")
		}
		var task *Task[struct{}]
		cell(true, func(ctx context.Context) (any, error) {
			task = Spawn(New("repeat", func(ctx context.Context) (struct{}, error) {
				for i := 0; ; i++ {
					log = append(log, fmt.Sprint(i))
					if _, err := Sleep(time.Second).Await(ctx); err != nil {
						return struct{}{}, err
					}
				}
			}))
			return nil, nil
		})
		sleep := func(ctx context.Context) (any, error) {
			if l := CurrentLoop(); !l.Running() || l.String() != "<Loop runner=loop running=true closed=false>" {
				t.Error(l)
			}
			return Sleep(3 * time.Second).Await(ctx)
		}
		cell(false, sleep)
		cell(true, func(context.Context) (any, error) { time.Sleep(5 * time.Second); return nil, nil })
		cell(false, sleep)
		if got := strings.Join(log, ""); got != "|012||345|" {
			t.Error(got)
		}
		if loops[0] == loops[1] || task.State() != Pending {
			t.Error(loops, task)
		}
		task.Cancel() // a task that was cancelled does not stand
		<-task.Ended()
		if task.State() != Cancelled {
			t.Error(task)
		}
	})
}

// On a loop for each cell the code of a cell comes before what stood still until then.
func TestCellLoopBeginsWithTheCell(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log []string
		says := func(text string) *Coroutine[any] {
			return New(text, func(context.Context) (any, error) { log = append(log, text); return nil, nil })
		}
		first := NewCellLoop(nil)
		before := NewScope(t.Context(), 1, first, Hooks{})
		if _, err := before.Do("cell", func(context.Context) (any, error) { return Spawn(says("task")), nil }); err != nil {
			t.Fatal(err)
		}
		before.End()
		next := NewScope(t.Context(), 2, NewCellLoop(first), Hooks{})
		if _, err := next.Run(New("cell", func(ctx context.Context) (any, error) {
			log = append(log, "cell")
			return Sleep(0).Await(ctx)
		})); err != nil {
			t.Fatal(err)
		}
		next.End()
		if got := strings.Join(log, " "); got != "cell task" {
			t.Errorf("in the order %s", got)
		}
	})
}
