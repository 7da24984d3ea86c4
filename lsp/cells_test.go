package lsp_test

import (
	"strings"
	"testing"

	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/lsp"
	"github.com/goawait/goawait/lsp/lsptest"
)

func documentParams() map[string]any {
	return map[string]any{"textDocument": map[string]any{"uri": scratch}}
}

func TestCells(t *testing.T) {
	c := start(t, newHost())
	for _, test := range []struct {
		name, text string
		want       []lsp.CellText
	}{
		{"no marker", "x := 1", []lsp.CellText{{Range: lsptest.At(0, 0, 0, 6), Body: lsptest.At(0, 0, 0, 6)}}},
		{"blank above the first marker", "\n//%% one\n1\n//%%\n", []lsp.CellText{
			{Range: lsptest.At(1, 0, 3, 0), Body: lsptest.At(2, 0, 3, 0), Title: "one"},
			{Range: lsptest.At(3, 0, 4, 0), Body: lsptest.At(4, 0, 4, 0)},
		}},
		{"empty", "", []lsp.CellText{{}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			c.Open(scratch, test.text)
			var got []lsp.CellText
			c.Call(lsp.MethodCells, documentParams(), &got)
			if len(got) != len(test.want) {
				t.Fatalf("got %+v, want %+v", got, test.want)
			}
			for i := range got {
				if got[i] != test.want[i] {
					t.Errorf("cell %d: got %+v, want %+v", i, got[i], test.want[i])
				}
			}
		})
	}
}

// TestEditCells marks the cursor with ‸ before and after.
func TestEditCells(t *testing.T) {
	c := start(t, newHost())
	for _, test := range []struct {
		action     lsp.CellAction
		text, want string // want is "!" and a part of the error where there is one
	}{
		{"insertAbove", "x := ‸1", "//%%\n‸\n//%%\nx := 1"},
		{"insertAbove", "1\n//%% b\n‸2\n", "1\n//%%\n‸\n//%% b\n2\n"},
		{"insertBelow", "x := ‸1", "x := 1\n//%%\n‸\n"},
		{"insertBelow", "‸1\n//%%\n2\n", "1\n//%%\n‸\n//%%\n2\n"},
		{"insertBelow", "‸", "//%%\n‸\n"},
		{"split", "a := 1\n  ‸b := 2\n", "a := 1\n//%%\n‸  b := 2\n"},
		{"split", "a := 1‸\nb := 2\n", "a := 1\n//%%\n‸b := 2\n"},
		{"split", "a := 1‸\r\nb := 2\r\n", "a := 1\r\n//%%\n‸b := 2\r\n"},
		{"split", "a := 1; ‸b := 2\n", "a := 1; \n//%%\n‸b := 2\n"},
		{"split", "s := \"é𝒳\"; ‸b := 2\n", "s := \"é𝒳\"; \n//%%\n‸b := 2\n"},
		{"split", "if true {\n\t‸f()\n}\n", "!of line 1 reaches across here"},
		{"split", "//%% ‸a\n1\n", "!begins here already"},
		{"split", "%%time\n‸f()\n", "!%%time is not split"},
		{"mergeUp", "1\n//%% b\n2‸\n", "1\n2‸\n"},
		{"mergeUp", "1\n//%% ‸b\n2\n", "1\n‸2\n"},
		{"mergeUp", "1‸\n//%% b\n2\n", "!no cell above"},
		{"mergeUp", "1\n//%%\n%%time\n‸2\n", "!%%time has to be the first line"},
		{"mergeDown", "1‸\n//%% b\n2\n", "1‸\n2\n"},
		{"mergeDown", "1\n//%% b\n2‸\n", "!no cell below"},
		{"explode", "‸1", "!the action \"explode\" is not known"},
	} {
		t.Run(string(test.action), func(t *testing.T) {
			text, at := cursor(t, test.text)
			c.Open(scratch, text)
			params := documentParams()
			params["action"], params["position"] = test.action, at
			ask := c.Go
			if test.action == "explode" {
				ask = c.GoUnchecked
			}
			m := c.Answer(ask(lsp.MethodEditCells, params))
			if want, failure := strings.CutPrefix(test.want, "!"); failure {
				if m.Error == nil || !strings.Contains(m.Error.Message, want) {
					t.Fatalf("%q: the answer is %s %v, want an error with %q", test.text, m.Result, m.Error, want)
				}
				return
			}
			if m.Error != nil {
				t.Fatalf("%q: %v", test.text, m.Error)
			}
			var got lsp.CellEdits
			if err := protocol.Unmarshal(m.Result, &got); err != nil {
				t.Fatal(err)
			}
			after, want := test.want, ""
			after, at = cursor(t, after)
			for _, e := range got.Edits {
				want = applied(text, e)
			}
			if want != after || got.Position != at {
				t.Errorf("%q: got %q with the cursor at %v, want %q at %v", test.text, want, got.Position, after, at)
			}
		})
	}
}

// cursor takes the mark ‸ out of a text and gives its position, in UTF-16.
func cursor(t *testing.T, text string) (string, protocol.Position) {
	t.Helper()
	before, after, ok := strings.Cut(text, "‸")
	if !ok {
		t.Fatalf("%q has no cursor", text)
	}
	return before + after, positionAt(before)
}

// positionAt is the position of the end of a text.
func positionAt(before string) protocol.Position {
	last := before[strings.LastIndexByte(before, '\n')+1:]
	col := 0
	for _, r := range last {
		if col++; r > 0xffff {
			col++
		}
	}
	return protocol.Position{Line: uint32(strings.Count(before, "\n")), Character: uint32(col)}
}

// applied makes one edit in a text.
func applied(text string, e protocol.TextEdit) string {
	offset := func(p protocol.Position) int {
		for i := 0; i <= len(text); i++ {
			if positionAt(text[:i]) == p {
				return i
			}
		}
		return len(text)
	}
	return text[:offset(e.Range.Start)] + e.NewText + text[offset(e.Range.End):]
}

// TestRegionHere: without markers there are lines, however long the document is.
func TestRegionHere(t *testing.T) {
	c := start(t, newHost())
	c.Open(scratch, "a := 1\nb := 2\n")
	params := documentParams()
	params["kind"], params["range"] = lsp.KindHere, lsptest.At(1, 0, 1, 0)
	var got []lsp.RegionText
	c.Call(lsp.MethodRegions, params, &got)
	if len(got) != 1 || got[0].Text != "b := 2" {
		t.Errorf("the regions are %+v", got)
	}
}

// TestRegionKinds tells what is to be run, and where the cursor goes then.
func TestRegionKinds(t *testing.T) {
	c := start(t, newHost())
	const text = "a := 1\nf(\n\ta,\n)\n\n//%% two\nb := 2\n\n\n//%%\n//%% three\nc := 3\n"
	c.Open(scratch, text)
	for _, test := range []struct {
		kind    lsp.RegionKind
		line    int
		texts   string // joined by |
		advance []int  // lines
	}{
		{"line", 0, "a := 1", []int{1}},
		{"line", 2, "f(\n\ta,\n)", []int{6}},
		{"cell", 1, "a := 1\nf(\n\ta,\n)", []int{6}},
		{"cell", 5, "b := 2", []int{11}},
		{"cell", 11, "c := 3", []int{12}},
		{"cell", 9, "", nil},
		{"here", 6, "b := 2", []int{11}},
		{"above", 11, "a := 1\nf(\n\ta,\n)|b := 2", []int{6, 11}},
		{"above", 0, "", nil},
		{"below", 6, "b := 2|c := 3", []int{11, 12}},
		{"all", 6, "a := 1\nf(\n\ta,\n)|b := 2|c := 3", []int{6, 11, 12}},
	} {
		params := documentParams()
		params["kind"], params["range"] = test.kind, lsptest.At(test.line, 0, test.line, 0)
		var got []lsp.RegionText
		c.Call(lsp.MethodRegions, params, &got)
		var texts []string
		for i, r := range got {
			texts = append(texts, r.Text)
			if i < len(test.advance) && int(r.Advance.Line) != test.advance[i] {
				t.Errorf("%s at line %d: region %d advances to line %d, want %d", test.kind, test.line, i, r.Advance.Line, test.advance[i])
			}
		}
		if joined := strings.Join(texts, "|"); joined != test.texts {
			t.Errorf("%s at line %d: %q, want %q", test.kind, test.line, joined, test.texts)
		}
	}
}
