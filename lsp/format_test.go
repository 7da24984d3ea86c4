package lsp_test

import (
	"slices"
	"testing"

	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/lsp/lsptest"
	"github.com/goawait/goawait/transform"
)

const unformatted = "x:=await  f( )\nif x{\ny( \"é𝒳\" ,1)\n}\n%time  z( )\n//%%\na:=1;\n"

// formatted applies the edits of an answer, last first.
func formatted(text string, edits []protocol.TextEdit) string {
	lines := transform.NewLines([]byte(text))
	at := func(p protocol.Position) int { return lines.OffsetOfUTF16(int(p.Line), int(p.Character)) }
	for _, e := range slices.Backward(edits) {
		text = text[:at(e.Range.Start)] + e.NewText + text[at(e.Range.End):]
	}
	return text
}

func TestFormatting(t *testing.T) {
	c := start(t, newHost())
	c.Open(scratch, unformatted)
	options := map[string]any{"tabSize": 4, "insertSpaces": false}
	var edits []protocol.TextEdit
	p := documentParams()
	p["options"] = options
	c.Call(protocol.MethodTextDocumentFormatting, p, &edits)
	want := "x := await f()\nif x {\n\ty(\"é𝒳\", 1)\n}\n%time  z( )\n//%%\na := 1\n"
	if got := formatted(unformatted, edits); got != want {
		t.Errorf("laid out it is\n%s\nwant\n%s", got, want)
	}
	p["range"] = lsptest.At(2, 0, 2, 1)
	c.Call(protocol.MethodTextDocumentRangeFormatting, p, &edits)
	want = "x:=await  f( )\nif x {\n\ty(\"é𝒳\", 1)\n}\n%time  z( )\n//%%\na:=1;\n"
	if got := formatted(unformatted, edits); got != want {
		t.Errorf("with one line laid out it is\n%s\nwant\n%s", got, want)
	}
	const goFile = "file:///w/main.go"
	c.OpenAs(goFile, "go", "package main\nvar  x int")
	c.Call(protocol.MethodTextDocumentFormatting, map[string]any{
		"textDocument": map[string]any{"uri": goFile}, "options": options,
	}, &edits)
	if len(edits) > 0 {
		t.Errorf("a Go file is laid out: %+v", edits)
	}
}
