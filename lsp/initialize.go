package lsp

import (
	"context"
	"encoding/json"
	"slices"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// A client is what a client said of itself that the server goes by.
type client struct {
	encoding protocol.PositionEncodingKind
	pull     bool // diagnostics are pulled, and a refresh makes it pull again
	markdown bool // hovers may be Markdown
	outline  bool // document symbols may be a tree
	progress bool // it shows how far things are
	hints    bool // it can be told to ask for inlay hints again
	tokens   bool // it has a use for semantic tokens
	prepares bool // it asks before it renames
	snippets bool // completions may be snippets
}

// readClient picks what matters from the client's capabilities.
//
// A client that pulls is pushed nothing, or it would show everything twice. One that pulls
// but cannot be told to pull again is pushed to all the same: it would keep an old answer when
// the session changes and the text does not.
func readClient(caps *protocol.ClientCapabilities) client {
	c := client{encoding: protocol.PositionEncodingKindUTF16}
	if general := caps.General; general != nil {
		// UTF-8 costs no conversion. UTF-16 is what every client has to know.
		if slices.Contains(general.PositionEncodings, protocol.PositionEncodingKindUTF8) {
			c.encoding = protocol.PositionEncodingKindUTF8
		}
	}
	if window := caps.Window; window != nil {
		c.progress = is(window.WorkDoneProgress)
	}
	if workspace := caps.Workspace; workspace != nil && workspace.InlayHint != nil {
		c.hints = is(workspace.InlayHint.RefreshSupport)
	}
	text := caps.TextDocument
	if text == nil {
		return c
	}
	if workspace := caps.Workspace; workspace != nil && workspace.Diagnostics != nil && text.Diagnostic != nil {
		c.pull = is(workspace.Diagnostics.RefreshSupport)
	}
	if text.Hover != nil {
		c.markdown = slices.Contains(text.Hover.ContentFormat, protocol.MarkupKindMarkdown)
	}
	if text.Completion != nil && text.Completion.CompletionItem != nil {
		c.snippets = is(text.Completion.CompletionItem.SnippetSupport)
	}
	c.tokens = len(text.SemanticTokens.TokenTypes) > 0
	if text.Rename != nil {
		c.prepares = is(text.Rename.PrepareSupport)
	}
	if text.DocumentSymbol != nil {
		c.outline = is(text.DocumentSymbol.HierarchicalDocumentSymbolSupport)
	}
	return c
}

func is(b *bool) bool { return b != nil && *b }

// initialize answers the first request, in its place in the stream.
func (s *server) initialize(raw json.RawMessage) (answer, error) {
	if s.phase != phaseNew {
		return nil, jsonrpc2.Errorf(jsonrpc2.InvalidRequest, "the server is initialized already")
	}
	params, err := decode[protocol.InitializeParams](raw)
	if err != nil {
		return nil, err
	}
	own, settings, err := readOptions(params.InitializationOptions)
	if err != nil {
		return nil, err
	}
	s.options, s.given = own, settings
	s.client = readClient(&params.Capabilities)
	s.phase = phaseRunning
	result := &protocol.InitializeResult{
		Capabilities: s.capabilities(),
		ServerInfo:   protocol.ServerInfo{Name: "goawait"},
	}
	if s.version != "" {
		result.ServerInfo.Version = protocol.NewOptional(s.version)
	}
	return func(context.Context) (any, error) { return result, nil }, nil
}

// capabilities are what the server offers this client.
func (s *server) capabilities() protocol.ServerCapabilities {
	yes, incremental := true, protocol.TextDocumentSyncKindIncremental
	caps := protocol.ServerCapabilities{
		PositionEncoding: s.client.encoding,
		TextDocumentSync: &protocol.TextDocumentSyncOptions{
			OpenClose: &yes,
			Change:    &incremental,
			Save:      &protocol.SaveOptions{},
		},
		HoverProvider:             protocol.Boolean(true),
		SignatureHelpProvider:     &protocol.SignatureHelpOptions{TriggerCharacters: []string{"(", ","}},
		DefinitionProvider:        protocol.Boolean(true),
		TypeDefinitionProvider:    protocol.Boolean(true),
		ImplementationProvider:    protocol.Boolean(true),
		ReferencesProvider:        protocol.Boolean(true),
		DocumentHighlightProvider: protocol.Boolean(true),
		RenameProvider:            s.renames(),
		CompletionProvider:        &protocol.CompletionOptions{TriggerCharacters: []string{".", "%", `"`, "/"}, ResolveProvider: &yes},
		CodeActionProvider:        &protocol.CodeActionOptions{CodeActionKinds: []protocol.CodeActionKind{protocol.CodeActionKindQuickFix}},
		CodeLensProvider:          &protocol.CodeLensOptions{},
		FoldingRangeProvider:      protocol.Boolean(true),

		SelectionRangeProvider:  protocol.Boolean(true),
		WorkspaceSymbolProvider: protocol.Boolean(true),

		DocumentFormattingProvider:      protocol.Boolean(true),
		DocumentRangeFormattingProvider: protocol.Boolean(true),
		DocumentSymbolProvider:          protocol.Boolean(s.client.outline),
		ExecuteCommandProvider:          protocol.ExecuteCommandOptions{Commands: commandNames()},
	}
	if s.options.hints() {
		caps.InlayHintProvider = protocol.Boolean(true)
	}
	if s.client.tokens {
		caps.SemanticTokensProvider = &protocol.SemanticTokensOptions{
			Legend: protocol.SemanticTokensLegend{TokenTypes: tokenTypes, TokenModifiers: []string{}},
			Full:   protocol.Boolean(true),
		}
	}
	if s.client.pull {
		name := source
		caps.DiagnosticProvider = &protocol.DiagnosticOptions{Identifier: &name}
	}
	return caps
}

// renames offers renaming, and to look first to a client that does.
func (s *server) renames() protocol.RenameProvider {
	if !s.client.prepares {
		return protocol.Boolean(true)
	}
	return &protocol.RenameOptions{PrepareProvider: &s.client.prepares}
}

// initialized subscribes to the Host: only now may the server speak first.
func (s *server) initialized(json.RawMessage) error {
	if s.cancelEv == nil {
		if len(s.given) > 0 {
			s.configure(s.given)
		}
		s.complain(s.host.Problems())
		s.cancelEv = s.host.Subscribe(s.event)
		s.conn.notify(MethodStatus, s.host.Status())
	}
	return nil
}

// unsubscribe ends what initialized began.
func (s *server) unsubscribe() {
	if s.cancelEv != nil {
		s.cancelEv()
	}
}
