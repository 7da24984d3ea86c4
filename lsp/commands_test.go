package lsp_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/lsp"
	"github.com/goawait/goawait/lsp/lsptest"
)

func cellArg(line, char int) any {
	return map[string]any{"uri": scratch, "position": map[string]any{"line": line, "character": char}}
}

const threeCells = `x := 1

//%% two
y := 2

//%% three
z := 3
`

func TestRunCommands(t *testing.T) {
	host := newHost()
	c := start(t, host)
	c.Open(scratch, threeCells)
	for _, test := range []struct {
		name     string
		command  string
		argument any
		calls    []string
		at       protocol.Range // of the result
	}{
		{
			"first cell", lsp.CommandRunCell, cellArg(0, 0),
			[]string{`run /w/scratch.goa:0:0 "x := 1"`},
			lsptest.At(0, 0, 0, 6),
		},
		{
			"cell at its marker", lsp.CommandRunCell, cellArg(2, 3),
			[]string{`run /w/scratch.goa:3:0 "y := 2"`},
			lsptest.At(3, 0, 3, 6),
		},
		{
			"last cell from beyond the end", lsp.CommandRunCell, cellArg(99, 0),
			[]string{`run /w/scratch.goa:6:0 "z := 3"`},
			lsptest.At(6, 0, 6, 6),
		},
		{
			"above the last", lsp.CommandRunAbove, cellArg(6, 0),
			[]string{`run /w/scratch.goa:0:0 "x := 1"`, `run /w/scratch.goa:3:0 "y := 2"`},
			lsptest.At(3, 0, 3, 6),
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			host.takeCalls()
			var result lsp.ResultParams
			c.Execute(test.command, test.argument, &result)
			if calls := host.takeCalls(); !slices.Equal(calls, test.calls) {
				t.Errorf("the host was asked to %q, want %q", calls, test.calls)
			}
			if result.Range != test.at || result.State != "ok" || result.Text != "7" || result.Type != "int" {
				t.Errorf("the result is %+v", result)
			}
		})
	}
}

// TestRunRequest runs what a selection means by goawait/run, which is answered while it runs. What
// comes after it waits for its place in the queue, and an error is shown.
func TestRunRequest(t *testing.T) {
	host, queue, finish := newHost(), make(chan struct{}), make(chan struct{})
	first := true
	host.run = func(_ context.Context, r lsp.Region) (lsp.Result, error) {
		if first {
			first = false
			<-queue
			r.Queued()
			<-finish
		}
		if r.Source == "z := 3" {
			return lsp.Result{}, errors.New("the session ended")
		}
		return lsp.Result{Path: r.Path, State: "done"}, nil
	}
	c := start(t, host)
	c.Open(scratch, threeCells)
	run := func(kind lsp.RegionKind, line int) (texts []string) {
		params := documentParams()
		params["kind"], params["range"] = kind, lsptest.At(line, 0, line, 0)
		var got []lsp.RegionText
		c.Call(lsp.MethodRun, params, &got)
		for _, r := range got {
			texts = append(texts, r.Text)
		}
		return texts
	}
	if got := run(lsp.KindCell, 0); !slices.Equal(got, []string{"x := 1"}) {
		t.Errorf("runs %q", got)
	}
	if got := run(lsp.KindBelow, 3); !slices.Equal(got, []string{"y := 2", "z := 3"}) {
		t.Errorf("runs %q", got)
	}
	if got := host.takeCalls(); len(got) > 1 {
		t.Errorf("before the first cell has its place: %q", got)
	}
	close(queue)
	close(finish)
	var shown protocol.ShowMessageParams
	if err := protocol.Unmarshal(c.Await(protocol.MethodWindowShowMessage, nil).Params, &shown); err != nil {
		t.Fatal(err)
	}
	if shown.Message != "the session ended" {
		t.Errorf("shows %q", shown.Message)
	}
	if got := run(lsp.KindAbove, 0); len(got) > 0 {
		t.Errorf("above the first: %q", got)
	}
}

// TestRunAboveStops runs the cells above until one fails.
func TestRunAboveStops(t *testing.T) {
	host := newHost()
	host.run = failing
	c := start(t, host)
	c.Open(scratch, threeCells)
	var result lsp.ResultParams
	c.Execute(lsp.CommandRunAbove, cellArg(6, 0), &result)
	if calls := host.takeCalls(); len(calls) != 1 || result.State != "raised" {
		t.Errorf("the host was asked to %q, the result is %+v", calls, result)
	}
}

func TestSettingCommands(t *testing.T) {
	host := newHost()
	c := start(t, host)
	c.Execute(lsp.CommandInterrupt, nil, nil)
	c.Execute(lsp.CommandInterrupt, map[string]any{}, nil)
	c.Execute(lsp.CommandRestart, nil, nil)
	c.Execute(lsp.CommandRestart, map[string]any{"replay": true}, nil)
	var status lsp.Status
	c.Execute(lsp.CommandAutoawait, map[string]any{"on": false}, &status)
	if status.Autoawait {
		t.Error("autoawait is on")
	}
	want := []string{"interrupt", "interrupt", "restart false", "restart true", "configure"}
	if calls := host.takeCalls(); !slices.Equal(calls, want) {
		t.Errorf("the host was asked to %q, want %q", calls, want)
	}
	id := c.GoExecute(lsp.CommandAutoawait, map[string]any{"runner": "trio"})
	wantError(t, c.Answer(id).Error, -32803, `runner "trio" is not known`)
}

// TestBadCommands sends commands with arguments that do not fit: each is refused, nothing runs.
func TestBadCommands(t *testing.T) {
	host := newHost()
	c := start(t, host)
	c.Open(scratch, threeCells)
	uri := fmt.Sprintf("%q", scratch)
	for _, test := range []struct{ command, arguments, want string }{
		{"goawait.fly", `[]`, `"goawait.fly" is not known; have: goawait.autoawait, goawait.clear, goawait.goGet, goawait.interrupt`},
		{"goawait.run", `[]`, "uri is missing"},
		{"goawait.run", `[{}]`, "uri is missing"},
		{"goawait.run", `[{"uri":` + uri + `}]`, "range is missing"},
		{"goawait.run", `[{"uri":` + uri + `,"range":{}}]`, "range.start is missing"},
		{"goawait.run", `[{"uri":` + uri + `,"range":{"start":{"line":0,"character":0}}}]`, "range.end is missing"},
		{"goawait.run", `[{"uri":` + uri + `,"range":{"start":{"line":-1,"character":0}}}]`, "cannot unmarshal"},
		{"goawait.run", `[{"uri":` + uri + `,"position":{"line":0,"character":0}}]`, `unknown field "position"`},
		{"goawait.run", `[{"uri":7}]`, "cannot unmarshal"},
		{"goawait.run", `[{},{}]`, "one argument"},
		{"goawait.run", `["` + scratch + `"]`, "not an object"},
		{"goawait.run", `[null]`, "not an object"},
		{"goawait.runCell", `[{"uri":"file:///w/other.goa","position":{"line":0,"character":0}}]`, "not open"},
		{"goawait.runCell", `[{"uri":` + uri + `,"position":{"line":0}}]`, "position is missing"},
		{"goawait.runAbove", `[{"uri":` + uri + `,"position":[0,0]}]`, "cannot unmarshal"},
		{"goawait.interrupt", `[{"now":true}]`, `unknown field "now"`},
		{"goawait.restart", `[{"replay":"yes"}]`, "cannot unmarshal"},
		{"goawait.goGet", `[{}]`, "module is missing"},
		{"goawait.autoawait", `[{"on":1}]`, "cannot unmarshal"},
		{"goawait.autoawait", `{"on":true}`, "parameters do not fit"},
	} {
		c.RawBody(fmt.Sprintf(
			`{"jsonrpc":"2.0","id":901,"method":"workspace/executeCommand","params":{"command":%q,"arguments":%s}}`,
			test.command, test.arguments))
		wantError(t, c.AwaitError(), -32602, test.want)
	}
	if calls := host.takeCalls(); len(calls) > 0 {
		t.Errorf("the host was asked to %q", calls)
	}
}

func TestGoGet(t *testing.T) {
	host := newHost()
	c := start(t, host)
	c.Execute(lsp.CommandGoGet, map[string]any{"module": "example.com/x"}, nil)
	if got, want := host.takeCalls(), []string{"go get example.com/x"}; !slices.Equal(got, want) {
		t.Errorf("the host was asked %q, want %q", got, want)
	}
}

func TestRunNothing(t *testing.T) {
	c := start(t, newHost())
	c.Open(scratch, " \n\n//%% empty\n\n")
	wantError(t, c.Answer(c.GoExecute(lsp.CommandRunCell, cellArg(3, 0))).Error, -32803, "nothing to run")
	wantError(t, c.Answer(c.GoExecute(lsp.CommandRunAbove, cellArg(0, 0))).Error, -32803, "nothing to run")
}

func TestCodeLens(t *testing.T) {
	c := start(t, newHost())
	c.Open(scratch, threeCells+"\n//%% empty\n")
	var lenses []protocol.CodeLens
	c.Call(protocol.MethodTextDocumentCodeLens, map[string]any{"textDocument": map[string]any{"uri": scratch}}, &lenses)
	var got []string
	for _, l := range lenses {
		got = append(got, fmt.Sprintf("%d %s %s %s", l.Range.Start.Line, l.Command.Title, l.Command.Command, l.Command.Arguments[0]))
	}
	arg := `{"uri":"file:///w/scratch.goa","position":{"line":%d,"character":0}}`
	want := []string{
		"0 Run cell goawait.runCell " + fmt.Sprintf(arg, 0),
		"2 Run cell goawait.runCell " + fmt.Sprintf(arg, 2),
		"2 Run above goawait.runAbove " + fmt.Sprintf(arg, 2),
		"5 Run cell goawait.runCell " + fmt.Sprintf(arg, 5),
		"5 Run above goawait.runAbove " + fmt.Sprintf(arg, 5),
	}
	if !slices.Equal(got, want) {
		t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestFolding(t *testing.T) {
	c := start(t, newHost())
	c.Open(scratch, threeCells)
	var folds []protocol.FoldingRange
	c.Call(protocol.MethodTextDocumentFoldingRange, map[string]any{"textDocument": map[string]any{"uri": scratch}}, &folds)
	var got []string
	for _, f := range folds {
		got = append(got, fmt.Sprintf("%d-%d", f.StartLine, f.EndLine))
	}
	if want := []string{"2-3", "5-6"}; !slices.Equal(got, want) {
		t.Errorf("the folds are %v, want %v", got, want)
	}
}

func TestRunText(t *testing.T) {
	host := newHost()
	c := start(t, host)
	c.Execute(lsp.CommandRunText, map[string]any{"text": "x := 1"}, nil)
	if got, want := host.takeCalls(), []string{`run :0:0 "x := 1"`}; !slices.Equal(got, want) {
		t.Errorf("the host was asked %q, want %q", got, want)
	}
}
