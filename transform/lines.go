package transform

import (
	"bytes"
	"slices"
	"unicode/utf8"
)

// Lines is the index of a text's lines: it converts between byte offsets and (line, column),
// all counted from 0. A line ends at a line feed; the carriage return before one belongs to the
// line break. All its methods are total: what lies outside the text, or inside a character, is
// moved to the nearest place before it that does not. Lines is immutable.
type Lines struct {
	text   []byte
	starts []int  // offsets of the lines' first bytes
	ascii  []bool // by line: columns are bytes in every encoding
}

// NewLines indexes text, which must not be changed afterwards.
func NewLines(text []byte) *Lines {
	l := &Lines{text: text, starts: make([]int, 1, 1+len(text)/32), ascii: make([]bool, 0, 1+len(text)/32)}
	for at := 0; ; {
		n := bytes.IndexByte(text[at:], '\n')
		if n < 0 {
			l.ascii = append(l.ascii, isASCII(text[at:]))
			return l
		}
		l.ascii = append(l.ascii, isASCII(text[at:at+n]))
		at += n + 1
		l.starts = append(l.starts, at)
	}
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// Count is the number of lines: at least one, and one more than there are line feeds.
func (l *Lines) Count() int { return len(l.starts) }

// Start is the offset of a line's first byte.
func (l *Lines) Start(line int) int {
	start, _, _ := l.line(line)
	return start
}

// End is the offset of a line's end, before its line break.
func (l *Lines) End(line int) int {
	_, end, _ := l.line(line)
	return end
}

// line returns where a line starts and ends. One beyond the text is the text's end.
func (l *Lines) line(line int) (start, end int, ascii bool) {
	switch {
	case line < 0:
		return 0, 0, true
	case line >= len(l.starts):
		return len(l.text), len(l.text), true
	}
	start, end = l.starts[line], len(l.text)
	if line+1 < len(l.starts) {
		end = l.starts[line+1] - 1
		if end > start && l.text[end-1] == '\r' {
			end--
		}
	}
	return start, end, l.ascii[line]
}

// find returns the line of an offset and the offset moved into its text.
func (l *Lines) find(offset int) (line, start, at int, ascii bool) {
	offset = min(max(offset, 0), len(l.text))
	line, ok := slices.BinarySearch(l.starts, offset)
	if !ok {
		line--
	}
	start, end, ascii := l.line(line)
	return line, start, min(offset, end), ascii
}

// ByteCol converts an offset to a line and a column in bytes (UTF-8).
func (l *Lines) ByteCol(offset int) (line, col int) {
	line, start, at, ascii := l.find(offset)
	if !ascii {
		at = start + runeStart(l.text[start:], at-start)
	}
	return line, at - start
}

// UTF16Col converts an offset to a line and a column in UTF-16 code units. A byte that is no
// UTF-8 counts as one.
func (l *Lines) UTF16Col(offset int) (line, col int) {
	line, start, at, ascii := l.find(offset)
	if ascii {
		return line, at - start
	}
	for i := start; i < at; {
		r, n := utf8.DecodeRune(l.text[i:])
		if i+n > at {
			break
		}
		col += units(r)
		i += n
	}
	return line, col
}

// OffsetOfByte converts a line and a column in bytes to an offset.
func (l *Lines) OffsetOfByte(line, col int) int {
	start, end, ascii := l.line(line)
	at := start + min(max(col, 0), end-start)
	if !ascii {
		at = start + runeStart(l.text[start:], at-start)
	}
	return at
}

// OffsetOfUTF16 converts a line and a column in UTF-16 code units to an offset.
func (l *Lines) OffsetOfUTF16(line, col int) int {
	start, end, ascii := l.line(line)
	if ascii {
		return start + min(max(col, 0), end-start)
	}
	at := start
	for at < end {
		r, n := utf8.DecodeRune(l.text[at:])
		if col -= units(r); col < 0 {
			break
		}
		at += n
	}
	return at
}

func units(r rune) int {
	if r >= 0x10000 {
		return 2
	}
	return 1
}

// runeStart moves an offset in line to the start of the character that it is in.
func runeStart(line []byte, at int) int {
	for back := 1; back < utf8.UTFMax && back <= at; back++ {
		if r, n := utf8.DecodeRune(line[at-back:]); n > back && r != utf8.RuneError {
			return at - back
		}
		if utf8.RuneStart(line[at-back]) {
			break
		}
	}
	return at
}
