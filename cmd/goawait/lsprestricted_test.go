package main

import (
	"context"
	"io"
	"net"
	"strings"
	"testing"

	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/lsp"
	"github.com/goawait/goawait/lsp/lsptest"
)

// TestRestrictedChecksAndRunsNothing has a workspace that is not trusted checked, its imports
// of the standard library too, and everything refused that would execute something.
func TestRestrictedChecksAndRunsNothing(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	t.Setenv("GOAWAIT_RUNTIME_DIR", t.TempDir())
	client, server := net.Pipe()
	ended := make(chan error, 1)
	go func() { // ends when the client's end is closed
		ended <- serveRestricted(context.Background(), stdio{in: server, out: server, err: io.Discard})
		_ = server.Close()
	}()
	c := lsptest.Dial(t, client)
	c.Initialize("{}")
	const scratch = "file:///nowhere/scratch.goa"
	c.Open(scratch, "resp := await http.Get(\"http://localhost\")\nresp.Nothing\nimport _ \"example.com/x\"\n")
	var said []string
	for _, d := range c.Diagnostics(scratch, 1) {
		text, ok := d.Message.(protocol.String)
		if !ok {
			t.Fatalf("a message is a %T", d.Message)
		}
		said = append(said, string(text))
	}
	if all := strings.Join(said, "\n"); !strings.Contains(all, "Nothing") || !strings.Contains(all, "example.com/x is not loaded") || len(said) != 2 {
		t.Errorf("the diagnostics are %q", said)
	}
	for command, argument := range map[string]any{
		lsp.CommandRunAll:    map[string]any{"uri": scratch},
		lsp.CommandRunText:   map[string]any{"text": "1"},
		lsp.CommandRestart:   map[string]any{},
		lsp.CommandGoGet:     map[string]any{"module": "example.com/x"},
		lsp.CommandAutoawait: map[string]any{"on": false},
	} {
		if answer := c.Answer(c.GoExecute(command, argument)); answer.Error == nil || !strings.Contains(answer.Error.Message, "not trusted") {
			t.Errorf("%s was answered %+v", command, answer)
		}
	}
	_ = client.Close()
	if err := <-ended; err != nil {
		t.Logf("the server ended with %v", err)
	}
}

func TestRestrictedIsForLSP(t *testing.T) {
	var said strings.Builder
	status := dispatch(t.Context(), []string{"dap", "--restricted"}, stdio{strings.NewReader(""), io.Discard, &said})
	if status != exitUsage {
		t.Errorf("dap --restricted ended with %d: %s", status, said.String())
	}
}
