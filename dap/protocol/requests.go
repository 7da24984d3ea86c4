package protocol

import (
	"encoding/json"

	godap "github.com/google/go-dap"
)

// Capabilities are what the server can do: each that is absent it cannot.
type Capabilities struct {
	godap.Capabilities
	SupportsANSIStyling bool `json:"supportsANSIStyling,omitempty"`
}

// EvaluateArguments of an evaluate. Line and Column count as the client said at initialize;
// Column is in UTF-16 units. Expression is nil if it is absent, which is an error.
type EvaluateArguments struct {
	godap.EvaluateArguments
	Expression *string       `json:"expression"`
	Line       *int          `json:"line,omitempty"`
	Column     *int          `json:"column,omitempty"`
	Source     *godap.Source `json:"source,omitempty"`
}

// NewEvaluate returns the arguments of an evaluate in context whose text is of no document.
func NewEvaluate(context, expression string) *EvaluateArguments {
	return &EvaluateArguments{
		EvaluateArguments: godap.EvaluateArguments{Context: context}, Expression: &expression,
	}
}

// The contexts of an evaluate.
const (
	ContextRepl      = "repl"
	ContextWatch     = "watch"
	ContextHover     = "hover"
	ContextClipboard = "clipboard"
	ContextVariables = "variables"
)

// RestartArguments of a restart. The schema has the launch arguments inside Arguments; replay
// is also taken beside them, where a person who types the request puts it.
type RestartArguments struct {
	Arguments json.RawMessage `json:"arguments,omitempty"`
	Replay    *bool           `json:"replay,omitempty"`
}
