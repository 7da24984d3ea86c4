package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/lsp"
	"github.com/goawait/goawait/lsp/lsptest"
)

// editors gives the hub of a workspace, and what opens another editor of it.
func editors(t *testing.T, workspace string) (*hub, func() *lsptest.Client) {
	t.Helper()
	program, err := exec.LookPath("goawait") // this test binary, which TestMain has put on PATH
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	log := slog.New(slog.DiscardHandler)
	h, err := newHub(workspace, log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.close)
	h.base.EngineCommand = []string{program, "engine"}
	channels, err := newChannels(t.Context(), h, log)
	if err != nil {
		t.Fatal(err)
	}
	return h, func() *lsptest.Client {
		t.Helper()
		ours, theirs := net.Pipe()
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan struct{})
		go func() { // ends when the client has closed its end
			defer close(ended)
			_ = channels.serve(ctx, "lsp", theirs)
		}()
		t.Cleanup(func() {
			cancel()
			<-ended
		})
		c := lsptest.Dial(t, ours)
		c.Initialize(lsptest.Capabilities)
		return c
	}
}

// Two editors on one workspace see the same: what waits, runs and came of it, whoever runs it,
// and one that comes later is told of what was there.
func TestTwoEditors(t *testing.T) {
	h, editor := editors(t, t.TempDir())
	doc := "file://" + filepath.ToSlash(filepath.Join(h.workspace, "scratch.goa"))
	open := func() *lsptest.Client {
		t.Helper()
		c := editor()
		c.Open(doc, "gate := make(chan int)\n//%%\nawait gate\n//%%\n40 + 2\n")
		return c
	}
	told := func(c *lsptest.Client, state string, line uint32) (r lsp.ResultParams) {
		t.Helper()
		c.Await(lsp.MethodResult, func(m lsptest.Message) bool {
			r = lsp.ResultParams{}
			return json.Unmarshal(m.Params, &r) == nil && r.State == state && r.Range.Start.Line == line
		})
		return r
	}
	cell := func(line int) any {
		return map[string]any{"uri": doc, "position": map[string]any{"line": line, "character": 0}}
	}
	one, two := open(), open()
	one.Execute(lsp.CommandRunCell, cell(0), nil)
	told(two, lsp.StateOK, 0)
	waits := one.GoExecute(lsp.CommandRunCell, cell(2))
	began := told(two, lsp.StateRunning, 2)
	next := two.GoExecute(lsp.CommandRunCell, cell(4))
	queued := told(one, lsp.StateQueued, 4)

	late := open()
	var there []lsp.ResultParams
	late.Call(lsp.MethodResults, map[string]any{"textDocument": map[string]any{"uri": doc}}, &there)
	if len(there) != 3 || there[0].State != lsp.StateOK || there[1].ID != began.ID || there[1].State != lsp.StateRunning ||
		there[2].ID != queued.ID || there[2].State != lsp.StateQueued {
		t.Errorf("the one that came later found %+v", there)
	}

	two.Execute(lsp.CommandInterrupt, nil, nil) // another's cell, and all that wait
	if r := told(one, lsp.StateInterrupted, 2); r.ID != began.ID {
		t.Errorf("interrupted was %+v", r)
	}
	for c, id := range map[*lsptest.Client]int64{one: waits, two: next} {
		if m := c.Answer(id); m.Error != nil {
			t.Errorf("a run was answered with %v", m.Error)
		}
	}
	two.Execute(lsp.CommandRunCell, cell(4), nil)
	for _, c := range []*lsptest.Client{one, late} {
		if r := told(c, lsp.StateOK, 4); r.Text != "42" || r.Type != "int" {
			t.Errorf("what came of it is told as %+v", r)
		}
	}
	one.Call(lsp.MethodClear, map[string]any{}, nil)
	two.Await(lsp.MethodCleared, nil)
}

// A document of a module that the workspace does not use is told what to do, until it is used.
func TestDocumentOfAnotherModule(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod": "module example.com/outer\n\ngo 1.26\n", "ex/go.mod": "module example.com/ex\n\ngo 1.26\n",
		"ex/lib/lib.go": "package lib\n\nconst One = 1\n",
	} {
		write(t, filepath.Join(dir, name), text)
	}
	_, editor := editors(t, dir)
	c := editor()
	uri := "file://" + filepath.ToSlash(filepath.Join(dir, "ex", "uses.goa"))
	c.Open(uri, "import \"example.com/ex/lib\"\nlib.One\n")
	const foreign = "uses.goa is of the module in "
	c.Await(protocol.MethodTextDocumentPublishDiagnostics, func(m lsptest.Message) bool {
		return strings.Contains(string(m.Params), foreign) && strings.Contains(string(m.Params), "run go work init . ./ex in ")
	})
	write(t, filepath.Join(dir, "go.work"), "go 1.26\n\nuse (\n\t. // the outer one\n\t\"./ex\"\n)\n")
	c.Replace(uri, 2, "import \"example.com/ex/lib\"\nlib.One + 1\n")
	c.Await(protocol.MethodTextDocumentPublishDiagnostics, func(m lsptest.Message) bool {
		return strings.Contains(string(m.Params), `"version":2`) && !strings.Contains(string(m.Params), foreign) && !strings.Contains(string(m.Params), "loading package")
	})
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
