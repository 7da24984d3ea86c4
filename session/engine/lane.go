package engine

import (
	"reflect"

	"github.com/goawait/goawait/session/engine/wire"
)

// A lane executes lowered cells. It is asked for one cell at a time, but what a cell started
// may go on for ever, beside the cells after it.
type lane interface {
	// run compiles and executes the cell on the calling goroutine, inside c.scope (Run for a
	// cell that goes through the runner, Do for any other). It returns when the statements
	// have ended, which may be long after c was interrupted, and does not panic. c.scope
	// cannot be interrupted before it has a root, so run looks at c.stopped() once it has.
	run(c *cell) outcome
	// swap puts compiled functions in the place of interpreted ones. It may be called while a cell
	// runs.
	swap(s *wire.Swap) (*wire.Swapped, error)
	// rest is called when no cell waits to be run: the lane makes ready for the next.
	rest()
}

// A namespace is the session's variables and functions, as the lane keeps them, by key.
// It is safe for concurrent use.
type namespace interface {
	// keep adds or replaces a name that no cell defines, such as Out_12.
	keep(def wire.Define, v reflect.Value)
	// lookup returns the current value of a name. A function's is the func itself.
	lookup(key string) (def wire.Define, v reflect.Value, ok bool)
	// drop removes names; unknown keys are ignored.
	drop(keys []string)
}

// An outcome is how the statements of a cell ended.
type outcome struct {
	state   wire.State      // Done, Raised, Panicked, Interrupted, Refused
	value   reflect.Value   // invalid if there is none; a []any for several results
	err     string          // without position, "" if Done
	trace   []wire.Position // innermost first
	timed   *wire.Timed     // of a cell that was measured
	profile *wire.Profile   // of one that was profiled
}

// A host is what a lane may ask of the engine for the code it runs.
type host interface {
	// print sends what a print function made to "stdout" or "stderr", in the name of the task
	// and cell that the calling goroutine belongs to. It keeps its place among what is
	// written to the file of that name. See writerFor for what the person's code chose.
	print(stream string, p []byte)
	// exit ends the engine as os.Exit(code) at that position. It does not return.
	exit(code int, at wire.Position)
}
