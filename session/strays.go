package session

import (
	"strings"
	"sync"
)

// strays is a writer that finds in what an engine's process writes to its own descriptor 2 what code
// wrote there that is no cell's: println in a package, or C. What the runtime says as it dies is
// none of it. It is safe for concurrent use.
type strays struct {
	found func(text string) // called with mu held

	mu    sync.Mutex // guards what follows
	begun bool       // the engine is up: before that, what is written says why it is not
	dying bool       // the runtime has begun to say why
	part  string     // of a line that may yet become the beginning of that
	inner bool       // the line that is being written has begun
}

// dyingWords begin what the runtime says first.
var dyingWords = []string{"panic: ", "fatal error: ", "runtime: ", "unexpected fault address ", "SIG", "goroutine "}

// begin has what comes from now on be found.
func (s *strays) begin() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.begun = true
}

// Write implements io.Writer.
func (s *strays) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.begun || s.dying {
		return len(p), nil
	}
	var found strings.Builder
	for line := range strings.Lines(s.part + string(p)) {
		s.part = ""
		if !s.inner {
			if startsAny(line, dyingWords) {
				s.dying = true
				break
			}
			if endsEarly(line, dyingWords) {
				s.part = line
				break
			}
		}
		found.WriteString(line)
		s.inner = !strings.HasSuffix(line, "\n")
	}
	if found.Len() > 0 {
		s.found(found.String())
	}
	return len(p), nil
}

// end gives out what was held back.
func (s *strays) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.part != "" && !s.dying {
		s.found(s.part)
	}
	s.part = ""
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
