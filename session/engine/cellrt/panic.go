package cellrt

import (
	"runtime"
	"strings"
	"unsafe"

	"github.com/goawait/goawait/session/async"
	"github.com/goawait/goawait/session/engine/wire"
)

// Recovered is given what recover gave, in a function that a function deferred. An error that
// is raised, being stopped, and an overflow of the stack, which Go does not let anybody recover
// from, is no panic: it is kept for Rethrow, and the function sees nil.
func Recovered(v any, keep *any) any {
	if v == nil {
		return take()
	}
	_, raised := async.Raised(v)
	if _, tooDeep := v.(*StackError); raised || tooDeep {
		*keep = v
		return nil
	}
	return v
}

// Rethrow is deferred first in a function that calls Recovered. It goes on with what that kept.
func Rethrow(kept *any) {
	if *kept != nil {
		panic(*kept)
	}
}

// Go starts a goroutine of the current task's, at a line of c. A panic of fn is reported and
// ends no more than the goroutine.
func Go(c *Cell, line int, fn func()) {
	async.Current().SetPos(int(c.No), line)
	async.Go(func() {
		ended := false
		defer traced(&ended)
		fn()
		ended = true
	})
}

// Traced calls fn, and notes the way of a panic or raise through the person's functions.
func Traced(fn func() any) any {
	ended := false
	defer traced(&ended)
	v := fn()
	ended = true
	return v
}

// traced is deferred where code of the person's begins. If that unwinds, the way from where it
// began to unwind to here is added to the trace of the strand: deferred calls run before the
// stack is gone. It does not recover, which would end the panic here.
func traced(ended *bool) {
	if !*ended {
		record()
	}
}

// maxFrames is how many frames of a stack are looked at, and maxTrace how many are told.
const (
	maxFrames = 4096
	maxTrace  = 50
)

// record adds the frames of compiled cells between the panic and the nearest edge.
func record() {
	pcs := make([]uintptr, maxFrames)
	way, _ := unwound(pcs[:runtime.Callers(2, pcs)], isEdge)
	tell(way)
}

// fewFrames is how many frames of a stack are looked at first.
const fewFrames = 128

// Record adds the frames of compiled cells between a panic and the nearest frame of a function
// that is an edge. It is called by what that function deferred.
func Record(edge func(function string) bool) {
	if !loaded() {
		return
	}
	for size := fewFrames; ; size = maxFrames {
		pcs := make([]uintptr, size)
		n := runtime.Callers(2, pcs)
		way, whole := unwound(pcs[:n], edge)
		if whole || n < size || size == maxFrames {
			tell(way)
			return
		}
	}
}

func tell(way []async.Position) {
	for _, at := range way {
		async.Current().Record(at)
	}
}

// unwound gives the places in compiled cells that a panic has left, up to an edge; whole says
// whether there was one.
func unwound(pcs []uintptr, edge func(function string) bool) (way []async.Position, whole bool) {
	frames := runtime.CallersFrames(pcs)
	unwinding := false
	for more := true; more && len(way) < maxTrace; {
		var f runtime.Frame
		f, more = frames.Next()
		switch {
		case f.Function == "runtime.Goexit" && !unwinding:
			return nil, true
		case f.Function == "runtime.gopanic":
			unwinding = true
		case unwinding && edge(f.Function):
			return way, true
		case unwinding:
			if at, ok := Position(f); ok {
				way = append(way, at)
			}
		}
	}
	return way, false
}

// LoopLine is the line at which the innermost loop was that compiled code went on with. It is called
// by what was deferred where that was begun.
func LoopLine() int {
	pcs := make([]uintptr, maxFrames)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	for more := true; more; {
		var f runtime.Frame
		if f, more = frames.Next(); wire.IsLoop(f.Function) {
			return f.Line
		}
	}
	return 0
}

const own = "github.com/goawait/goawait/session/engine/cellrt."

// sameValue reports whether two interfaces hold one value, also where its type cannot be
// compared.
func sameValue(a, b any) bool {
	return *(*[2]unsafe.Pointer)(unsafe.Pointer(&a)) == *(*[2]unsafe.Pointer)(unsafe.Pointer(&b))
}

// isEdge reports whether a function is one in which code of the person's begins.
func isEdge(name string) bool {
	rest, ours := strings.CutPrefix(name, own)
	return ours && (strings.HasPrefix(rest, "Coroutine") || strings.HasPrefix(rest, "Go.") || strings.HasPrefix(rest, "Traced") || strings.HasPrefix(rest, "Call") || strings.HasPrefix(rest, "With"))
}

// Position is where a frame is, in the person's coordinates; false if it is not theirs.
func Position(f runtime.Frame) (async.Position, bool) {
	id, name, ours := wire.CompiledSymbol(f.Function, f.File)
	if !ours || wire.IsLoop(f.Function) {
		return async.Position{}, false
	}
	c := Lookup(id)
	if c == nil {
		return async.Position{}, false
	}
	return async.Position{Cell: int(c.Cell.No), Line: f.Line, Func: name}, true
}
