package prompt

import (
	"strings"
	"sync"
)

// past is the history of cells: those of earlier sessions and what was run since.
type past struct {
	mu    sync.Mutex // guards cells
	cells []string
}

func (h *past) add(cell string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	cell = strings.TrimRight(cell, " \t\n")
	if n := len(h.cells); cell != "" && (n == 0 || h.cells[n-1] != cell) {
		h.cells = append(h.cells, cell)
	}
}

// find gives the next cell from at on, in steps of by, that fits; false if there is none.
func (h *past) find(at, by int, fits func(cell string) bool) (int, string, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for i := at + by; i >= 0 && i < len(h.cells); i += by {
		if fits(h.cells[i]) {
			return i, h.cells[i], true
		}
	}
	return 0, "", false
}

func (h *past) len() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.cells)
}

// signs stand, in the one line that is edited, for what a line cannot have: the ends of the
// lines of a cell, and tabs, which the line editor takes to be as wide as any other.
type signs struct{ newline, tab string }

var plainSigns = signs{"\n", "\t"}

// signsFor are signs that a text does not have itself.
func signsFor(text string) signs {
	free := func(list ...string) string {
		for _, s := range list {
			if !strings.Contains(text, s) {
				return s
			}
		}
		return ""
	}
	return signs{free("⏎", "↵", "␤", "¶", "\u2028"), free("→", "⇥", "␉", "▸", "\u2003")}
}

func (s signs) inLine(text string) string {
	return strings.NewReplacer("\n", s.newline, "\t", s.tab).Replace(text)
}

func (s signs) text(line string) string {
	return strings.NewReplacer(s.newline, "\n", s.tab, "\t").Replace(line)
}

// A browsing is a way through the history.
type browsing struct {
	at    int    // of the cell that is shown
	typed string // the line with which it began
	fits  func(cell string) bool
	shown string
}

// recall serves the keys that go through the history: the cells that begin with what is left of
// the cursor, or for Ctrl-R those that have the line in them. A cell is edited as one line. In
// the middle of a cell the first Up takes its lines above into the line.
func (t *terminal) recall(line string, pos int, key rune) (string, int, bool) {
	if t.before != "" && !t.whole && key == keyOlder {
		text := t.before + line
		t.whole, t.signs = true, signsFor(text)
		line = t.signs.inLine(text)
		return line, len(line), true
	}
	b := t.browse
	if b == nil || b.shown != line {
		want := t.signs.text(line[:pos])
		b = &browsing{at: t.past.len(), typed: line, shown: line, fits: func(cell string) bool { return strings.HasPrefix(cell, want) }}
		if t.whole {
			b.fits = func(string) bool { return true }
		}
		if key == ctrlR {
			part := t.signs.text(line)
			b.fits = func(cell string) bool { return strings.Contains(cell, part) }
		}
		t.browse = b
	}
	by := -1
	if key == keyNewer {
		by = 1
	}
	now := t.signs.text(line)
	at, cell, ok := t.past.find(b.at, by, func(cell string) bool { return cell != now && b.fits(cell) })
	switch {
	case ok:
		t.whole, t.signs = true, signsFor(cell)
		b.at, b.shown = at, t.signs.inLine(cell)
	case by > 0:
		b.at, b.shown = t.past.len(), b.typed
	}
	return b.shown, len(b.shown), true
}
