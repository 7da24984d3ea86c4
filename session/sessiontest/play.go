package sessiontest

import (
	"strconv"
	"strings"
	"testing"
)

// A Person is somebody at a session. Methods that wait fail the test in the end.
type Person interface {
	// Start has a cell run, and returns at once. The function that it returns waits for the
	// cell's end, and gives what it had printed by then and its value or error.
	Start(cell string) (finish func() (printed, last string))

	// Await waits until the output of a cell has a text in it. Output is that output so far.
	Await(cell int, text string)
	Output(cell int) string

	Interrupt(cell int) // 0 is whatever runs
	Kill()              // kills the engine, as a stranger would, and waits until that is told
	Restart(replay bool) error
}

// A player has a person do what a transcript says.
type player struct {
	t      testing.TB
	person Person
	vars   *strings.Replacer
	start  bool // the next cell is only started
	finish func() (printed, last string)
}

// step does one step and returns what the person sees.
func (p *player) step(st step) string {
	p.t.Helper()
	if st.cmd == nil {
		finish := p.person.Start(p.vars.Replace(st.cell))
		if p.start {
			p.start, p.finish = false, finish
			return ""
		}
		return shown(finish, strings.HasPrefix(st.want, "= "))
	}
	number := 0
	if len(st.cmd) > 1 {
		number, _ = strconv.Atoi(st.cmd[1])
	}
	switch st.cmd[0] {
	case "await":
		p.person.Await(number, strings.Join(st.cmd[2:], " "))
	case "output":
		return p.person.Output(number)
	case "start":
		p.start = true
	case "finish":
		return shown(p.finish, false)
	case "interrupt":
		p.person.Interrupt(number)
	case "kill":
		p.person.Kill()
	case "restart":
		if err := p.person.Restart(len(st.cmd) > 1); err != nil {
			return err.Error() + "\n"
		}
	default:
		p.t.Fatalf("%d: there is no command %q", st.line, st.head)
	}
	return ""
}

// shown is what a cell shows until it ends; bare is its value alone.
func shown(finish func() (printed, last string), bare bool) string {
	text, last := finish()
	if bare {
		return "= " + last + "\n"
	}
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	if last != "" {
		text += last + "\n"
	}
	return text
}
