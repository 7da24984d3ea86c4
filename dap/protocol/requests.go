package protocol

import "encoding/json"

// InitializeArguments are what a client says of itself. The pointers are true if absent.
type InitializeArguments struct {
	ClientID                 string `json:"clientID,omitempty"`
	ClientName               string `json:"clientName,omitempty"`
	AdapterID                string `json:"adapterID"`
	LinesStartAt1            *bool  `json:"linesStartAt1,omitempty"`
	ColumnsStartAt1          *bool  `json:"columnsStartAt1,omitempty"`
	PathFormat               string `json:"pathFormat,omitempty"` // "path" or "uri"
	SupportsVariableType     bool   `json:"supportsVariableType,omitempty"`
	SupportsVariablePaging   bool   `json:"supportsVariablePaging,omitempty"`
	SupportsInvalidatedEvent bool   `json:"supportsInvalidatedEvent,omitempty"`
}

// Capabilities are what the server can do: each that is absent it cannot.
type Capabilities struct {
	SupportsConfigurationDoneRequest bool `json:"supportsConfigurationDoneRequest,omitempty"`
	SupportsEvaluateForHovers        bool `json:"supportsEvaluateForHovers,omitempty"`
	SupportsRestartRequest           bool `json:"supportsRestartRequest,omitempty"`
	SupportTerminateDebuggee         bool `json:"supportTerminateDebuggee,omitempty"`
	SupportsTerminateThreadsRequest  bool `json:"supportsTerminateThreadsRequest,omitempty"`
	SupportsTerminateRequest         bool `json:"supportsTerminateRequest,omitempty"`
	SupportsCancelRequest            bool `json:"supportsCancelRequest,omitempty"`
	SupportsClipboardContext         bool `json:"supportsClipboardContext,omitempty"`
	SupportsANSIStyling              bool `json:"supportsANSIStyling,omitempty"`
}

// A Source names a document.
type Source struct {
	Name string `json:"name,omitempty"`
	Path string `json:"path,omitempty"`
}

// EvaluateArguments of an evaluate. Line and Column count as the client said at initialize;
// Column is in UTF-16 units. Expression is nil if it is absent, which is an error.
type EvaluateArguments struct {
	Expression *string `json:"expression"`
	FrameID    int     `json:"frameId,omitempty"`
	Line       *int    `json:"line,omitempty"`
	Column     *int    `json:"column,omitempty"`
	Source     *Source `json:"source,omitempty"`
	Context    string  `json:"context,omitempty"`
}

// The contexts of an evaluate.
const (
	ContextRepl      = "repl"
	ContextWatch     = "watch"
	ContextHover     = "hover"
	ContextClipboard = "clipboard"
	ContextVariables = "variables"
)

// CancelArguments of a cancel: the seq of the request to cancel, or the id of a progress.
type CancelArguments struct {
	RequestID  int    `json:"requestId,omitempty"`
	ProgressID string `json:"progressId,omitempty"`
}

// RestartArguments of a restart. The schema has the launch arguments inside Arguments; replay
// is also taken beside them, where a person who types the request puts it.
type RestartArguments struct {
	Arguments json.RawMessage `json:"arguments,omitempty"`
	Replay    *bool           `json:"replay,omitempty"`
}

// DisconnectArguments of a disconnect.
type DisconnectArguments struct {
	Restart           bool `json:"restart,omitempty"`
	TerminateDebuggee bool `json:"terminateDebuggee,omitempty"`
}

// ThreadArguments of a pause, a stackTrace, and the requests that resume a thread.
type ThreadArguments struct {
	ThreadID   int `json:"threadId"`
	StartFrame int `json:"startFrame,omitempty"`
	Levels     int `json:"levels,omitempty"` // 0: all
}

// TerminateThreadsArguments of a terminateThreads.
type TerminateThreadsArguments struct {
	ThreadIDs []int `json:"threadIds"`
}

// ScopesArguments of a scopes.
type ScopesArguments struct {
	FrameID int `json:"frameId"`
}

// VariablesArguments of a variables.
type VariablesArguments struct {
	VariablesReference int    `json:"variablesReference"`
	Filter             string `json:"filter,omitempty"` // "indexed", "named", or both if absent
	Start              int    `json:"start,omitempty"`
	Count              int    `json:"count,omitempty"` // 0: all
}

// SetBreakpointsArguments of a setBreakpoints.
type SetBreakpointsArguments struct {
	Source      Source             `json:"source"`
	Breakpoints []SourceBreakpoint `json:"breakpoints,omitempty"`
}

// A SourceBreakpoint is one that a client wants.
type SourceBreakpoint struct {
	Line int `json:"line"`
}
