package session

import "github.com/goawait/goawait/transform"

// Results returns the results of a document's regions, in the order of its text. Each says
// where its text is now and whether it is stale; one whose cell still runs is not among them.
func (s *Session) Results(path string) []*Result {
	var out []*Result
	for _, cell := range s.docs.cells(path) {
		if r := s.resultOf(cell); r != nil {
			out = append(out, r)
		}
	}
	return out
}

// Result returns the result of a cell with its output so far; nil if it has not ended, or is
// not kept any more.
func (s *Session) Result(cell int) *Result { return s.resultOf(cell) }

func (s *Session) resultOf(cell int) *Result {
	s.mu.Lock()
	k := s.cells[cell]
	if k == nil || !k.done {
		s.mu.Unlock()
		return nil
	}
	r := k.result
	r.Output, r.Dropped = string(k.output), k.dropped
	s.mu.Unlock()
	if region, stale := s.docs.of(cell); region != nil {
		r.Region, r.Stale = region, stale
	} else if r.Region != nil {
		r.Stale = true // its region was run again, or is gone
	}
	return &r
}

// regionOf is where a cell's text is now, or was when it ran; nil if it has no document.
func (s *Session) regionOf(cell int) *Region {
	if region, _ := s.docs.of(cell); region != nil {
		return region
	}
	if p, ok := s.partOf(cell); ok {
		return p.region
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if k := s.cells[cell]; k != nil {
		return k.result.Region
	}
	if e := s.history.cell(cell); e != nil {
		return e.region()
	}
	return nil
}

// Edited tells the session that a document was edited, so that results move along and go
// stale where their text changed; one whose text comes back is fresh again. edits are in
// byte offsets, each of the text that the one before it left; text is what they lead to,
// and must not be changed afterwards. Without edits, or with edits that do not lead to text,
// the regions are looked for in it.
func (s *Session) Edited(path string, edits []transform.Edit, text []byte) {
	s.docs.edited(path, edits, text)
}

// ClearResults forgets what documents show of the cells that have ended: of one document, or
// of all if path is empty. The cells stay in the history. Subscribers are told.
func (s *Session) ClearResults(path string) {
	s.mu.Lock()
	running := map[int]bool{}
	for cell, k := range s.cells {
		running[cell] = !k.done
	}
	s.mu.Unlock()
	s.docs.clear(path, running)
	s.events.publish(Event{Cleared: &path})
}
