package engine

import (
	"os"
	"runtime"
	"strconv"
	"sync"
	"time"
	"weak"

	"github.com/goawait/goawait/session/async"
	"github.com/goawait/goawait/session/engine/cellrt"
)

// This file hands loops of interpreted cells over to compiled code. A loop that can be handed over
// looks at a word of its cell's in each iteration. While that is true it calls Loop with its state:
// to be stopped, to have it noticed that it takes long, and to go on in the compiled loop once there
// is one. See transform.LowerFunctions for what that is.

// How long a cell runs before its loops are looked at. They are compiled once the processor has
// worked for handBusy meanwhile, which it has to do within a time that a machine with much else to do
// may need: a loop that waits in each iteration has nothing to gain.
const (
	handAfter  = 100 * time.Millisecond
	handBusy   = 20 * time.Millisecond
	handWithin = 50 * handBusy
)

// HandoverVariable names a variable of the environment for tests: with a number n in it each loop
// that can be handed over waits in its n-th iteration, counted from 0, until there is compiled code.
const HandoverVariable = "GOAWAIT_HANDOVER"

// forced is that number; -1 if there is none.
var forced = func() int {
	if n, err := strconv.Atoi(os.Getenv(HandoverVariable)); err == nil {
		return n
	}
	return -1
}()

// A handing is what is known of the loops of one cell.
type handing struct {
	look bool   // what the loops look at, as plain memory; see setHalt
	hot  func() // tells the session that a loop takes long; called once

	// What follows is guarded by handings.mu.
	wants   bool                    // look is to be true also if nobody is to stop
	asked   bool                    // hot was called
	settled chan struct{}           // closed once it is known which compiled loops there are
	loops   map[int]func([]any) int // those, by the loop's number
	counts  map[int]int             // iterations of each loop, for tests
	looks   int
	since   time.Time // begin of the time in which the processor is watched
	busy    int64     // what it had done then, in ns
}

// handings holds those of all cells whose code is still there, by stamp.
var handings struct {
	mu     sync.Mutex // guards what follows, and the handings
	m      map[int64]weak.Pointer[handing]
	halted bool // some task is to stop
}

// newHanding makes the handing of the run with that stamp.
func newHanding(stamp int64, hot func()) *handing {
	h := &handing{hot: hot, settled: make(chan struct{}), counts: map[int]int{}}
	handings.mu.Lock()
	defer handings.mu.Unlock()
	if handings.m == nil {
		handings.m = make(map[int64]weak.Pointer[handing])
	}
	handings.m[stamp] = weak.Make(h)
	runtime.AddCleanup(h, func(stamp int64) {
		handings.mu.Lock()
		defer handings.mu.Unlock()
		delete(handings.m, stamp)
	}, stamp)
	h.wants = forced >= 0
	h.set()
	return h
}

// handingOf gives the handing of a run; nil if it has none, or its code is gone.
func handingOf(stamp int64) *handing {
	handings.mu.Lock()
	defer handings.mu.Unlock()
	return handings.m[stamp].Value()
}

// set has the loops see what they are to see. As in setHalt no order is needed.
//
//go:norace
func (h *handing) set() { h.look = h.wants || handings.halted }

// haltHandings has all loops look for being stopped, or not any more.
func haltHandings(on bool) {
	handings.mu.Lock()
	defer handings.mu.Unlock()
	handings.halted = on
	for _, p := range handings.m {
		if h := p.Value(); h != nil {
			h.set()
		}
	}
}

// watch looks at the loops once the cell has run for a while, until it is told to end.
func (h *handing) watch() (end func()) {
	timer := time.AfterFunc(handAfter, func() {
		handings.mu.Lock()
		defer handings.mu.Unlock()
		if !h.asked && h.loops == nil {
			h.wants = true
			h.set()
		}
	})
	return func() {
		timer.Stop()
		handings.mu.Lock()
		defer handings.mu.Unlock()
		if h.loops == nil && forced < 0 {
			h.wants = false
			h.set()
		}
	}
}

// settle says which compiled loops there are; nil for none.
func (h *handing) settle(loops []cellrt.Loop) {
	handings.mu.Lock()
	defer handings.mu.Unlock()
	select {
	case <-h.settled:
		return // the same again
	default:
		close(h.settled)
	}
	h.asked, h.wants = true, len(loops) > 0
	h.loops = make(map[int]func([]any) int, len(loops))
	for _, l := range loops {
		h.loops[l.ID] = l.Run
	}
	h.set()
}

// compiled gives the compiled loop with that number, nil while there is none.
func (h *handing) compiled(id int) func([]any) int {
	handings.mu.Lock()
	defer handings.mu.Unlock()
	switch {
	case forced >= 0:
		return h.awaited(id)
	case h.loops != nil:
		return h.loops[id]
	case !h.asked && h.isHot():
		h.ask()
	}
	return nil
}

// ask tells the session, once.
func (h *handing) ask() {
	h.asked, h.wants = true, forced >= 0
	h.set()
	h.hot()
}

// isHot reports whether the processor was busy since a loop looked first.
func (h *handing) isHot() bool {
	if h.looks++; h.looks%16 != 1 && time.Since(h.since) < handBusy {
		return false // asking for the processor's time takes longer than an iteration
	}
	user, sys := cpuTime()
	busy, now := user+sys, time.Now()
	if h.since.IsZero() || now.Sub(h.since) > handWithin {
		h.since, h.busy = now, busy
		return false
	}
	return time.Duration(busy-h.busy) >= handBusy
}

// awaited is compiled for tests: it waits in the iteration in which the loop is to be handed over.
func (h *handing) awaited(id int) func([]any) int {
	if !h.asked {
		h.ask()
	}
	h.counts[id]++
	if h.counts[id] <= forced {
		return nil
	}
	handings.mu.Unlock()
	select {
	case <-h.settled:
	case <-taskContext().Done():
	}
	handings.mu.Lock()
	return h.loops[id]
}

// unfit notes that a compiled loop was not made for what it was given: none is looked for any more.
func (h *handing) unfit() {
	handings.mu.Lock()
	defer handings.mu.Unlock()
	h.loops, h.wants = map[int]func([]any) int{}, false
	h.set()
}

// What Loop returns, beside the number of a jump and 2: the loop goes on, or it has ended.
const (
	handedNot = 0
	handedEnd = 1
)

// Loop is called by a loop before the body of an iteration while the word is true that it looks at.
func (r *cellRuntime) Loop(line *int, id int, state ...any) int {
	if haltRequested {
		async.Checkpoint()
	}
	run := r.handing.compiled(id)
	if run == nil {
		return handedNot
	}
	left := handOver(line, run, state)
	if left < 0 {
		r.handing.unfit()
		return handedNot
	}
	return handedEnd + left
}

// handOver goes on with a loop in compiled code. If that does not return, the statement around is
// at the line where the loop was.
func handOver(line *int, run func([]any) int, state []any) (left int) {
	ended := false
	defer func() {
		if at := 0; !ended {
			if at = cellrt.LoopLine(); at > 0 {
				*line = at
			}
		}
	}()
	left = run(state)
	ended = true
	return left
}
