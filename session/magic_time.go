package session

import (
	"fmt"
	"slices"
	"time"

	"github.com/goawait/goawait/transform"
)

// timeMagics measure code.
var timeMagics = []magic{
	{
		name: "time", usage: "CODE", code: true, run: (*execution).time,
		doc: "runs code once and shows how long it took; as %%time the whole cell",
	},
	{
		name: "timeit", usage: "[-n N] [-r R] [-p P] [-q] [-o] CODE", code: true, run: (*execution).timeit,
		doc: "measures code that is run many times; %%timeit SETUP the lines below",
		flags: []flag{
			{"-n", "N", "loops of a run; else as many as take 0.2 s"},
			{"-r", "R", "runs; else 7"},
			{"-p", "P", "digits that are shown; else 3"},
			{"-q", "", "shows nothing"},
			{"-o", "", "gives the time of a loop in each run, a []time.Duration"},
		},
	},
	{
		name: "prun", usage: "[-s ORDER] [-l N] [-D FILE] [-T FILE] [-q] CODE", code: true, run: (*execution).prun,
		doc: "profiles code: its functions, its awaits, and the processor for go tool pprof",
		flags: []flag{
			{"-s", "ORDER", "calls, cumulative, name, time or wait"},
			{"-l", "N", "shows N lines"},
			{"-D", "FILE", "writes the profile there"},
			{"-T", "FILE", "writes the table there"},
			{"-q", "", "shows nothing"},
		},
	},
	{name: "instant", usage: "CODE", code: true, doc: "runs a cell in the instant lane: interpreted", run: (*execution).inLane},
	{name: "native", usage: "CODE", code: true, doc: "runs a cell in the native lane: compiled by the Go toolchain", run: (*execution).inLane},
}

// takenCell is the code that a magic takes, where it stands.
func (x *execution) takenCell(m *transform.Magic) *transform.Cell {
	end := m.End
	if m.Cell {
		end = len(x.req.Source)
	}
	return transform.Parse(blank([]byte(x.req.Source), m.Body, end))
}

// takenCode carries out the code that a magic takes, which may have magics in it.
func (x *execution) takenCode(m *transform.Magic) (*outcome, error) {
	c := x.takenCell(m)
	if len(c.Items) == 0 && len(c.Errors) == 0 {
		return x.complain(m, "%%%s needs code to run", m.Name), nil
	}
	if slices.ContainsFunc(c.Items, isMagic) {
		return x.pieces(c)
	}
	return x.code(c)
}

// inLane carries out the code that a magic takes in the lane of its name.
func (x *execution) inLane(m *transform.Magic) (*outcome, error) {
	outside := x.lane
	x.lane = m.Name
	defer func() { x.lane = outside }()
	return x.takenCode(m)
}

func (x *execution) time(m *transform.Magic) (*outcome, error) {
	began := time.Now()
	user, system := x.user, x.system
	out, err := x.takenCode(m)
	if err != nil || out.state == CheckFailed {
		return out, err
	}
	wall := out.took
	if wall == 0 {
		wall = time.Since(began)
	}
	user, system = x.user-user, x.system-system
	if out.took > 0 {
		x.printf("CPU times: user %s sys %s total %s", timeText(user), timeText(system), timeText(user+system))
	}
	x.printf("Wall time: %s", timeText(wall))
	return out, nil
}

// timeText is a duration with three digits, as people read it: "1.06 ms", "2.5 s", "1min 4s".
func timeText(d time.Duration) string {
	switch {
	case d >= time.Hour:
		return fmt.Sprintf("%dh %dmin %ds", d/time.Hour, d%time.Hour/time.Minute, d%time.Minute/time.Second)
	case d >= time.Minute:
		return fmt.Sprintf("%dmin %ds", d/time.Minute, d%time.Minute/time.Second)
	case d >= time.Second:
		return fmt.Sprintf("%.3g s", d.Seconds())
	case d >= time.Millisecond:
		return fmt.Sprintf("%.3g ms", float64(d)/1e6)
	case d >= time.Microsecond:
		return fmt.Sprintf("%.3g µs", float64(d)/1e3)
	}
	return fmt.Sprintf("%d ns", d)
}
