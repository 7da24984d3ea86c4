package lsp_test

import (
	"fmt"
	"strings"
	"testing"

	"go.lsp.dev/protocol"
)

// TestSemanticTokens names the dialect's words where they are, in the client's columns.
func TestSemanticTokens(t *testing.T) {
	c := start(t, newHost())
	c.Open(scratch, `await := "await"
s := "é𝒳"; r := async func() int { return 1 }
v := await r()
//%% magics
%autoawait loop
async for x := range make(chan int) { _ = x }
async with sync.NewCond(nil).L { _ = await <-make(chan chan int) }
!ls await
`)
	var got protocol.SemanticTokens
	c.Call(protocol.MethodTextDocumentSemanticTokensFull, documentParams(), &got)
	var places []string
	var line, char uint32
	for d := got.Data; len(d) >= 5; d = d[5:] {
		if d[0] > 0 {
			char = 0
		}
		line, char = line+d[0], char+d[1]
		places = append(places, fmt.Sprintf("%d:%d+%d %s", line, char, d[2], []string{"keyword", "macro"}[d[3]]))
	}
	want := "1:17+5 keyword, 2:5+5 keyword, 4:0+10 macro, 5:0+5 keyword, 6:0+5 keyword, 6:6+4 keyword, 6:37+5 keyword"
	if got := strings.Join(places, ", "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
