package protocol

import godap "github.com/google/go-dap"

// EvaluateBody of a response to an evaluate.
type EvaluateBody struct {
	godap.EvaluateResponseBody
	Goawait *Run `json:"goawait,omitempty"`
}

// A Run is goawait's addition to the response to an evaluate, with or without success: how
// the cell went. Positions count as the client said at initialize.
type Run struct {
	Cell        int          `json:"cell,omitempty"`
	State       string       `json:"state"`
	DurationMs  float64      `json:"durationMs"`
	Lane        string       `json:"lane,omitempty"`      // "instant" or "native", in which it ran
	CompileMs   float64      `json:"compileMs,omitempty"` // of the duration, what compiling took
	EndLine     *int         `json:"endLine,omitempty"`   // of the region in its document
	Diagnostics []Diagnostic `json:"diagnostics,omitempty"`
}

// A Diagnostic is an error or a warning at its place in the document, or in the cell if the
// cell is no region of a document.
type Diagnostic struct {
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"endLine"`
	EndColumn int    `json:"endColumn"`
	Severity  int    `json:"severity"` // as in LSP: 1 error, 2 warning, 4 hint
	Code      string `json:"code"`
	Message   string `json:"message"`
}

// SetBreakpointsBody of a response to a setBreakpoints.
type SetBreakpointsBody struct {
	Breakpoints []Breakpoint `json:"breakpoints"`
}

// A Breakpoint is what became of one that a client wants. Reason is why there is none.
type Breakpoint struct {
	godap.Breakpoint
	Reason string `json:"reason,omitempty"`
}

// CompletionsBody answers a completions request.
type CompletionsBody struct {
	Targets []CompletionItem `json:"targets"`
}

// CompletionItem is go-dap's, with a start that may be 0.
type CompletionItem struct {
	Label  string `json:"label"`
	Text   string `json:"text,omitempty"`
	Detail string `json:"detail,omitempty"`
	Type   string `json:"type,omitempty"`
	Start  int    `json:"start"`
	Length int    `json:"length"`
}
