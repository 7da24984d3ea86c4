package lsp

import (
	"encoding/json"
	"errors"
	"strings"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// The codes of LSP that JSON-RPC does not have.
const (
	codeCancelled = jsonrpc2.Code(protocol.LSPErrorCodesRequestCancelled)
	codeFailed    = jsonrpc2.Code(protocol.LSPErrorCodesRequestFailed)
)

// asError turns what a handler returned into what is sent.
func asError(err error) *jsonrpc2.Error {
	var e *jsonrpc2.Error
	if errors.As(err, &e) {
		return e
	}
	return jsonrpc2.NewError(codeFailed, err.Error())
}

// decodeMessage decodes one body. A call or notification points into it, so its method and
// parameters are not to be changed, and pin it while they are kept. With an error comes the
// id, if one could be read, so that the error can be answered.
func decodeMessage(body []byte) (jsonrpc2.Message, jsonrpc2.ID, *jsonrpc2.Error) {
	// DecodeMessage alone would not do. As seen of v1.0.1 it passes on "params":{"a"1}, calls
	// the number 7 no JSON and an array without end a batch, takes a request whose id is null
	// for a notification, which nobody answers, and has no id to go with an error.
	var head struct {
		ID json.RawMessage `json:"id"`
	}
	var syntax *json.SyntaxError
	if err := json.Unmarshal(body, &head); errors.As(err, &syntax) {
		return nil, jsonrpc2.ID{}, jsonrpc2.Errorf(jsonrpc2.ParseError, "the message is not JSON: %v", err)
	}
	m, err := jsonrpc2.DecodeMessage(body)
	_, quiet := m.(*jsonrpc2.Notification)
	request, asks := m.(jsonrpc2.RequestMessage)
	var wrong string
	switch {
	case err != nil:
		wrong = "the message is not one request, notification or response of JSON-RPC 2.0"
	case quiet && head.ID != nil:
		wrong = "a request's id is an integer or a string"
	case asks && request.Method() == "":
		wrong = `"method" is empty`
	default:
		return m, jsonrpc2.ID{}, nil
	}
	id, _ := decodeID(head.ID)
	return nil, id, jsonrpc2.NewError(jsonrpc2.InvalidRequest, wrong)
}

// decodeID decodes an id that stands outside of a message's envelope, such as that of a
// cancellation. It equals the request's, however the two were escaped.
func decodeID(raw json.RawMessage) (jsonrpc2.ID, bool) {
	var (
		n *int64 // pointers, so that null is neither
		s *string
	)
	switch {
	case json.Unmarshal(raw, &n) == nil && n != nil:
		return jsonrpc2.NewNumberID(*n), true
	case json.Unmarshal(raw, &s) == nil && s != nil:
		return jsonrpc2.NewStringID(*s), true
	}
	return jsonrpc2.ID{}, false
}

// encodeError encodes an error answer; an id that is not set becomes null, as JSON-RPC asks
// for where the request's could not be read.
func encodeError(id jsonrpc2.ID, e *jsonrpc2.Error) []byte {
	sent := *e
	sent.Message = strings.ToValidUTF8(e.Message, "\uFFFD") // AppendResponse would send it as it is
	return jsonrpc2.AppendResponse(nil, id, nil, &sent)
}
