package session

import (
	"bytes"
	"fmt"
	"iter"
	"path/filepath"
	"strings"

	"github.com/goawait/goawait/session/engine/wire"
	"github.com/goawait/goawait/transform"
)

// Place names a position as people see it: "scratch.goa:12" if the cell comes from a
// document, where it is now, else "cell 8, line 1". Without a line it names the cell.
func (s *Session) Place(p wire.Position) string {
	if part, ok := s.partOf(p.Cell); ok && part.region == nil {
		if p.Line == 0 {
			return part.label
		}
		return fmt.Sprintf("%s, line %d", part.label, p.Line)
	}
	return placeText(p.Cell, p.Line, s.regionOf(p.Cell))
}

// Frames are the places of a trace, and how often each comes in a row: where something recurred without
// end, one line says as much as a hundred.
func Frames(trace []wire.Position) iter.Seq2[wire.Position, int] {
	return func(yield func(wire.Position, int) bool) {
		for len(trace) > 0 {
			at, times := trace[0], 1
			for times < len(trace) && trace[times] == at {
				times++
			}
			if !yield(at, times) {
				return
			}
			trace = trace[times:]
		}
	}
}

// Locate gives the document and the 0-based line of a position of a cell that comes from a
// document.
func (s *Session) Locate(p wire.Position) (path string, line int, ok bool) {
	r := s.regionOf(p.Cell)
	if r == nil {
		return "", 0, false
	}
	return r.Path, r.Line + max(p.Line, 1) - 1, true
}

// placeText names a line of a cell; line 0 names the cell.
func placeText(cell, line int, r *Region) string {
	switch {
	case r != nil:
		return fmt.Sprintf("%s:%d", filepath.Base(r.Path), r.Line+max(line, 1))
	case cell == 0:
		return "session"
	case line == 0:
		return fmt.Sprintf("cell %d", cell)
	default:
		return fmt.Sprintf("cell %d, line %d", cell, line)
	}
}

// diagnosticText is a diagnostic in one line: "cell 3, line 1, column 1: …" or
// "scratch.goa:12:1: …".
func (x *execution) diagnosticText(src []byte, e *transform.Error) string {
	line, col := lineCol(src, e.Start)
	msg := oneLine(e.Msg)
	if r := x.req.Region; r != nil {
		if line == 1 {
			col += r.Col
		}
		return fmt.Sprintf("%s:%d:%d: %s", filepath.Base(r.Path), r.Line+line, col, msg)
	}
	if part, ok := x.s.partOf(x.part); ok {
		return fmt.Sprintf("%s, line %d, column %d: %s", part.label, line, col, msg)
	}
	if x.cell == 0 {
		return fmt.Sprintf("line %d, column %d: %s", line, col, msg)
	}
	return fmt.Sprintf("cell %d, line %d, column %d: %s", x.cell, line, col, msg)
}

// lineCol gives the 1-based line and column, in bytes, of an offset.
func lineCol(src []byte, off int) (line, col int) {
	before := src[:min(max(off, 0), len(src))]
	return bytes.Count(before, []byte{'\n'}) + 1, len(before) - bytes.LastIndexByte(before, '\n')
}

func lineAt(src []byte, off int) int {
	line, _ := lineCol(src, off)
	return line
}

// lineSpan gives the offsets of a 1-based line of src without its blanks; of all of src if
// there is no such line.
func lineSpan(src string, line int) (start, end int) {
	for n := 1; n < line; n++ {
		i := strings.IndexByte(src[start:], '\n')
		if i < 0 {
			return 0, len(src)
		}
		start += i + 1
	}
	end = len(src)
	if i := strings.IndexByte(src[start:], '\n'); i >= 0 {
		end = start + i
	}
	text := src[start:end]
	start += len(text) - len(strings.TrimLeft(text, " \t"))
	return start, max(start, end-(len(text)-len(strings.TrimRight(text, " \t\r"))))
}

// oneLine puts a text of several lines into one.
func oneLine(text string) string {
	text = strings.TrimRight(text, "\n")
	if !strings.Contains(text, "\n") {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimSpace(l)
	}
	return strings.Join(lines, "; ")
}
