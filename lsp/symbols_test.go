package lsp_test

import (
	"fmt"
	"strings"
	"testing"

	"go.lsp.dev/protocol"
)

const declared = `type Shape interface { Area() float64 }
//%% squares
type Square struct { Side float64 }
func (s *Square) Area() float64 { return s.Side }
func (s *Square) String() string { return "é𝒳" + fmt.Sprint(s.Side) }
type Plain struct{}
//%% use
var shape Shape = &Square{Side: 2}
total := shape.Area()
_ = total
`

// TestWorkspaceSymbol finds what the open documents and the session have by a part of the name.
func TestWorkspaceSymbol(t *testing.T) {
	host := newHost()
	c := start(t, host)
	host.define(t, 1, "ticks := make(chan int); other := 1")
	c.Open(scratch, declared)
	for query, want := range map[string]string{
		"Square": "Square squares 2:5, Square.Side squares 2:21, (*Square).Area squares 3:17, (*Square).String squares 4:17",
		"area":   "Shape.Area scratch.goa 0:23, (*Square).Area squares 3:17",
		"tick":   "ticks other.goa 4:0",
		"TTL":    "total use 8:0",
		"nosuch": "",
	} {
		var found []protocol.SymbolInformation
		c.Call(protocol.MethodWorkspaceSymbol, map[string]any{"query": query}, &found)
		var got []string
		for _, s := range found {
			got = append(got, fmt.Sprintf("%s %s %d:%d", s.Name, *s.ContainerName, s.Location.Range.Start.Line, s.Location.Range.Start.Character))
		}
		if text := strings.Join(got, ", "); text != want {
			t.Errorf("%s: found are %s\nwant %s", query, text, want)
		}
	}
	var all []protocol.SymbolInformation
	c.Call(protocol.MethodWorkspaceSymbol, map[string]any{"query": ""}, &all)
	if len(all) != 10 {
		t.Errorf("without a query: %d symbols: %+v", len(all), all)
	}
}

// TestOutlineOfTypes has the kinds of types, their parts and their methods.
func TestOutlineOfTypes(t *testing.T) {
	c := start(t, newHost())
	c.Open(scratch, declared)
	var cells []protocol.DocumentSymbol
	c.Call(protocol.MethodTextDocumentDocumentSymbol, documentParams(), &cells)
	var lines []string
	var walk func(list []protocol.DocumentSymbol, depth int)
	walk = func(list []protocol.DocumentSymbol, depth int) {
		for _, s := range list {
			lines = append(lines, fmt.Sprintf("%s%s %d", strings.Repeat(" ", depth), s.Name, s.Kind))
			walk(s.Children, depth+1)
		}
	}
	walk(cells, 0)
	want := strings.Join([]string{
		"Shape 11", " Area 6", "squares 3", " Square 23", "  Side 8", " (*Square).Area 6", " (*Square).String 6", " Plain 23", "use 3", " shape 13", " total 13",
	}, "\n")
	if got := strings.Join(lines, "\n"); got != want {
		t.Errorf("the outline is\n%s\nwant\n%s", got, want)
	}
}

// TestImplementation goes from interfaces to types and back.
func TestImplementation(t *testing.T) {
	c := start(t, newHost())
	c.Open(scratch, declared)
	for _, test := range []struct {
		name       string
		line, char int
		want       string
	}{
		{"an interface", 0, 6, "scratch.goa 2:5"},
		{"where it is used", 7, 11, "scratch.goa 2:5"},
		{"its method", 0, 24, "scratch.goa 3:17"},
		{"a type", 2, 6, "scratch.goa 0:5 print.go 62:0"},
		{"a method", 3, 18, "scratch.goa 0:23"},
		{"a call of an interface's method", 8, 16, "scratch.goa 3:17"},
		{"a type that implements nothing", 5, 6, ""},
		{"a value without methods", 8, 1, ""},
		{"a title", 1, 6, ""},
	} {
		var found []protocol.Location
		c.Call(protocol.MethodTextDocumentImplementation, askAt(protocol.Position{Line: uint32(test.line), Character: uint32(test.char)}), &found)
		var got []string
		for i := range found {
			got = append(got, placeOf(&found[i]))
		}
		if text := strings.Join(got, " "); text != test.want {
			t.Errorf("%s: %q, want %q", test.name, text, test.want)
		}
	}
}
