package protocol

import godap "github.com/google/go-dap"

// The events in use.
const (
	EventInitialized = "initialized"
	EventInvalidated = "invalidated"
	EventOutput      = "output"
	EventTerminated  = "terminated"
	EventThread      = "thread"
)

// The categories of output.
const (
	CategoryConsole   = "console"   // of the server
	CategoryImportant = "important" // of the server, and the person must see it
	CategoryStdout    = "stdout"
	CategoryStderr    = "stderr"
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
