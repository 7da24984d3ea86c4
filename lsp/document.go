package lsp

import (
	"context"
	"path/filepath"
	"strings"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// A document is one open document.
type document struct {
	uri    DocumentURI
	path   string // as the Host knows it
	goFile bool   // an ordinary Go file: gopls keeps its diagnostics
	chain  chain  // its analysis, with a lock of its own

	recent []change // the newest changes, in order; only the dispatching goroutine touches them

	// The server's mu guards these.
	current *snapshot
	cancel  context.CancelFunc // of the diagnostic pass under way
	pushed  pushed             // what was published last
	told    map[int64]told     // what the client knows of results, by run
}

// A snapshot is a document at one version. It is immutable.
type snapshot struct {
	doc     *document
	version int32
	text    []byte
	lines   *lineIndex
}

// newSnapshot takes text over.
func newSnapshot(doc *document, version int32, text []byte, encoding protocol.PositionEncodingKind) *snapshot {
	return &snapshot{doc: doc, version: version, text: text, lines: newLineIndex(text, encoding)}
}

// didOpen implements textDocument/didOpen. A document that is opened again is replaced.
func (s *server) didOpen(p *protocol.DidOpenTextDocumentParams) error {
	item := &p.TextDocument
	uri := DocumentURI(strings.Clone(string(item.URI))) // the rest would keep the whole message
	doc := &document{uri: uri, path: documentPath(uri), told: map[int64]told{}}
	doc.goFile = item.LanguageID == protocol.LanguageKindGo && filepath.Ext(doc.path) != ".goa" || filepath.Ext(doc.path) == ".go"
	doc.current = newSnapshot(doc, item.Version, []byte(item.Text), s.client.encoding)
	s.mu.Lock()
	if old := s.documents[uri]; old != nil && old.cancel != nil {
		old.cancel()
	}
	s.documents[uri] = doc
	s.mu.Unlock()
	s.host.Opened(doc.path, doc.current.text)
	s.schedule(doc)
	return nil
}

// moveTo makes a snapshot its document's current one.
func (s *server) moveTo(snap *snapshot) {
	s.mu.Lock()
	defer s.mu.Unlock()
	snap.doc.current = snap
}

// didSave implements textDocument/didSave. Everything was checked as it was typed; but an
// import may have become loadable, because the file that lacked it was another one.
func (s *server) didSave(p *protocol.DidSaveTextDocumentParams) error {
	doc, err := s.open(p.TextDocument.URI)
	if err == nil {
		s.schedule(doc)
	}
	return err
}

// didClose implements textDocument/didClose. The diagnostics go with the document.
func (s *server) didClose(p *protocol.DidCloseTextDocumentParams) error {
	doc, err := s.open(p.TextDocument.URI)
	if err != nil {
		return err
	}
	s.mu.Lock()
	delete(s.documents, doc.uri)
	if doc.cancel != nil {
		doc.cancel()
	}
	had := doc.pushed.some
	s.mu.Unlock()
	if had {
		s.conn.notify(protocol.MethodTextDocumentPublishDiagnostics, &protocol.PublishDiagnosticsParams{URI: doc.uri})
	}
	return nil
}

// open gives an open document.
func (s *server) open(uri DocumentURI) (*document, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	doc := s.documents[uri]
	if doc == nil {
		return nil, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "the document %q is not open", string(uri))
	}
	return doc, nil
}

// snapshot gives an open document as it is at this place in the message stream.
func (s *server) snapshot(uri DocumentURI) (*snapshot, error) {
	doc, err := s.open(uri)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return doc.current, nil
}

// documentPath is the name by which the Host knows a document.
func documentPath(u DocumentURI) string {
	if u.IsFile() {
		return u.FsPath()
	}
	return string(u)
}
