package protocol

// EvaluateBody of a response to an evaluate.
type EvaluateBody struct {
	Result             string `json:"result"`
	Type               string `json:"type,omitempty"`
	VariablesReference int    `json:"variablesReference"`
	NamedVariables     int    `json:"namedVariables,omitempty"`
	IndexedVariables   int    `json:"indexedVariables,omitempty"`
	Goawait            *Run   `json:"goawait,omitempty"`
}

// A Run is goawait's addition to the response to an evaluate, with or without success: how
// the cell went. Positions count as the client said at initialize.
type Run struct {
	Cell        int          `json:"cell,omitempty"`
	State       string       `json:"state"`
	DurationMs  float64      `json:"durationMs"`
	EndLine     *int         `json:"endLine,omitempty"` // of the region in its document
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

// ThreadsBody of a response to a threads.
type ThreadsBody struct {
	Threads []Thread `json:"threads"`
}

// A Thread is the session's main line of execution, or a task.
type Thread struct {
	ID   int    `json:"id"`
	Name string `json:"name"`
}

// StackTraceBody of a response to a stackTrace.
type StackTraceBody struct {
	StackFrames []StackFrame `json:"stackFrames"`
	TotalFrames int          `json:"totalFrames"`
}

// A StackFrame is where a thread is. Line and Column are 0 without a Source.
type StackFrame struct {
	ID     int     `json:"id"`
	Name   string  `json:"name"`
	Source *Source `json:"source,omitempty"`
	Line   int     `json:"line"`
	Column int     `json:"column"`
}

// ScopesBody of a response to a scopes.
type ScopesBody struct {
	Scopes []Scope `json:"scopes"`
}

// A Scope is a named set of variables.
type Scope struct {
	Name               string `json:"name"`
	VariablesReference int    `json:"variablesReference"`
	NamedVariables     int    `json:"namedVariables,omitempty"`
	Expensive          bool   `json:"expensive"`
}

// VariablesBody of a response to a variables.
type VariablesBody struct {
	Variables []Variable `json:"variables"`
}

// A Variable is a name or a child of a value, with a reference for its own children.
type Variable struct {
	Name               string `json:"name"`
	Value              string `json:"value"`
	Type               string `json:"type,omitempty"`
	EvaluateName       string `json:"evaluateName,omitempty"`
	VariablesReference int    `json:"variablesReference"`
	NamedVariables     int    `json:"namedVariables,omitempty"`
	IndexedVariables   int    `json:"indexedVariables,omitempty"`
}

// SetBreakpointsBody of a response to a setBreakpoints.
type SetBreakpointsBody struct {
	Breakpoints []Breakpoint `json:"breakpoints"`
}

// A Breakpoint is what became of a SourceBreakpoint.
type Breakpoint struct {
	Verified bool   `json:"verified"`
	Message  string `json:"message,omitempty"`
	Line     int    `json:"line,omitempty"`
	Reason   string `json:"reason,omitempty"`
}
