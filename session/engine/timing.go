package engine

import (
	"time"

	"github.com/goawait/goawait/session/engine/wire"
)

// A timing measures a cell whose statements were lowered into a loop. It is used by the
// goroutine that runs the cell alone.
type timing struct {
	plan    wire.Timing
	loops   int // of a round
	found   bool
	began   time.Time
	elapsed time.Duration // of the round that ended last; 0 if none has
	cpu     time.Duration // processor time in which the process was when the round began
	busy    time.Duration // that it took in all rounds
	total   time.Duration // of all rounds
	rounds  []time.Duration

	blanks int // rounds of nothing
	blank  time.Duration
}

func newTiming(plan *wire.Timing) *timing {
	if plan == nil {
		return nil
	}
	return &timing{plan: *plan}
}

// As in Python's timeit: a round has the first power of ten of loops that takes this long.
const (
	enoughTime = 200 * time.Millisecond
	mostLoops  = 1_000_000_000
)

// What the loop itself takes is measured in so many rounds of so many loops; the least counts.
const (
	blankRounds = 5
	blankLoops  = 2_000
)

// Batch gives the number of loops of the next round; 0 if there is none.
func (t *timing) Batch() int {
	switch {
	case t.loops == 0 && t.plan.Loops > 0:
		t.loops, t.found = t.plan.Loops, true
	case t.loops == 0:
		t.loops = 1
	case t.found:
		t.rounds = append(t.rounds, t.elapsed)
	case t.elapsed >= enoughTime || t.loops >= mostLoops:
		t.found = true
	default:
		t.loops *= 10
	}
	if t.found && len(t.rounds) >= t.plan.Rounds {
		return 0
	}
	return t.loops
}

// Blank is Batch for rounds of nothing, once all others were measured.
func (t *timing) Blank() int {
	if t.blanks > 0 && (t.blanks == 1 || t.elapsed < t.blank) {
		t.blank = t.elapsed
	}
	if t.blanks++; t.blanks > blankRounds {
		return 0
	}
	return blankLoops
}

func (t *timing) Start() {
	user, system := cpuTime()
	t.cpu, t.began = time.Duration(user+system), time.Now()
}

func (t *timing) Stop() {
	t.elapsed = time.Since(t.began)
	user, system := cpuTime()
	t.busy += time.Duration(user+system) - t.cpu
	t.total += t.elapsed
}

// Rounds gives what one loop of each round took.
func (t *timing) Rounds() []time.Duration {
	out := make([]time.Duration, len(t.rounds))
	for i, d := range t.rounds {
		out[i] = d / time.Duration(t.loops)
	}
	return out
}

// result is what the session is told; nil for a cell that was not measured.
func (t *timing) result() *wire.Timed {
	if t == nil || !t.found {
		return nil
	}
	out := &wire.Timed{Loops: t.loops, BlankNs: float64(t.blank.Nanoseconds()) / blankLoops, Waited: t.total > 2*t.busy}
	for _, d := range t.rounds {
		out.Rounds = append(out.Rounds, d.Nanoseconds())
	}
	return out
}
