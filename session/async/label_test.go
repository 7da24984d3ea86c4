package async

import (
	"context"
	"runtime/pprof"
	"testing"
	"unsafe"
)

func TestLabelsWork(t *testing.T) {
	if !labelsWork.Load() {
		t.Fatal("this Go's profiler labels are not what label.go takes them for")
	}
}

// inTask runs fn as the only code of a fresh scope.
func inTask(t *testing.T, runner string, fn func(ctx context.Context)) *Scope {
	t.Helper()
	s := newTestScope(t, runner, Hooks{})
	if _, err := s.Run(New("main", func(ctx context.Context) (any, error) {
		fn(ctx)
		return nil, nil
	})); err != nil {
		t.Fatal(err)
	}
	return s
}

func newTestScope(t *testing.T, runner string, hooks Hooks) *Scope {
	t.Helper()
	l, err := NewLoop(runner)
	if err != nil {
		t.Fatal(err)
	}
	return NewScope(t.Context(), 1, l, hooks)
}

// withAndWithoutLabels runs the test once with labels and once with the fallback.
func withAndWithoutLabels(t *testing.T, test func(t *testing.T)) {
	t.Run("labels", test)
	t.Run("fallback", func(t *testing.T) {
		labelsWork.Store(false)
		defer labelsWork.Store(true)
		test(t)
	})
}

func TestCurrentTask(t *testing.T) {
	withAndWithoutLabels(t, func(t *testing.T) {
		if got := CurrentTask(); got != nil {
			t.Fatalf("outside: %v", got)
		}
		var inner *AnyTask
		s := inTask(t, RunnerGoroutine, func(ctx context.Context) {
			child := Spawn(New("child", func(context.Context) (*AnyTask, error) { return CurrentTask(), nil }))
			inner, _ = child.Await(ctx)
			if inner != &child.AnyTask {
				t.Errorf("in the child: %v", inner)
			}
			if got := TaskOf(ctx); got != CurrentTask() {
				t.Errorf("TaskOf %v, CurrentTask %v", got, CurrentTask())
			}
			off, _ := Call(ctx, "off", func(context.Context) (*AnyTask, error) { return CurrentTask(), nil })
			if off != CurrentTask() {
				t.Errorf("off the loop: %v", off)
			}
			if s := StrandOf(ctx); s != Current() {
				t.Error("StrandOf and Current differ")
			}
		})
		if inner.Scope() != s {
			t.Error("the child is in another scope")
		}
		if got := CurrentTask(); got != nil {
			t.Fatalf("afterwards: %v", got)
		}
	})
}

func TestRawGoroutineInheritsTask(t *testing.T) {
	inTask(t, RunnerGoroutine, func(ctx context.Context) {
		got := make(chan *Strand)
		go func() { got <- Current() }() // ends when it is received
		s := <-got
		if s != Current() {
			t.Error("a raw goroutine lost its task")
		}
	})
}

func TestPprofDoKeepsTask(t *testing.T) {
	inTask(t, RunnerLoop, func(ctx context.Context) {
		want := CurrentTask()
		pprof.Do(ctx, pprof.Labels("a", "b", "z", "y"), func(ctx context.Context) {
			if got := CurrentTask(); got != want {
				t.Errorf("in pprof.Do: %v, want %v", got, want)
			}
			if v, _ := pprof.Label(ctx, LabelKey); v != "main" {
				t.Errorf("label %q", v)
			}
		})
		pprof.Do(context.Background(), pprof.Labels(LabelKey, "forged"), func(ctx context.Context) {
			if got := CurrentTask(); got != nil {
				t.Errorf("a forged label gave %v", got)
			}
		})
	})
}

func TestLabelText(t *testing.T) {
	for name, want := range map[string]string{
		"":                            "?",
		"f":                           "f",
		"exactly-twenty-four-char":    "exactly-twenty-four-char",
		"a name that is far too long": "a name that is far too l",
		"twenty-three bytes then ü":   "twenty-three bytes then ",
	} {
		s := newStrand(nil, name)
		if got := s.label[0].value; got != want {
			t.Errorf("%q is labelled %q, want %q", name, got, want)
		}
		if labelled(unsafe.Pointer(s)) != s {
			t.Errorf("%q: the strand is not found again", name)
		}
	}
}
