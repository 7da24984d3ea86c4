package dap

import (
	"net/url"
	"path/filepath"
	"strings"

	"github.com/goawait/goawait/dap/protocol"
	godap "github.com/google/go-dap"
)

// A client is how the other side counts and what it understands.
type client struct {
	line, column int  // the number of the first
	uris         bool // paths are URIs
	invalidated  bool // understands the event
	progress     bool // understands those

	// completion is the number of the first place of a text that a completion overwrites: the
	// protocol's column, but VS Code looks up what is there from 0, whatever it says.
	completion int
}

func defaultClient() client { return client{line: 1, column: 1, completion: 1} }

// initialize takes what the client says of itself and answers with what this server can do.
func (r *request) initialize() (any, error) {
	args := godap.InitializeRequestArguments{LinesStartAt1: true, ColumnsStartAt1: true} // if absent
	if err := decode(&r.Request, &args); err != nil {
		return nil, err
	}
	cl := defaultClient()
	if !args.LinesStartAt1 {
		cl.line = 0
	}
	if !args.ColumnsStartAt1 {
		cl.column = 0
	}
	if cl.completion = cl.column; args.ClientID == "vscode" {
		cl.completion = 0
	}
	switch args.PathFormat {
	case "", "path":
	case "uri":
		cl.uris = true
	default:
		return nil, fail(idArguments, "initialize: pathFormat %.40q is not known; have: path, uri", args.PathFormat)
	}
	cl.invalidated = args.SupportsInvalidatedEvent
	cl.progress = args.SupportsProgressReporting

	c := r.conn
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.state != fresh {
		return nil, fail(idState, "initialize: it was sent before")
	}
	c.state, c.client = initialized, cl
	return &protocol.Capabilities{
		Capabilities: godap.Capabilities{
			SupportsConfigurationDoneRequest: true,
			SupportsEvaluateForHovers:        true,
			SupportsRestartRequest:           true,
			SupportTerminateDebuggee:         true,
			SupportsTerminateThreadsRequest:  true,
			SupportsTerminateRequest:         true,
			SupportsCancelRequest:            true,
			SupportsClipboardContext:         true,
			SupportsCompletionsRequest:       true,
			CompletionTriggerCharacters:      []string{".", "%", "-", "/"},
			SupportsSetVariable:              true,
			SupportsSetExpression:            true,
		},
		SupportsANSIStyling: true, // what the person prints is passed on as it is
	}, nil
}

// path is the path that the client means by text; "" if it is none of a file.
func (cl *client) path(text string) string {
	if !cl.uris {
		return text
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "file" {
		return ""
	}
	path := u.Path
	if len(path) > 2 && path[0] == '/' && path[2] == ':' { // file:///c:/x
		path = path[1:]
	}
	return filepath.FromSlash(path)
}

// source names a document to the client.
func (cl *client) source(path string) *godap.Source {
	src := &godap.Source{Name: filepath.Base(path), Path: path}
	if cl.uris {
		slashed := filepath.ToSlash(path)
		if !strings.HasPrefix(slashed, "/") {
			slashed = "/" + slashed
		}
		src.Path = (&url.URL{Scheme: "file", Path: slashed}).String()
	}
	return src
}
