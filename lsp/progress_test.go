package lsp_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/lsp"
	"github.com/goawait/goawait/lsp/lsptest"
)

// TestProgress has the client make a bar, moves it, and takes it away.
func TestProgress(t *testing.T) {
	host := newHost()
	c, _ := serve(t, host)
	c.Initialize(`{"window": {"workDoneProgress": true}}`)
	c.Await(lsp.MethodStatus, nil)
	var told []string
	next := func() {
		t.Helper()
		var p struct {
			Token string
			Value struct {
				Kind, Title, Message string
				Percentage           int
			}
		}
		if err := json.Unmarshal(c.Await(protocol.MethodProgress, func(lsptest.Message) bool { return true }).Params, &p); err != nil {
			t.Fatal(err)
		}
		told = append(told, fmt.Sprintf("%s %s %s%s %d", p.Token, p.Value.Kind, p.Value.Title, p.Value.Message, p.Value.Percentage))
	}
	for range 2 {
		host.emit(lsp.Event{Progress: &lsp.Progress{Title: "building", Done: 1, Total: 4}})
		next()
		host.emit(lsp.Event{Progress: &lsp.Progress{Title: "building", Text: "net/http", Done: 2, Total: 4}})
		next()
		host.emit(lsp.Event{Progress: &lsp.Progress{End: true}})
		host.emit(lsp.Event{Progress: &lsp.Progress{End: true}})
		next()
	}
	var want []string
	for _, token := range []string{"goawait-1", "goawait-2"} {
		want = append(want, token+" begin goawait: building 25", token+" report net/http 50", token+" end  0")
	}
	if !slices.Equal(told, want) {
		t.Errorf("told was %q, want %q", told, want)
	}
}
