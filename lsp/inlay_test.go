package lsp_test

import (
	"fmt"
	"strings"
	"testing"

	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/lsp/lsptest"
)

const hinted = `async func get(url string, n ...int) (string, error) { return url, nil }
x := await get("a", 1, 2)
y, err := await get("b")
z := 1
//%%
url := "c"
_ = await get(url)
s := strings.Repeat(x, z)
func f() {
	v, ok := <-make(chan int)
	_, _ = v, ok
}
`

// hintsOf lists the hints of a range of lines as line:column label.
func hintsOf(c *lsptest.Client, from, to int) string {
	var hints []protocol.InlayHint
	p := documentParams()
	p["range"] = lsptest.At(from, 0, to, 0)
	c.Call(protocol.MethodTextDocumentInlayHint, p, &hints)
	var out []string
	for _, h := range hints {
		out = append(out, fmt.Sprintf("%d:%d %v", h.Position.Line, h.Position.Character, h.Label))
	}
	return strings.Join(out, ", ")
}

func TestInlayHints(t *testing.T) {
	c, _ := serve(t, newHost())
	caps := c.InitializeWith(lsptest.Capabilities, `{"awaitTypes": true, "parameterNames": true}`)
	if caps.InlayHintProvider == nil {
		t.Error("no hints are offered")
	}
	c.Open(scratch, hinted)
	want := `1:1 string, 1:15 url:, 1:20 n...:, 2:1 string, 2:6 error, 2:20 url:`
	if got := hintsOf(c, 0, 4); got != want {
		t.Errorf("the hints are\n%s\nwant\n%s", got, want)
	}
	want = `7:20 s:, 7:23 count:`
	if got := hintsOf(c, 4, 12); got != want {
		t.Errorf("the hints below are\n%s\nwant\n%s", got, want)
	}
}

// TestResultHints shows results to an editor that has nothing else for them, and tells it when
// to ask again.
func TestResultHints(t *testing.T) {
	host := newHost()
	c, _ := serve(t, host)
	c.InitializeWith(strings.Replace(lsptest.Capabilities, `"applyEdit": true`, `"applyEdit": true, "inlayHint": {"refreshSupport": true}`, 1), `{"resultHints": true}`)
	c.Open(scratch, "x := 1\n")
	for _, test := range []struct{ state, text, typ, want string }{
		{"running", "", "", "⟳"},
		{"done", "7", "int", "⇒ 7"},
		{"done", "", "", "✓"},
		{"raised", "await: EOF\nand more", "", "✗ await: EOF …"},
		{"interrupted", "", "", "■ interrupted"},
		{"done", strings.Repeat("é", 100), "string", "⇒ " + strings.Repeat("é", 80) + " …"},
	} {
		r := done(test.text, test.typ)
		r.State = test.state
		host.mu.Lock()
		host.results = nil
		host.mu.Unlock()
		host.ran(r)
		c.Await(protocol.MethodWorkspaceInlayHintRefresh, nil)
		if got, want := hintsOf(c, 0, 1), "0:6 "+test.want; got != want {
			t.Errorf("%s: the hint is %s, want %s", test.state, got, want)
		}
	}
	plain := start(t, newHost())
	if m := plain.Answer(plain.Go(protocol.MethodTextDocumentInlayHint, map[string]any{
		"textDocument": documentParams()["textDocument"], "range": lsptest.At(0, 0, 1, 0),
	})); m.Error == nil {
		t.Error("hints of a document that is not open")
	}
}

// TestResultDiagnostics shows results to an editor that looks for nothing but diagnostics.
func TestResultDiagnostics(t *testing.T) {
	host := newHost()
	c, _ := serve(t, host)
	c.InitializeWith(lsptest.Capabilities, `{"resultDiagnostics": true}`)
	c.Open(scratch, "x := 1\ny := 2\n")
	c.Diagnostics(scratch, 1)
	shown := func(version int) string {
		for {
			var out []string
			for _, d := range c.Diagnostics(scratch, version) {
				out = append(out, fmt.Sprintf("%d:%d %d %s %s", d.Range.Start.Line, d.Range.End.Character, d.Severity, lsptest.Code(d), lsptest.Text(d)))
			}
			if len(out) > 0 {
				return strings.Join(out, ", ")
			}
		}
	}
	r := done("7", "int")
	r.State = "running"
	host.ran(r)
	if got := shown(1); got != "0:6 4 result ⟳ 7" {
		t.Errorf("while it runs: %s", got)
	}
	host.mu.Lock()
	host.results = nil
	host.mu.Unlock()
	host.ran(done("7", "int"))
	if got := shown(1); got != "0:6 4 result ⇒ 7" {
		t.Errorf("done: %s", got)
	}
	host.mu.Lock()
	host.results[0].Stale = true
	host.mu.Unlock()
	c.Change(scratch, 2, lsptest.At(0, 5, 0, 6), "2")
	if got := shown(2); got != "0:6 4 result ~ ⇒ 7" {
		t.Errorf("edited: %s", got)
	}
}
