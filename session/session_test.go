package session

import (
	"context"
	"strings"
	"testing"

	"github.com/goawait/goawait/transform"
)

// A result belongs to its region: it moves, goes stale, and positions are the document's.
func TestRegionResult(t *testing.T) {
	w := openFake(t, "ok", Config{})
	const doc = "/dir/scratch.goa"
	text := "//%% one\n\n" + `"fake:print hello"` + "\n"
	w.Edited(doc, nil, []byte(text))
	run := func(source string, line int) *Result {
		t.Helper()
		r, err := w.Run(context.Background(), RunRequest{Source: source, Region: &Region{Path: doc, Line: line}})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if r := run(`"fake:print hello"`, 2); !r.OK() || r.Region == nil || r.Region.EndCol != 18 || r.Stale {
		t.Fatalf("got %+v", r)
	}
	o := w.await("the output", func(e Event) bool { return e.Output != nil }).Output
	if o.Cell != 1 || o.Region == nil || o.Region.Line != 2 {
		t.Errorf("the output came as %+v", o)
	}
	w.Edited(doc, []transform.Edit{{Start: 9, End: 9, New: "\n\n"}}, []byte("//%% one\n\n\n"+text[9:]))
	rs := w.Results(doc)
	if len(rs) != 1 || rs[0].Region.Line != 4 || rs[0].Stale || rs[0].Output != "hello\n" {
		t.Fatalf("the results are %+v", rs)
	}
	if r := run("nope", 7); r.Text != "scratch.goa:8:1: undefined: nope" {
		t.Errorf("the check says %q", r.Text)
	}
	if r := run("x := 1\n"+`_, _ = x, "fake:raise await: EOF"`, 9); r.Text != "scratch.goa:11: await: EOF" {
		t.Errorf("the run says %q", r.Text)
	}
	if r := run(`"fake:exit 3"`, 20); !strings.HasPrefix(r.Text, "scratch.goa:21: the engine ended: os.Exit(3); a new one is started") {
		t.Errorf("the death says %q", r.Text)
	}
}

// A region that cuts an item in two is widened to the whole of it.
func TestRegionIsWidened(t *testing.T) {
	w := openFake(t, "ok", Config{})
	text := "if true {\n" + "\t" + `_ = "fake:print hello"` + "\n}\n"
	w.Edited("/scratch.goa", nil, []byte(text))
	r, err := w.Run(context.Background(), RunRequest{Source: "if true {\n", Region: &Region{Path: "/scratch.goa"}})
	if err != nil {
		t.Fatal(err)
	}
	if r.Source != strings.TrimSpace(text) || r.Region.EndLine != 2 {
		t.Errorf("what ran is %q, %+v; it said %s", r.Source, r.Region, r.Text)
	}
}

func TestStartupCells(t *testing.T) {
	w := openFake(t, "ok", Config{Settings: Changes{Startup: []string{`"fake:print first"`, "nope", `"fake:print third"`}}})
	if r := w.run(`"fake:print cell"`); r.Cell != 1 || r.Output != "cell\n" {
		t.Errorf("the cell gave %+v", r)
	}
	var b strings.Builder
	w.mu.Lock()
	for _, e := range w.events {
		if e.Output != nil {
			b.WriteString(e.Output.Text)
		}
	}
	w.mu.Unlock()
	if want := "first\nstartup cell 2, line 1, column 1: undefined: nope\nthird\ncell\n"; b.String() != want {
		t.Errorf("shown was %q, want %q", b.String(), want)
	}
	w.run(`"fake:kill"`)
	w.mu.Lock()
	w.events = nil
	w.mu.Unlock()
	w.run(`"fake:print again"`)
	w.awaitOutput("first") // the new engine has seen them, too
}

// What is silent leaves no trace.
func TestSilent(t *testing.T) {
	w := openFake(t, "ok", Config{})
	for source, want := range map[string]string{
		`"fake:print x"`: "",
		"x := 1":         "only an expression can be evaluated here",
		"%reset":         "only an expression can be evaluated here",
		"nope":           "line 1, column 1: undefined: nope",
	} {
		r, err := w.Run(context.Background(), RunRequest{Source: source, Silent: true, Context: "watch"})
		if err != nil || r.Text != want || r.Cell != 0 {
			t.Errorf("%s: %+v, %v; want %q", source, r, err, want)
		}
	}
	r, err := w.Run(context.Background(), RunRequest{Source: "f(x)", Silent: true, Context: "hover"})
	if err != nil || r.Text != "a hover evaluates names, selectors and indexes only" {
		t.Errorf("the hover gave %+v, %v", r, err)
	}
	if h := w.History(); len(h) != 0 {
		t.Errorf("the history is %+v", h)
	}
	if r := w.run(`"fake:print x"`); r.Cell != 1 {
		t.Errorf("the first cell has number %d", r.Cell)
	}
}

func TestHoverWhileBusy(t *testing.T) {
	w := openFake(t, "ok", Config{})
	running := w.start(context.Background(), `"fake:block"`)
	w.awaitOutput("blocked")
	if _, err := w.Run(context.Background(), RunRequest{Source: "1", Silent: true, Context: "hover"}); err != ErrBusy {
		t.Errorf("got %v, want ErrBusy", err)
	}
	w.Interrupt(0)
	<-running
}

// The output that a result keeps is limited, and never cut within a character.
func TestKeptOutput(t *testing.T) {
	s := &Session{cells: map[int]*kept{1: {}}}
	s.docs.init()
	s.output(&Output{Cell: 1, Text: strings.Repeat("x", keepOutput-1)})
	s.output(&Output{Cell: 1, Text: "äö"})
	s.output(&Output{Cell: 1, Text: "more"})
	if k := s.cells[1]; len(k.output) != keepOutput-1 || k.dropped != 8 {
		t.Errorf("kept %d bytes, dropped %d", len(k.output), k.dropped)
	}
}
