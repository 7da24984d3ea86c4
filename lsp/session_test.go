package lsp_test

import (
	"strings"
	"testing"

	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/lsp"
	"github.com/goawait/goawait/lsp/lsptest"
)

// TestRanTypesAreTheSessions checks a document whose first cell ran: its type is the session's
// then, so that functions of the session take it.
func TestRanTypesAreTheSessions(t *testing.T) {
	host := newHost()
	c := start(t, host)
	const text = "type T struct{ A int }\n//%%\nuse(T{1})\n"
	c.Open(scratch, text)
	c.Diagnostics(scratch, 1)
	host.define(t, 1, "type T struct{ A int }") // use is as undefined as before: nothing is published
	host.define(t, 2, "func use(t T) {}")
	if got := c.Diagnostics(scratch, 1); len(got) != 1 {
		t.Fatalf("with another type T in the session: %+v", got)
	}
	ran := lsp.Result{Path: "/w/scratch.goa", EndCol: 22, Cell: 1, Source: "type T struct{ A int }", State: "done"}
	host.ran(ran)
	if got := c.Diagnostics(scratch, 1); len(got) != 0 {
		t.Errorf("with the document's T in the session: %+v", got)
	}
	c.Change(scratch, 2, lsptest.At(0, 15, 0, 16), "B") // it is another T now
	host.mu.Lock()
	host.results[0].Stale = true
	host.mu.Unlock()
	c.Change(scratch, 3, lsptest.At(2, 6, 2, 7), "2")
	if got := c.Diagnostics(scratch, 3); len(got) != 1 {
		t.Errorf("after the edit: %+v", got)
	}
}

// TestSessionChanges has names come into the session: diagnostics follow without an edit.
func TestSessionChanges(t *testing.T) {
	host := newHost()
	c := start(t, host)
	c.Open(scratch, "x + 1\n")
	if got := c.Diagnostics(scratch, 1); len(got) != 1 {
		t.Fatalf("without x: %+v", got)
	}
	host.define(t, 1, "x := 1")
	if got := c.Diagnostics(scratch, 1); len(got) != 0 {
		t.Errorf("with x: %+v", got)
	}
	host.define(t, 2, "x := `s`")
	if got := c.Diagnostics(scratch, 1); len(got) != 1 {
		t.Errorf("with another x: %+v", got)
	}
}

// TestTransformers has what is judged be another text than what runs: an error is none for sure.
func TestTransformers(t *testing.T) {
	host := newHost()
	host.scope.Transformed = true
	c := start(t, host)
	c.Open(scratch, "x := TWICE 2\n")
	got := c.Diagnostics(scratch, 1)
	if len(got) != 1 || got[0].Severity != protocol.DiagnosticSeverityWarning || !strings.HasSuffix(lsptest.Text(got[0]), lsp.AsWritten) {
		t.Errorf("the diagnostics are %+v", got)
	}
}
