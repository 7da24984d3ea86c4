package protocol

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

// OutputBody of an output event. Source and Line are of the cell that caused it.
type OutputBody struct {
	Category string  `json:"category,omitempty"`
	Output   string  `json:"output"`
	Source   *Source `json:"source,omitempty"`
	Line     *int    `json:"line,omitempty"`
	Column   *int    `json:"column,omitempty"`
	Goawait  *Origin `json:"goawait,omitempty"`
}

// An Origin is goawait's addition to an output event: who wrote it.
type Origin struct {
	Cell int   `json:"cell"`
	Task int64 `json:"task,omitempty"`
}

// ThreadBody of a thread event.
type ThreadBody struct {
	Reason   string `json:"reason"` // "started" or "exited"
	ThreadID int    `json:"threadId"`
}

// InvalidatedBody of an invalidated event: what a client should ask for again.
type InvalidatedBody struct {
	Areas []string `json:"areas"`
}
