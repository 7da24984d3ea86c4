package lsp_test

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/goawait/goawait/lsp"
	"github.com/goawait/goawait/lsp/lsptest"
)

// A script is a client that says all it has to say and reads everything.
type script struct{ io.Reader }

func (script) Write(p []byte) (int, error) { return len(p), nil }
func (script) Close() error                { return nil }

// FuzzServe lets a client say anything, a message a line, after a proper beginning: no handler
// panics, and Serve returns.
func FuzzServe(f *testing.F) {
	doc := fmt.Sprintf(`{"textDocument":{"uri":%q}`, scratch)
	for _, seed := range [][]string{
		{
			`{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///w/scratch.goa","version":2},"contentChanges":[{"range":{"start":{"line":0,"character":1},"end":{"line":9,"character":0}},"text":"é😀\n//%%\nawait f()"}]}}`,
			`{"jsonrpc":"2.0","id":2,"method":"textDocument/hover","params":` + doc + `,"position":{"line":0,"character":3}}}`,
			`{"jsonrpc":"2.0","id":3,"method":"textDocument/codeAction","params":` + doc + `,"range":{"start":{"line":0,"character":0},"end":{"line":9,"character":0}},"context":{"diagnostics":[]}}}`,
		},
		{
			`{"jsonrpc":"2.0","id":2,"method":"textDocument/diagnostic","params":` + doc + `}}`,
			`{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":2}}`,
			`{"jsonrpc":"2.0","id":3,"method":"textDocument/documentSymbol","params":` + doc + `}}`,
			`{"jsonrpc":"2.0","id":4,"method":"textDocument/foldingRange","params":` + doc + `}}`,
			`{"jsonrpc":"2.0","id":5,"method":"textDocument/codeLens","params":` + doc + `}}`,
		},
		{
			`{"jsonrpc":"2.0","id":2,"method":"workspace/executeCommand","params":{"command":"goawait.run","arguments":[{"uri":"file:///w/scratch.goa","range":{"start":{"line":0,"character":0},"end":{"line":0,"character":2}}}]}}`,
			`{"jsonrpc":"2.0","id":3,"method":"goawait/regions","params":` + doc + `,"kind":"above","range":{"start":{"line":4,"character":0},"end":{"line":0,"character":2}}}}`,
			`{"jsonrpc":"2.0","method":"textDocument/didClose","params":` + doc + `}}`,
			`{"jsonrpc":"2.0","id":4,"method":"shutdown"}`, `{"jsonrpc":"2.0","method":"exit"}`,
		},
	} {
		f.Add(strings.Join(seed, "\n"))
	}
	start := []string{
		`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}}`,
		`{"jsonrpc":"2.0","method":"initialized","params":{}}`,
		`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///w/scratch.goa","languageId":"goawait","version":1,"text":"x := 1\n//%%\nasync func f() int { return x }\nawait f()\n"}}}`,
	}
	f.Fuzz(func(t *testing.T, bodies string) {
		var in bytes.Buffer
		for _, body := range slices.Concat(start, strings.Split(bodies, "\n")) {
			fmt.Fprintf(&in, "Content-Length: %d\r\n\r\n%s", len(body), body)
		}
		host := newHost()
		host.scope.Env.Importer = nil
		lsp.Serve(t.Context(), script{&in}, host, lsp.WithLog(lsptest.Log(t)))
	})
}
