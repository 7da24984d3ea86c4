package lsp_test

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/lsp"
	"github.com/goawait/goawait/lsp/lsptest"
)

// actions asks for the code actions of a range of scratch.
func actions(c *lsptest.Client, at protocol.Range, only ...string) []protocol.CodeAction {
	context := map[string]any{"diagnostics": []any{}}
	if only != nil {
		context["only"] = only
	}
	var list []json.RawMessage
	c.Call(protocol.MethodTextDocumentCodeAction, map[string]any{
		"textDocument": map[string]any{"uri": scratch}, "range": at, "context": context,
	}, &list)
	out := make([]protocol.CodeAction, len(list))
	for i, raw := range list {
		protocol.Unmarshal(raw, &out[i]) // validated already
	}
	return out
}

// edited applies an action's edits to a text whose lines are ASCII.
func edited(text string, a protocol.CodeAction) string {
	edits := slices.Clone(a.Edit.Changes[scratch])
	offset := func(p protocol.Position) int {
		lines := strings.SplitAfter(text, "\n")
		return len(strings.Join(lines[:p.Line], "")) + int(p.Character)
	}
	slices.SortFunc(edits, func(a, b protocol.TextEdit) int {
		return cmp.Compare(offset(b.Range.Start), offset(a.Range.Start))
	})
	for _, e := range edits {
		text = text[:offset(e.Range.Start)] + e.NewText + text[offset(e.Range.End):]
	}
	return text
}

func TestFixMakesFunctionAsync(t *testing.T) {
	const text = "//%% a\nfunc f() {\n\tawait async.Sleep(0)\n}\n"
	c := start(t, newHost())
	c.Open(scratch, text)
	got := actions(c, lsptest.At(2, 2, 2, 2))
	if len(got) != 1 || len(got[0].Diagnostics) != 1 || lsptest.Code(got[0].Diagnostics[0]) != "await-outside-async" {
		t.Fatalf("the actions are %+v", got)
	}
	if want := strings.Replace(text, "func", "async func", 1); edited(text, got[0]) != want {
		t.Errorf("the edit gives:\n%s", edited(text, got[0]))
	}
	if got := actions(c, lsptest.At(0, 0, 0, 0)); len(got) != 0 {
		t.Errorf("elsewhere: %+v", got)
	}
	if got := actions(c, lsptest.At(2, 2, 2, 2), "refactor"); len(got) != 0 {
		t.Errorf("of another kind: %+v", got)
	}
}

// TestFixTurnsAutoawaitOn runs the command of the fix: the diagnostic goes, without an edit.
func TestFixTurnsAutoawaitOn(t *testing.T) {
	host := newHost()
	host.scope.Env.Autoawait = false
	c := start(t, host)
	c.Open(scratch, "await async.Sleep(0)\n")
	if got := c.Diagnostics(scratch, 1); len(got) != 1 || lsptest.Code(got[0]) != "autoawait-off" {
		t.Fatalf("the diagnostics are %+v", got)
	}
	got := actions(c, lsptest.At(0, 0, 0, 0))
	if len(got) != 1 || got[0].Command.Command != lsp.CommandAutoawait {
		t.Fatalf("the actions are %+v", got)
	}
	var argument map[string]any
	if err := json.Unmarshal(got[0].Command.Arguments[0], &argument); err != nil {
		t.Fatal(err)
	}
	c.Execute(got[0].Command.Command, argument, nil)
	if got := c.Diagnostics(scratch, 1); len(got) != 0 {
		t.Errorf("with autoawait on: %+v", got)
	}
}

func TestFixWritesImportDown(t *testing.T) {
	const text = "x := 1\n//%% b\nresp := await http.Get(\"http://h\")\n"
	c := start(t, newHost())
	c.Open(scratch, text)
	got := actions(c, lsptest.At(2, 16, 2, 16))
	if len(got) != 1 || !strings.Contains(got[0].Title, `import "net/http"`) {
		t.Fatalf("the actions are %+v", got)
	}
	want := "x := 1\n//%% b\nimport \"net/http\"\nresp := await http.Get(\"http://h\")\n"
	if edited(text, got[0]) != want {
		t.Errorf("the edit gives:\n%s", edited(text, got[0]))
	}
	c.Replace(scratch, 2, want)
	if got := actions(c, lsptest.At(3, 16, 3, 16)); len(got) != 0 {
		t.Errorf("with the import: %+v", got)
	}
}

// TestRunActions has runs among the code actions of a client that asked for it, and each can be
// carried out as it is.
func TestRunActions(t *testing.T) {
	host := newHost()
	c, _ := serve(t, host)
	c.InitializeWith(lsptest.Capabilities, `{"runActions": true}`)
	c.Open(scratch, threeCells)
	var actions []protocol.CodeAction
	c.Call(protocol.MethodTextDocumentCodeAction, map[string]any{
		"textDocument": map[string]any{"uri": scratch}, "range": lsptest.At(3, 0, 3, 0), "context": map[string]any{"diagnostics": []any{}},
	}, &actions)
	var titles []string
	for _, a := range actions {
		titles = append(titles, a.Title)
		c.Call(protocol.MethodWorkspaceExecuteCommand, &protocol.ExecuteCommandParams{
			Command: a.Command.Command, Arguments: a.Command.Arguments,
		}, nil)
	}
	want := []string{"Run the selection", "Run the cell", "Run the cells above", "Run this cell and those below", "Run all cells", "Interrupt"}
	if !slices.Equal(titles, want) {
		t.Errorf("the actions are %q, want %q", titles, want)
	}
	var shown protocol.ShowMessageParams
	if err := protocol.Unmarshal(c.Await(protocol.MethodWindowShowMessage, nil).Params, &shown); err != nil || shown.Message != "⇒ 7" {
		t.Errorf("the person is shown %q, %v", shown.Message, err)
	}
	if n := len(host.takeCalls()); n != 9 { // seven cells, two of them twice, one interrupt
		t.Errorf("the host was called %d times", n)
	}
}
