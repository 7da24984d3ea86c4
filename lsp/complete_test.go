package lsp_test

import (
	"slices"
	"strings"
	"testing"

	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/lsp/lsptest"
)

// completed opens a text and gives what is offered at its mark ‸.
func completed(t *testing.T, c *lsptest.Client, text string) protocol.CompletionList {
	t.Helper()
	text, at := cursor(t, text)
	c.Open(scratch, text)
	params := documentParams()
	params["position"] = at
	var list protocol.CompletionList
	c.Call(protocol.MethodTextDocumentCompletion, params, &list)
	return list
}

func labels(list protocol.CompletionList) []string {
	var out []string
	for _, item := range list.Items {
		out = append(out, item.Label)
	}
	return out
}

// TestCompletion offers what the session and the cells above have, and what it is.
func TestCompletion(t *testing.T) {
	host := newHost()
	c := start(t, host)
	host.define(t, 1, "ticks := make(chan time.Time)")
	for _, test := range []struct{ text, want, not string }{
		{"type T struct { Alpha int }\n//%%\nv := T{}\nv.‸\n", "Alpha", "v"},
		{"//%% é𝒳\né := 𝒳‸", "", "Alpha"},
		{"t := await ticks\nt.For‸", "Format", "Add"},
		{"v := 1\n//%% a title‸\nv\n", "", "v"},
		{"strings.ToU‸(x)", "ToUpper", "ToLower"},
	} {
		got := labels(completed(t, c, test.text))
		for _, want := range strings.Fields(test.want) {
			if !slices.Contains(got, want) {
				t.Errorf("%q: %.200q lacks %q", test.text, got, want)
			}
		}
		for _, not := range strings.Fields(test.not) {
			if slices.Contains(got, not) {
				t.Errorf("%q: %.200q has %q", test.text, got, not)
			}
		}
	}
}

// TestCompletionItem has an edit that replaces what was typed, a snippet where the client can
// take one, and documentation when it is asked for.
func TestCompletionItem(t *testing.T) {
	c := start(t, newHost())
	list := completed(t, c, "s := \"𝒳\"; strings.toup‸")
	i := slices.Index(labels(list), "ToUpper")
	if i < 0 {
		t.Fatalf("offered are %q", labels(list))
	}
	item := list.Items[i]
	edit, _ := item.TextEdit.(*protocol.TextEdit)
	if edit == nil || edit.NewText != "ToUpper($0)" || edit.Range != lsptest.At(0, 19, 0, 23) || item.InsertTextFormat != protocol.InsertTextFormatSnippet {
		t.Errorf("the edit is %+v of %+v", edit, item)
	}
	if detail, _ := item.Detail.Get(); detail != "func(s string) string" {
		t.Errorf("the detail is %q", detail)
	}
	var whole protocol.CompletionItem
	c.Call(protocol.MethodCompletionItemResolve, &item, &whole)
	doc, _ := whole.Documentation.(*protocol.MarkupContent)
	if doc == nil || !strings.Contains(doc.Value, "upper case") {
		t.Errorf("the documentation is %+v", whole.Documentation)
	}
	c.Call(protocol.MethodCompletionItemResolve, &protocol.CompletionItem{Label: "x", Data: []byte(`{"list":1,"item":99999}`)}, &whole)

	plain, _ := serve(t, newHost())
	plain.Initialize("{}")
	list = completed(t, plain, "strings.ToUpper‸")
	if edit, _ := list.Items[0].TextEdit.(*protocol.TextEdit); edit == nil || edit.NewText != "ToUpper" {
		t.Errorf("without snippets the edit is %+v", edit)
	}
}

// TestCompletionOfMagics leaves the lines of magics to the session.
func TestCompletionOfMagics(t *testing.T) {
	host := newHost()
	c := start(t, host)
	list := completed(t, c, "x := 1\n//%%\n%auto‸\n")
	if got := labels(list); !slices.Equal(got, []string{"%autoawait"}) {
		t.Fatalf("offered is %q", got)
	}
	edit, _ := list.Items[0].TextEdit.(*protocol.TextEdit)
	if edit == nil || edit.NewText != "%autoawait" || edit.Range != lsptest.At(2, 0, 2, 5) {
		t.Errorf("the edit is %+v", edit)
	}
	if calls := host.takeCalls(); !slices.Equal(calls, []string{`complete "%auto"`}) {
		t.Errorf("the host was asked to %q", calls)
	}
	var none protocol.CompletionList
	c.OpenAs("file:///w/a.go", "go", "package a\n")
	c.Call(protocol.MethodTextDocumentCompletion, map[string]any{
		"textDocument": map[string]any{"uri": "file:///w/a.go"}, "position": lsptest.At(0, 0, 0, 0).Start,
	}, &none)
	if len(none.Items) > 0 {
		t.Errorf("in a Go file it offers %q", labels(none))
	}
}
