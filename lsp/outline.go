package lsp

import (
	"context"
	"encoding/json"
	"fmt"

	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/transform"
)

// codeLens answers textDocument/codeLens: "Run cell" on each cell that holds anything, and "Run
// above" where there is anything above.
func (s *server) codeLens(p *protocol.CodeLensParams) (answer, error) {
	snap, err := s.snapshot(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	return func(context.Context) (any, error) {
		out := []protocol.CodeLens{}
		if snap.doc.goFile {
			return out, nil
		}
		above := false
		for _, c := range transform.SplitCells(snap.text) {
			if len(snap.trim(nil, c.Body, c.End)) == 0 {
				continue
			}
			at := snap.lines.position(c.Start)
			out = append(out, snap.lens(at, "Run cell", CommandRunCell))
			if above {
				out = append(out, snap.lens(at, "Run above", CommandRunAbove))
			}
			above = true
		}
		return out, nil
	}, nil
}

// lens makes one code lens at the line of a cell's start.
func (snap *snapshot) lens(at protocol.Position, title, command string) protocol.CodeLens {
	argument, _ := json.Marshal(struct {
		URI      DocumentURI       `json:"uri"`
		Position protocol.Position `json:"position"`
	}{snap.doc.uri, at})
	end := snap.lines.position(snap.lines.End(int(at.Line)))
	return protocol.CodeLens{
		Range:   protocol.Range{Start: at, End: end},
		Command: protocol.Command{Title: title, Command: command, Arguments: []protocol.LSPAny{argument}},
	}
}

// foldingRange answers textDocument/foldingRange: each cell of several lines.
func (s *server) foldingRange(p *protocol.FoldingRangeParams) (answer, error) {
	snap, err := s.snapshot(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	return func(context.Context) (any, error) {
		out := []protocol.FoldingRange{}
		if snap.doc.goFile {
			return out, nil
		}
		for _, c := range transform.SplitCells(snap.text) {
			kept := snap.trim(nil, c.Start, c.End)
			if len(kept) == 0 {
				continue
			}
			first, last := snap.lines.position(kept[0].Start).Line, snap.lines.position(kept[0].End).Line
			if first < last {
				out = append(out, protocol.FoldingRange{
					StartLine: first, EndLine: last, Kind: protocol.FoldingRangeKindRegion,
				})
			}
		}
		return out, nil
	}, nil
}

// documentSymbol answers textDocument/documentSymbol: the cells, and in them what they define.
func (s *server) documentSymbol(p *protocol.DocumentSymbolParams) (answer, error) {
	return s.withAnalysis(p.TextDocument, []protocol.DocumentSymbol{}, func(_ context.Context, snap *snapshot, a *analysis) (any, error) {
		out := []protocol.DocumentSymbol{}
		for i := range a.cells {
			c := &a.cells[i]
			names := snap.tree(c.symbols())
			if c.Start == c.Body && c.Title == "" { // no marker: nothing to call it by
				out = append(out, names...)
				continue
			}
			title := c.Title
			if title == "" {
				title = fmt.Sprintf("cell %d", i+1)
			}
			out = append(out, protocol.DocumentSymbol{
				Name: title, Kind: protocol.SymbolKindNamespace,
				Range:          snap.lines.rang(c.Start, c.End),
				SelectionRange: snap.lines.rang(c.Start, c.Start),
				Children:       names,
			})
		}
		return out, nil
	})
}
