package lsp_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/lsp"
	"github.com/goawait/goawait/lsp/lsptest"
)

// shown waits for the next message to the person.
func shown(t *testing.T, c *lsptest.Client) string {
	t.Helper()
	var p protocol.ShowMessageParams
	if err := protocol.Unmarshal(c.Await(protocol.MethodWindowShowMessage, nil).Params, &p); err != nil {
		t.Fatal(err)
	}
	return p.Message
}

// TestSettings hands over the editor's settings, whichever way they come, and tells what is
// wrong with them.
func TestSettings(t *testing.T) {
	host := newHost()
	host.problems = []string{".goawait.toml:3: lane: lane \"fast\" is not known"}
	c, _ := serve(t, host)
	c.InitializeWith(lsptest.Capabilities, `{"output": true, "commandLinks": true, "runer": "loop", "settings": {"output": {"limit": 7}}}`)
	if got := shown(t, c); !strings.Contains(got, "did you mean runner?") {
		t.Errorf("shown was %q", got)
	}
	if got := shown(t, c); !strings.Contains(got, ".goawait.toml:3") {
		t.Errorf("shown was %q", got)
	}
	for _, settings := range []string{`{"goawait": {"autoawait": false, "runActions": true}}`, `{"runner": "loop"}`, `{}`, `null`, `{"goawait": null}`} {
		c.Notify(protocol.MethodWorkspaceDidChangeConfiguration, map[string]any{"settings": json.RawMessage(settings)})
	}
	c.Open(scratch, "x := 1\n")
	c.Diagnostics(scratch, 1) // by now they have been taken in
	want := []string{
		"settings map[output:map[limit:7] runer:loop], before map[]",
		"settings map[autoawait:false], before map[output:map[limit:7] runer:loop]",
		"settings map[runner:loop], before map[autoawait:false]",
		"settings map[], before map[runner:loop]",
	}
	if calls := host.takeCalls(); !slices.Equal(calls, want) {
		t.Errorf("the host was given\n%s\nwant\n%s", strings.Join(calls, "\n"), strings.Join(want, "\n"))
	}
}

func TestOptionsAreAnObject(t *testing.T) {
	lua, _ := serve(t, newHost())
	lua.InitializeWith(lsptest.Capabilities, "[]") // an empty table
	c, _ := serve(t, newHost())
	m := c.Answer(c.Go(protocol.MethodInitialize, map[string]any{
		"processId": nil, "rootUri": nil, "capabilities": map[string]any{}, "initializationOptions": []int{1},
	}))
	if m.Error == nil || !strings.Contains(m.Error.Message, "initializationOptions is no object") {
		t.Errorf("the answer is %v", m.Error)
	}
}

// TestOutput streams what cells write to the client that asked for it, whole and in order,
// before the result that it belongs to.
func TestOutput(t *testing.T) {
	host := newHost()
	c, _ := serve(t, host)
	c.InitializeWith(lsptest.Capabilities, `{"output": true}`)
	c.Open(scratch, "é\nx := 1\n")
	c.Diagnostics(scratch, 1)
	quiet := start(t, host)
	quiet.Open(scratch, "é\nx := 1\n")
	quiet.Diagnostics(scratch, 1)
	piece := lsp.Output{Path: "/w/scratch.goa", Line: 1, EndLine: 1, EndCol: 6, Cell: 3, Category: "stdout"}
	for _, text := range []string{"one\n", "two\n", "three\n"} {
		piece.Text = text
		host.emit(lsp.Event{Output: &piece})
	}
	host.emit(lsp.Event{Output: &lsp.Output{Category: "console", Text: "engine\n"}})
	host.emit(lsp.Event{Output: &lsp.Output{Path: "/w/other.goa", Line: 4, Cell: 9, Task: 2, Category: "stderr", Text: "elsewhere\n"}})
	host.ran(done("7", "int"))
	var text string
	var last lsp.OutputParams
	c.Await(lsp.MethodResult, func(m lsptest.Message) bool { return true })
	for _, m := range c.Received(lsp.MethodOutput) {
		last = lsp.OutputParams{}
		if err := json.Unmarshal(m.Params, &last); err != nil {
			t.Fatal(err)
		}
		text += last.Text
		if last.Cell == 3 && (last.URI != scratch || last.Range == nil || *last.Range != lsptest.At(1, 0, 1, 6)) {
			t.Errorf("the place of %q is %v %v", last.Text, last.URI, last.Range)
		}
	}
	if text != "one\ntwo\nthree\nengine\nelsewhere\n" || last.URI != "file:///w/other.goa" || last.Range != nil || last.Task != 2 {
		t.Errorf("the output is %q, the last of it %+v", text, last)
	}
	quiet.Await(lsp.MethodResult, nil)
	if n := len(quiet.Received(lsp.MethodOutput)); n > 0 {
		t.Errorf("who did not ask got %d pieces", n)
	}
}
