package session

// A part is text that runs on behalf of a cell and is not its own: a file's cell that %run
// runs, or a startup cell. The engine knows part n as cell -n, so that positions in it can
// be told from those in the cell's own text.
type part struct {
	parent int     // the cell under which its output is shown; 0 for none
	region *Region // the file that it comes from; nil if there is none
	label  string  // what it is called where it has no file
}

// addPart makes a part known and returns its number, which is negative. The session's mutex
// guards parts.
func (s *Session) addPart(p part) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.parts = append(s.parts, p)
	return -len(s.parts)
}

// partOf returns the part that a number means; ok is false for a cell's.
func (s *Session) partOf(number int) (p part, ok bool) {
	if number >= 0 {
		return part{}, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if -number > len(s.parts) {
		return part{}, false
	}
	return s.parts[-number-1], true
}

// shownUnder is the cell under which what a cell or part causes is shown.
func (s *Session) shownUnder(number int) int {
	if p, ok := s.partOf(number); ok {
		return p.parent
	}
	return number
}

// number is how the engine knows what the execution runs now.
func (x *execution) number() int {
	if x.part != 0 {
		return x.part
	}
	return x.cell
}
