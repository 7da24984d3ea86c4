package lsptest

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
)

// The directions of the meta model.
const (
	toServer = "clientToServer"
	toClient = "serverToClient"
)

// A Traffic validates the messages of one connection as they pass. It remembers requests, so
// that a response is held against its request's result type. It is safe for concurrent use.
type Traffic struct {
	model *Model

	mu    sync.Mutex        // guards all below
	open  map[string]string // method by direction and id of requests without an answer
	loose bool              // errors may answer what was never asked: the client sent nonsense
}

// NewTraffic returns a Traffic for one connection.
func NewTraffic(m *Model) *Traffic { return &Traffic{model: m, open: map[string]string{}} }

// Loosen accepts errors that answer no known request from now on: nonsense was sent.
func (t *Traffic) Loosen() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.loose = true
}

// FromClient validates a message that the client sends.
func (t *Traffic) FromClient(body []byte) error { return t.pass(body, toServer, toClient) }

// FromServer validates a message that the server sends.
func (t *Traffic) FromServer(body []byte) error { return t.pass(body, toClient, toServer) }

// pass validates one message that goes in a direction.
func (t *Traffic) pass(body []byte, direction, back string) error {
	v, err := decode(body)
	if err != nil {
		return fmt.Errorf("not JSON: %w", err)
	}
	object, ok := v.(map[string]any)
	if !ok {
		return errors.New("a message is an object")
	}
	for name := range object {
		if !slices.Contains([]string{"jsonrpc", "id", "method", "params", "result", "error"}, name) {
			return fmt.Errorf("a message has no %q", name)
		}
	}
	if object["jsonrpc"] != "2.0" {
		return errors.New(`"jsonrpc" is not "2.0"`)
	}
	id, hasID := object["id"]
	name, hasMethod := object["method"].(string)
	switch {
	case hasMethod && hasID:
		t.mu.Lock()
		t.open[key(direction, id)] = name
		t.mu.Unlock()
		return t.params(t.model.requests, object, name, direction)
	case hasMethod:
		return t.params(t.model.notifications, object, name, direction)
	case hasID:
		t.mu.Lock()
		name = t.open[key(back, id)]
		delete(t.open, key(back, id))
		asked := name != "" || t.loose
		t.mu.Unlock()
		return t.response(object, id, name, asked)
	}
	return errors.New("neither a request, a notification nor a response")
}

func key(direction string, id any) string {
	text, _ := json.Marshal(id)
	return direction + string(text)
}

// params validates a request's or notification's parameters.
func (t *Traffic) params(methods map[string]*method, object map[string]any, name, direction string) error {
	m := methods[name]
	if m == nil {
		return fmt.Errorf("the model has no %s", name)
	}
	if m.Direction != direction && m.Direction != "both" {
		return fmt.Errorf("%s goes %s only", name, m.Direction)
	}
	params, has := object["params"]
	if m.Params == nil {
		if params != nil {
			return fmt.Errorf("%s has no parameters", name)
		}
		return nil
	}
	if !has {
		return fmt.Errorf("%s needs parameters", name)
	}
	if err := t.model.check(params, m.Params, name); err != nil {
		return err
	}
	if name == "workspace/executeCommand" {
		return t.command(params.(map[string]any))
	}
	return nil
}

// command validates the argument of one of our own commands.
func (t *Traffic) command(params map[string]any) error {
	name, _ := params["command"].(string)
	argument := t.model.commands[name]
	list, _ := params["arguments"].([]any)
	if argument == nil {
		return fmt.Errorf("the command %q is not in the model", name)
	}
	if len(list) == 0 {
		return t.model.check(map[string]any{}, argument, name)
	}
	return t.model.check(list[0], argument, name)
}

// response validates an answer to a request of that method; it is "" where the id is not
// that of a request.
func (t *Traffic) response(object map[string]any, id any, name string, asked bool) error {
	result, hasResult := object["result"]
	failure, hasError := object["error"]
	if hasResult == hasError {
		return fmt.Errorf("the answer to %s has not exactly one of result and error", name)
	}
	if hasError {
		e, ok := failure.(map[string]any)
		if !ok {
			return errors.New("an error is an object")
		}
		if _, ok := e["message"].(string); !ok || !isInt(e["code"], -1<<31, 1<<31-1) {
			return fmt.Errorf("an error has a code and a message, this is %v", e)
		}
		if !asked {
			return fmt.Errorf("an error answers %v, which was not asked", id)
		}
		return nil
	}
	m := t.model.requests[name]
	if m == nil {
		return fmt.Errorf("a result answers %v, which was not asked", id)
	}
	return t.model.check(result, m.Result, name+" result")
}
