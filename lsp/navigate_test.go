package lsp_test

import (
	"fmt"
	"strings"
	"testing"

	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/lsp/lsptest"
)

const navigated = `x := 1
f := func(p int) int { return p + x }
//%% é𝒳
y := "é𝒳"; z := x + f(x)
x := "new"
type T struct{ Alpha int }
//%%
_ = x + strings.ToUpper(y)
v := T{Alpha: 1}
v.Alpha = <-ticks
_ = v
`

func askAt(position protocol.Position) map[string]any {
	p := documentParams()
	p["position"] = position
	return p
}

// TestReferences names the places as line:column, the definition with a star.
func TestReferences(t *testing.T) {
	host := newHost()
	c := start(t, host)
	host.define(t, 1, "ticks := make(chan int)")
	c.Open(scratch, navigated)
	for _, test := range []struct {
		name       string
		line, char int
		want       string
		definition string
	}{
		{"a name until it is redefined", 3, 17, "*0:0 1:34 3:17 3:23", scratch + " 0:0"},
		{"from its definition", 0, 0, "*0:0 1:34 3:17 3:23", scratch + " 0:0"},
		{"the new one", 7, 4, "*4:0 7:4", scratch + " 4:0"},
		{"a parameter", 1, 30, "*1:10 1:30", scratch + " 1:10"},
		{"a name behind wide characters", 3, 21, "*1:0 3:21", scratch + " 1:0"},
		{"a type", 8, 5, "*5:5 8:5", scratch + " 5:5"},
		{"a field", 8, 7, "*5:15 8:7 9:2", scratch + " 5:15"},
		{"a name of the session", 9, 13, "9:12", "file:///w/other.goa 4:0"},
		{"a function of a package", 7, 17, "7:16", "file:///go/src/strings/strings.go 700:0"},
		{"nothing", 2, 3, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			var found []protocol.DocumentHighlight
			at := protocol.Position{Line: uint32(test.line), Character: uint32(test.char)}
			c.Call(protocol.MethodTextDocumentDocumentHighlight, askAt(at), &found)
			var places []string
			for _, h := range found {
				star := ""
				if h.Kind == protocol.DocumentHighlightKindWrite {
					star = "*"
				}
				places = append(places, fmt.Sprintf("%s%d:%d", star, h.Range.Start.Line, h.Range.Start.Character))
			}
			if got := strings.Join(places, " "); got != test.want {
				t.Errorf("the mentions are %s, want %s", got, test.want)
			}
			params := askAt(at)
			params["context"] = map[string]any{"includeDeclaration": false}
			var references []protocol.Location
			c.Call(protocol.MethodTextDocumentReferences, params, &references)
			if want := strings.Count(test.want, ":") - strings.Count(test.want, "*"); len(references) != want {
				t.Errorf("there are %d references, want %d", len(references), want)
			}
			var definition *protocol.Location
			c.Call(protocol.MethodTextDocumentDefinition, askAt(at), &definition)
			got := ""
			if definition != nil {
				got = fmt.Sprintf("%s %d:%d", definition.URI, definition.Range.Start.Line, definition.Range.Start.Character)
			}
			if got != test.definition {
				t.Errorf("the definition is at %s, want %s", got, test.definition)
			}
		})
	}
}

// TestRename gives edits that leave the document meaning the same, or says why there are none.
func TestRename(t *testing.T) {
	host := newHost()
	c := start(t, host)
	host.define(t, 1, "ticks := make(chan int)")
	c.Open(scratch, navigated)
	for _, test := range []struct {
		line, char int
		name       string
		want       string // places of the edits, or "!" and a part of the error
	}{
		{0, 0, "first", "0:0 1:34 3:17 3:23"},
		{1, 30, "q", "1:10 1:30"},
		{8, 5, "Point", "5:5 8:5"},
		{1, 30, "x", "!something else is called x"},
		{0, 0, "f", "!"},
		{0, 0, "strings", "!"},
		{0, 0, "new", "0:0 1:34 3:17 3:23"},
		{0, 0, "1x", "!is no name"},
		{0, 0, "func", "!is no name"},
		{8, 7, "Beta", "!is a field"},
		{9, 13, "tocks", "!ticks is not defined in this document"},
		{7, 17, "Up", "!ToUpper is not defined in this document"},
		{7, 9, "strs", "!strings is a package"},
	} {
		params := askAt(protocol.Position{Line: uint32(test.line), Character: uint32(test.char)})
		params["newName"] = test.name
		m := c.Answer(c.Go(protocol.MethodTextDocumentRename, params))
		if want, failure := strings.CutPrefix(test.want, "!"); failure {
			if m.Error == nil || !strings.Contains(m.Error.Message, want) {
				t.Errorf("%d:%d to %s: %s %v, want an error with %q", test.line, test.char, test.name, m.Result, m.Error, want)
			}
			continue
		}
		if m.Error != nil {
			t.Errorf("%d:%d to %s: %v", test.line, test.char, test.name, m.Error)
			continue
		}
		var edit protocol.WorkspaceEdit
		if err := protocol.Unmarshal(m.Result, &edit); err != nil {
			t.Fatal(err)
		}
		var places []string
		for _, e := range edit.Changes[scratch] {
			places = append(places, fmt.Sprintf("%d:%d", e.Range.Start.Line, e.Range.Start.Character))
			if e.NewText != test.name {
				t.Errorf("the new text is %q", e.NewText)
			}
		}
		if got := strings.Join(places, " "); got != test.want {
			t.Errorf("%d:%d to %s: the edits are at %s, want %s", test.line, test.char, test.name, got, test.want)
		}
	}
	c2, _ := serve(t, host)
	caps := c2.Initialize(`{"textDocument": {"rename": {"prepareSupport": true}}}`)
	if _, ok := caps.RenameProvider.(*protocol.RenameOptions); !ok {
		t.Errorf("a client that prepares is offered %+v", caps.RenameProvider)
	}
	c2.Open(scratch, navigated)
	var prepared protocol.PrepareRenamePlaceholder
	c2.Call(protocol.MethodTextDocumentPrepareRename, askAt(protocol.Position{Line: 3, Character: 17}), &prepared)
	if prepared.Placeholder != "x" || prepared.Range != lsptest.At(3, 17, 3, 18) {
		t.Errorf("prepared is %+v", prepared)
	}
}

func TestSignatureHelp(t *testing.T) {
	c := start(t, newHost())
	for _, test := range []struct{ text, label, param string }{
		{"x := strings.ToUpper(‸", "strings.ToUpper(s string) string", "s string"},
		{"func add(a int, rest ...string) (int, error) { return 0, nil }\n//%%\nadd(1, \"\", ‸)", "add(a int, rest ...string) (int, error)", "rest ...string"},
		{"async func get(url string) int { return 0 }\n//%%\nawait get(‸", "get(url string) *async.Coroutine[int]", "url string"},
	} {
		text, at := cursor(t, test.text)
		c.Open(scratch, text)
		var help *protocol.SignatureHelp
		c.Call(protocol.MethodTextDocumentSignatureHelp, askAt(at), &help)
		if help == nil {
			t.Errorf("%q: no help", test.text)
			continue
		}
		active, _ := help.ActiveParameter.Get()
		s := help.Signatures[0]
		if got := s.Parameters[active].Label; s.Label != test.label || got != protocol.String(test.param) {
			t.Errorf("%q: %s at %v, want %s at %s", test.text, s.Label, got, test.label, test.param)
		}
	}
	c.Open(scratch, "x := 1\n")
	if m := c.Answer(c.Go(protocol.MethodTextDocumentSignatureHelp, askAt(protocol.Position{}))); string(m.Result) != "null" {
		t.Errorf("outside of calls: %s", m.Result)
	}
}

// TestDefinitionFarDown finds a definition that stands further down in its cell than the cell of
// the mention is long, and every mention of it.
func TestDefinitionFarDown(t *testing.T) {
	c := start(t, newHost())
	c.Open(scratch, "a := 1\nb := a\nx := b\n//%%\nx\n//%%\nx\n")
	var at *protocol.Location
	c.Call(protocol.MethodTextDocumentDefinition, askAt(protocol.Position{Line: 6}), &at)
	if got := placeOf(at); got != "scratch.goa 2:0" {
		t.Errorf("the definition is at %q", got)
	}
	var found []protocol.DocumentHighlight
	c.Call(protocol.MethodTextDocumentDocumentHighlight, askAt(protocol.Position{Line: 2}), &found)
	if len(found) != 3 {
		t.Errorf("the mentions are %+v", found)
	}
}
