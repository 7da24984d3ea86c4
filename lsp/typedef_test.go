package lsp_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/lsp"
	"github.com/goawait/goawait/lsp/lsptest"
)

const typed = `type T struct{ Alpha int }
vs := map[string][]*T{}
resp := await http.Get("u")
n := 1
func f() (T, error) { return T{}, nil }
//%%
e := vs["a"][0].Alpha
_ = resp
_, _ = f()
// a comment
`

// placeOf writes a location as "file line:column", "" for none.
func placeOf(at *protocol.Location) string {
	if at == nil {
		return ""
	}
	return fmt.Sprintf("%s %d:%d", at.URI[strings.LastIndexByte(string(at.URI), '/')+1:], at.Range.Start.Line, at.Range.Start.Character)
}

func TestTypeDefinition(t *testing.T) {
	c := start(t, newHost())
	c.Open(scratch, typed)
	for _, test := range []struct {
		line, char int
		want       string
	}{
		{1, 0, "scratch.goa 0:5"},   // through containers
		{0, 5, "scratch.goa 0:5"},   // of a type itself
		{2, 0, "response.go 34:0"},  // of a package, by a variable
		{2, 8, "response.go 34:0"},  // of what is awaited
		{2, 20, "response.go 34:0"}, // what a function gives
		{4, 5, "scratch.goa 0:5"},
		{7, 4, "response.go 34:0"},
		{8, 7, "scratch.goa 0:5"},
		{3, 0, ""},  // int
		{2, 15, ""}, // a package
		{9, 4, ""},
	} {
		var got *protocol.Location
		c.Call(protocol.MethodTextDocumentTypeDefinition, askAt(protocol.Position{Line: uint32(test.line), Character: uint32(test.char)}), &got)
		if place := placeOf(got); place != test.want {
			t.Errorf("%d:%d: the type is at %q, want %q", test.line, test.char, place, test.want)
		}
	}
}

// TestTypeOfResult finds the type of the value that a region gave, where nothing is named, and by
// the link in its hover.
func TestTypeOfResult(t *testing.T) {
	host := newHost()
	c, _ := serve(t, host)
	c.InitializeWith(lsptest.Capabilities, `{"commandLinks": true, "typeLinks": true}`)
	host.define(t, 2, "r := new(http.Response)")
	host.mu.Lock()
	host.scope.Names = host.scope.Names.WithResult(3, host.scope.Names.Lookup("r").Obj.Type(), "Out_3")
	host.mu.Unlock()
	c.Open(scratch, "x := 1 // of the value\n")
	result := done("&http.Response{…}", "*http.Response")
	host.ran(result)
	var got *protocol.Location
	c.Call(protocol.MethodTextDocumentTypeDefinition, askAt(protocol.Position{Character: 12}), &got)
	if place := placeOf(got); place != "response.go 34:0" {
		t.Errorf("the type of the result is at %q", place)
	}
	_, link, found := strings.Cut(hover(c, 0, 12), "[Go to type](command:goawait.goToType?")
	if !found {
		t.Fatalf("no link in:\n%s", hover(c, 0, 12))
	}
	text, err := url.PathUnescape(link[:strings.IndexByte(link, ')')])
	if err != nil {
		t.Fatal(err)
	}
	var arguments []struct {
		URI  lsp.DocumentURI
		ID   int64
		Type *protocol.Location
	}
	if err := json.Unmarshal([]byte(text), &arguments); err != nil || len(arguments) != 1 {
		t.Fatalf("the argument is %s: %v", text, err)
	}
	if a := arguments[0]; a.URI != scratch || a.ID != 1 || placeOf(a.Type) != "response.go 34:0" {
		t.Errorf("the argument is %s", text)
	}
	host.mu.Lock()
	host.results[0].Cell = 4 // of which nothing is known any more
	host.mu.Unlock()
	if got := hover(c, 0, 12); strings.Contains(got, "Go to type") {
		t.Errorf("a link to nowhere in:\n%s", got)
	}
}
