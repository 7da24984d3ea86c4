package async

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// A resource keeps a log of what it is asked.
type resource struct {
	name string
	log  *[]string
	fail error
	exit func(ctx context.Context, err error) error
}

func (r *resource) note(format string, args ...any) {
	if r.log != nil {
		*r.log = append(*r.log, r.name+" "+fmt.Sprintf(format, args...))
	}
}

func (r *resource) Enter(ctx context.Context) (string, error) {
	r.note("enter")
	return r.name + "!", r.fail
}

func (r *resource) Exit(ctx context.Context, err error) error {
	r.note("exit %v", err)
	if r.exit != nil {
		return r.exit(ctx, err)
	}
	return nil
}

func TestWithLeavesOnEveryPath(t *testing.T) {
	boom := errors.New("boom")
	for what, c := range map[string]struct {
		body func(ctx context.Context) error
		want string
	}{
		"return": {func(context.Context) error { return nil }, "<nil>"},
		"error":  {func(context.Context) error { return boom }, "boom"},
		"raise":  {func(context.Context) error { Raise(boom); return nil }, "boom"},
		"panic":  {func(context.Context) error { panic("oh") }, "panic: oh"},
		"goexit": {func(context.Context) error { runtime.Goexit(); return nil }, ErrGoexit.Error()},
		"cancel": {func(ctx context.Context) error {
			CurrentTask().Cancel()
			Checkpoint()
			return nil
		}, "context canceled"},
	} {
		t.Run(what, func(t *testing.T) {
			onEach(t, func(t *testing.T, s *Scope) {
				var log []string
				s.main(func(ctx context.Context) (any, error) {
					task := Spawn(New("t", func(ctx context.Context) (int, error) {
						return 0, With(ctx, &resource{name: "a", log: &log}, func(ctx context.Context, v string) error {
							log = append(log, v)
							return WithAny(ctx, &resource{name: "b", log: &log}, func(v any) error {
								log = append(log, v.(string))
								return c.body(ctx)
							})
						})
					}))
					_, err := task.Await(ctx)
					log = append(log, fmt.Sprint(err))
					return nil, nil
				})
				want := "a enter, a!, b enter, b!, b exit WHY, a exit WHY, WHY"
				if got := strings.Join(log, ", "); got != strings.ReplaceAll(want, "WHY", c.want) {
					t.Errorf("%s\nwant %s", got, strings.ReplaceAll(want, "WHY", c.want))
				}
			})
		})
	}
}

func TestExitReplacesTheError(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		boom, other := errors.New("boom"), errors.New("other")
		s.main(func(ctx context.Context) (any, error) {
			for _, c := range []struct{ body, exit, want error }{
				{boom, nil, boom},
				{boom, boom, boom},
				{boom, other, other},
				{boom, ErrHandled, nil},
				{nil, other, other},
				{nil, ErrHandled, nil},
			} {
				for _, exit := range []func() error{func() error { return c.exit }, func() error { Raise(c.exit); return nil }} {
					r := &resource{exit: func(context.Context, error) error { return exit() }}
					if got := With(ctx, r, func(context.Context, string) error { return c.body }); got != c.want {
						t.Errorf("body %v, exit %v: %v, want %v", c.body, c.exit, got, c.want)
					}
				}
			}
			var log []string
			r := &resource{name: "r", log: &log, fail: boom}
			if err := With(ctx, r, func(context.Context, string) error { t.Error("the body ran"); return nil }); err != boom || len(log) != 1 {
				t.Error(err, log)
			}
			err := With(ctx, &resource{exit: func(context.Context, error) error { panic("in exit") }}, func(context.Context, string) error { return boom })
			if text(err) != "panic: in exit" {
				t.Error(err)
			}
			return nil, nil
		})
	})
}

type closer struct {
	closed int
	err    error
}

func (c *closer) Close() error { c.closed++; return c.err }

func TestWithCloser(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		boom, broken := errors.New("boom"), errors.New("broken")
		s.main(func(ctx context.Context) (any, error) {
			for _, c := range []struct {
				body, closing error
				want          string
			}{{nil, nil, ""}, {boom, nil, "boom"}, {nil, broken, "broken"}, {boom, broken, "boom (and closing: broken)"}} {
				x := &closer{err: c.closing}
				err := WithAny(ctx, x, func(v any) error {
					if v != any(x) || x.closed != 0 {
						t.Error(v, x)
					}
					return c.body
				})
				if text(err) != c.want || x.closed != 1 || c.body != nil && !errors.Is(err, boom) {
					t.Errorf("%v, want %s; closed %d times", err, c.want, x.closed)
				}
			}
			if err := WithAny(ctx, 3, nil); text(err) != "int is not a resource: it has neither Enter and Exit, nor Close, nor Lock and Unlock" {
				t.Error(err)
			}
			return nil, nil
		})
	})
}

func TestWithLocker(t *testing.T) {
	for _, runner := range waitingRunners { // not in a bubble: a mutex is not waited for there
		var mu sync.Mutex
		inTask(t, runner, func(ctx context.Context) {
			held := func() error {
				return WithAny(ctx, &mu, func(any) error {
					if mu.TryLock() {
						t.Error("it is not held")
					}
					return nil
				})
			}
			if err := held(); err != nil {
				t.Error(err)
			}
			mu.Lock()
			waiting := Spawn(New("waiting", func(ctx context.Context) (int, error) {
				return 0, With(ctx, Locking(&mu), func(context.Context, *sync.Mutex) error { t.Error("entered"); return nil })
			}))
			for waiting.Waiting() == "" {
				Sleep(0).Await(ctx)
			}
			waiting.Cancel()
			if _, err := waiting.Await(ctx); !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
			mu.Unlock()
			for !mu.TryLock() { // who was cancelled may have it for a moment
				Sleep(0).Await(ctx)
			}
			mu.Unlock()
			if err := held(); err != nil {
				t.Error(err)
			}
		})
	}
}

// pulled is an iterator by Next.
type pulled struct{ n int }

func (p *pulled) Next(ctx context.Context) (int, bool, error) {
	if p.n--; p.n < 0 {
		return 0, false, errors.New("beyond the end")
	}
	return p.n, p.n > 0, nil
}

func TestEach(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		full := func() chan int {
			ch := make(chan int, 3)
			ch <- 1
			ch <- 2
			ch <- 3
			close(ch)
			return ch
		}
		s.main(func(ctx context.Context) (any, error) {
			for what, c := range map[string]struct {
				typed iter.Seq[int]
				any   any
				want  []int
			}{
				"channel": {EachOf(full()), full(), []int{1, 2, 3}},
				"seq":     {EachSeq(slices.Values([]int{4, 5})), slices.Values([]int{4, 5}), []int{4, 5}},
				"next":    {EachNext(&pulled{3}), &pulled{3}, []int{2, 1}},
			} {
				if got := slices.Collect(c.typed); !slices.Equal(got, c.want) {
					t.Errorf("%s: %v", what, got)
				}
				if got, err := iterate(ctx, c.any); err != nil || fmt.Sprint(got) != fmt.Sprint(c.want) {
					t.Errorf("%s, untyped: %v, %v", what, got, err)
				}
			}
			it, err := Iterate(slices.All([]string{"a", "b"}))
			if err != nil {
				t.Fatal(err)
			}
			it.Step(ctx)
			it.Step(ctx)
			if k, v := it.Values(); k != 1 || v != "b" {
				t.Error(k, v)
			}
			it.Stop()
			it.Stop()
			for k, v := range EachSeq2(slices.All([]string{"a", "b"})) {
				if v == "a" {
					continue
				} else if k == 1 {
					break
				}
			}
			if _, err := Iterate(7); text(err) != "int cannot be ranged over by async for" {
				t.Error(err)
			}
			return nil, nil
		})
	})
}

func iterate(ctx context.Context, src any) (got []any, err error) {
	it, err := Iterate(src)
	if err != nil {
		return nil, err
	}
	defer it.Stop()
	for {
		ok, err := it.Step(ctx)
		if err != nil || !ok {
			return got, err
		}
		k, _ := it.Values()
		got = append(got, k)
	}
}

func TestEachCanBeCancelled(t *testing.T) {
	onEach(t, func(t *testing.T, s *Scope) {
		s.main(func(ctx context.Context) (any, error) {
			forever := func(yield func(int) bool) {
				for yield(0) {
				}
			}
			steps := 0
			for _, body := range []func(ctx context.Context) error{
				func(ctx context.Context) error {
					for range EachSeq(forever) {
						steps++
					}
					return nil
				},
				func(ctx context.Context) error { _, err := iterate(ctx, iter.Seq[int](forever)); return err },
				func(ctx context.Context) error {
					for range EachOf(make(chan int)) {
						steps++
					}
					return nil
				},
			} {
				endless := Spawn(New("endless", func(ctx context.Context) (int, error) { return 0, body(ctx) }))
				Sleep(0).Await(ctx) // on a loop it comes back: others run between the items
				endless.Cancel()
				if _, err := endless.Await(ctx); !errors.Is(err, context.Canceled) || endless.State() != Cancelled {
					t.Error(err)
				}
			}
			_ = steps
			return nil, nil
		})
	})
}

type parcel struct{ v int }

func TestAdapt(t *testing.T) {
	Adapt(func(ctx context.Context, p parcel) (int, error) {
		if p.v < 0 {
			return 0, errors.New("negative")
		}
		_, err := sleepFor(ctx, time.Second)
		return p.v + 1, err
	})
	onEach(t, func(t *testing.T, s *Scope) {
		s.main(func(ctx context.Context) (any, error) {
			if v, err := Adapted[parcel, int](parcel{1}).Await(ctx); v != 2 || err != nil {
				t.Error(v, err)
			}
			if v, err := AwaitAdapted(ctx, "", parcel{2}); v != 3 || err != nil {
				t.Error(v, err)
			}
			if _, err := Adapted[parcel, string](parcel{3}).Await(ctx); text(err) != "the adapter of async.parcel gave a int and not a string" {
				t.Error(err)
			}
			if _, err := AwaitAdapted(ctx, "", parcel{-1}); text(err) != "negative" {
				t.Error(err)
			}
			if _, err := AwaitAdapted(ctx, "no such", 1); text(err) != "int is not awaitable" {
				t.Error(err)
			}
			if err := AdaptAs("key", func(_ context.Context, r fmt.Stringer) (string, error) { return fmt.Sprint(r), nil }); err != nil {
				t.Error(err)
			}
			for _, x := range []any{nil, time.Second} {
				if v, err := AwaitAdapted(ctx, "key", x); v != fmt.Sprint(x) || err != nil {
					t.Error(v, err)
				}
			}
			if AdaptAs("bad", 3) == nil {
				t.Error("3 adapts")
			}
			return nil, nil
		})
	})
}
