package lsp

import (
	"bytes"
	"sort"
	"unicode/utf8"

	"go.lsp.dev/protocol"
)

// A lineIndex converts between byte offsets of one text and a client's positions. Every
// conversion is total: what lies outside is clamped to the nearest place inside, and what
// points into the middle of a character to its start.
//
// A line ends at \n, \r\n or \r, as the specification has it ("Text Documents").
type lineIndex struct {
	text  []byte
	start []int // offset of each line's first byte; start[0] is 0
	wide  bool  // columns count UTF-16 code units, not bytes
}

func newLineIndex(text []byte, encoding protocol.PositionEncodingKind) *lineIndex {
	x := &lineIndex{text: text, wide: encoding != protocol.PositionEncodingKindUTF8}
	x.start = make([]int, 1, bytes.Count(text, []byte{'\n'})+1)
	lone := bytes.IndexByte(text, '\r') >= 0 // a lone \r is rare: look for it only if there is any
	for i := 0; i < len(text); {
		n := -1
		if lone {
			n = bytes.IndexAny(text[i:], "\r\n")
		} else {
			n = bytes.IndexByte(text[i:], '\n')
		}
		if n < 0 {
			break
		}
		i += n + 1
		if text[i-1] == '\r' && i < len(text) && text[i] == '\n' {
			i++
		}
		x.start = append(x.start, i)
	}
	return x
}

// lines is how many there are: at least one.
func (x *lineIndex) lines() int { return len(x.start) }

// line gives the text of a line without its end.
func (x *lineIndex) line(n int) []byte {
	end := len(x.text)
	if n+1 < len(x.start) {
		end = x.start[n+1]
	}
	return bytes.TrimRight(x.text[x.start[n]:end], "\r\n")
}

// offset gives the byte that a position is at.
func (x *lineIndex) offset(p protocol.Position) int {
	if int64(p.Line) >= int64(len(x.start)) {
		return len(x.text)
	}
	start, line := x.start[p.Line], x.line(int(p.Line))
	if !x.wide {
		if int64(p.Character) >= int64(len(line)) {
			return start + len(line)
		}
		col := int(p.Character)
		for col > 0 && !utf8.RuneStart(line[col]) {
			col--
		}
		return start + col
	}
	col, units := 0, int64(0)
	for col < len(line) {
		size, wide := 1, int64(1)
		if line[col] >= utf8.RuneSelf {
			var r rune
			if r, size = utf8.DecodeRune(line[col:]); r > 0xffff {
				wide = 2
			}
		}
		if units+wide > int64(p.Character) {
			break
		}
		units += wide
		col += size
	}
	return start + col
}

// position gives the position of a byte.
func (x *lineIndex) position(offset int) protocol.Position {
	n, col := x.place(offset)
	head := x.line(n)
	head = head[:min(col, len(head))]
	if !x.wide {
		return protocol.Position{Line: uint32(n), Character: uint32(len(head))}
	}
	units := 0
	for i := 0; i < len(head); {
		if head[i] < utf8.RuneSelf {
			units, i = units+1, i+1
			continue
		}
		r, size := utf8.DecodeRune(head[i:])
		if units++; r > 0xffff {
			units++
		}
		i += size
	}
	return protocol.Position{Line: uint32(n), Character: uint32(units)}
}

// at gives the byte at a 0-based line and a column in bytes, whatever the client counts.
func (x *lineIndex) at(line, col int) int {
	switch {
	case line < 0:
		return 0
	case line >= len(x.start):
		return len(x.text)
	}
	return x.start[line] + max(0, min(col, len(x.line(line))))
}

// place gives the 0-based line and the column in bytes of an offset.
func (x *lineIndex) place(offset int) (line, col int) {
	offset = max(0, min(offset, len(x.text)))
	line = sort.SearchInts(x.start, offset+1) - 1
	return line, offset - x.start[line]
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
