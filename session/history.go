package session

import (
	"slices"

	"github.com/goawait/goawait/session/engine/wire"
)

// A history is the cells that were run, in order. The session's mutex guards it.
type history struct {
	entries []*Entry
	epochs  []int // indexes of entries at which a fresh start was made
}

// restore takes over what a journal held.
func (h *history) restore(records []record) {
	for _, rec := range records {
		if rec.Fresh {
			h.fresh()
			continue
		}
		h.entries = append(h.entries, rec.Entry)
	}
}

func (h *history) add(e *Entry) { h.entries = append(h.entries, e) }

// fresh marks a start without replay.
func (h *history) fresh() { h.epochs = append(h.epochs, len(h.entries)) }

// last is the highest number of a cell.
func (h *history) last() int {
	n := 0
	for _, e := range h.entries {
		n = max(n, e.Cell)
	}
	return n
}

// cell returns the last entry with that number; nil if there is none.
func (h *history) cell(n int) *Entry {
	for _, e := range slices.Backward(h.entries) {
		if e.Cell == n {
			return e
		}
	}
	return nil
}

// replayable gives the successful cells since the last fresh start, each number once. If
// there are none since then, those before it are given: a restart that forgot to ask for
// the replay can be mended by another.
func (h *history) replayable() []*Entry {
	end := len(h.entries)
	for _, begin := range slices.Backward(append([]int{0}, h.epochs...)) {
		if found := successes(h.entries[begin:end]); len(found) > 0 {
			return found
		}
		end = begin
	}
	return nil
}

// successes gives the entries that ended well. Of several with one number, an earlier
// replay's, the last counts.
func successes(entries []*Entry) []*Entry {
	at := map[int]int{}
	var out []*Entry
	for _, e := range entries {
		if e.State != wire.Done {
			continue
		}
		if i, ok := at[e.Cell]; ok {
			out[i] = e
			continue
		}
		at[e.Cell] = len(out)
		out = append(out, e)
	}
	return out
}

// History returns the cells that were run, those of the journal included, in order.
func (s *Session) History() []Entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]Entry, len(s.history.entries))
	for i, e := range s.history.entries {
		out[i] = *e
	}
	return out
}
