package engine

import (
	"fmt"
	"slices"
)

// A ledger counts what each cell has printed, holds it to the limit, and keeps the
// characters that were written in part. It is guarded by its outbox's mu.
type ledger struct {
	limit    int64 // bytes a cell; 0 is none
	accounts map[int]*account
	partial  []partial
}

// An account is one cell's output.
type account struct{ printed, dropped int64 }

// A partial is the beginning of a character whose rest is still to be written.
type partial struct {
	source
	bytes []byte
}

// open begins a cell's account. Cells without a number of their own share one, in turns.
func (l *ledger) open(cell int) { delete(l.accounts, cell) }

// admit gives as much of p as the cell may still print, and counts all of it.
func (l *ledger) admit(cell int, p []byte) []byte {
	if l.limit == 0 {
		return p
	}
	a := l.accounts[cell]
	if a == nil {
		if l.accounts == nil {
			l.accounts = make(map[int]*account)
		}
		a = new(account)
		l.accounts[cell] = a
	}
	keep := max(min(l.limit-a.printed, int64(len(p))), 0)
	if keep < int64(len(p)) {
		keep = int64(cutRune(p[:keep]))
		// What follows a gap would be misleading, however little it is.
		a.printed = l.limit
	}
	a.printed += keep
	a.dropped += int64(len(p)) - keep
	return p[:keep]
}

// whole gives p with what src had written of a character before it, and without what is
// incomplete at its end, which is kept.
func (l *ledger) whole(src source, p []byte) []byte {
	if i := slices.IndexFunc(l.partial, func(h partial) bool { return h.source == src }); i >= 0 {
		p = append(l.partial[i].bytes, p...)
		l.partial = slices.Delete(l.partial, i, i+1)
	}
	n := cutRune(p)
	if n < len(p) {
		l.partial = append(l.partial, partial{src, append([]byte(nil), p[n:]...)})
	}
	return p[:n]
}

// settle gives, and forgets, the incomplete characters of a cell and a note about what it
// printed beyond the limit since the last note, "" if there was nothing.
func (l *ledger) settle(cell int) (rest []partial, note string) {
	l.partial = slices.DeleteFunc(l.partial, func(h partial) bool {
		if h.cell == cell {
			rest = append(rest, h)
		}
		return h.cell == cell
	})
	if a := l.accounts[cell]; a != nil && a.dropped > 0 {
		note = fmt.Sprintf("\n[the output limit of %s was reached: %d bytes were dropped]\n", size(l.limit), a.dropped)
		a.dropped = 0
	}
	return rest, note
}

// size is n bytes as people say it: "1 MiB", "1500 bytes".
func size(n int64) string {
	for _, unit := range []struct {
		name  string
		bytes int64
	}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}} {
		if n >= unit.bytes && n%unit.bytes == 0 {
			return fmt.Sprintf("%d %s", n/unit.bytes, unit.name)
		}
	}
	return fmt.Sprintf("%d bytes", n)
}
