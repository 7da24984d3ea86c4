package lsp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// commands are what workspace/executeCommand knows. Each checks its arguments and gives the
// answer that carries it out.
var commands = map[string]func(*server, []protocol.LSPAny) (answer, error){
	CommandRun:       (*server).runCommand,
	CommandRunCell:   (*server).runCellCommand,
	CommandRunAbove:  (*server).runAboveCommand,
	CommandRunBelow:  (*server).runBelowCommand,
	CommandRunAll:    (*server).runAllCommand,
	CommandRunText:   (*server).runTextCommand,
	CommandClear:     (*server).clearCommand,
	CommandInterrupt: (*server).interruptCommand,
	CommandRestart:   (*server).restartCommand,
	CommandGoGet:     (*server).goGetCommand,
	CommandAutoawait: (*server).autoawaitCommand,
}

func commandNames() []string { return slices.Sorted(maps.Keys(commands)) }

// executeCommand answers workspace/executeCommand.
func (s *server) executeCommand(p *protocol.ExecuteCommandParams) (answer, error) {
	f := commands[p.Command]
	if f == nil {
		return nil, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "the command %.100q is not known; have: %s",
			p.Command, strings.Join(commandNames(), ", "))
	}
	run, err := f(s, p.Arguments)
	if err != nil {
		return nil, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "%s: %v", p.Command, err)
	}
	return run, nil
}

// An argument's members are pointers, so that a missing one is told from a zero.
type (
	argPosition struct {
		Line      *uint32 `json:"line"`
		Character *uint32 `json:"character"`
	}
	argRange struct {
		Start *argPosition `json:"start"`
		End   *argPosition `json:"end"`
	}
	goGetArgument struct {
		Module *string `json:"module"`
	}
	runArgument struct {
		URI   *string   `json:"uri"`
		Range *argRange `json:"range"`
	}
	cellArgument struct {
		URI      *string      `json:"uri"`
		Position *argPosition `json:"position"`
	}
	documentArgument struct {
		URI *string `json:"uri"`
	}
	textArgument struct {
		Text *string `json:"text"`
	}
	restartArgument struct {
		Replay *bool `json:"replay"`
	}
	autoawaitArgument struct {
		On     *bool   `json:"on"`
		Runner *string `json:"runner"`
		Scope  *string `json:"scope"`
	}
)

// argument decodes the one argument of a command strictly: an object without members that
// the command does not know. No argument is an empty object.
func argument[A any](list []protocol.LSPAny) (*A, error) {
	a := new(A)
	if len(list) == 0 {
		return a, nil
	}
	if len(list) > 1 {
		return nil, errors.New("one argument is enough, an object")
	}
	if raw := bytes.TrimSpace(list[0]); len(raw) == 0 || raw[0] != '{' {
		return nil, errors.New("the argument is not an object")
	}
	d := json.NewDecoder(bytes.NewReader(list[0]))
	d.DisallowUnknownFields()
	if err := d.Decode(a); err != nil {
		return nil, errors.New(strings.TrimPrefix(err.Error(), "json: "))
	}
	return a, nil
}

// position converts an argument; the name is for the error.
func (p *argPosition) position(name string) (protocol.Position, error) {
	if p == nil || p.Line == nil || p.Character == nil {
		return protocol.Position{}, errors.New(name + " is missing or not {line, character}")
	}
	return protocol.Position{Line: *p.Line, Character: *p.Character}, nil
}

// target gives the document that an argument names.
func (s *server) target(uri *string) (*snapshot, error) {
	if uri == nil {
		return nil, errors.New("uri is missing")
	}
	return s.snapshot(DocumentURI(*uri))
}

func (s *server) runCommand(list []protocol.LSPAny) (answer, error) {
	a, err := argument[runArgument](list)
	if err != nil {
		return nil, err
	}
	snap, err := s.target(a.URI)
	if err != nil {
		return nil, err
	}
	if a.Range == nil {
		return nil, errors.New("range is missing")
	}
	start, err := a.Range.Start.position("range.start")
	if err != nil {
		return nil, err
	}
	end, err := a.Range.End.position("range.end")
	if err != nil {
		return nil, err
	}
	return s.runs(snap, KindRegion, protocol.Range{Start: start, End: end}), nil
}

func (s *server) runCellCommand(list []protocol.LSPAny) (answer, error) {
	return s.cellCommand(list, KindCell)
}

func (s *server) runAboveCommand(list []protocol.LSPAny) (answer, error) {
	return s.cellCommand(list, KindAbove)
}

func (s *server) runBelowCommand(list []protocol.LSPAny) (answer, error) {
	return s.cellCommand(list, KindBelow)
}

func (s *server) runAllCommand(list []protocol.LSPAny) (answer, error) {
	a, err := argument[documentArgument](list)
	if err != nil {
		return nil, err
	}
	snap, err := s.target(a.URI)
	if err != nil {
		return nil, err
	}
	return s.runs(snap, KindAll, protocol.Range{}), nil
}

func (s *server) clearCommand(list []protocol.LSPAny) (answer, error) {
	a, err := argument[documentArgument](list)
	if err != nil {
		return nil, err
	}
	if a.URI == nil {
		return s.clear(new(ClearParams))
	}
	return s.clear(&ClearParams{TextDocument: &protocol.TextDocumentIdentifier{URI: DocumentURI(*a.URI)}})
}

func (s *server) cellCommand(list []protocol.LSPAny, kind RegionKind) (answer, error) {
	a, err := argument[cellArgument](list)
	if err != nil {
		return nil, err
	}
	snap, err := s.target(a.URI)
	if err != nil {
		return nil, err
	}
	at, err := a.Position.position("position")
	if err != nil {
		return nil, err
	}
	return s.runs(snap, kind, protocol.Range{Start: at, End: at}), nil
}

// runTextCommand runs a cell that is of no document.
func (s *server) runTextCommand(list []protocol.LSPAny) (answer, error) {
	a, err := argument[textArgument](list)
	if err != nil {
		return nil, err
	}
	if a.Text == nil {
		return nil, errors.New("text is missing")
	}
	b := s.start(Region{Source: *a.Text})
	return func(ctx context.Context) (any, error) {
		_, err := s.wait(ctx, b)
		return nil, err
	}, nil
}

func (s *server) interruptCommand(list []protocol.LSPAny) (answer, error) {
	if _, err := argument[struct{}](list); err != nil {
		return nil, err
	}
	return func(ctx context.Context) (any, error) { return nil, s.host.Interrupt(ctx) }, nil
}

func (s *server) restartCommand(list []protocol.LSPAny) (answer, error) {
	a, err := argument[restartArgument](list)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) (any, error) { return nil, s.host.Restart(ctx, is(a.Replay)) }, nil
}

func (s *server) goGetCommand(list []protocol.LSPAny) (answer, error) {
	a, err := argument[goGetArgument](list)
	if err != nil {
		return nil, err
	}
	if a.Module == nil || *a.Module == "" {
		return nil, errors.New("module is missing")
	}
	return func(ctx context.Context) (any, error) { return nil, s.host.GoGet(ctx, *a.Module) }, nil
}

func (s *server) autoawaitCommand(list []protocol.LSPAny) (answer, error) {
	a, err := argument[autoawaitArgument](list)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) (any, error) {
		if err := s.host.Configure(ctx, Change{Autoawait: a.On, Runner: a.Runner, Scope: a.Scope}); err != nil {
			return nil, err
		}
		return s.host.Status(), nil
	}, nil
}
