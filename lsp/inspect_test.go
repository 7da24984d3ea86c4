package lsp_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/goawait/goawait/lsp"
	"github.com/goawait/goawait/lsp/lsptest"
)

func TestResultsRequest(t *testing.T) {
	host := newHost()
	c := start(t, host)
	c.Open(scratch, "x := 1\ny := 2\n")
	late := done("2", "int")
	late.Line, late.EndLine, late.Cell, late.Stale = 1, 1, 2, true
	host.ran(late)
	host.ran(done("1", "int"))
	var got []lsp.ResultParams
	c.Call(lsp.MethodResults, documentParams(), &got)
	if len(got) != 2 || got[0].State != "ok" || got[0].Text != "1" ||
		got[1].State != "stale" || got[1].Outcome != "done" || !got[1].Stale || got[1].Range != lsptest.At(1, 0, 1, 6) {
		t.Errorf("the results are %+v", got)
	}
}

// TestClear clears for every client, and the errors of runs with it.
func TestClear(t *testing.T) {
	host := newHost()
	c, other := start(t, host), start(t, host)
	for _, client := range []*lsptest.Client{c, other} {
		client.Open(scratch, "x := 1\n")
		client.Diagnostics(scratch, 1)
	}
	r := done("scratch.goa:1: await: EOF", "")
	r.State, r.Error = "raised", "await: EOF"
	host.ran(r)
	if got := c.Diagnostics(scratch, 1); len(got) != 1 {
		t.Fatalf("before: %+v", got)
	}
	c.Call(lsp.MethodClear, documentParams(), nil)
	if got := c.Diagnostics(scratch, 1); len(got) != 0 {
		t.Errorf("after: %+v", got)
	}
	other.Await(lsp.MethodCleared, nil)
	c.Execute(lsp.CommandClear, nil, nil)
	c.Execute(lsp.CommandClear, map[string]any{"uri": scratch}, nil)
	if calls := host.takeCalls(); !slices.Equal(calls, []string{"clear /w/scratch.goa", "clear ", "clear /w/scratch.goa"}) {
		t.Errorf("the host was asked to %q", calls)
	}
}

func TestHistoryRequest(t *testing.T) {
	host := newHost()
	c := start(t, host)
	old := done("1", "int")
	old.Path = ""
	host.ran(old)
	host.ran(done("2", "int"))
	var got []lsp.HistoryEntry
	c.Call(lsp.MethodHistory, map[string]any{}, &got)
	if len(got) != 2 || got[0].URI != "" || got[1].URI != scratch || got[1].Value != "2" || got[1].State != "ok" ||
		got[1].Text != "x := 1" || got[1].DurationMs != 1.53 {
		t.Errorf("the history is %+v", got)
	}
	c.Call(lsp.MethodHistory, map[string]any{"limit": 1}, &got)
	if len(got) != 1 || got[0].Value != "2" {
		t.Errorf("the last of the history is %+v", got)
	}
}

func TestVariablesRequest(t *testing.T) {
	c := start(t, newHost())
	for filter, want := range map[string]int{"": 2, "COU": 1, "http": 1, "zzz": 0} {
		var got []lsp.Variable
		c.Call(lsp.MethodVariables, map[string]any{"filter": filter}, &got)
		if len(got) != want {
			t.Errorf("with the filter %q: %+v", filter, got)
		}
	}
	var parts []lsp.Variable
	c.Call(lsp.MethodChildren, map[string]any{"ref": 7, "start": 1, "count": 2}, &parts)
	if len(parts) != 1 || parts[0].Name != "part 1 of 2" {
		t.Errorf("the parts are %+v", parts)
	}
}

func TestTasksRequest(t *testing.T) {
	host := newHost()
	c := start(t, host)
	c.Open(scratch, "1\n")
	var got []lsp.TaskEntry
	c.Call(lsp.MethodTasks, map[string]any{}, &got)
	if len(got) != 2 || got[0].URI != scratch || got[0].Line == nil || *got[0].Line != 3 || got[0].SinceMs != 1500 ||
		got[0].Waiting != "timer" || got[1].URI != "" || got[1].Line != nil {
		t.Errorf("the tasks are %+v", got)
	}
	c.Call(lsp.MethodCancelTask, map[string]any{"id": 4}, nil)
	if calls := host.takeCalls(); !slices.Equal(calls, []string{"cancel 4"}) {
		t.Errorf("the host was asked to %q", calls)
	}
}

func TestSetupRequest(t *testing.T) {
	c := start(t, newHost())
	var got lsp.Setup
	c.Call(lsp.MethodSetup, map[string]any{}, &got)
	if !slices.Equal(got.Runners, []string{"goroutine", "loop"}) || got.Settings["autoawait"] != true {
		t.Errorf("the setup is %+v", got)
	}
}

// TestBadInspection has nonsense answered with what is wrong with it.
func TestBadInspection(t *testing.T) {
	c := start(t, newHost())
	c.Open(scratch, "x := 1\n")
	unknown := map[string]any{"textDocument": map[string]any{"uri": "file:///w/other.goa"}}
	at := func(line, char any) map[string]any {
		p := documentParams()
		p["action"], p["position"] = "split", map[string]any{"line": line, "character": char}
		return p
	}
	for _, test := range []struct {
		method string
		params any
		want   string
	}{
		{lsp.MethodCells, unknown, "other.goa\" is not open"},
		{lsp.MethodResults, unknown, "is not open"},
		{lsp.MethodClear, unknown, "is not open"},
		{lsp.MethodEditCells, unknown, "is not open"},
		{lsp.MethodEditCells, at(7, 0), "line 7 is beyond the document's end: it has 2 lines"},
		{lsp.MethodEditCells, at(-1, 0), "parameters do not fit"},
		{lsp.MethodCells, nil, "parameters are missing"},
		{lsp.MethodHistory, map[string]any{"limit": -1}, "limit is -1"},
		{lsp.MethodHistory, map[string]any{"limit": "all"}, "parameters do not fit"},
		{lsp.MethodChildren, map[string]any{"ref": 0}, "ref must be one that"},
		{lsp.MethodChildren, map[string]any{"ref": 99}, "is not held any more"},
		{lsp.MethodChildren, map[string]any{"ref": 7, "start": -1}, "0 or more"},
	} {
		m := c.Answer(c.GoUnchecked(test.method, test.params))
		if m.Error == nil || !strings.Contains(m.Error.Message, test.want) {
			t.Errorf("%s %v: %s %v, want an error with %q", test.method, test.params, m.Result, m.Error, test.want)
		}
	}
}
