package engine

import (
	"runtime"
	"time"

	"github.com/goawait/goawait/session/engine/wire"
)

// grace is how long an interrupted cell has to end by itself. One that has not is blocked
// where it cannot be stopped. A variable for the tests, which run on machines under load.
var grace = 25 * time.Millisecond

const (
	// fair is the processor time, as a part of the grace, that a cell gets which is not blocked:
	// on a machine under load the grace may pass before the cell was let run at all.
	fair = 0.8
	// graceMost is how many graces all of that may take.
	graceMost = 40
	// graceLook is how long is waited before the engine is looked at again.
	graceLook = 5 * time.Millisecond
	// graceRan is the processor time in which something ran that was let go first.
	graceRan = 500 * time.Microsecond
)

// await waits until the cell has ended and gives its result, or nil if it was interrupted and
// has not ended within the grace.
func (e *engine) await(w *worker, c *cell) *wire.Result {
	select {
	case res := <-w.results:
		return res
	case <-c.interrupted:
	}
	began, spent := time.Now(), processorTime()
	late := time.NewTimer(grace)
	defer late.Stop()
	for {
		select {
		case res := <-w.results:
			return res
		case <-late.C:
		}
		// A cell may be about to run on this very thread: the runtime sees to timers first.
		before := processorTime()
		runtime.Gosched()
		select {
		case res := <-w.results:
			return res
		default:
		}
		now := processorTime()
		if isBlocked(time.Since(began), now-spent, func() bool { return now-before > graceRan || computing() }) {
			return nil
		}
		late.Reset(graceLook)
	}
}

// isBlocked reports whether a cell is given up that has not ended after the grace: after so long,
// in which the engine had so much of the processor's time, and perhaps computes.
func isBlocked(waited, had time.Duration, computing func() bool) bool {
	return had >= time.Duration(fair*float64(grace)) || waited > graceMost*grace || !computing()
}

// processorTime is the processor time that this process has taken so far.
func processorTime() time.Duration {
	user, sys := cpuTime()
	return time.Duration(user + sys)
}
