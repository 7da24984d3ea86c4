package session

import (
	"os"
	"strings"
	"sync"
)

// strays is a writer that finds in what an engine's process writes to its own descriptor 2 what code
// wrote there that is no cell's: println in a package, or C. The runtime says there as well why it dies, and
// only its dying tells the two apart: what begins as its last words do is held back until it is known
// whether it dies. It is safe for concurrent use.
type strays struct {
	found func(text string) // called with mu held
	doubt func()            // what begins as last words do is held back from now on; called with mu held

	mu    sync.Mutex // guards what follows
	begun bool       // the engine is up: before that, what is written says why it is not
	over  bool       // the engine has ended
	part  string     // of a line that may yet become the beginning of last words
	inner bool       // the line that is being written has begun
	held  []byte     // last words, if the engine dies; nil if there are none

	settled chan struct{} // closed when held was given out; nil while nothing is held
}

// dyingWords begin what the runtime says first.
var dyingWords = []string{"panic: ", "fatal error: ", "runtime: ", "unexpected fault address ", "SIG", "goroutine "}

// begin has what comes from now on be found.
func (s *strays) begin() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.begun = true
}

// up reports whether the engine had said that it is up.
func (s *strays) up() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.begun
}

// Write implements io.Writer.
func (s *strays) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.begun && !s.over {
		s.takeLocked(string(p))
	}
	return len(p), nil
}

func (s *strays) takeLocked(text string) {
	if s.held != nil {
		s.held = append(s.held, text...)
		return
	}
	var found strings.Builder
	text = s.part + text
	s.part = ""
	for rest := text; rest != ""; {
		end := strings.IndexByte(rest, '\n') + 1
		if end == 0 {
			end = len(rest)
		}
		line := rest[:end]
		if !s.inner && startsAny(line, dyingWords) {
			s.held, s.settled = []byte(rest), make(chan struct{})
			break
		}
		if !s.inner && endsEarly(line, dyingWords) {
			s.part = line
			break
		}
		found.WriteString(line)
		s.inner = !strings.HasSuffix(line, "\n")
		rest = rest[end:]
	}
	if found.Len() > 0 {
		s.found(found.String())
	}
	if s.held != nil {
		s.doubt()
	}
}

// size is how much is held back.
func (s *strays) size() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.held)
}

// settling is closed once what is held back now was given out; nil if nothing is.
func (s *strays) settling() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.settled
}

// flush gives out the beginning of a line that may become last words: a cell has ended, and those
// come in one piece.
func (s *strays) flush() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.flushLocked()
}

func (s *strays) flushLocked() {
	if s.part == "" {
		return
	}
	s.found(s.part)
	s.part, s.inner = "", true
}

// release gives out what is held back: the engine lives.
func (s *strays) release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.releaseLocked()
}

func (s *strays) releaseLocked() {
	if s.held == nil {
		return
	}
	text := string(s.held)
	s.held = nil
	s.inner = !strings.HasSuffix(text, "\n")
	s.found(text)
	close(s.settled)
	s.settled = nil
}

// end is told that the engine has ended, and whether the runtime may have ended it. It returns the
// runtime's last words, and gives out what is none of them.
func (s *strays) end(died bool) (words string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.over = true
	if !died {
		s.releaseLocked()
	}
	s.flushLocked()
	return string(s.held)
}

// mayHaveDied reports whether a process ended as one does that its Go runtime ends: with a status
// other than 0 or, where it is to leave a core, by a signal of its own.
func mayHaveDied(state *os.ProcessState) bool {
	return state != nil && !state.Success() && endedBy(state) != "SIGKILL"
}

// startsAny reports whether text begins with one of words.
func startsAny(text string, words []string) bool {
	for _, w := range words {
		if strings.HasPrefix(text, w) {
			return true
		}
	}
	return false
}

// endsEarly reports whether one of words begins with text.
func endsEarly(text string, words []string) bool {
	for _, w := range words {
		if strings.HasPrefix(w, text) {
			return true
		}
	}
	return false
}
