package cellrt

import (
	"runtime"
	"runtime/metrics"
	"sync"
	"sync/atomic"
	"time"
)

// A recursion without an end is found in two steps, so that a call of a compiled function costs
// nothing for it. A watch looks now and then how much stack all goroutines have. Once that has
// grown by as much as one goroutine may use, compiled functions are told to look, as they are
// when somebody is to stop, and the one that has gone too deep raises.

// maxStack is how much stack a goroutine may use in compiled functions. It is less than half of
// what the runtime allows, and less than a power of two: the stack need not grow once more.
const maxStack = 240 << 20

// How often is looked: while a cell runs, and while only goroutines that cells started do. From
// the first sign to the runtime's limit is a tenth of a second at least.
const (
	lookOften = 10 * time.Millisecond
	lookElse  = 50 * time.Millisecond
	patience  = 500  // looks, after which it is many goroutines that have all that stack
	crowd     = 1000 // how many those are at least
)

// A StackError is the panic of functions that nest too deeply.
type StackError struct {
	Frames int // that it was told of in a trace
}

func (e *StackError) Error() string { return "stack overflow: functions nest too deeply" }

// RuntimeError makes it a runtime.Error.
func (e *StackError) RuntimeError() {}

// StackOverflow tells package async that the stack is too large to be written down.
func (e *StackError) StackOverflow() {}

var _ runtime.Error = (*StackError)(nil)

// deep is true while compiled functions are to look at their stack.
var deep atomic.Bool

// tooDeep raises if the caller's goroutine has gone too deep.
func tooDeep() {
	if deep.Load() && StackUsed() > maxStack {
		panic(&StackError{})
	}
}

// A watch looks at the stacks.
type watch struct {
	cells atomic.Int32 // that run

	mu     sync.Mutex // guards what follows
	runs   bool
	others int // goroutines that there are without any of a cell's
}

var stacks watch

// Guard watches over how deep compiled functions nest, until the cell that is about to run has
// ended, and as long as goroutines are left that it started. The caller calls done at its end.
func Guard() (done func()) {
	stacks.cells.Add(1)
	if loaded() {
		stacks.start()
	}
	return stacks.done
}

func (w *watch) done() { w.cells.Add(-1) }

// start has the watch look from now on.
func (w *watch) start() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.runs {
		return
	}
	w.runs = true
	if n := runtime.NumGoroutine(); w.others == 0 || n < w.others {
		w.others = n
	}
	go w.look() // ends by itself, see idle
}

func (w *watch) look() {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/stacks:bytes"}}
	timer := time.NewTimer(lookOften)
	defer timer.Stop()
	var usual uint64 // what many goroutines have together
	told := 0        // looks since compiled functions were told
	for {
		<-timer.C
		metrics.Read(sample)
		now := sample[0].Value.Uint64()
		usual = min(usual, now)
		grown := now-usual >= maxStack
		switch {
		case grown && !deep.Load():
			told = 0
			lookDown(true)
		case grown && told >= patience && runtime.NumGoroutine() > crowd:
			usual = now
			fallthrough
		case !grown && deep.Load():
			lookDown(false)
		}
		told++
		pause := lookOften
		if w.cells.Load() == 0 {
			if w.idle() {
				return
			}
			pause = lookElse
		}
		timer.Reset(pause)
	}
}

// idle reports whether nothing is left that a cell started; the watch then ends.
func (w *watch) idle() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cells.Load() > 0 || deep.Load() || runtime.NumGoroutine() > w.others+1 {
		return false
	}
	w.runs = false
	return true
}

// lookDown tells compiled functions to look at their stack, or not to.
func lookDown(on bool) {
	deep.Store(on)
	words.mu.Lock()
	defer words.mu.Unlock()
	for _, c := range all() {
		setHalt(c)
	}
}
