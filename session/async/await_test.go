package async

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

type waiterPlain struct{}

func (waiterPlain) Wait() {}

type waiterError struct{}

func (waiterError) Wait() error { return io.EOF }

type waiterContext struct{}

func (waiterContext) Wait(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }

type badAwait struct{}

func (badAwait) Await() (int, error) { return 0, nil }

type pairAwait struct{}

func (pairAwait) Await(context.Context) (int, string, error) { return 1, "x", nil }

func TestAwaitRows(t *testing.T) {
	var nilTask *badAwait
	short, cancel := context.WithTimeout(context.Background(), time.Nanosecond)
	defer cancel()
	<-short.Done()
	for _, tt := range []struct {
		name  string
		await func(ctx context.Context) (any, error)
		want  string
	}{
		{"coroutine", func(ctx context.Context) (any, error) { return AwaitAny(ctx, value("v", 7)) }, "7 <nil>"},
		{"task", func(ctx context.Context) (any, error) { return AwaitAny(ctx, Spawn(value("v", "x"))) }, "x <nil>"},
		{"task without type", func(ctx context.Context) (any, error) { return AwaitAny(ctx, &Spawn(value("v", "x")).AnyTask) }, "x <nil>"},
		{"untyped coroutine", func(ctx context.Context) (any, error) { return AwaitAny(ctx, Untyped(value("v", 1.5))) }, "1.5 <nil>"},
		{"foreign future", func(ctx context.Context) (any, error) { return AwaitAny(ctx, foreign[int]{4, 0}) }, "4 <nil>"},
		{"foreign future with two values", func(ctx context.Context) (any, error) { return AwaitAny(ctx, pairAwait{}) }, "[1 x] <nil>"},
		{"an int", func(ctx context.Context) (any, error) { return AwaitAny(ctx, 3) }, "<nil> int is not awaitable"},
		{"nil", func(ctx context.Context) (any, error) { return AwaitAny(ctx, nil) }, "<nil> <nil> is not awaitable"},
		{"another Await", func(ctx context.Context) (any, error) { return AwaitAny(ctx, nilTask) }, "<nil> *async.badAwait is not awaitable"},
		{"func()", func(ctx context.Context) (any, error) { return AwaitFunc(ctx, func() {}) }, "<nil> <nil>"},
		{"func() error", func(ctx context.Context) (any, error) { return AwaitFunc(ctx, func() error { return io.EOF }) }, "<nil> EOF"},
		{"func() int", func(ctx context.Context) (any, error) { return AwaitFunc(ctx, func() int { return 3 }) }, "3 <nil>"},
		{"func() (int, error)", func(ctx context.Context) (any, error) {
			return AwaitFunc(ctx, func() (int, error) { return 3, nil })
		}, "3 <nil>"},
		{"func() (int, error) that fails", func(ctx context.Context) (any, error) {
			return AwaitFunc(ctx, func() (int, error) { return 3, io.EOF })
		}, "3 EOF"},
		{"func(ctx) int", func(ctx context.Context) (any, error) {
			return AwaitFunc(ctx, func(ctx context.Context) string { return TaskOf(ctx).Name() })
		}, "main <nil>"},
		{"func(ctx) error", func(ctx context.Context) (any, error) {
			return AwaitFunc(ctx, func(ctx context.Context) error { return ctx.Err() })
		}, "<nil> <nil>"},
		{"func() (int, string)", func(ctx context.Context) (any, error) {
			return AwaitFunc(ctx, func() (int, string) { return 1, "x" })
		}, "[1 x] <nil>"},
		{"func that panics", func(ctx context.Context) (any, error) { return AwaitFunc(ctx, func() int { panic("oh") }) }, "<nil> panic: oh"},
		{"func(int)", func(ctx context.Context) (any, error) { return AwaitFunc(ctx, func(int) {}) }, "<nil> func(int) is not awaitable"},
		{"call", func(ctx context.Context) (any, error) {
			return AwaitCall(ctx, "f", func(context.Context) (any, error) { return 1, io.EOF })
		}, "1 EOF"},
		{"Wait()", func(ctx context.Context) (any, error) { return nil, AwaitWait(ctx, waiterPlain{}) }, "<nil> <nil>"},
		{"WaitGroup", func(ctx context.Context) (any, error) { return nil, AwaitWait(ctx, new(sync.WaitGroup)) }, "<nil> <nil>"},
		{"Wait() error", func(ctx context.Context) (any, error) { return nil, AwaitWait(ctx, waiterError{}) }, "<nil> EOF"},
		{"Wait(ctx) error", func(ctx context.Context) (any, error) {
			ctx, cancel := context.WithTimeout(ctx, time.Second)
			defer cancel()
			return nil, AwaitWait(ctx, waiterContext{})
		}, "<nil> context deadline exceeded"},
		{"no Wait", func(ctx context.Context) (any, error) { return nil, AwaitWait(ctx, 3) }, "<nil> int is not awaitable"},
		{"ended context", func(ctx context.Context) (any, error) { return nil, AwaitContext(ctx, short) }, "<nil> context deadline exceeded"},
		{"context", func(ctx context.Context) (any, error) {
			c, cancel := context.WithTimeout(context.Background(), time.Second)
			defer cancel()
			return nil, AwaitContext(ctx, c)
		}, "<nil> context deadline exceeded"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			onEach(t, func(t *testing.T, s *Scope) {
				s.main(func(ctx context.Context) (any, error) {
					v, err := tt.await(ctx)
					if got := fmt.Sprint(v, err); got != tt.want {
						got = fmt.Sprintf("%v %v", v, err)
						if got != tt.want {
							t.Errorf("%s, want %s", got, tt.want)
						}
					}
					return nil, nil
				})
			})
		})
	}
}

func TestTaskContext(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		type key struct{}
		deadline := time.Now().Add(time.Hour)
		outer, cancel := context.WithDeadline(context.WithValue(t.Context(), key{}, "v"), deadline)
		defer cancel()
		s = NewScope(outer, 1, s.Loop(), Hooks{})
		var ctx, derived context.Context
		var cancelDerived context.CancelFunc
		var stopped bool
		called, notCalled := make(chan bool, 1), make(chan bool, 1)
		root := s.Start(New("main", func(c context.Context) (any, error) {
			ctx = c
			derived, cancelDerived = context.WithCancel(c)
			context.AfterFunc(c, func() { called <- true })
			stopped = context.AfterFunc(c, func() { notCalled <- true })()
			return nil, nil
		}))
		<-root.Ended()
		defer cancelDerived()
		if got, ok := ctx.Deadline(); !ok || !got.Equal(deadline) || ctx.Value(key{}) != "v" {
			t.Errorf("deadline %v, value %v", got, ctx.Value(key{}))
		}
		if ctx.Err() != nil || derived.Err() != nil || context.Cause(ctx) != nil || !stopped {
			t.Errorf("it ended with its task: %v, %v, %v", ctx.Err(), derived.Err(), context.Cause(ctx))
		}
		s.Cancel(errors.New("enough")) // also what the task left behind ends with its cell
		<-ctx.Done()
		<-derived.Done()
		<-called
		if ctx.Err() != context.Canceled || context.Cause(ctx) != context.Canceled || len(notCalled) != 0 {
			t.Errorf("%v, cause %v", ctx.Err(), context.Cause(ctx))
		}
		late := make(chan bool)
		if context.AfterFunc(ctx, func() { close(late) })() {
			t.Error("the function of an ended context was stopped")
		}
		<-late
		if got := fmt.Sprint(ctx); got != "async.task(main)" {
			t.Errorf("prints as %s", got)
		}
	})
}

func TestHowThingsPrint(t *testing.T) {
	l, err := NewLoop(RunnerLoop)
	if err != nil {
		t.Fatal(err)
	}
	s := NewScope(t.Context(), 3, l, Hooks{})
	if got := l.String(); got != "<Loop runner=loop running=false closed=false>" {
		t.Error(got)
	}
	s.main(func(ctx context.Context) (any, error) {
		Current().SetPos(3, 1)
		c := NewAt("repeat", 1, 2, func(ctx context.Context) (string, error) {
			_, err := Sleep(time.Hour).Await(ctx)
			return "", err
		})
		done, failed := Spawn(value("v", "x")), Spawn(New("f", func(context.Context) (int, error) { return 0, io.EOF }))
		quiet := Spawn(Sleep(0))
		for _, a := range []interface{ Ended() <-chan struct{} }{done, failed, quiet} {
			AwaitChan(ctx, a.Ended())
		}
		created := c.String()
		task := Spawn(c)
		waiting := task.String()
		task.Cancel()
		task.Await(ctx)
		for got, want := range map[string]string{
			created:                             "<Coroutine repeat() created at cell 3, line 1>",
			c.String():                          "<Coroutine repeat() awaited, created at cell 3, line 1>",
			waiting:                             "<Task pending coro=repeat() running at cell 1, line 2>",
			task.String():                       "<Task cancelled coro=repeat()>",
			done.String():                       `<Task done coro=v() result="x">`,
			failed.String():                     "<Task failed coro=f() error=EOF>",
			quiet.String():                      "<Task done coro=Sleep()>",
			CurrentLoop().String():              "<Loop runner=loop running=true closed=false>",
			fmt.Sprint(CurrentTask()):           "<Task pending coro=main() running at cell 3, line 1>",
			(&PanicError{Value: sly{}}).Error(): "panic: a value of type async.sly",
		} {
			if got != want {
				t.Errorf("%s, want %s", got, want)
			}
		}
		return nil, nil
	})
	if got := value("c", 1).String(); got != "<Coroutine c() created>" {
		t.Error(got)
	}
}

// sly panics when it is printed.
type sly struct{}

func (sly) Error() string { panic("no") }

func TestSourceIsWhole(t *testing.T) {
	files, err := goSources()
	if err != nil {
		t.Fatal(err)
	}
	entries, err := Source.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var embedded []string
	for _, e := range entries {
		embedded = append(embedded, e.Name())
	}
	if fmt.Sprint(files) != fmt.Sprint(embedded) {
		t.Errorf("source.go embeds\n%v\nthe package has\n%v", embedded, files)
	}
}

// goSources lists the package's files.
func goSources() ([]string, error) {
	all, err := filepath.Glob("*.go")
	return slices.DeleteFunc(all, func(name string) bool { return strings.HasSuffix(name, "_test.go") }), err
}
