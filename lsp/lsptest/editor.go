package lsptest

import (
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/lsp"
)

// Capabilities are those of an editor that can do everything but pull diagnostics.
const Capabilities = `{
  "general": {"positionEncodings": ["utf-16"]},
  "workspace": {"applyEdit": true},
  "textDocument": {
    "completion": {"completionItem": {"snippetSupport": true}},
    "hover": {"contentFormat": ["markdown", "plaintext"]},
    "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
    "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}},
    "publishDiagnostics": {"versionSupport": true, "dataSupport": true}
  }
}`

// Initialize does the handshake with these capabilities, JSON, and returns the server's.
func (c *Client) Initialize(capabilities string) protocol.ServerCapabilities {
	c.t.Helper()
	return c.InitializeWith(capabilities, "{}")
}

// InitializeWith is Initialize with initializationOptions, JSON.
func (c *Client) InitializeWith(capabilities, options string) protocol.ServerCapabilities {
	c.t.Helper()
	var result protocol.InitializeResult
	c.Call(protocol.MethodInitialize, map[string]any{
		"processId": nil, "rootUri": nil, "capabilities": json.RawMessage(capabilities),
		"initializationOptions": json.RawMessage(options),
	}, &result)
	c.Notify(protocol.MethodInitialized, struct{}{})
	return result.Capabilities
}

// Open opens a goawait document at version 1.
func (c *Client) Open(uri, text string) { c.OpenAs(uri, "goawait", text) }

// OpenAs opens a document of some language at version 1.
func (c *Client) OpenAs(uri, language, text string) {
	c.t.Helper()
	c.Notify(protocol.MethodTextDocumentDidOpen, map[string]any{"textDocument": map[string]any{
		"uri": uri, "languageId": language, "version": 1, "text": text,
	}})
}

// Replace makes text the whole text of a document, at a version.
func (c *Client) Replace(uri string, version int, text string) {
	c.t.Helper()
	c.Notify(protocol.MethodTextDocumentDidChange, map[string]any{
		"textDocument":   map[string]any{"uri": uri, "version": version},
		"contentChanges": []any{map[string]any{"text": text}},
	})
}

// Change replaces a range of a document, which makes it that version.
func (c *Client) Change(uri string, version int, r protocol.Range, text string) {
	c.t.Helper()
	c.Notify(protocol.MethodTextDocumentDidChange, map[string]any{
		"textDocument":   map[string]any{"uri": uri, "version": version},
		"contentChanges": []any{map[string]any{"range": r, "text": text}},
	})
}

// Diagnostics waits for the next diagnostics that are published for a version of a document.
func (c *Client) Diagnostics(uri string, version int) []protocol.Diagnostic {
	c.t.Helper()
	var params protocol.PublishDiagnosticsParams
	c.Await(protocol.MethodTextDocumentPublishDiagnostics, func(m Message) bool {
		params = protocol.PublishDiagnosticsParams{}
		if err := protocol.Unmarshal(m.Params, &params); err != nil {
			return false
		}
		v, _ := params.Version.Get()
		return string(params.URI) == uri && int(v) == version
	})
	return params.Diagnostics
}

// Execute runs a command with one argument, or none if it is nil, and decodes its result.
func (c *Client) Execute(command string, argument, result any) {
	c.t.Helper()
	c.Call(protocol.MethodWorkspaceExecuteCommand, executeParams(command, argument), result)
}

// GoExecute begins to run a command and returns the request's id.
func (c *Client) GoExecute(command string, argument any) int64 {
	c.t.Helper()
	return c.Go(protocol.MethodWorkspaceExecuteCommand, executeParams(command, argument))
}

func executeParams(command string, argument any) map[string]any {
	params := map[string]any{"command": command}
	if argument != nil {
		params["arguments"] = []any{argument}
	}
	return params
}

// Message gives the text of a diagnostic.
func Text(d protocol.Diagnostic) string {
	s, _ := d.Message.(protocol.String)
	return string(s)
}

// Code gives the code of a diagnostic.
func Code(d protocol.Diagnostic) string {
	s, _ := d.Code.(protocol.String)
	return string(s)
}

// At makes a range of 0-based lines and columns.
func At(line, char, endLine, endChar int) protocol.Range {
	return protocol.Range{
		Start: protocol.Position{Line: uint32(line), Character: uint32(char)},
		End:   protocol.Position{Line: uint32(endLine), Character: uint32(endChar)},
	}
}

// Log returns a logger for a server under test: a recovered panic fails the test, everything
// else is dropped.
func Log(t testing.TB) *slog.Logger { return slog.New(&logHandler{t: t}) }

type logHandler struct {
	t testing.TB
}

func (h *logHandler) Enabled(context.Context, slog.Level) bool { return true }
func (h *logHandler) WithAttrs([]slog.Attr) slog.Handler       { return h }
func (h *logHandler) WithGroup(string) slog.Handler            { return h }

func (h *logHandler) Handle(_ context.Context, r slog.Record) error {
	if r.Message != lsp.LogPanic {
		return nil
	}
	var text strings.Builder
	r.Attrs(func(a slog.Attr) bool {
		text.WriteString(" " + a.String())
		return true
	})
	h.t.Errorf("%s:%s", r.Message, text.String())
	return nil
}
