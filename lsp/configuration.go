package lsp

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

var errNoObject = errors.New("is no object")

// options are what a client may say of itself in initializationOptions, beside settings.
type options struct {
	output       bool // it wants goawait/output
	commandLinks bool // its hovers can hold links that carry out commands
	typeLinks    bool // and among those of a result one to where its type is declared
	runActions   bool // it has no commands of its own: code actions run cells

	// The kinds of inlay hints that it wants.
	awaitTypes     bool // the types of variables that get awaited values
	parameterNames bool
	resultHints    bool // results behind what ran, for an editor that shows them in no other way

	resultDiagnostics bool // results as diagnostics, for an editor that asks for hints only when the text changes
}

// readOptions takes initializationOptions apart: what the server goes by, and the settings,
// which may be in an object "settings" of their own. What is no object is an error.
func readOptions(raw protocol.LSPAny) (options, map[string]any, error) {
	var o options
	tree, err := object(raw)
	if err != nil {
		return o, nil, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "initializationOptions %v", err)
	}
	o.take(tree)
	if own, ok := tree["settings"].(map[string]any); ok {
		delete(tree, "settings")
		maps.Copy(tree, own)
	}
	return o, tree, nil
}

// take takes the options out of what a client gave.
func (o *options) take(tree map[string]any) {
	for name, into := range map[string]*bool{
		"output": &o.output, "commandLinks": &o.commandLinks, "typeLinks": &o.typeLinks, "runActions": &o.runActions,
		"awaitTypes": &o.awaitTypes, "parameterNames": &o.parameterNames, "resultHints": &o.resultHints,
		"resultDiagnostics": &o.resultDiagnostics,
	} {
		if v, ok := tree[name].(bool); ok {
			*into = v
			delete(tree, name)
		}
	}
}

// object decodes a JSON object; nothing, null and [] are an empty one. The last is what Lua
// makes of an empty table.
func object(raw protocol.LSPAny) (map[string]any, error) {
	if text := bytes.TrimSpace(raw); len(text) == 0 || string(text) == "null" || string(text) == "[]" {
		return map[string]any{}, nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var tree map[string]any
	if err := d.Decode(&tree); err != nil {
		return nil, errNoObject
	}
	return tree, nil
}

// didChangeConfiguration implements workspace/didChangeConfiguration: settings holds the keys
// of the settings, by themselves or in an object "goawait". They are all that the editor has:
// one that is missing is not set any more.
func (s *server) didChangeConfiguration(p *protocol.DidChangeConfigurationParams) error {
	tree, err := object(p.Settings)
	if err != nil {
		return err
	}
	if own, ok := tree["goawait"]; ok {
		tree, _ = own.(map[string]any) // null has no settings
	} else if len(tree) == 0 {
		return nil // a client that pulls its configuration says only that it changed
	}
	new(options).take(tree) // Helix sends everything that it was started with again
	s.configure(tree)
	return nil
}

// configure hands the editor's settings to the Host, and tells the person what is wrong.
func (s *server) configure(settings map[string]any) {
	before := s.settings
	s.settings = settings
	s.complain(s.host.EditorSettings(settings, before))
}

// complain shows the person what is wrong with settings.
func (s *server) complain(problems []string) {
	for _, problem := range problems {
		s.conn.notify(protocol.MethodWindowShowMessage, &protocol.ShowMessageParams{
			Type: protocol.MessageTypeWarning, Message: "goawait: " + problem,
		})
	}
}
