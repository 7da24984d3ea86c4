package lsp

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/transform"
)

// formatting answers textDocument/formatting. The editor's options have no say: it is gofmt's
// layout.
func (s *server) formatting(p *protocol.DocumentFormattingParams) (answer, error) {
	return s.layOut(p.TextDocument, func(ctx context.Context, snap *snapshot) []transform.Edit {
		return transform.FormatEdits(ctx, snap.text)
	})
}

// rangeFormatting answers textDocument/rangeFormatting: the items that the range touches.
func (s *server) rangeFormatting(p *protocol.DocumentRangeFormattingParams) (answer, error) {
	return s.layOut(p.TextDocument, func(ctx context.Context, snap *snapshot) []transform.Edit {
		start, end := snap.lines.span(p.Range)
		return transform.FormatRange(ctx, snap.text, start, end)
	})
}

// layOut answers with edits of a document.
func (s *server) layOut(doc protocol.TextDocumentIdentifier, edits func(context.Context, *snapshot) []transform.Edit) (answer, error) {
	snap, err := s.snapshot(doc.URI)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) (any, error) {
		out := []protocol.TextEdit{}
		if snap.doc.goFile {
			return out, nil
		}
		for _, e := range edits(ctx, snap) {
			out = append(out, protocol.TextEdit{Range: snap.lines.rang(e.Start, e.End), NewText: e.New})
		}
		return out, ctx.Err()
	}, nil
}
