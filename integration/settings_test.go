package integration

import (
	"os"
	"path/filepath"
	"testing"

	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/dap/daptest"
	"github.com/goawait/goawait/lsp/lsptest"
)

// TestSettings sets a session in every place where a person can, through the real program: the
// nearer place wins, what it takes back counts no more, and diagnostics follow without an edit.
func TestSettings(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	for file, text := range map[string]string{
		filepath.Join(h.dir, "config", "goawait", "config.toml"): "runner = 'errgroup'\nautoawait = false\nlane = 'instant'\n",
		filepath.Join(h.workspace, ".goawait.toml"):              "autoawait = true\nloopScope = 'cell'\n",
	} {
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	editor := lsptest.Dial(t, h.lspProcess(t))
	editor.InitializeWith(lsptest.Capabilities, `{"runner": "loop"}`)
	launch := func(args map[string]any) *daptest.Person {
		c := dapClient(t, h)
		c.Start(args)
		return daptest.NewPerson(t, c)
	}
	person := launch(nil)
	want := func(key, value string) {
		t.Helper()
		if printed, last := person.Start("%config " + key)(); printed != key+" = "+value+"\n" || last != "" {
			t.Errorf("%%config %s shows %q and %q, want %s", key, printed, last, value)
		}
	}
	want("runner", `"loop"  # editor`)
	want("autoawait", `true  # .goawait.toml:1`)
	want("loopScope", `"cell"  # .goawait.toml:2`)
	want("lane", `"instant"  # config.toml:3`)

	// The editor's settings change: at once for the session, and for what is open.
	const uri = "file:///w/a.goa"
	editor.Open(uri, "await async.Sleep(0)\n")
	awaits := func(codes int) {
		t.Helper()
		editor.Await(protocol.MethodTextDocumentPublishDiagnostics, func(m lsptest.Message) bool {
			var p protocol.PublishDiagnosticsParams
			return protocol.Unmarshal(m.Params, &p) == nil && string(p.URI) == uri && len(p.Diagnostics) == codes
		})
	}
	awaits(0)
	change := func(settings map[string]any) {
		editor.Notify(protocol.MethodWorkspaceDidChangeConfiguration, map[string]any{"settings": map[string]any{"goawait": settings}})
	}
	change(map[string]any{"runner": "conc", "autoawait": false})
	awaits(1)
	want("runner", `"conc"  # editor`)
	want("autoawait", `false  # editor`)

	// Another editor's launch comes later, and %autoawait after that; what nobody sets any more is
	// the workspace's and the person's again.
	launch(map[string]any{"runner": "goroutine", "loopScope": "session", "lane": "auto"})
	want("runner", `"goroutine"  # editor`)
	want("loopScope", `"session"  # editor`)
	want("lane", `"auto"  # editor`)
	person.Start("%autoawait sync")()
	want("runner", `"sync"  # this session`)
	awaits(0)
}
