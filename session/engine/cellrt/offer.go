package cellrt

import (
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
)

// Interpreted functions end a panic before they run what they deferred, so that a compiled function among
// that finds nothing to recover. It is offered the panic instead: recover gives it if the
// function is what was deferred, and not what that calls. An offer is for functions of any type, and for
// those alone whose recover is ours. A library's calls Go's: it gets a panic of Go's (mayRecover in package engine), which
// takes a defer statement of the function's own type, and cannot be made for all.

// An offer is a panic that the function which is called next may recover.
type offer struct {
	value any
	taken bool
}

// offers holds those of all goroutines.
var offers struct {
	count atomic.Int32
	mu    sync.Mutex // guards what follows
	of    map[uintptr][]*offer
}

// Offer has call make a deferred call while the value v is panicked with, and reports whether the
// function that was called has recovered. call is the engine's, see caller.
//
//go:noinline
func Offer(v any, call func()) (recovered bool) {
	o, g := &offer{value: v}, goroutine()
	offers.mu.Lock()
	if offers.of == nil {
		offers.of = make(map[uintptr][]*offer)
	}
	offers.of[g] = append(offers.of[g], o)
	offers.mu.Unlock()
	offers.count.Add(1)
	defer func() {
		offers.count.Add(-1)
		offers.mu.Lock()
		defer offers.mu.Unlock()
		if offers.of[g] = offers.of[g][:len(offers.of[g])-1]; len(offers.of[g]) == 0 {
			delete(offers.of, g)
		}
	}()
	call()
	return o.taken
}

// take gives the panic that is offered to the function which called recover; nil if none is.
func take() any {
	if offers.count.Load() == 0 || !isDeferred() {
		return nil
	}
	offers.mu.Lock()
	defer offers.mu.Unlock()
	list := offers.of[goroutine()]
	if len(list) == 0 || list[len(list)-1].taken {
		return nil
	}
	o := list[len(list)-1]
	o.taken = true
	return o.value
}

// isDeferred reports whether the function that called recover is the one that Offer had called.
func isDeferred() bool {
	var pcs [32]uintptr
	const skip = 5 // Callers, this function, take, Recovered, and who called that
	frames := runtime.CallersFrames(pcs[:runtime.Callers(skip, pcs[:])])
	for more := true; more; {
		var f runtime.Frame
		f, more = frames.Next()
		switch {
		case f.Function == own+"Offer":
			return true
		case strings.HasPrefix(f.Function, "reflect."), strings.HasPrefix(f.Function, "runtime."), strings.HasPrefix(f.Function, caller):
		default:
			return false
		}
	}
	return false
}

// caller begins the names of the engine's functions that make deferred calls.
const caller = "github.com/goawait/goawait/session/engine.(*later).do"
