package session

import (
	"bytes"
	"slices"
	"strings"

	"github.com/goawait/goawait/transform"
)

// A textMap leads from places of a text that was made of another to places of that other.
// A nil textMap is of a text that stayed what it was.
type textMap struct {
	from, to []byte // the person's text, and what became of it
	pieces   []mapPiece
}

// A mapPiece is a stretch of the made text: the same bytes as in the person's text from there
// on, or something that stands for the stretch there.
type mapPiece struct {
	start, end       int // in the made text
	wasStart, wasEnd int
	same             bool
}

// edited applies edits to a text. They must not overlap.
func edited(src []byte, edits []transform.Edit) *textMap {
	slices.SortStableFunc(edits, func(a, b transform.Edit) int { return a.Start - b.Start })
	m := &textMap{from: src}
	at := 0
	keep := func(to int) {
		if to > at {
			m.pieces = append(m.pieces, mapPiece{len(m.to), len(m.to) + to - at, at, to, true})
			m.to = append(m.to, src[at:to]...)
		}
		at = max(at, to)
	}
	for _, e := range edits {
		keep(e.Start)
		m.pieces = append(m.pieces, mapPiece{len(m.to), len(m.to) + len(e.New), e.Start, e.End, false})
		m.to = append(m.to, e.New...)
		at = max(at, e.End)
	}
	keep(len(src))
	return m
}

// rewritten is the map to a text that was made by somebody who does not say how: lines that
// are the same in both are taken to be the same lines.
func rewritten(src, made []byte) *textMap {
	a, b := bytes.SplitAfter(src, []byte{'\n'}), bytes.SplitAfter(made, []byte{'\n'})
	pairs := commonLines(a, b)
	var edits []transform.Edit
	i, j, at := 0, 0, 0
	for _, p := range append(pairs, [2]int{len(a), len(b)}) {
		end := at + length(a[i:p[0]])
		if text := bytes.Join(b[j:p[1]], nil); len(text) > 0 || end > at {
			edits = append(edits, transform.Edit{Start: at, End: end, New: string(text)})
		}
		if p[0] < len(a) {
			end += len(a[p[0]])
		}
		i, j, at = p[0]+1, p[1]+1, end
	}
	return edited(src, edits)
}

func length(lines [][]byte) (n int) {
	for _, l := range lines {
		n += len(l)
	}
	return n
}

// maxDiff bounds the lines that are compared each with each.
const maxDiff = 2000

// commonLines pairs the lines of a longest common subsequence.
func commonLines(a, b [][]byte) [][2]int {
	var head, tail [][2]int
	for len(head) < min(len(a), len(b)) && bytes.Equal(a[len(head)], b[len(head)]) {
		head = append(head, [2]int{len(head), len(head)})
	}
	n := len(head)
	ra, rb := a[n:], b[n:]
	for k := 1; k <= min(len(ra), len(rb)) && bytes.Equal(ra[len(ra)-k], rb[len(rb)-k]); k++ {
		tail = append(tail, [2]int{len(a) - k, len(b) - k})
	}
	slices.Reverse(tail)
	ra, rb = ra[:len(ra)-len(tail)], rb[:len(rb)-len(tail)]
	if len(ra) > maxDiff || len(rb) > maxDiff {
		return append(head, tail...)
	}
	best := make([][]int, len(ra)+1) // lengths of the common subsequences of ra[i:] and rb[j:]
	for i := range best {
		best[i] = make([]int, len(rb)+1)
	}
	for i := len(ra) - 1; i >= 0; i-- {
		for j := len(rb) - 1; j >= 0; j-- {
			if bytes.Equal(ra[i], rb[j]) {
				best[i][j] = best[i+1][j+1] + 1
			} else {
				best[i][j] = max(best[i+1][j], best[i][j+1])
			}
		}
	}
	for i, j := 0, 0; i < len(ra) && j < len(rb); {
		switch {
		case bytes.Equal(ra[i], rb[j]):
			head = append(head, [2]int{n + i, n + j})
			i, j = i+1, j+1
		case best[i+1][j] >= best[i][j+1]:
			i++
		default:
			j++
		}
	}
	return append(head, tail...)
}

// back gives the offset in the person's text of one in the made text.
func (m *textMap) back(off int) int {
	if m == nil {
		return off
	}
	for _, p := range m.pieces {
		switch {
		case off > p.end || off == p.end && p.end < len(m.to):
		case p.same:
			return p.wasStart + off - p.start
		default:
			return p.wasStart
		}
	}
	return len(m.from)
}

// line gives the line of the person's text, from 1, of one of the made text: where the first
// thing on it comes from.
func (m *textMap) line(n int) int {
	if m == nil {
		return n
	}
	at := 0
	for range n - 1 {
		i := bytes.IndexByte(m.to[at:], '\n')
		if i < 0 {
			break
		}
		at += i + 1
	}
	rest := string(m.to[at:])
	return lineAt(m.from, m.back(at+len(rest)-len(strings.TrimLeft(rest, " \t"))))
}

// errors gives errors about the made text their places in the person's.
func (m *textMap) errors(errs []transform.Error) []transform.Error {
	if m == nil {
		return errs
	}
	out := slices.Clone(errs)
	for i := range out {
		e := &out[i]
		whole := e.End
		e.Start, e.End = m.back(e.Start), m.back(e.End)
		e.End = max(e.End, e.Start)
		if m.replaced(whole) {
			e.Fixes = nil // they are about a text that nobody wrote
		}
	}
	return out
}

// replaced reports whether an offset of the made text is in something that the person did not
// write.
func (m *textMap) replaced(off int) bool {
	return slices.ContainsFunc(m.pieces, func(p mapPiece) bool { return !p.same && p.start <= off && off <= p.end })
}

// then is the map through m and on through next, which begins where m ends.
func (m *textMap) then(next *textMap) *textMap {
	if m == nil {
		return next
	}
	out := &textMap{from: m.from, to: next.to}
	for _, p := range next.pieces {
		if !p.same {
			out.pieces = append(out.pieces, mapPiece{p.start, p.end, m.back(p.wasStart), m.back(p.wasEnd), false})
			continue
		}
		for _, q := range m.pieces {
			from, to := max(q.start, p.wasStart), min(q.end, p.wasEnd)
			if from >= to {
				continue
			}
			piece := mapPiece{start: p.start + from - p.wasStart, end: p.start + to - p.wasStart, same: q.same}
			piece.wasStart, piece.wasEnd = q.wasStart, q.wasEnd
			if q.same {
				piece.wasStart, piece.wasEnd = q.wasStart+from-q.start, q.wasStart+to-q.start
			}
			out.pieces = append(out.pieces, piece)
		}
	}
	return out
}
