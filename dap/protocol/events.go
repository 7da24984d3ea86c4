package protocol

import godap "github.com/google/go-dap"

// The events in use.
const (
	EventInitialized    = "initialized"
	EventInvalidated    = "invalidated"
	EventOutput         = "output"
	EventProgressStart  = "progressStart"
	EventProgressUpdate = "progressUpdate"
	EventProgressEnd    = "progressEnd"
	EventTerminated     = "terminated"
	EventThread         = "thread"
)

// The categories of output.
const (
	CategoryConsole   = "console"   // of the server
	CategoryImportant = "important" // of the server, and the person must see it
	CategoryStdout    = "stdout"
	CategoryStderr    = "stderr"
	CategoryTelemetry = "telemetry" // of the server, and no client shows it
)

// OutputBody of an output event. Source and Line are of the cell that caused it; Line may be 0.
type OutputBody struct {
	godap.OutputEventBody
	Line    *int    `json:"line,omitempty"`
	Goawait *Origin `json:"goawait,omitempty"`
}

// NewOutput returns the body of an output event of that category, without its text.
func NewOutput(category string) OutputBody {
	return OutputBody{OutputEventBody: godap.OutputEventBody{Category: category}}
}

// An Origin is goawait's addition to an output event: who wrote it.
type Origin struct {
	Cell int   `json:"cell"`
	Task int64 `json:"task,omitempty"`
}

// CompiledBody of an output event of category telemetry, which tells that functions of a cell
// became compiled ones.
type CompiledBody struct {
	godap.OutputEventBody
	Line    *int     `json:"line,omitempty"`
	Goawait Compiled `json:"goawait"`
}

// Compiled is goawait's addition to that event.
type Compiled struct {
	Cell      int      `json:"cell"`
	Native    []string `json:"native"`    // functions that it declared in the lane instant
	AfterMs   float64  `json:"afterMs"`   // the declaration
	CompileMs float64  `json:"compileMs"` // of that, what compiling took
}

// ProgressBody of a progressUpdate event.
type ProgressBody struct {
	ID         string `json:"progressId"`
	Message    string `json:"message,omitempty"`
	Percentage *int   `json:"percentage,omitempty"` // nil where nothing is counted
}

// ProgressStartBody of a progressStart event.
type ProgressStartBody struct {
	ProgressBody
	Title       string `json:"title"`
	Cancellable bool   `json:"cancellable,omitempty"`
}

// ProgressEndBody of a progressEnd event.
type ProgressEndBody struct {
	ID string `json:"progressId"`
}
