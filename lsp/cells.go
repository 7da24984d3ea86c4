package lsp

import (
	"bytes"
	"context"
	"fmt"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/transform"
)

// newCell is the marker line that an inserted or split cell begins with.
const newCell = "//%%\n"

// cells answers goawait/cells: the cells of a document, but for a blank stretch above the
// first marker, which nobody would call one.
func (s *server) cells(p *DocumentParams) (answer, error) {
	snap, err := s.snapshot(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	return func(context.Context) (any, error) {
		out := []CellText{}
		for _, c := range snap.visibleCells() {
			out = append(out, CellText{
				Range: snap.lines.rang(c.Start, c.End),
				Body:  snap.lines.rang(c.Body, c.End),
				Title: c.Title,
			})
		}
		return out, nil
	}, nil
}

// visibleCells are the cells that a person sees as such.
func (snap *snapshot) visibleCells() []transform.CellRange {
	cells := transform.SplitCells(snap.text)
	if len(cells) > 1 && cells[0].Start == cells[0].Body && snap.blank(cells[0]) {
		return cells[1:]
	}
	return cells
}

// blank reports whether a cell's body has nothing in it.
func (snap *snapshot) blank(c transform.CellRange) bool {
	return len(bytes.TrimSpace(snap.text[c.Body:c.End])) == 0
}

// editCells answers goawait/editCells: the edits by which a cell is inserted, split or merged.
func (s *server) editCells(p *EditCellsParams) (answer, error) {
	snap, err := s.snapshot(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	at, err := snap.inside(p.Position)
	if err != nil {
		return nil, err
	}
	cut, err := snap.cut(p.Action, at)
	if err != nil {
		return nil, err
	}
	return func(context.Context) (any, error) {
		after := newLineIndex(splice(snap.text, cut.Edit), s.client.encoding)
		return CellEdits{
			Edits:    []protocol.TextEdit{{Range: snap.lines.rang(cut.Start, cut.End), NewText: cut.New}},
			Position: after.position(cut.cursor),
		}, nil
	}, nil
}

// inside gives the offset of a position that is to be in the document. A column beyond the
// line's end is its end, as the specification has it.
func (snap *snapshot) inside(p protocol.Position) (int, error) {
	if line, count := int64(p.Line), int64(snap.lines.Count()); line >= count {
		return 0, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "line %d is beyond the document's end: it has %d lines", line, count)
	}
	return snap.lines.offset(p), nil
}

// A cellEdit is one edit of a document and where the cursor is after it.
type cellEdit struct {
	transform.Edit
	cursor int // in the text that the edit makes
}

// cut gives the edit of an action on the cell at an offset.
func (snap *snapshot) cut(action CellAction, at int) (cellEdit, error) {
	cells := transform.SplitCells(snap.text)
	here := cellAt(cells, at)
	switch action {
	case ActionInsertAbove:
		return snap.insertAbove(cells[here]), nil
	case ActionInsertBelow:
		return snap.insertBelow(cells[here]), nil
	case ActionSplit:
		return snap.split(cells[here], at)
	case ActionMergeUp:
		if here == 0 {
			return cellEdit{}, jsonrpc2.Errorf(codeFailed, "there is no cell above to merge with")
		}
		return snap.merge(cells[here], at)
	case ActionMergeDown:
		if here+1 == len(cells) {
			return cellEdit{}, jsonrpc2.Errorf(codeFailed, "there is no cell below to merge with")
		}
		return snap.merge(cells[here+1], at)
	}
	return cellEdit{}, jsonrpc2.Errorf(jsonrpc2.InvalidParams,
		`the action %.40q is not known; have: "insertAbove", "insertBelow", "split", "mergeUp", "mergeDown"`, action)
}

// insertAbove puts an empty cell above c. Where c has no marker it is given one.
func (snap *snapshot) insertAbove(c transform.CellRange) cellEdit {
	text := newCell + "\n"
	if c.Start == c.Body {
		text += newCell
	}
	return cellEdit{transform.Edit{Start: c.Start, End: c.Start, New: text}, c.Start + len(newCell)}
}

// insertBelow puts an empty cell below c.
func (snap *snapshot) insertBelow(c transform.CellRange) cellEdit {
	text := newCell + "\n"
	if c.End > 0 && snap.text[c.End-1] != '\n' {
		text = "\n" + text // c's last line is the document's, and has no end
	}
	return cellEdit{transform.Edit{Start: c.End, End: c.End, New: text}, c.End + len(text) - 1}
}

// split cuts c in two at an offset: above the offset's line if it is in its indentation, else
// at the offset. What is one item stays one.
func (snap *snapshot) split(c transform.CellRange, at int) (cellEdit, error) {
	if at < c.Body {
		return cellEdit{}, jsonrpc2.Errorf(codeFailed, "a cell begins here already")
	}
	lineStart := c.Body + bytes.LastIndexByte(snap.text[c.Body:at], '\n') + 1
	text := newCell
	if len(bytes.TrimSpace(snap.text[lineStart:at])) == 0 {
		at = lineStart
	} else {
		text = "\n" + newCell
		for _, end := range []string{"\n", "\r\n"} { // at the line's end: below it
			if bytes.HasPrefix(snap.text[at:c.End], []byte(end)) {
				at, text = at+len(end), newCell
				break
			}
		}
	}
	parsed := transform.Parse(snap.text[c.Body:c.End])
	if parsed.Magic != nil {
		return cellEdit{}, jsonrpc2.Errorf(codeFailed, "a cell that begins with %%%%%s is not split: what follows would no longer be under it", parsed.Magic.Name)
	}
	for i := range parsed.Items {
		if it := &parsed.Items[i]; c.Body+it.Start < at && at < c.Body+it.End {
			line, _ := snap.lines.ByteCol(c.Body + it.Start)
			return cellEdit{}, jsonrpc2.Errorf(codeFailed, "a cell is split between its items, and the one of line %d reaches across here", line+1)
		}
	}
	return cellEdit{transform.Edit{Start: at, End: at, New: text}, at + len(text)}, nil
}

// merge takes away the marker of c, so that it is one with the cell above it. The cursor stays
// where it was.
func (snap *snapshot) merge(c transform.CellRange, at int) (cellEdit, error) {
	if magic := transform.Parse(snap.text[c.Body:c.End]).Magic; magic != nil {
		return cellEdit{}, jsonrpc2.Errorf(codeFailed, "%%%%%s has to be the first line of its cell", magic.Name)
	}
	cursor := at
	switch {
	case at >= c.Body:
		cursor -= c.Body - c.Start
	case at > c.Start:
		cursor = c.Start
	}
	return cellEdit{transform.Edit{Start: c.Start, End: c.Body}, cursor}, nil
}

// advance gives where the cursor goes when what ends at an offset has been run: to the next
// line with code on it, in the next cell if need be, else to the end of the document.
func (snap *snapshot) advance(end int) int {
	for _, c := range transform.SplitCells(snap.text) {
		if c.End <= end {
			continue
		}
		at := c.Body
		if end > at { // in the middle of this cell: on from the next line
			n := bytes.IndexByte(snap.text[end:c.End], '\n')
			if n < 0 {
				continue
			}
			at = end + n + 1
		}
		if kept := snap.trim(nil, at, c.End); len(kept) > 0 {
			return kept[0].Start
		}
	}
	return len(snap.text)
}

// checkKind tells of a kind that is not known.
func checkKind(kind RegionKind) error {
	switch kind {
	case KindRegion, KindLine, KindCell, KindHere, KindAbove, KindBelow, KindAll:
		return nil
	}
	return fmt.Errorf(`the kind %.40q is not known; have: "region", "line", "cell", "here", "above", "below", "all"`, kind)
}
