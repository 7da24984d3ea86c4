package lsp_test

import (
	"slices"
	"testing"

	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/transform"
)

// TestSelectionRange grows a selection from the mark ‸ outwards, and names each piece by its text.
func TestSelectionRange(t *testing.T) {
	c := start(t, newHost())
	for _, test := range []struct {
		text string
		want []string // from the inside; the last is the document
	}{
		{
			"x := 1\n//%% b\nv := await f(a, \"h‸i\") + x\n",
			[]string{"hi", `"hi"`, `a, "hi"`, `f(a, "hi")`, `await f(a, "hi")`, `await f(a, "hi") + x`, `v := await f(a, "hi") + x`, "//%% b\nv := await f(a, \"hi\") + x", "x := 1\n//%% b\nv := await f(a, \"hi\") + x\n"},
		},
		{
			"async func f() {\n\tfor {\n\t\tg‸()\n\t}\n}\n",
			[]string{"g", "g()", "\t\tg()", "{\n\t\tg()\n\t}", "for {\n\t\tg()\n\t}", "\tfor {\n\t\tg()\n\t}", "{\n\tfor {\n\t\tg()\n\t}\n}", "func f() {\n\tfor {\n\t\tg()\n\t}\n}", "async func f() {\n\tfor {\n\t\tg()\n\t}\n}", "async func f() {\n\tfor {\n\t\tg()\n\t}\n}\n"},
		},
		{"async with r := é‸(1) {\n\tr()\n}", []string{"é", "é(1)", "async with r := é(1) {\n\tr()\n}"}},
		{"%time f(‸x)\n", []string{"x", "f(x)", "%time f(x)", "%time f(x)\n"}},
		{"//%% onl‸y\n", []string{"//%% only", "//%% only\n"}},
		{"x := (‸", []string{"x := ("}},
		{"‸", []string{""}},
	} {
		text, cursor := cursor(t, test.text)
		lines := transform.NewLines([]byte(text))
		at := func(p protocol.Position) int { return lines.OffsetOfUTF16(int(p.Line), int(p.Character)) }
		c.Open(scratch, text)
		var got []protocol.SelectionRange
		params := documentParams()
		params["positions"] = []any{cursor, protocol.Position{}}
		c.Call(protocol.MethodTextDocumentSelectionRange, params, &got)
		if len(got) != 2 {
			t.Fatalf("%q: %d answers to two positions", test.text, len(got))
		}
		var pieces []string
		for r := &got[0]; r != nil; r = r.Parent {
			pieces = append(pieces, text[at(r.Range.Start):at(r.Range.End)])
		}
		if !slices.Equal(pieces, test.want) {
			t.Errorf("%q grows to\n%q\nwant\n%q", test.text, pieces, test.want)
		}
	}
}
