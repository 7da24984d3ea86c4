package async

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// A newsroom collects what hooks report.
type newsroom struct {
	mu   sync.Mutex // guards news
	news []string
}

func (n *newsroom) add(format string, args ...any) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.news = append(n.news, fmt.Sprintf(format, args...))
}

func (n *newsroom) take() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	all := strings.Join(n.news, "; ")
	n.news = nil
	return all
}

func (n *newsroom) hooks() Hooks {
	return Hooks{
		Spawned:  func(t *AnyTask) { n.add("spawned %s", t.Name()) },
		Ended:    func(t *AnyTask) { n.add("%s %v", t.Name(), t.State()) },
		Failed:   func(t *AnyTask, err error) { n.add("%s failed: %v", t.Name(), err) },
		Panicked: func(s *Scope, e *PanicError) { n.add("cell %d: %v at %v", s.Cell, e, e.Trace) },
	}
}

func TestFailuresNobodyAwaited(t *testing.T) {
	boom := errors.New("boom")
	fail := func(name string, after time.Duration) *Coroutine[int] {
		return New(name, func(ctx context.Context) (int, error) {
			if _, err := Sleep(after).Await(ctx); err != nil {
				return 0, err
			}
			return 0, boom
		})
	}
	for _, tt := range []struct {
		name        string
		cell        func(ctx context.Context)
		atEnd, late string
	}{
		{"awaited", func(ctx context.Context) { Spawn(fail("f", time.Second)).Await(ctx) }, "spawned f; f failed", ""},
		{"awaited after it failed", func(ctx context.Context) {
			task := Spawn(fail("f", 0))
			Sleep(time.Second).Await(ctx)
			task.Await(ctx)
		}, "spawned f; f failed", ""},
		{"never awaited", func(ctx context.Context) {
			Spawn(fail("f", 0))
			Sleep(time.Second).Await(ctx)
		}, "spawned f; f failed; f failed: boom", ""},
		{"after the cell", func(ctx context.Context) { Spawn(fail("f", time.Minute)) }, "spawned f", "f failed; f failed: boom"},
		{"cancelled", func(ctx context.Context) {
			task := Spawn(fail("f", time.Minute))
			Sleep(time.Second).Await(ctx)
			task.Cancel()
		}, "spawned f; f cancelled", ""},
		{"a panic", func(ctx context.Context) {
			Spawn(New("p", func(context.Context) (int, error) { panic("oh") }))
			Sleep(time.Second).Await(ctx)
		}, "spawned p; p failed; p failed: panic: oh", ""},
		{"watching the end is not awaiting", func(ctx context.Context) {
			<-Spawn(fail("f", -1)).Ended()
		}, "spawned f; f failed; f failed: boom", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var n newsroom
				s := newTestScope(t, RunnerGoroutine, n.hooks())
				s.main(func(ctx context.Context) (any, error) { tt.cell(ctx); return nil, nil })
				synctest.Wait()
				if got := n.take(); got != tt.atEnd {
					t.Errorf("at the end of the cell: %s\nwant %s", got, tt.atEnd)
				}
				time.Sleep(time.Hour)
				synctest.Wait()
				if got := n.take(); got != tt.late {
					t.Errorf("later: %s\nwant %s", got, tt.late)
				}
			})
		})
	}
}

// In an ordinary program a failure is logged when nobody can await it any more.
func TestFailureInTheImplicitScope(t *testing.T) {
	var out syncBuffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&out, nil)))
	defer slog.SetDefault(before)
	func() {
		lost := Spawn(New("lost", func(context.Context) (int, error) { return 0, io.ErrUnexpectedEOF }))
		kept := Spawn(New("kept", func(context.Context) (int, error) { return 0, io.ErrUnexpectedEOF }))
		<-lost.Ended()
		kept.Await(t.Context())
	}()
	for deadline := time.Now().Add(30 * time.Second); !strings.Contains(out.String(), "task=lost"); {
		if time.Now().After(deadline) {
			t.Fatalf("not reported: %q", out.String())
		}
		runtime.GC() // a decided expectation: the report comes with a collection
		runtime.Gosched()
	}
	if strings.Contains(out.String(), "task=kept") {
		t.Error("a failure that was awaited is reported")
	}
}

type syncBuffer struct {
	mu sync.Mutex // guards b
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func TestPanicOnARawGoroutine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n newsroom
		s := newTestScope(t, RunnerGoroutine, n.hooks())
		var inside *AnyTask
		s.main(func(ctx context.Context) (any, error) {
			Go(func() { inside = CurrentTask() })
			Go(func() {
				Current().Record(Position{Cell: 1, Line: 3})
				panic("oh")
			})
			Go(func() { Raise(io.EOF) })
			Go(runtime.Goexit)
			return nil, nil
		})
		synctest.Wait()
		news := strings.Split(n.take(), "; ")
		slices.Sort(news)
		if got, want := strings.Join(news, "; "), "cell 1: panic: EOF at []; cell 1: panic: oh at [{1 3 }]"; got != want {
			t.Errorf("%s\nwant %s", got, want)
		}
		if inside != s.Root() {
			t.Errorf("the goroutine is in %v", inside)
		}
	})
}

func TestCancelEndsRawGoroutines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n newsroom
		s := newTestScope(t, RunnerGoroutine, n.hooks())
		ended := make(chan bool)
		root := s.Start(New("main", func(ctx context.Context) (any, error) {
			Go(func() {
				defer close(ended)
				for {
					Checkpoint()
					time.Sleep(time.Second)
				}
			})
			return Sleep(time.Hour).Await(ctx)
		}))
		time.Sleep(10 * time.Second)
		s.Interrupt()
		<-ended
		<-root.Ended()
		if got := n.take(); got != "" {
			t.Errorf("reported: %s", got)
		}
	})
}

// A checkpoint may raise while Cancel is at work: it goes by what Cancel counts first.
func TestCheckpointAheadOfCancel(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		s.main(func(ctx context.Context) (any, error) {
			task := Spawn(New("stops", func(context.Context) (int, error) {
				CurrentTask().stops.Add(1) // as far as Cancel has come
				Checkpoint()
				return 1, nil
			}))
			if _, err := task.Await(ctx); err != context.Canceled || task.State() != Cancelled {
				t.Errorf("%v, %v", err, task.State())
			}
			return nil, nil
		})
	})
	synctest.Test(t, func(t *testing.T) {
		var n newsroom
		s := newTestScope(t, RunnerGoroutine, n.hooks())
		s.main(func(context.Context) (any, error) {
			task := CurrentTask()
			Go(func() {
				task.stops.Add(1)
				Checkpoint()
			})
			return nil, nil
		})
		synctest.Wait()
		if got := n.take(); got != "" {
			t.Errorf("reported: %s", got)
		}
	})
}

// where runs fn and records a position if it unwinds, as lowered functions do.
func where(name string, line int, fn func()) {
	done := false
	defer func() {
		if !done {
			Current().Record(Position{Cell: 1, Line: line, Func: name})
		}
	}()
	fn()
	done = true
}

func TestTraceOfAnError(t *testing.T) {
	inner := func() *Coroutine[int] {
		return New("inner", func(ctx context.Context) (int, error) {
			where("inner", 2, func() { Raise(io.EOF) })
			return 0, nil
		})
	}
	outer := func(c Awaitable[int]) *Coroutine[int] {
		return New("outer", func(ctx context.Context) (int, error) {
			where("outer", 5, func() {
				_, err := c.Await(ctx)
				Raise(err)
			})
			return 0, nil
		})
	}
	for name, c := range map[string]func() *Coroutine[int]{
		"awaited":      func() *Coroutine[int] { return outer(inner()) },
		"in a task":    func() *Coroutine[int] { return outer(Spawn(inner())) },
		"in a gather":  func() *Coroutine[int] { return outer(firstOf{Gather(inner())}) },
		"off the loop": func() *Coroutine[int] { return outer(offLoop{inner()}) },
		"after an error that was captured": func() *Coroutine[int] {
			return New("captures", func(ctx context.Context) (int, error) {
				if _, err := outer(inner()).Await(ctx); err != io.EOF {
					return 0, err
				}
				Current().Handled()
				return outer(inner()).Await(ctx)
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			onEach(t, func(t *testing.T, s *Scope) {
				_, err := s.main(func(ctx context.Context) (any, error) {
					where("", 9, func() {
						_, err := c().Await(ctx)
						Raise(err)
					})
					return nil, nil
				})
				if got, want := fmt.Sprint(s.Root().Trace()), "[{1 2 inner} {1 5 outer} {1 9 }]"; err != io.EOF || got != want {
					t.Errorf("%v at %s\nwant %s", err, got, want)
				}
			})
		})
	}
}

// firstOf awaits a gather of one.
type firstOf struct{ c *Coroutine[[]int] }

func (f firstOf) Await(ctx context.Context) (int, error) {
	v, err := f.c.Await(ctx)
	return append(v, 0)[0], err
}

// offLoop awaits on another goroutine.
type offLoop struct{ c *Coroutine[int] }

func (o offLoop) Await(ctx context.Context) (int, error) { return Call(ctx, "off", o.c.Await) }

func TestTraceOfAPanic(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		_, err := s.main(func(ctx context.Context) (any, error) {
			c := New("f", func(context.Context) (int, error) {
				where("f", 2, func() { panic("oh") })
				return 0, nil
			})
			where("", 9, func() {
				_, err := c.Await(ctx)
				Raise(err)
			})
			return nil, nil
		})
		var p *PanicError
		if !errors.As(err, &p) || fmt.Sprint(p.Trace) != "[{1 2 f}]" {
			t.Fatalf("%v", err)
		}
		if got := fmt.Sprint(s.Root().Trace()); got != "[{1 2 f} {1 9 }]" {
			t.Errorf("trace %s", got)
		}
	})
}

func TestRecordOnAForeignGoroutine(t *testing.T) {
	inTask(t, RunnerGoroutine, func(ctx context.Context) {
		s := Current()
		done := make(chan bool)
		go func() { done <- Current() == s && Current().Record(Position{Cell: 1}) }() // ends when received
		if <-done {
			t.Error("a foreign goroutine wrote to the task's trace")
		}
	})
	if Current().Record(Position{}) || Current().TakeTrace() != nil {
		t.Error("outside every task there is a trace")
	}
}

// Who knows that a task has failed and ends the scope has the failure reported by then.
func TestFailureIsReportedWithTheEnd(t *testing.T) {
	for range 2000 {
		var told atomic.Int32
		s := newTestScope(t, RunnerGoroutine, Hooks{Failed: func(*AnyTask, error) { told.Add(1) }})
		s.Do("main", func(context.Context) (any, error) {
			task := Spawn(New("fails", func(context.Context) (int, error) { return 0, errors.New("no") }))
			for task.State() == Pending {
				runtime.Gosched()
			}
			return nil, nil
		})
		s.End()
		if told.Load() != 1 {
			t.Fatalf("reported %d times", told.Load())
		}
	}
}
