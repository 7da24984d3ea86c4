package session

import (
	"time"

	"github.com/goawait/goawait/session/engine/wire"
	"github.com/goawait/goawait/transform"
)

// The states that a Result has beside the engine's own.
const (
	CheckFailed wire.State = "check" // it did not check; nothing ran
	Died        wire.State = "died"  // the engine ended while it ran

	// These two are stages of a cell that has not ended.
	Queued  wire.State = "queued"  // other cells are before it; it has no number yet
	Running wire.State = "running" // its turn has come
)

// Raised is the code of the diagnostic that marks where a cell raised or panicked.
const Raised transform.Code = "raised"

// A RunRequest is a cell to run.
type RunRequest struct {
	Source string
	Region *Region // where Source comes from; nil if it has no document

	// Program says that Source is made of an ordinary program, whose variables are initialised
	// in Go's order and not from top to bottom.
	Program bool `json:",omitempty"`

	// Silent evaluates without number, history and result: for watches and hovers.
	Silent  bool
	Context string // DAP's: "repl", "watch", "hover", "clipboard", "variables"
	Conn    int64  // of whom asks; the session only keeps it

	// Queued, if not nil, is called once, when the cell has its place in the queue: what is
	// run after that runs later. It must not block, and is not called if Run fails before.
	Queued func() `json:"-"`

	run int64 // tells it from all others; Run and newExecution see to it
}

// A Region is a stretch of a document. Lines and columns are 0-based, columns count bytes.
// A request needs only the start; the session fills in the end.
type Region struct {
	Path            string
	Line, Col       int
	EndLine, EndCol int
}

// A Result is what running a cell gave. The session hands out copies; they do not change.
type Result struct {
	Run    int64 // tells this run from all others of the session; 0 for a silent one
	Cell   int   // its number; 0 for a silent one, and while it waits in the queue
	Source string
	State  wire.State

	Value *wire.Value // nil if the cell has none
	Text  string      // the value's text, or the error in one line with its position

	Diagnostics []transform.Error // of the check, or one with code Raised; offsets in Source
	Trace       []wire.Position   // where it raised or panicked, innermost first

	Lane      string        // in which it ran, "instant" or "native"; "" if it did not get to the engine
	Compiling time.Duration // of Duration, what compiling it took
	Duration  time.Duration

	Native      []string      // functions that it declared in the instant lane and that were compiled since
	NativeAfter time.Duration // how long after it had declared them

	When    time.Time // it began
	Output  string    // what it printed so far, its tasks included; limited
	Dropped int       // bytes of output beyond the limit
	Left    int       // goroutines left behind in calls that could not be stopped

	Region *Region // where its text is now; nil if it has no document
	Stale  bool    // that text was edited since
	Lost   bool    // that text is in its document no more: Region is where it was
	Conn   int64   // of the request
}

// OK reports whether the cell ran to its end.
func (r *Result) OK() bool { return r.State == wire.Done }
