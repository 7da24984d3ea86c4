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
	rounds  []time.Duration
}

// As in Python's timeit: a round has the first power of ten of loops that takes this long.
const (
	enoughTime = 200 * time.Millisecond
	mostLoops  = 1_000_000_000
)

// batch gives the number of loops of the next round; 0 if there is none.
func (t *timing) batch() int {
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

func (t *timing) start() { t.began = time.Now() }

func (t *timing) stop() { t.elapsed = time.Since(t.began) }

// perLoop gives what one loop of each round took.
func (t *timing) perLoop() []time.Duration {
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
	out := &wire.Timed{Loops: t.loops}
	for _, d := range t.rounds {
		out.Rounds = append(out.Rounds, d.Nanoseconds())
	}
	return out
}
