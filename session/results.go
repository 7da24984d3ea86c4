package session

import (
	"slices"
	"time"

	"github.com/goawait/goawait/transform"
)

// Results returns the results of a document's regions, in the order of its text, and after
// them the cells that wait. Each says where its text is now and whether it is stale. A cell
// that runs has the state Running, and the output and the duration so far.
func (s *Session) Results(path string) []*Result {
	var out []*Result
	for _, cell := range s.docs.cells(path) {
		r := s.resultOf(cell)
		if r == nil {
			r = s.running(cell)
		}
		if r != nil {
			out = append(out, r)
		}
	}
	s.mu.Lock()
	waiting := slices.Clone(s.waiting)
	s.mu.Unlock()
	for _, r := range waiting {
		if at := s.docs.ofQueued(r.Run); at != nil && at.Path == path {
			told := *r
			told.Region = at
			out = append(out, &told)
		}
	}
	return out
}

// running is the result so far of a cell that has begun and not ended; nil if there is none.
func (s *Session) running(cell int) *Result {
	s.mu.Lock()
	k := s.cells[cell]
	if k == nil || k.done {
		s.mu.Unlock()
		return nil
	}
	r := k.result
	r.State, r.Duration, r.Output, r.Dropped = Running, time.Since(r.When), string(k.output), k.dropped
	s.mu.Unlock()
	if region, stale := s.docs.of(cell); region != nil {
		r.Region, r.Stale, r.Lost = region, stale, s.docs.lost(cell)
	}
	return &r
}

// stage tells that a cell waits or has begun.
func (s *Session) stage(r *Result) { s.events.publish(Event{Stage: r}) }

// queueUp makes known that a run has to wait.
func (s *Session) queueUp(r RunRequest) {
	res := &Result{Run: r.run, Source: r.Source, Region: r.Region, State: Queued, When: time.Now(), Conn: r.Conn}
	s.docs.queue(r.run, r.Region, r.Source)
	s.mu.Lock()
	s.waiting = append(s.waiting, res)
	s.mu.Unlock()
	told := *res
	if at := s.docs.ofQueued(r.run); at != nil {
		told.Region = at
	}
	s.stage(&told)
}

// unqueue forgets that a run waits, and gives its region as it is now.
func (s *Session) unqueue(r RunRequest) *Region {
	s.mu.Lock()
	s.waiting = slices.DeleteFunc(s.waiting, func(w *Result) bool { return w.Run == r.run })
	s.mu.Unlock()
	if at := s.docs.unqueue(r.run); at != nil {
		return at
	}
	return r.Region
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
		r.Region, r.Stale, r.Lost = region, stale, s.docs.lost(cell)
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
