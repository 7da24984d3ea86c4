package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"strings"
	"sync"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// Limits bound what one connection may cost.
type Limits struct {
	MaxBody  int // bytes of one message that is read; DefaultMaxBody if 0
	MaxQueue int // bytes that wait for the client to read them; DefaultMaxQueue if 0
}

const (
	// DefaultMaxBody is the size in bytes of the largest message that is read.
	DefaultMaxBody = 64 << 20
	// DefaultMaxQueue is how much waits for a client, in bytes, before it is given up on.
	DefaultMaxQueue = 32 << 20
)

// An Option changes how Serve works.
type Option func(*server)

// WithLog sends the server's log to log. The default is slog.Default.
func WithLog(log *slog.Logger) Option { return func(s *server) { s.log = log } }

// WithLimits sets the connection's limits.
func WithLimits(l Limits) Option { return func(s *server) { s.limits = l } }

// WithVersion sets the version that the server reports to the client.
func WithVersion(v string) Option { return func(s *server) { s.version = v } }

// ErrNoShutdown is returned by Serve where the client sent exit without shutdown.
var ErrNoShutdown = errors.New("the client left without a shutdown request")

// Serve speaks LSP over conn until the client leaves, the stream ends or ctx is done, and
// closes conn. The error is nil where the client left properly or just closed the stream.
func Serve(ctx context.Context, conn io.ReadWriteCloser, host Host, opts ...Option) error {
	s := &server{host: host, log: slog.Default(), documents: map[DocumentURI]*document{}, refreshes: map[string]int{}}
	for _, opt := range opts {
		opt(s)
	}
	if s.limits.MaxBody == 0 {
		s.limits.MaxBody = DefaultMaxBody
	}
	if s.limits.MaxQueue == 0 {
		s.limits.MaxQueue = DefaultMaxQueue
	}
	s.conn = newConn(ctx, conn, s.limits, s.log)
	err := s.conn.serve(s)
	s.unsubscribe()
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.background.Wait()
	if s.phase == phaseExited && err == nil && !s.shutdown {
		return ErrNoShutdown
	}
	return err
}

// A phase of a connection's life, as the specification's "Server lifecycle" has it.
type phase int

const (
	phaseNew      phase = iota // only initialize is answered
	phaseRunning               // initialize was answered
	phaseShutdown              // only exit is expected
	phaseExited
)

// A server is one connection's state.
type server struct {
	host    Host
	conn    *conn
	log     *slog.Logger
	limits  Limits
	version string
	client  client // what initialize told; written before anything that reads it starts
	options options
	printer printer

	// Only the dispatching goroutine touches these.
	phase    phase
	shutdown bool            // a shutdown request came
	cancelEv func()          // the Host's subscription, nil before initialized
	given    map[string]any  // the editor's settings, until it is initialized
	settings map[string]any  // and as it told of them last
	queued   <-chan struct{} // closed when the batch begun last has its place in the queue; nil before the first

	background sync.WaitGroup // diagnostic passes and refreshes

	mu        sync.Mutex // guards documents, what documents say it guards, and below
	documents map[DocumentURI]*document
	closed    bool // nothing is added to background any more
	scopeNo   int  // counts the Host's scope events
	offered   completionList
	bar       progressBar
	refreshes map[string]int // by method; 1: a refresh is under way; 2: and another is due after it
}

// notifications are what the server does on each; others are ignored, as the specification
// asks for those that begin with $/ and as is best for the rest.
var notifications = map[string]func(*server, json.RawMessage) error{
	protocol.MethodInitialized:           (*server).initialized,
	protocol.MethodTextDocumentDidOpen:   notification((*server).didOpen),
	protocol.MethodTextDocumentDidChange: notification((*server).didChange),
	protocol.MethodTextDocumentDidSave:   notification((*server).didSave),
	protocol.MethodTextDocumentDidClose:  notification((*server).didClose),

	protocol.MethodWorkspaceDidChangeConfiguration: notification((*server).didChangeConfiguration),
}

// An answer computes the result of a request, after the request was prepared.
type answer = func(context.Context) (any, error)

// requests are the requests that are answered between initialize and shutdown.
var requests map[string]func(*server, json.RawMessage) (answer, error)

func init() {
	requests = map[string]func(*server, json.RawMessage) (answer, error){
		protocol.MethodTextDocumentDiagnostic:         request((*server).diagnostic),
		protocol.MethodTextDocumentHover:              request((*server).hover),
		protocol.MethodTextDocumentSemanticTokensFull: request((*server).semanticTokens),
		protocol.MethodTextDocumentSignatureHelp:      request((*server).signatureHelp),
		protocol.MethodTextDocumentDefinition:         request((*server).definition),
		protocol.MethodTextDocumentTypeDefinition:     request((*server).typeDefinition),
		protocol.MethodTextDocumentReferences:         request((*server).references),
		protocol.MethodTextDocumentDocumentHighlight:  request((*server).documentHighlight),
		protocol.MethodTextDocumentPrepareRename:      request((*server).prepareRename),
		protocol.MethodTextDocumentRename:             request((*server).rename),
		protocol.MethodTextDocumentCompletion:         request((*server).completion),
		protocol.MethodCompletionItemResolve:          request((*server).completionResolve),
		protocol.MethodTextDocumentCodeAction:         request((*server).codeAction),
		protocol.MethodTextDocumentCodeLens:           request((*server).codeLens),
		protocol.MethodTextDocumentInlayHint:          request((*server).inlayHint),
		protocol.MethodTextDocumentFormatting:         request((*server).formatting),
		protocol.MethodTextDocumentRangeFormatting:    request((*server).rangeFormatting),
		protocol.MethodTextDocumentFoldingRange:       request((*server).foldingRange),
		protocol.MethodTextDocumentDocumentSymbol:     request((*server).documentSymbol),
		protocol.MethodWorkspaceSymbol:                request((*server).workspaceSymbol),
		protocol.MethodTextDocumentSelectionRange:     request((*server).selectionRange),
		protocol.MethodTextDocumentImplementation:     request((*server).implementation),
		protocol.MethodWorkspaceExecuteCommand:        request((*server).executeCommand),
		MethodRegions:                                 request((*server).regions),
		MethodRun:                                     request((*server).run),
		MethodCells:                                   request((*server).cells),
		MethodEditCells:                               request((*server).editCells),
		MethodResults:                                 request((*server).results),
		MethodClear:                                   optional((*server).clear),
		MethodHistory:                                 optional((*server).history),
		MethodVariables:                               optional((*server).variables),
		MethodChildren:                                request((*server).children),
		MethodTasks:                                   optional((*server).tasks),
		MethodCancelTask:                              request((*server).cancelTask),
		MethodSetup:                                   optional((*server).setup),
	}
}

// notification gives f its decoded parameters.
func notification[P any](f func(*server, *P) error) func(*server, json.RawMessage) error {
	return func(s *server, raw json.RawMessage) error {
		p, err := decode[P](raw)
		if err != nil {
			return err
		}
		return f(s, p)
	}
}

// request gives f its decoded parameters.
func request[P any](f func(*server, *P) (answer, error)) func(*server, json.RawMessage) (answer, error) {
	return func(s *server, raw json.RawMessage) (answer, error) {
		p, err := decode[P](raw)
		if err != nil {
			return nil, err
		}
		return f(s, p)
	}
}

// decode decodes the parameters of a message, which must be there.
func decode[P any](raw json.RawMessage) (*P, error) {
	p := new(P)
	if len(raw) == 0 || string(raw) == "null" {
		return nil, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "parameters are missing")
	}
	if err := protocol.Unmarshal(raw, p); err != nil {
		return nil, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "parameters do not fit: %v", err)
	}
	return p, nil
}

// notify implements handler.
func (s *server) notify(method string, params json.RawMessage) {
	if method == protocol.MethodExit {
		s.phase = phaseExited
		return
	}
	f := notifications[method]
	if f == nil || s.phase != phaseRunning {
		if !strings.HasPrefix(method, "$/") {
			s.log.Debug("ignoring a notification", "method", method)
		}
		return
	}
	if err := f(s, params); err != nil {
		s.log.Warn("a notification had no effect", "method", method, "error", err)
	}
}

// prepare implements handler.
func (s *server) prepare(method string, params json.RawMessage) (answer, error) {
	if method == protocol.MethodInitialize {
		return s.initialize(params)
	}
	switch s.phase {
	case phaseNew:
		return nil, jsonrpc2.Errorf(jsonrpc2.ServerNotInitialized, "the first request is initialize")
	case phaseShutdown:
		return nil, jsonrpc2.Errorf(jsonrpc2.InvalidRequest, "the server was shut down; it waits for exit")
	}
	if method == protocol.MethodShutdown {
		s.phase, s.shutdown = phaseShutdown, true
		return func(context.Context) (any, error) { return nil, nil }, nil
	}
	f := requests[method]
	if f == nil {
		return nil, jsonrpc2.Errorf(jsonrpc2.MethodNotFound, "the method %.100q is not known", method)
	}
	return f(s, params)
}

// done implements handler.
func (s *server) done() bool { return s.phase == phaseExited }
