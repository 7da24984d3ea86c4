package cellrt

import (
	"runtime"
	"strings"
	"unsafe"

	"github.com/goawait/goawait/session/async"
)

// Recovered is given what recover gave, in a function that a function deferred. An error that
// is raised, and being stopped, is no panic: it is kept for Rethrow, and the function sees nil.
func Recovered(v any, keep *any) any {
	if _, raised := async.Raised(v); raised {
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
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	unwinding, told := false, 0
	for more := true; more && told < maxTrace; {
		var f runtime.Frame
		f, more = frames.Next()
		switch {
		case f.Function == "runtime.Goexit" && !unwinding:
			return
		case f.Function == "runtime.gopanic":
			unwinding = true
		case unwinding && isEdge(f.Function):
			return
		case unwinding:
			if at, ok := Position(f); ok {
				async.Current().Record(at)
				told++
			}
		}
	}
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

// cellsPath begins the names of functions of compiled cells.
const cellsPath = "goawait/cells."

// Position is where a frame is, in the person's coordinates; false if it is not theirs.
func Position(f runtime.Frame) (async.Position, bool) {
	name, ours := strings.CutPrefix(f.Function, cellsPath)
	if !ours {
		return async.Position{}, false
	}
	file := f.File[strings.LastIndexByte(f.File, '/')+1:]
	id, isCell := strings.CutPrefix(file, "cell-")
	if !isCell {
		return async.Position{}, false
	}
	c := Lookup(strings.TrimSuffix(id, ".go"))
	if c == nil {
		return async.Position{}, false
	}
	return async.Position{Cell: int(c.Cell.No), Line: f.Line, Func: written(name)}, true
}

// written is a function's name as the person wrote it: "" for the cell's own statements,
// "func" for a literal.
func written(name string) string {
	if i := strings.IndexByte(name, '['); i >= 0 {
		name = name[:i]
	}
	base, rest, _ := strings.Cut(name, ".")
	if strings.HasPrefix(name, "(*") {
		base, rest, _ = strings.Cut(name[2:], ").")
	}
	plain := strings.TrimPrefix(base, "ˑ")
	isRun := plain != base && strings.HasPrefix(plain, "run") && !strings.Contains(plain, "ˑ")
	plain, _, _ = strings.Cut(plain, "ˑ")
	method, inner, _ := strings.Cut(rest, ".")
	switch {
	case isRun && rest == "":
		return ""
	case isLiteral(method) || isLiteral(inner):
		return "func"
	case method != "":
		return plain + "." + method
	}
	return plain
}

// isLiteral reports whether a part of a function's name is that of a literal: func1, gowrap2.
func isLiteral(part string) bool {
	for _, p := range []string{"func", "gowrap", "deferwrap"} {
		if rest, ok := strings.CutPrefix(part, p); ok && rest != "" && rest[0] >= '0' && rest[0] <= '9' {
			return true
		}
	}
	return false
}
