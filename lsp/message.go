package lsp

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"go.lsp.dev/protocol"
)

// A message is one decoded JSON-RPC 2.0 object: a request (id and method), a notification
// (method alone) or a response (id alone).
type message struct {
	id     string // the id's JSON text, "" if there is none
	method string
	params json.RawMessage
	result json.RawMessage
	err    *Error
}

// An Error is a JSON-RPC error object, sent or received.
type Error struct {
	Code    int32           `json:"code"`
	Message string          `json:"message"`
	Data    json.RawMessage `json:"data,omitempty"`
}

// Error returns the message.
func (e *Error) Error() string { return e.Message }

// failure makes an Error with one of the protocol's codes.
func failure(code int32, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// The codes that the server answers with, by what they mean here.
const (
	codeParse          = int32(protocol.ErrorCodesParseError)
	codeInvalidRequest = int32(protocol.ErrorCodesInvalidRequest)
	codeNoMethod       = int32(protocol.ErrorCodesMethodNotFound)
	codeInvalidParams  = int32(protocol.ErrorCodesInvalidParams)
	codeInternal       = int32(protocol.ErrorCodesInternalError)
	codeNotInitialized = int32(protocol.ErrorCodesServerNotInitialized)
	codeCancelled      = int32(protocol.LSPErrorCodesRequestCancelled)
	codeFailed         = int32(protocol.LSPErrorCodesRequestFailed)
)

// asError turns what a handler returned into what is sent.
func asError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Code: codeFailed, Message: err.Error()}
}

// decodeMessage decodes one body. On an error the message has the id, if one could be read,
// so that the error can be answered.
func decodeMessage(body []byte) (message, *Error) {
	if trimmed := bytes.TrimLeft(body, " \t\r\n"); len(trimmed) > 0 && trimmed[0] == '[' && json.Valid(body) {
		return message{}, failure(codeInvalidRequest, "batches are not part of the language server protocol")
	}
	var wire struct {
		Version string          `json:"jsonrpc"`
		ID      json.RawMessage `json:"id"`
		Method  *string         `json:"method"`
		Params  json.RawMessage `json:"params"`
		Result  json.RawMessage `json:"result"`
		Error   *Error          `json:"error"`
	}
	if err := json.Unmarshal(body, &wire); err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) || !json.Valid(body) {
			return message{}, failure(codeParse, "the message is not JSON: %v", err)
		}
		return message{}, failure(codeInvalidRequest, "the message is not JSON-RPC: %v", err)
	}
	m := message{params: wire.Params, result: wire.Result, err: wire.Error}
	if wire.ID != nil {
		id, ok := canonicalID(wire.ID)
		if !ok && wire.Method != nil {
			return message{}, failure(codeInvalidRequest, "an id is a number or a string")
		}
		m.id = id
	}
	if wire.Version != "2.0" {
		return m, failure(codeInvalidRequest, `"jsonrpc" is not "2.0"`)
	}
	if wire.Method != nil {
		if m.method = *wire.Method; m.method == "" {
			return m, failure(codeInvalidRequest, `"method" is empty`)
		}
	} else if wire.ID == nil || (wire.Result == nil && wire.Error == nil) {
		return m, failure(codeInvalidRequest, "the message is neither a request, a notification nor a response")
	}
	return m, nil
}

// canonicalID gives the one JSON text of an id, so that a request and its cancellation meet
// however they were escaped.
func canonicalID(raw json.RawMessage) (string, bool) {
	var s string
	if json.Unmarshal(raw, &s) == nil && raw[0] == '"' {
		text, err := json.Marshal(s)
		return string(text), err == nil
	}
	var n json.Number
	if json.Unmarshal(raw, &n) == nil && raw[0] != '"' && raw[0] != 'n' {
		return n.String(), true
	}
	return "", false
}

// encodeCall encodes a request, or a notification if id is empty. Params is already JSON.
func encodeCall(id, method string, params []byte) []byte {
	name, _ := json.Marshal(method)
	body := append([]byte(`{"jsonrpc":"2.0"`), `,"method":`...)
	body = append(body, name...)
	if params != nil {
		body = append(append(body, `,"params":`...), params...)
	}
	if id != "" {
		body = append(append(body, `,"id":`...), id...)
	}
	return append(body, '}')
}

// encodeResult encodes the answer to the request id. Result is already JSON.
func encodeResult(id string, result []byte) []byte {
	body := append([]byte(`{"jsonrpc":"2.0","id":`), id...)
	body = append(append(body, `,"result":`...), result...)
	return append(body, '}')
}

// encodeError encodes an error answer; an empty id becomes null, as JSON-RPC asks for where
// the request's could not be read.
func encodeError(id string, e *Error) []byte {
	if id == "" {
		id = "null"
	}
	object, err := json.Marshal(e)
	if err != nil { // only Data can do that
		object, _ = json.Marshal(&Error{Code: e.Code, Message: e.Message})
	}
	body := append([]byte(`{"jsonrpc":"2.0","id":`), id...)
	body = append(append(body, `,"error":`...), object...)
	return append(body, '}')
}
