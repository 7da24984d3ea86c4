package session

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"sync"

	"github.com/goawait/goawait/session/engine/wire"
)

// A Death tells how an engine ended.
type Death struct {
	Reason  string  // what happened, in the person's terms: "os.Exit(3)", "stack overflow"
	Cell    int     // the cell that ran or that caused it; 0 if none is known
	Line    int     // of that cell, 1-based; 0 if it is not known
	Region  *Region // where that cell came from; nil if it has no document
	Message string  // all of it in one line, with what happens next
	Stderr  string  // the first and last of what the engine's runtime wrote
	Asked   bool    // somebody wanted it: a restart, a hard interrupt, the session's end
	PID     int
	Code    int // exit status; -1 if it has none, as where a signal ended it
}

// ended says how the engine of l ended, as far as l knows.
func (l *link) ended() *Death {
	l.mu.Lock()
	defer l.mu.Unlock()
	d := &Death{Asked: l.asked, Stderr: l.stderr.String(), PID: l.proc.pid, Code: -1}
	if l.state != nil {
		d.Code = l.state.ExitCode()
	}
	at := l.at
	switch {
	case l.reason != "":
		d.Reason = l.reason
	case l.fatal != nil:
		d.Reason, d.Code = l.fatal.Reason, l.fatal.Code
		if l.fatal.At != nil {
			at = l.fatal.At
		}
	default:
		words := l.words
		if !l.strays.up() {
			words = d.Stderr
		}
		d.Reason = causeOfDeath(words, l.state)
	}
	if at != nil {
		d.Cell, d.Line = at.Cell, at.Line
	}
	return d
}

var (
	fatalLine = regexp.MustCompile(`(?m)^fatal error: (.+)$`)
	panicLine = regexp.MustCompile(`(?m)^panic: (.+)$`)
)

// causeOfDeath reads from a process's last words and its status why it ended.
func causeOfDeath(words string, state *os.ProcessState) string {
	if m := fatalLine.FindStringSubmatch(words); m != nil {
		switch what := strings.TrimSpace(m[1]); {
		case what == "stack overflow":
			return "stack overflow (a recursion without end)"
		case strings.Contains(what, "out of memory"), strings.Contains(what, "cannot allocate memory"):
			return "out of memory"
		default:
			return what
		}
	}
	if m := panicLine.FindStringSubmatch(words); m != nil {
		return "panic: " + strings.TrimSpace(m[1])
	}
	if state == nil {
		return "it ended"
	}
	if sig := endedBy(state); sig != "" {
		if sig == "SIGKILL" {
			return "killed (SIGKILL: by somebody, or by the system for want of memory)"
		}
		return "killed by a signal (" + sig + ")"
	}
	said, _, _ := strings.Cut(strings.TrimSpace(words), "\n")
	if said == "" { // it did not die of a fault: code that is no cell's has left
		return fmt.Sprintf("it ended with exit status %d, as by os.Exit(%[1]d)", state.ExitCode())
	}
	return fmt.Sprintf("it ended with exit status %d (%s)", state.ExitCode(), said)
}

// NewEngine begins what is said, behind the reason of an engine's end, of what comes then.
const NewEngine = "; a new one is started"

// message puts d into one line. where is the place of d, "" if it is not known; lost tells
// whether there were variables that are gone with the engine.
func (d *Death) message(where string, lost bool) string {
	var b strings.Builder
	if where != "" {
		b.WriteString(where + ": ")
	}
	if d.Asked {
		b.WriteString("interrupted: " + d.Reason)
	} else {
		b.WriteString("the engine ended: " + d.Reason + NewEngine)
	}
	if lost {
		b.WriteString("; the variables are gone, and a restart with replay brings them back")
	}
	return b.String()
}

// at is the place of d as the engine would name it; nil if it is not known.
func (d *Death) at() *wire.Position {
	if d.Cell == 0 {
		return nil
	}
	return &wire.Position{Cell: d.Cell, Line: d.Line}
}

const edgeSize = 16 << 10 // bytes kept of each end

// edges is a writer that keeps the first and the last bytes of what is written to it.
// It is safe for concurrent use.
type edges struct {
	mu         sync.Mutex // guards what follows
	head, tail []byte
	dropped    int
}

func (e *edges) Write(p []byte) (int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	n := len(p)
	if room := edgeSize - len(e.head); room > 0 {
		k := min(room, len(p))
		e.head = append(e.head, p[:k]...)
		p = p[k:]
	}
	e.tail = append(e.tail, p...)
	if over := len(e.tail) - edgeSize; over > 0 {
		e.dropped += over
		e.tail = append(e.tail[:0], e.tail[over:]...)
	}
	return n, nil
}

func (e *edges) String() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.dropped == 0 {
		return string(e.head) + string(e.tail)
	}
	return fmt.Sprintf("%s\n… %d bytes …\n%s", e.head, e.dropped, e.tail)
}
