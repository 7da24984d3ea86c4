package session

import (
	"errors"
	"fmt"
	"go/types"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/goawait/goawait/session/engine/wire"
	"github.com/goawait/goawait/transform"
)

// A measuring is one use of %timeit.
type measuring struct {
	plan      wire.Timing
	from      int        // offset of the code that is measured; what is before it is its setup
	results   bool       // -o: the times are the cell's value
	typ       types.Type // of that value; nil without -o
	quiet     bool       // -q: nothing is shown
	precision int        // -p: digits
	timed     *wire.Timed
	waited    bool   // it awaits, and most of the time went into that
	lane      string // in which it ran
}

// timeitRounds is how often a measurement is made if nobody says otherwise, as in IPython.
const timeitRounds = 7

// timeit carries out %timeit and %%timeit.
func (x *execution) timeit(m *transform.Magic) (*outcome, error) {
	t := &measuring{plan: wire.Timing{Rounds: timeitRounds}, from: m.Code, precision: 3}
	if err := t.read(m.Options); err != nil {
		return x.complain(m, "%%timeit: %v", err), nil
	}
	if t.results {
		duration, err := x.durationType()
		if err != nil {
			return x.failed(m, err), nil
		}
		t.typ = types.NewSlice(duration)
	}
	c := x.takenCell(m)
	switch {
	case slices.ContainsFunc(c.Items, isMagic):
		return x.complain(m, "%%timeit measures Go, and no magics"), nil
	case len(c.Errors) == 0 && !slices.ContainsFunc(c.Items, func(i transform.Item) bool { return i.Stmt != nil && i.Start >= t.from }):
		return x.complain(m, "%%timeit needs code to run"), nil
	}
	x.timing = t
	defer func() { x.timing = nil }()
	out, err := x.code(c)
	if err != nil || !out.ok() || t.timed == nil {
		return out, err
	}
	if !t.quiet {
		x.print(t.text())
	}
	return out, nil
}

// read takes over the options.
func (t *measuring) read(opts []transform.Option) error {
	for _, o := range opts {
		switch o.Letter {
		case 'q':
			t.quiet = true
			continue
		case 'o':
			t.results = true
			continue
		}
		n, err := strconv.Atoi(o.Value)
		switch {
		case err != nil || n < 0 || n == 0 && o.Letter != 'n' || n > math.MaxInt32:
			return fmt.Errorf("-%c needs a number, and not %q", o.Letter, o.Value)
		case o.Letter == 'n':
			t.plan.Loops = n
		case o.Letter == 'r':
			t.plan.Rounds = n
		case o.Letter == 'p':
			t.precision = n
		}
	}
	return nil
}

// lowering says how the code is lowered, which is c and came from the person's text by way of
// back; nil for code that is not measured.
func (t *measuring) lowering(c *transform.Cell, back *textMap) *transform.Timed {
	if t == nil {
		return nil
	}
	from := len(c.Src)
	for i := len(c.Items) - 1; i >= 0 && back.back(c.Items[i].Start) >= t.from; i-- {
		from = c.Items[i].Start
	}
	return &transform.Timed{From: from, Results: t.results}
}

// apply makes of the run of x one that is measured.
func (t *measuring) apply(x *execution, run *wire.Run) {
	run.Timing, run.HasValue, run.Type = &t.plan, t.results, nil
	if t.results {
		run.Type = wireType(transform.ShapeOf(t.typ, cellPath))
		if x.keep && x.cell != 0 && x.part == 0 {
			run.KeepAs = resultKey(x.cell)
		}
	}
}

// took takes over what came of the measurement.
func (t *measuring) took(run *wire.Run, r *wire.Result) {
	t.timed, t.lane = r.Timed, r.Lane
	t.waited = run.Async && r.Timed != nil && r.Timed.Waited
}

// durationType is time.Duration.
func (x *execution) durationType() (types.Type, error) {
	if x.s.importer == nil {
		return nil, errors.New("package time is not known here")
	}
	pkg, err := x.s.importer.Import("time")
	for errors.Is(err, transform.ErrPending) {
		if err := x.s.importer.Wait(x.ctx()); err != nil {
			return nil, err
		}
		pkg, err = x.s.importer.Import("time")
	}
	if err != nil {
		return nil, fmt.Errorf("importing time: %w", err)
	}
	return pkg.Scope().Lookup("Duration").Type(), nil
}

// text is what a person sees of the measurement, as IPython words it.
func (t *measuring) text() string {
	n := float64(len(t.timed.Rounds))
	best, worst, mean := math.Inf(1), 0.0, 0.0
	var loops []float64 // seconds that one loop of each round took
	for _, ns := range t.timed.Rounds {
		s := float64(ns) / float64(t.timed.Loops) / 1e9
		loops = append(loops, s)
		best, worst, mean = min(best, s), max(worst, s), mean+s/n
	}
	variance := 0.0
	for _, s := range loops {
		variance += (s - mean) * (s - mean) / n
	}
	text := ""
	if worst > 4*best && best > 0 && worst > 1e-6 {
		text = fmt.Sprintf("The slowest run took %.2f times longer than the fastest. "+
			"This could mean that an intermediate result is being cached.\n", worst/best)
	}
	text += fmt.Sprintf("%s ± %s per loop (mean ± std. dev. of %d run%s, %s loop%s each)",
		secondsText(mean, t.precision), secondsText(math.Sqrt(variance), t.precision),
		len(t.timed.Rounds), plural(len(t.timed.Rounds)), thousands(t.timed.Loops), plural(t.timed.Loops))
	if t.waited {
		return text // what only waits takes as long in either lane
	}
	how := "interpreted"
	if t.lane == laneNative {
		how = "compiled"
	}
	return text + fmt.Sprintf("\n%s; the loop itself takes %s of it", how, secondsText(t.timed.BlankNs/1e9, 2))
}

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}

// thousands is n with commas.
func thousands(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// secondsText is a time with that many digits and the unit that suits it.
func secondsText(s float64, digits int) string {
	if s >= 60 {
		return longText(s)
	}
	units := []struct {
		name string
		in   float64
	}{{"s", 1}, {"ms", 1e3}, {"µs", 1e6}, {"ns", 1e9}}
	for i, u := range units {
		value, _ := strconv.ParseFloat(strconv.FormatFloat(s*u.in, 'g', digits, 64), 64)
		if value >= 1 || i == len(units)-1 {
			return strconv.FormatFloat(value, 'f', -1, 64) + " " + u.name
		}
	}
	return ""
}

// longText is a time of a minute or more: "1min 4s".
func longText(s float64) string {
	var parts []string
	for _, u := range []struct {
		name string
		in   float64
	}{{"d", 24 * 60 * 60}, {"h", 60 * 60}, {"min", 60}, {"s", 1}} {
		if n := math.Floor(s / u.in); n > 0 {
			parts = append(parts, strconv.Itoa(int(n))+u.name)
			s -= n * u.in
		}
		if s < 1 {
			break
		}
	}
	return strings.Join(parts, " ")
}
