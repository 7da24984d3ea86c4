package engine

import (
	"net/url"
	"runtime"
	"strings"
	"time"

	"github.com/goawait/goawait/session/engine/wire"
)

// A heldError says that no plugin can be loaded because a package that one brought is still being
// initialised, by a cell that was given up.
type heldError struct{ why string }

func (e *heldError) Error() string {
	return e.why + ", and until then no compiled cell can be loaded; a restart of the session ends it"
}

// stoppedError says that a cell was interrupted while it waited for its plugin.
type stoppedError struct{}

func (stoppedError) Error() string { return "interrupted" }

// heldFor is how long a plugin waits for another that is being loaded before it is looked at what keeps that.
const heldFor = 2 * time.Second

// enter takes the turn to load a plugin. Go has one at a time be loaded, and an init that does not
// return keeps it for ever. stop, which may be nil, ends the wait.
func (p *compiled) enter(stop <-chan struct{}) error {
	select {
	case p.turn <- struct{}{}:
		return nil
	default:
	}
	look := time.NewTicker(heldFor)
	defer look.Stop()
	for {
		select {
		case p.turn <- struct{}{}:
			return nil
		case <-stop:
			return stoppedError{}
		case <-look.C:
			if why := initialising(); why != "" {
				return &heldError{why}
			}
		}
	}
}

func (p *compiled) leave() { <-p.turn }

// holds says which package is being initialised by a cell that was given up; "" if none is.
func (in *instant) holds() string {
	if len(in.compiled.turn) == 0 {
		return ""
	}
	return initialising()
}

// mostStacks is how much of all goroutines' stacks is looked at.
const mostStacks = 64 << 20

// initialising says which package, that a plugin brought, is being initialised, and where it is; "" if
// none is.
func initialising() string {
	text := make([]byte, 1<<20)
	for {
		n := runtime.Stack(text, true)
		if n < len(text) || len(text) >= mostStacks {
			text = text[:n]
			break
		}
		text = make([]byte, 2*len(text))
	}
	for stack := range strings.SplitSeq(string(text), "\n\n") {
		if pkg, at := initOf(stack); pkg != "" {
			return "the init of package " + pkg + " has not returned (" + at + ")"
		}
	}
	return ""
}

// initOf finds in a goroutine's stack the package that is being initialised, if it loads a plugin, and where
// in that package the goroutine is.
func initOf(stack string) (pkg, at string) {
	type frame struct{ function, place string }
	var frames []frame
	lines := strings.Split(stack, "\n")
	for i := 1; i+1 < len(lines); i += 2 {
		function := lines[i]
		if end := strings.LastIndexByte(function, '('); end >= 0 {
			function = function[:end]
		}
		if strings.HasPrefix(function, "plugin.") {
			break
		}
		place, _, _ := strings.Cut(strings.TrimSpace(lines[i+1]), " ")
		if !strings.HasPrefix(function, "runtime.") {
			frames = append(frames, frame{function, place})
		}
		if i+3 >= len(lines) {
			return "", "" // it loads none
		}
	}
	if len(frames) == 0 {
		return "", ""
	}
	symbol := packageOfInit(frames[len(frames)-1].function)
	if symbol == "" {
		return "", ""
	}
	for _, f := range frames {
		if strings.HasPrefix(f.function, symbol+".") {
			file, line := f.place, ""
			if colon := strings.LastIndexByte(file, ':'); colon > 0 {
				file, line = file[:colon], file[colon:]
			}
			at = below(file) + line
			break
		}
	}
	if pkg, err := url.PathUnescape(symbol); err == nil {
		return pkg, at
	}
	return symbol, at
}

// packageOfInit is the package, as symbols name it, whose init a function is; "" if it is none.
func packageOfInit(function string) string {
	slash := strings.LastIndexByte(function, '/') + 1
	name, _, found := strings.Cut(function[slash:], ".init")
	if !found {
		return ""
	}
	return function[:slash] + name
}

// interruptedError is the error of a cell that was given up: what it is held by, if that is known.
func (e *engine) interruptedError() string {
	text := "interrupted"
	if l, ok := e.lane.(interface{ holds() string }); ok {
		if why := l.holds(); why != "" {
			text += ": " + why
		}
	}
	return text
}

// notLoaded is the outcome of a cell whose plugin did not get its turn; ok is false for any other error.
func notLoaded(err error) (o outcome, ok bool) {
	switch err := err.(type) {
	case *heldError:
		return outcome{state: wire.Raised, err: err.Error()}, true
	case stoppedError:
		return outcome{state: wire.Interrupted, err: err.Error()}, true
	}
	return outcome{}, false
}
