package lsp

import (
	"bytes"
	"slices"
	"strings"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/transform"
)

// For a change that comes late, some are kept, and of a long document fewer, because each holds
// the text before it.
const (
	maxRecent     = 32
	maxRecentText = 8 << 20
)

// A change is what one didChange told, and the document before it.
type change struct {
	version int32
	content []protocol.TextDocumentContentChangeEvent
	before  *snapshot
}

// didChange implements textDocument/didChange. Changes that do not fit the document are
// clamped to it, as the specification has it for columns; it is for the client to be right.
//
// A change with a smaller version than the one before it was overtaken on its way: Helix 25.01
// sends what is typed quickly out of order. Those before it are undone and made again in order.
func (s *server) didChange(p *protocol.DidChangeTextDocumentParams) error {
	doc, err := s.open(p.TextDocument.URI)
	if err != nil {
		return err
	}
	version := p.TextDocument.Version
	late := slices.IndexFunc(doc.recent, func(c change) bool { return c.version > version })
	if late >= 0 {
		return s.changeLate(doc, change{version: version, content: p.ContentChanges}, late)
	}
	snap := doc.current // only this goroutine writes it
	doc.remember(change{version, p.ContentChanges, snap})
	for _, content := range p.ContentChanges {
		var edit transform.Edit
		if edit, err = snap.edit(content); err != nil {
			break // what came before it has been applied, and the Host knows
		}
		snap = newSnapshot(doc, version, splice(snap.text, edit), s.client.encoding)
		s.moveTo(snap)
		s.host.Edited(doc.path, edit, snap.text) // it may report results in the new text at once
	}
	if snap.version != version {
		moved := *snap
		moved.version = version
		s.moveTo(&moved)
	}
	s.schedule(doc)
	return err
}

// remember keeps a change for one that comes late.
func (doc *document) remember(c change) {
	doc.recent = append(doc.recent, c)
	if most := min(maxRecent, 1+maxRecentText/(1+len(doc.current.text))); len(doc.recent) > most {
		doc.recent = slices.Delete(doc.recent, 0, len(doc.recent)-most)
	}
}

// changeLate makes a change that belongs before the i-th of the recent ones.
func (s *server) changeLate(doc *document, c change, i int) error {
	was := doc.current
	snap := doc.recent[i].before
	again := append([]change{c}, doc.recent[i:]...)
	doc.recent = doc.recent[:i]
	var failed error
	for _, next := range again {
		next.before = snap
		doc.remember(next)
		for _, content := range next.content {
			edit, err := snap.edit(content)
			if err != nil {
				failed = err
				break
			}
			snap = newSnapshot(doc, next.version, splice(snap.text, edit), s.client.encoding)
		}
	}
	edit := wholeEdit(was.text, string(snap.text))
	moved := *snap
	moved.version = was.version
	s.moveTo(&moved)
	s.host.Edited(doc.path, edit, moved.text)
	s.schedule(doc)
	return failed
}

// edit turns a content change into an edit of the snapshot.
func (snap *snapshot) edit(change protocol.TextDocumentContentChangeEvent) (transform.Edit, error) {
	switch c := change.(type) {
	case *protocol.TextDocumentContentChangePartial:
		start, end := snap.lines.span(c.Range)
		return transform.Edit{Start: start, End: end, New: strings.Clone(c.Text)}, nil
	case *protocol.TextDocumentContentChangeWholeDocument:
		return wholeEdit(snap.text, c.Text), nil
	}
	return transform.Edit{}, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "a change is neither of a range nor of the whole document")
}

// wholeEdit gives a replacement of the whole text as the smallest edit, so that the results
// of regions it does not touch stay.
func wholeEdit(old []byte, text string) transform.Edit {
	start := 0
	for start < len(old) && start < len(text) && old[start] == text[start] {
		start++
	}
	end, tail := len(old), len(text)
	for end > start && tail > start && old[end-1] == text[tail-1] {
		end--
		tail--
	}
	return transform.Edit{Start: start, End: end, New: strings.Clone(text[start:tail])}
}

// splice applies one edit to a copy.
func splice(text []byte, e transform.Edit) []byte {
	return bytes.Join([][]byte{text[:e.Start], []byte(e.New), text[e.End:]}, nil)
}
