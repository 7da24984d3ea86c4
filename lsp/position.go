package lsp

import (
	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/transform"
)

// A lineIndex converts between byte offsets of one text and a client's positions, in the
// encoding that was negotiated. It is total, as transform.Lines is. A lone \r ends no line,
// which is how Go and editors count; the specification would have it otherwise.
type lineIndex struct {
	*transform.Lines
	utf8 bool // columns count bytes, not UTF-16 code units
}

func newLineIndex(text []byte, encoding protocol.PositionEncodingKind) *lineIndex {
	return &lineIndex{transform.NewLines(text), encoding == protocol.PositionEncodingKindUTF8}
}

// offset gives the byte that a position is at.
func (x *lineIndex) offset(p protocol.Position) int {
	line, col := clampInt(p.Line), clampInt(p.Character)
	if x.utf8 {
		return x.OffsetOfByte(line, col)
	}
	return x.OffsetOfUTF16(line, col)
}

// clampInt keeps a number of the protocol an int where ints have 32 bits.
func clampInt(n uint32) int { return int(min(n, 1<<31-1)) }

// position gives the position of a byte.
func (x *lineIndex) position(offset int) protocol.Position {
	convert := x.UTF16Col
	if x.utf8 {
		convert = x.ByteCol
	}
	line, col := convert(offset)
	return protocol.Position{Line: uint32(line), Character: uint32(col)}
}

// span gives the bytes of a range, the lesser end first.
func (x *lineIndex) span(r protocol.Range) (start, end int) {
	start, end = x.offset(r.Start), x.offset(r.End)
	return min(start, end), max(start, end)
}

// rang gives the range of bytes.
func (x *lineIndex) rang(start, end int) protocol.Range {
	return protocol.Range{Start: x.position(start), End: x.position(end)}
}
