package engine

import (
	"sync"
	"unsafe"

	"github.com/goawait/goawait/session/async"
	"github.com/goawait/goawait/session/engine/cellrt"
)

// frames holds the frame of the innermost coroutine that a task runs, for who asks at which
// line a task is that does not wait.
var frames sync.Map // *async.Strand → *frame

// enterCoroutine notes that the current strand runs f, and returns what undoes it.
func enterCoroutine(f *frame) (leave func()) {
	s := async.Current()
	if s == nil {
		return func() {}
	}
	outer, nested := frames.Swap(s, f)
	return func() {
		if nested {
			frames.Store(s, outer)
		} else {
			frames.Delete(s)
		}
	}
}

// noteLine tells the current strand at which line its coroutine is.
func noteLine() {
	s := async.Current()
	if f, ok := frames.Load(s); ok {
		s.SetPos(f.(*frame).fn.rt.no, peek(unsafe.Pointer(&f.(*frame).line)))
	}
}

// spawnFrames is how many frames of compiled code are looked at for the line that spawns a task.
const spawnFrames = 24

// noteSpawn tells the current strand where it is, for a task that has no line of its own.
func noteSpawn() {
	if at, ok := cellrt.Where(spawnFrames); ok {
		async.Current().SetPos(at.Cell, at.Line)
		return
	}
	noteLine()
}

// runningLine is where a task is, as its code has noted it last; false if it is not known.
func runningLine(t *async.AnyTask) (cell, line int, ok bool) {
	f, ok := frames.Load(t.Strand())
	if !ok {
		return 0, 0, false
	}
	return f.(*frame).fn.rt.no, peek(unsafe.Pointer(&f.(*frame).line)), true
}

// peek reads a word that the person's code writes without being told to wait: an old value will
// do, and a word of memory is never half one and half the other.
//
//go:norace
func peek(p unsafe.Pointer) int { return *(*int)(p) }
