package session

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/goawait/goawait/session/engine/wire"
	"github.com/goawait/goawait/transform"
)

// Cells that run and wait are among the results of their document, and move with its text.
func TestStages(t *testing.T) {
	w := openFake(t, "ok", Config{})
	const doc = "/dir/scratch.goa"
	block, next := `"fake:block"`, `"fake:print next"`
	text := block + "\n" + next + "\n"
	w.Edited(doc, nil, []byte(text))
	run := func(source string, line int) <-chan *Result {
		out, queued := make(chan *Result, 1), make(chan struct{})
		go func() { // ends with the session at the latest
			r, _ := w.Run(context.Background(), RunRequest{
				Source: source, Region: &Region{Path: doc, Line: line}, Queued: func() { close(queued) },
			})
			out <- r
		}()
		<-queued
		return out
	}
	first := run(block, 0)
	w.awaitOutput("blocked")
	second := run(next, 1)
	w.await("the second to wait", func(e Event) bool { return e.Stage != nil && e.Stage.State == Queued })

	shown := func() string {
		var parts []string
		for _, r := range w.Results(doc) {
			at := r.Region
			parts = append(parts, fmt.Sprintf("%s %d %d:%d-%d:%d %q", r.State, r.Cell, at.Line, at.Col, at.EndLine, at.EndCol, r.Output))
		}
		return strings.Join(parts, "\n")
	}
	if got, want := shown(), "running 1 0:0-0:12 \"blocked\\n\"\nqueued 0 1:0-1:17 \"\""; got != want {
		t.Errorf("the results are\n%s\nwant\n%s", got, want)
	}
	w.Edited(doc, []transform.Edit{{New: "// more\n"}}, []byte("// more\n"+text))
	if got, want := shown(), "running 1 1:0-1:12 \"blocked\\n\"\nqueued 0 2:0-2:17 \"\""; got != want {
		t.Errorf("after the edit the results are\n%s\nwant\n%s", got, want)
	}
	w.ClearResults(doc)
	if got := len(w.Results(doc)); got != 2 {
		t.Errorf("clearing left %d of the two that have not ended", got)
	}
	w.Interrupt(1)
	a, b := <-first, <-second
	if a.State != wire.Interrupted || !b.OK() || b.Region.Line != 2 || a.Run == 0 || a.Run == b.Run {
		t.Errorf("the first gave %+v, the second %+v", a, b)
	}
	if got, want := shown(), "interrupted 1 1:0-1:12 \"blocked\\n\"\ndone 2 2:0-2:17 \"next\\n\""; got != want {
		t.Errorf("in the end the results are\n%s\nwant\n%s", got, want)
	}
	w.ClearResults("")
	if got := shown(); got != "" {
		t.Errorf("clearing left %s", got)
	}
}

// What waits and is given up is told of where its text is by then.
func TestGivenUp(t *testing.T) {
	w := openFake(t, "ok", Config{})
	const doc = "/dir/scratch.goa"
	text := `"fake:print next"` + "\n"
	w.Edited(doc, nil, []byte(text))
	first := w.start(context.Background(), `"fake:block"`)
	w.awaitOutput("blocked")
	queued, second := make(chan struct{}), make(chan *Result, 1)
	go func() { // ends when the queue is given up
		r, _ := w.Run(context.Background(), RunRequest{
			Source: strings.TrimSpace(text), Region: &Region{Path: doc}, Queued: func() { close(queued) },
		})
		second <- r
	}()
	<-queued
	w.await("the second to wait", func(e Event) bool { return e.Stage != nil && e.Stage.State == Queued })
	w.Edited(doc, []transform.Edit{{New: "// more\n"}}, []byte("// more\n"+text))
	w.Interrupt(0)
	<-first
	<-second
	end := w.await("what became of the second", func(e Event) bool { return e.Result != nil && e.Result.Cell == 0 }).Result
	if end.State != wire.Interrupted || end.Region.Line != 1 || end.Region.EndCol != 17 {
		t.Errorf("told was %+v at %+v", end, end.Region)
	}
	if left := w.Results(doc); len(left) > 0 {
		t.Errorf("left is %+v", left[0])
	}
}
