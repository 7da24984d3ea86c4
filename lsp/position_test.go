package lsp

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"go.lsp.dev/protocol"
)

func pos(line, char uint32) protocol.Position {
	return protocol.Position{Line: line, Character: char}
}

func TestPositions(t *testing.T) {
	const text = "a\r\nbé😀c\n\nlast"
	utf16, utf8 := protocol.PositionEncodingKindUTF16, protocol.PositionEncodingKindUTF8
	for _, test := range []struct {
		encoding protocol.PositionEncodingKind
		at       protocol.Position
		offset   int
		back     protocol.Position // where the offset is
	}{
		{utf16, pos(0, 0), 0, pos(0, 0)},
		{utf16, pos(0, 1), 1, pos(0, 1)},
		{utf16, pos(0, 9), 1, pos(0, 1)},
		{utf16, pos(1, 0), 3, pos(1, 0)},
		{utf16, pos(1, 2), 6, pos(1, 2)},
		{utf16, pos(1, 3), 6, pos(1, 2)}, // inside the pair
		{utf16, pos(1, 4), 10, pos(1, 4)},
		{utf16, pos(1, 5), 11, pos(1, 5)},
		{utf16, pos(2, 0), 12, pos(2, 0)},
		{utf16, pos(3, 4), 17, pos(3, 4)},
		{utf16, pos(4, 0), 17, pos(3, 4)},
		{utf16, pos(1<<31, 1<<31), 17, pos(3, 4)},
		{utf8, pos(1, 2), 4, pos(1, 1)}, // inside é
		{utf8, pos(1, 3), 6, pos(1, 3)},
		{utf8, pos(1, 5), 6, pos(1, 3)}, // inside the emoji
		{utf8, pos(1, 7), 10, pos(1, 7)},
		{utf8, pos(1, 1<<31), 11, pos(1, 8)},
	} {
		x := newLineIndex([]byte(text), test.encoding)
		if got := x.offset(test.at); got != test.offset {
			t.Errorf("%s: offset(%v) = %d, want %d", test.encoding, test.at, got, test.offset)
		}
		if got := x.position(test.offset); got != test.back {
			t.Errorf("%s: position(%d) = %v, want %v", test.encoding, test.offset, got, test.back)
		}
	}
}

// FuzzPositions holds the index against the obvious way to count, on any text and any place.
func FuzzPositions(f *testing.F) {
	f.Add("a\r\nbé😀c\n\rla\rst\r", 5, uint32(1), uint32(3))
	f.Add("", 0, uint32(0), uint32(0))
	f.Add("\xff\x80\n\xf0\x9f\x98", 3, uint32(1), uint32(1))
	f.Fuzz(func(t *testing.T, text string, offset int, line, char uint32) {
		for _, encoding := range []protocol.PositionEncodingKind{
			protocol.PositionEncodingKindUTF8, protocol.PositionEncodingKindUTF16,
		} {
			x := newLineIndex([]byte(text), encoding)
			if at := x.offset(pos(line, char)); at < 0 || at > len(text) {
				t.Fatalf("%s: offset(%d, %d) = %d of %d", encoding, line, char, at, len(text))
			}
			p := x.position(offset)
			if int(p.Line) >= x.Count() {
				t.Fatalf("%s: position(%d) = %v of %d lines", encoding, offset, p, x.Count())
			}
			if !utf8.ValidString(text) || offset < 0 || offset > len(text) {
				continue
			}
			// Both ways round, at the start of a character that is on a line.
			atLineEnd := offset > 0 && strings.HasPrefix(text[offset-1:], "\r\n")
			if (offset == len(text) || utf8.RuneStart(text[offset])) && !atLineEnd {
				if got := x.offset(p); got != offset {
					t.Fatalf("%s: %d is %v is %d", encoding, offset, p, got)
				}
				if want := countedPosition(text[:offset], encoding); p != want {
					t.Fatalf("%s: position(%d) = %v, want %v", encoding, offset, p, want)
				}
			}
		}
	})
}

// countedPosition is where a text ends, counted from its start.
func countedPosition(text string, encoding protocol.PositionEncodingKind) protocol.Position {
	lines := strings.Split(text, "\n")
	last := lines[len(lines)-1]
	n := len(last)
	if encoding == protocol.PositionEncodingKindUTF16 {
		n = len(utf16.Encode([]rune(last)))
	}
	return pos(uint32(len(lines)-1), uint32(n))
}

// FuzzWholeEdit holds that a whole-text change as an edit gives that text.
func FuzzWholeEdit(f *testing.F) {
	f.Add("abc", "abXc")
	f.Add("aaa", "aa")
	f.Add("", "x")
	f.Fuzz(func(t *testing.T, old, text string) {
		edit := wholeEdit([]byte(old), text)
		if got := splice([]byte(old), edit); !slices.Equal(got, []byte(text)) {
			t.Fatalf("%q to %q by %+v gave %q", old, text, edit, got)
		}
	})
}
