package lsp_test

import (
	"strings"
	"testing"

	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/lsp/lsptest"
)

const hoverText = `async func get(url string) (string, error) {
	return url, nil
}
type T struct{ Field int }
const Max = 10
//%%
x := await get("a")
y, err := await get("b")
up := strings.ToUpper(x)
tee := T{Max}
_ = tee.Field
c := make(chan int)
v, ok := await c
resp := await http.Get("http://h")
`

func TestHover(t *testing.T) {
	c := start(t, newHost())
	c.Open(scratch, hoverText)
	lines := strings.Split(hoverText, "\n")
	for _, test := range []struct {
		at   string // "|" is the position; the line is the first that has the rest
		want []string
	}{
		{"x := a|wait get(\"a\")", []string{`await get("a") → string`, "by its method `Await`", "An error is raised: the cell stops here."}},
		{"y, err := |await get(\"b\")", []string{`await get("b") → (string, error)`, "The error is captured."}},
		{"v, ok := aw|ait c", []string{"await c → (int, bool)", "Receives one value"}},
		{"resp := await| http", []string{`→ *http.Response`, "off the loop"}},
		{"|x := await", []string{"var x string"}},
		{"ToUpper(x|)", []string{"var x string"}},
		{"strings.To|Upper(x)", []string{"func strings.ToUpper(s string) string", "ToUpper returns s with all Unicode", `It is \*not\*`, "\n\tcode(1)"}},
		{"str|ings.ToUpper(x)", []string{"package strings"}},
		{"|T{Max}", []string{"type T struct{Field int}"}},
		{"T{M|ax}", []string{"const Max untyped int = 10"}},
		{"tee.F|ield", []string{"field Field int"}},
		{"x := await g|et(", []string{"func get(url string) *async.Coroutine[string]", "An async function"}},
		{"c := ma|ke(", []string{"make"}},
	} {
		before, after, _ := strings.Cut(test.at, "|")
		found := false
		for i, line := range lines {
			if at := strings.Index(line, before+after); at >= 0 {
				found = true
				got := hover(c, i, at+len(before))
				for _, want := range test.want {
					if !strings.Contains(got, want) {
						t.Errorf("%s: %q is not in:\n%s", test.at, want, got)
					}
				}
				break
			}
		}
		if !found {
			t.Errorf("%s is not in the text", test.at)
		}
	}
	if got := hover(c, 5, 1); got != "" {
		t.Errorf("on a marker: %s", got)
	}
}

// TestPlainHover speaks to a client without Markdown.
func TestPlainHover(t *testing.T) {
	c, _ := serve(t, newHost())
	c.Initialize(`{}`)
	c.Open(scratch, "x := 1")
	var h protocol.Hover
	c.Call(protocol.MethodTextDocumentHover, hoverAt(0, 0), &h)
	if got := h.Contents.(*protocol.MarkupContent); got.Kind != protocol.MarkupKindPlainText || got.Value != "var x int" {
		t.Errorf("got %+v", got)
	}
}

func TestDocumentSymbols(t *testing.T) {
	c := start(t, newHost())
	c.Open(scratch, hoverText)
	var cells []protocol.DocumentSymbol
	c.Call(protocol.MethodTextDocumentDocumentSymbol, map[string]any{"textDocument": map[string]any{"uri": scratch}}, &cells)
	var got []string
	var list func(prefix string, symbols []protocol.DocumentSymbol)
	list = func(prefix string, symbols []protocol.DocumentSymbol) {
		for _, s := range symbols {
			detail := ""
			if s.Detail != nil {
				detail = " " + *s.Detail
			}
			got = append(got, prefix+s.Name+detail)
			list(prefix+"  ", s.Children)
		}
	}
	list("", cells)
	want := "get func(url string) *async.Coroutine[string]\nT\n  Field int\nMax untyped int\ncell 2\n  x string\n  y string\n  err error\n  up string\n" +
		"  tee T\n  c chan int\n  v int\n  ok bool\n  resp *http.Response"
	if text := strings.Join(got, "\n"); text != want {
		t.Errorf("got:\n%s\nwant:\n%s", text, want)
	}
}

// TestPull pulls diagnostics: what is unchanged is said to be, and a change of the session
// asks the client to pull again.
func TestPull(t *testing.T) {
	host := newHost()
	host.scope.Env.Autoawait = false
	c, _ := serve(t, host)
	caps := c.Initialize(`{"textDocument":{"diagnostic":{}},"workspace":{"diagnostics":{"refreshSupport":true}}}`)
	if caps.DiagnosticProvider == nil {
		t.Error("the server does not offer to be pulled")
	}
	c.Open(scratch, "await async.Sleep(0)\n")
	pull := func(previous string) (report struct {
		Kind     string                `json:"kind"`
		ResultID string                `json:"resultId"`
		Items    []protocol.Diagnostic `json:"items"`
	},
	) {
		params := map[string]any{"textDocument": map[string]any{"uri": scratch}}
		if previous != "" {
			params["previousResultId"] = previous
		}
		c.Call(protocol.MethodTextDocumentDiagnostic, params, &report)
		return report
	}
	first := pull("")
	if first.Kind != "full" || len(first.Items) != 1 || lsptest.Code(first.Items[0]) != "autoawait-off" {
		t.Fatalf("the first report is %+v", first)
	}
	if again := pull(first.ResultID); again.Kind != "unchanged" || again.ResultID != first.ResultID {
		t.Errorf("the second report is %+v", again)
	}
	c.Execute("goawait.autoawait", map[string]any{"on": true}, nil)
	c.Await(protocol.MethodWorkspaceDiagnosticRefresh, nil)
	if now := pull(first.ResultID); now.Kind != "full" || len(now.Items) != 0 {
		t.Errorf("after the refresh: %+v", now)
	}
}
