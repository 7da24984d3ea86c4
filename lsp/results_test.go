package lsp_test

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/lsp"
	"github.com/goawait/goawait/lsp/lsptest"
)

// failing runs nothing and raises.
func failing(_ context.Context, r lsp.Region) (lsp.Result, error) {
	return lsp.Result{Path: r.Path, State: "raised", Error: "await: EOF", Text: "scratch.goa:1: await: EOF"}, nil
}

// done is a result of the first line of scratch.
func done(text, typ string) lsp.Result {
	return lsp.Result{
		Path: "/w/scratch.goa", EndLine: 0, EndCol: 6, Cell: 3, Source: "x := 1", State: "done",
		Text: text, Type: typ, When: time.Now().Add(-90 * time.Second), Duration: 1530 * time.Microsecond,
	}
}

// hover gives the text of a hover, "" if there is none.
func hover(c *lsptest.Client, line, char int) string {
	var h *protocol.Hover
	m := c.Answer(c.Go(protocol.MethodTextDocumentHover, hoverAt(line, char)))
	if string(m.Result) == "null" || m.Error != nil {
		return ""
	}
	h = new(protocol.Hover)
	if err := protocol.Unmarshal(m.Result, h); err != nil {
		return err.Error()
	}
	return h.Contents.(*protocol.MarkupContent).Value
}

func TestResultNotification(t *testing.T) {
	host := newHost()
	c := start(t, host)
	c.Open(scratch, "x := 1 // é\n")
	c.Diagnostics(scratch, 1)
	host.ran(done("7", "int"))
	var got lsp.ResultParams
	if err := json.Unmarshal(c.Await(lsp.MethodResult, nil).Params, &got); err != nil {
		t.Fatal(err)
	}
	want := lsp.ResultParams{
		URI: scratch, ID: 1, Range: lsptest.At(0, 0, 0, 6), State: "ok", Outcome: "done", Text: "7", Type: "int", DurationMs: 1.53, Cell: 3,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestStatusNotification(t *testing.T) {
	host := newHost()
	c := start(t, host)
	c.Await(lsp.MethodStatus, nil)
	host.emit(lsp.Event{Status: &lsp.Status{Runner: "loop", State: "busy", Tasks: 2, Runners: []string{"goroutine", "loop"}}})
	var got lsp.Status
	if err := json.Unmarshal(c.Await(lsp.MethodStatus, nil).Params, &got); err != nil {
		t.Fatal(err)
	}
	if want := (lsp.Status{Runner: "loop", State: "busy", Tasks: 2, Runners: []string{"goroutine", "loop"}}); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// TestRaised shows an error of the last run at its line, until that region is edited or run
// again.
func TestRaised(t *testing.T) {
	host := newHost()
	c := start(t, host)
	c.Open(scratch, "x := 1\n  y := 2 \n")
	c.Diagnostics(scratch, 1)
	r := done("scratch.goa:2: await: EOF", "")
	r.State, r.Error, r.Source, r.ErrorAt, r.EndLine = "raised", "await: EOF", "x := 1\n  y := 2", 7, 1
	host.ran(r)
	got := c.Diagnostics(scratch, 1)
	if len(got) != 1 || lsptest.Code(got[0]) != "raised" || lsptest.Text(got[0]) != "await: EOF" ||
		got[0].Range != lsptest.At(1, 2, 1, 8) {
		t.Fatalf("after the run: %+v", got)
	}
	host.mu.Lock()
	host.results[0].Stale = true
	host.mu.Unlock()
	c.Change(scratch, 2, lsptest.At(0, 5, 0, 6), "2")
	if got := c.Diagnostics(scratch, 2); len(got) != 0 {
		t.Errorf("after the edit: %+v", got)
	}
}

func TestHoverOnResult(t *testing.T) {
	host := newHost()
	c := start(t, host)
	c.Open(scratch, "x := 1\ny := 2\n")
	r := done(`"200 OK"`, "string")
	r.Output = strings.Repeat("line\n", 25)
	host.ran(r)
	old := done("old", "int")
	old.When = r.When.Add(-time.Hour)
	host.ran(old)
	got := hover(c, 0, 6)
	want := "```go\n\"200 OK\"\n```\n\n`string` · cell 3 · 1 min ago · took 1.53 ms\n\nOutput, the last 20 of 25 lines:\n\n```text\n" +
		strings.Repeat("line\n", 20) + "```"
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	if got := hover(c, 1, 6); got != "" {
		t.Errorf("where nothing ran: %s", got)
	}
}

// TestHoverLinks has what can be done with a result in the hover of an editor that asked for it.
func TestHoverLinks(t *testing.T) {
	host := newHost()
	c, _ := serve(t, host)
	c.InitializeWith(lsptest.Capabilities, `{"commandLinks": true}`)
	c.Open(scratch, "x := 1\n")
	r := done("7", "int")
	host.ran(r)
	want := "[Copy](command:goawait.copyResult?%5B%7B%22uri%22:%22file:%2F%2F%2Fw%2Fscratch.goa%22%2C%22id%22:1%7D%5D)" +
		" · [Open as document](command:goawait.openResult?"
	if got := hover(c, 0, 6); !strings.Contains(got, want) {
		t.Errorf("got:\n%s\nwant in it:\n%s", got, want)
	}
}

// TestGoFile gives an ordinary Go file regions and results, and no diagnostics.
func TestGoFile(t *testing.T) {
	const uri = "file:///w/main.go"
	host := newHost()
	c := start(t, host)
	c.OpenAs(uri, "go", "package main\n\nfunc f() int { return \"not an int\" }\n")
	var report protocol.RelatedFullDocumentDiagnosticReport
	c.Call(protocol.MethodTextDocumentDiagnostic, map[string]any{"textDocument": map[string]any{"uri": uri}}, &report)
	if len(report.Items) > 0 {
		t.Errorf("the diagnostics are %+v", report.Items)
	}
	var regions []lsp.RegionText
	c.Call(lsp.MethodRegions, map[string]any{
		"textDocument": map[string]any{"uri": uri}, "kind": "region", "range": lsptest.At(2, 8, 2, 8),
	}, &regions)
	if len(regions) != 1 || regions[0].Text != `func f() int { return "not an int" }` {
		t.Errorf("the regions are %+v", regions)
	}
	r := done("7", "int")
	r.Path = "/w/main.go"
	host.ran(r)
	c.Await(lsp.MethodResult, nil)
}

// TestStages tells of a run from queued to its end, and never of an earlier stage after a later.
func TestStages(t *testing.T) {
	host := newHost()
	c := start(t, host)
	c.Open(scratch, "x := 1\n")
	c.Diagnostics(scratch, 1)
	r := done("", "")
	r.Run, r.Cell = 9, 0
	var told []string
	next := func() {
		t.Helper()
		var got lsp.ResultParams
		if err := json.Unmarshal(c.Await(lsp.MethodResult, nil).Params, &got); err != nil {
			t.Fatal(err)
		}
		told = append(told, got.State)
	}
	for _, state := range []string{"queued", "running", "queued", "running"} {
		r.State = state
		host.emit(lsp.Event{Result: &r})
	}
	r.State, r.Text = "done", "7"
	host.emit(lsp.Event{Result: &r})
	for range 3 {
		next()
	}
	late := r
	late.State = "running"
	host.mu.Lock()
	host.results = append(host.results, late) // as a pass sees it that began before the end
	host.mu.Unlock()
	c.Change(scratch, 2, lsptest.At(0, 6, 0, 6), " ")
	c.Diagnostics(scratch, 2)
	late.Run, late.State = 10, "interrupted"
	host.emit(lsp.Event{Result: &late})
	next()
	if want := []string{"queued", "running", "ok", "interrupted"}; !slices.Equal(told, want) {
		t.Errorf("told was %q, want %q", told, want)
	}
}

// TestLostResult says nothing of a result whose text was deleted, and tells of it again when the
// text is back.
func TestLostResult(t *testing.T) {
	host := newHost()
	c := start(t, host)
	c.Open(scratch, "x := 1\n")
	host.ran(done("7", "int"))
	await := func() lsp.ResultParams {
		var p lsp.ResultParams
		if err := json.Unmarshal(c.Await(lsp.MethodResult, nil).Params, &p); err != nil {
			t.Fatal(err)
		}
		return p
	}
	if p := await(); p.State != lsp.StateOK {
		t.Fatalf("told is %+v", p)
	}
	set := func(lost bool) {
		host.mu.Lock()
		host.results[0].Lost, host.results[0].Stale = lost, lost
		host.mu.Unlock()
	}
	set(true)
	c.Change(scratch, 2, lsptest.At(0, 0, 1, 0), "")
	var results []lsp.ResultParams
	c.Call(lsp.MethodResults, documentParams(), &results)
	if hover(c, 0, 0) != "" || len(results) != 0 {
		t.Errorf("of a lost result there is %q, %+v", hover(c, 0, 0), results)
	}
	host.emit(lsp.Event{Scope: true})
	c.Diagnostics(scratch, 2)
	set(false)
	c.Change(scratch, 3, lsptest.At(0, 0, 0, 0), "x := 1\n")
	if p := await(); p.State != lsp.StateOK || p.Stale {
		t.Errorf("told again is %+v", p)
	}
}
