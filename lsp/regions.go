package lsp

import (
	"bytes"
	"context"
	"slices"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/transform"
)

// regions answers goawait/regions: what is to be run for a selection. So editors that run
// over DAP decide nothing about cells themselves.
func (s *server) regions(p *RegionsParams) (answer, error) {
	snap, spans, err := s.spans(p)
	if err != nil {
		return nil, err
	}
	return func(context.Context) (any, error) { return snap.regionTexts(spans), nil }, nil
}

// spans gives the stretches of a document that parameters mean.
func (s *server) spans(p *RegionsParams) (*snapshot, []transform.Span, error) {
	snap, err := s.snapshot(p.TextDocument.URI)
	if err != nil {
		return nil, nil, err
	}
	if err := checkKind(p.Kind); err != nil {
		return nil, nil, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "%v", err)
	}
	return snap, snap.regions(p.Kind, p.Range), nil
}

// regionTexts makes what clients see of stretches.
func (snap *snapshot) regionTexts(spans []transform.Span) []RegionText {
	out := []RegionText{}
	for _, r := range spans {
		out = append(out, RegionText{
			Range:   snap.lines.rang(r.Start, r.End),
			Text:    string(snap.text[r.Start:r.End]),
			Advance: snap.lines.position(snap.advance(r.End)),
		})
	}
	return out
}

// regions gives the stretches to run for a selection, in order: the selection widened, the
// items on its first line, or cells. None is empty.
func (snap *snapshot) regions(kind RegionKind, r protocol.Range) []transform.Span {
	start, end := snap.lines.span(r)
	cells := transform.SplitCells(snap.text)
	if kind == KindHere {
		kind = KindLine
		if slices.ContainsFunc(cells, func(c transform.CellRange) bool { return c.Body > c.Start }) {
			kind = KindCell
		}
	}
	switch kind {
	case KindLine:
		end = start
		fallthrough
	case KindRegion:
		w := transform.Widen(snap.text, start, end)
		return snap.trim(nil, w.Start, w.End)
	}
	here := cellAt(cells, start)
	switch kind {
	case KindCell:
		cells = cells[here : here+1]
	case KindAbove:
		cells = cells[:here]
	case KindBelow:
		cells = cells[here:]
	}
	var out []transform.Span
	for _, c := range cells {
		out = snap.trim(out, c.Body, c.End)
	}
	return out
}

// cellAt gives the index of the cell that an offset is in.
func cellAt(cells []transform.CellRange, offset int) int {
	for i := range cells {
		if offset < cells[i].End {
			return i
		}
	}
	return len(cells) - 1
}

// trim appends a span less the blank lines around it, so that it ends where its text does;
// nothing if nothing is left.
func (snap *snapshot) trim(out []transform.Span, start, end int) []transform.Span {
	text := snap.text[start:end]
	kept := bytes.TrimRight(text, " \t\r\n")
	for {
		n := bytes.IndexByte(kept, '\n')
		if n < 0 || len(bytes.TrimSpace(kept[:n])) > 0 {
			break
		}
		kept, start = kept[n+1:], start+n+1
	}
	if len(kept) == 0 {
		return out
	}
	return append(out, transform.Span{Start: start, End: start + len(kept)})
}

// runRegions makes what the Host is to run of stretches.
func (snap *snapshot) runRegions(spans []transform.Span) []Region {
	var out []Region
	for _, r := range spans {
		line, col := snap.lines.ByteCol(r.Start)
		out = append(out, Region{Path: snap.doc.path, Source: string(snap.text[r.Start:r.End]), Line: line, Col: col})
	}
	return out
}
