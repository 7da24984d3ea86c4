package session

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/goawait/goawait/session/engine/wire"
)

func TestInterrupt(t *testing.T) {
	w := openFake(t, "ok", Config{})
	running := w.start(context.Background(), `"fake:block"`)
	w.awaitOutput("blocked")
	w.Interrupt(99) // some other cell
	w.Interrupt(1)
	if r := <-running; r.State != wire.Interrupted || r.Text != "cell 1, line 1: interrupted" || len(r.Diagnostics) > 0 {
		t.Errorf("got %s, %q, %v", r.State, r.Text, r.Diagnostics)
	}
	if r := w.run(`"fake:print next"`); !r.OK() {
		t.Errorf("the next cell gave %+v", r)
	}
}

// The end of a Run's context ends that cell alone.
func TestCancelOne(t *testing.T) {
	w := openFake(t, "ok", Config{})
	ctx, cancel := context.WithCancel(context.Background())
	first := w.start(ctx, `"fake:block"`)
	w.awaitOutput("blocked")
	second := w.start(context.Background(), `"fake:print second"`)
	cancel()
	if r := <-first; r.State != wire.Interrupted {
		t.Errorf("the first gave %+v", r)
	}
	if r := <-second; !r.OK() {
		t.Errorf("the second gave %+v", r)
	}
}

// Interrupt(0) ends what runs and gives up what waits.
func TestInterruptAll(t *testing.T) {
	w := openFake(t, "ok", Config{})
	first := w.start(context.Background(), `"fake:block"`)
	w.awaitOutput("blocked")
	queued := make(chan struct{})
	second := make(chan *Result, 1)
	go func() { // ends when the queue is given up
		r, _ := w.Run(context.Background(), RunRequest{Source: `"fake:print no"`, Queued: func() { close(queued) }})
		second <- r
	}()
	<-queued
	w.Interrupt(0)
	if r := <-first; r.State != wire.Interrupted {
		t.Errorf("the first gave %+v", r)
	}
	if r := <-second; r == nil || r.State != wire.Interrupted || r.Cell != 0 {
		t.Errorf("the second gave %+v", r)
	}
	var stages []string
	w.mu.Lock()
	for _, e := range w.events {
		if r := e.Stage; r != nil {
			stages = append(stages, fmt.Sprintf("%s %d %s", r.State, r.Cell, r.Source))
		} else if r := e.Result; r != nil {
			stages = append(stages, fmt.Sprintf("%s %d %s", r.State, r.Cell, r.Source))
		}
	}
	w.mu.Unlock()
	slices.Sort(stages)
	want := []string{
		`interrupted 0 "fake:print no"`, `interrupted 1 "fake:block"`, `queued 0 "fake:print no"`, `running 1 "fake:block"`,
	}
	if !slices.Equal(stages, want) {
		t.Errorf("told was %q, want %q", stages, want)
	}
	if r := w.run(`"fake:print third"`); !r.OK() || r.Cell != 2 {
		t.Errorf("the third gave %+v", r)
	}
}

// A cell that does not stop is given up; the next interrupt replaces the engine.
func TestStubbornCell(t *testing.T) {
	w := openFake(t, "ok", Config{timing: timing{grace: 1}})
	first := w.start(context.Background(), `"fake:hang"`)
	w.awaitOutput("hanging")
	w.Interrupt(1)
	if r := <-first; r.State != wire.Interrupted || !strings.Contains(r.Text, "given up") {
		t.Errorf("the first gave %s, %q", r.State, r.Text)
	}
	second := w.start(context.Background(), `"fake:block"`) // or it ends before it can be interrupted
	w.await("the second to begin", func(e Event) bool { return e.Stage != nil && e.Stage.Cell == 2 })
	w.Interrupt(0)
	if r := <-second; r.State != wire.Interrupted {
		t.Errorf("the second gave %s, %q", r.State, r.Text)
	}
	if r := w.run(`"fake:print third"`); !r.OK() {
		t.Errorf("the third gave %+v", r)
	}
}

// A cell is stopped that has begun and not reached the engine when that is replaced.
func TestInterruptBeforeHeldUp(t *testing.T) {
	w := openFake(t, "ok", Config{timing: timing{grace: 1}})
	first := w.start(context.Background(), `"fake:hang"`)
	w.awaitOutput("hanging")
	w.Interrupt(1)
	if r := <-first; r.State != wire.Interrupted {
		t.Errorf("the first gave %s, %q", r.State, r.Text)
	}
	held := w.engines.current()
	defer w.Subscribe(func(e Event) {
		if e.Stage != nil && e.Stage.Cell == 2 {
			w.Interrupt(0)
			<-held.dead
		}
	})()
	if r := w.run(`"fake:print second"`); r.State != wire.Interrupted || strings.Contains(w.printed(), "second") {
		t.Errorf("the second gave %s, %q", r.State, r.Text)
	}
	if r := w.run(`"fake:print third"`); !r.OK() {
		t.Errorf("the third gave %+v", r)
	}
}

// The second interrupt of one cell replaces the engine at once.
func TestHardInterrupt(t *testing.T) {
	w := openFake(t, "ok", Config{timing: timing{grace: 1 << 40}})
	first := w.start(context.Background(), `"fake:hang"`)
	w.awaitOutput("hanging")
	w.Interrupt(1)
	w.Interrupt(1)
	r := <-first
	if want := "cell 1, line 1: interrupted: it did not stop, so the engine was replaced"; r.State != wire.Interrupted || r.Text != want {
		t.Errorf("the cell gave %s, %q; want %q", r.State, r.Text, want)
	}
	if d := w.await("the death", func(e Event) bool { return e.Died != nil }).Died; !d.Asked {
		t.Errorf("told %+v", d)
	}
	if r := w.run(`"fake:print next"`); !r.OK() {
		t.Errorf("the next cell gave %+v", r)
	}
}

// A failed cell aborts nothing.
func TestFailureAbortsNothing(t *testing.T) {
	w := openFake(t, "ok", Config{})
	r := w.run("x := 1\n" + `_, _ = x, "fake:raise await: EOF"`)
	if r.State != wire.Raised || r.Text != "cell 1, line 2: await: EOF" {
		t.Errorf("got %s, %q", r.State, r.Text)
	}
	if len(r.Diagnostics) != 1 || r.Diagnostics[0].Code != Raised || r.Source[r.Diagnostics[0].Start:r.Diagnostics[0].End] != `_, _ = x, "fake:raise await: EOF"` {
		t.Errorf("diagnostics %+v", r.Diagnostics)
	}
	if r := w.run(`"fake:print next"`); !r.OK() {
		t.Errorf("the next cell gave %+v", r)
	}
}

// What fails in a function of another cell is marked where this cell called it.
func TestFailureInAnotherCell(t *testing.T) {
	w := openFake(t, "ok", Config{})
	w.run(`"fake:print declared"`)
	call := `_, _ = x, "fake:called panic: oh"`
	r := w.run("x := 1\n" + call)
	if r.State != wire.Panicked || r.Text != "cell 1, line 1: panic: oh" {
		t.Errorf("got %s, %q", r.State, r.Text)
	}
	if len(r.Diagnostics) != 1 || r.Diagnostics[0].Code != Raised || r.Source[r.Diagnostics[0].Start:r.Diagnostics[0].End] != call {
		t.Errorf("diagnostics %+v", r.Diagnostics)
	}
}

// What nobody awaits is told under its cell.
func TestTaskNews(t *testing.T) {
	w := openFake(t, "ok", Config{})
	r := w.run(`"fake:news await: EOF"`)
	if want := "cell 1, line 4: await: EOF (in task work(), which nobody awaits)\n"; r.Output != want {
		t.Errorf("the output is %q, want %q", r.Output, want)
	}
	w.await("the news", func(e Event) bool { return e.Task != nil && e.Task.What == "failed" })
}

// A shell command is ended with all that it started.
func TestInterruptShell(t *testing.T) {
	w := openFake(t, "ok", Config{})
	running := w.start(context.Background(), "!echo begun; sleep 1000 | cat")
	w.awaitOutput("begun")
	w.Interrupt(1)
	if r := <-running; r.State != wire.Interrupted || r.Text != "cell 1: interrupted" {
		t.Errorf("got %s, %q", r.State, r.Text)
	}
}
