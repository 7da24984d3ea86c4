package protocol

import (
	"bytes"
	"encoding/json"
	"fmt"

	godap "github.com/google/go-dap"

	"github.com/goawait/goawait/lsp/frame"
)

// The types of messages.
const (
	TypeRequest  = "request"
	TypeResponse = "response"
	TypeEvent    = "event"
)

// A Request as it is received: its arguments are decoded by whoever serves its command.
type Request struct {
	godap.Request
	Arguments json.RawMessage `json:"arguments,omitempty"`
}

// A Response answers one request. Message is the error in one line if Success is false.
type Response struct {
	godap.Response
	Body any `json:"body,omitempty"`
}

// An Event is sent without having been asked for.
type Event struct {
	godap.Event
	Body any `json:"body,omitempty"`
}

// NewRequest returns the request seq. arguments may be nil.
func NewRequest(seq int, command string, arguments json.RawMessage) *Request {
	head := godap.ProtocolMessage{Seq: seq, Type: TypeRequest}
	return &Request{Request: godap.Request{ProtocolMessage: head, Command: command}, Arguments: arguments}
}

// NewResponse returns the response to the request seq, without success as yet. body may be nil.
func NewResponse(seq int, command string, body any) *Response {
	head := godap.ProtocolMessage{Type: TypeResponse}
	return &Response{Response: godap.Response{ProtocolMessage: head, RequestSeq: seq, Command: command}, Body: body}
}

// NewEvent returns the event of that name. body may be nil.
func NewEvent(name string, body any) *Event {
	head := godap.ProtocolMessage{Type: TypeEvent}
	return &Event{Event: godap.Event{ProtocolMessage: head, Event: name}, Body: body}
}

// An ErrorBody is the body of a response without success.
type ErrorBody struct {
	Error   *ErrorMessage `json:"error,omitempty"`
	Goawait *Run          `json:"goawait,omitempty"` // of an evaluate whose cell was attempted
}

// An ErrorMessage is an error for people. Format holds its text, with "{error}" standing for
// what Variables has, since a Go value may hold braces of its own.
type ErrorMessage struct {
	godap.ErrorMessage
	ShowUser bool `json:"showUser,omitempty"` // absent: as the client thinks best, which false is not
}

// keepBuffer is the largest buffer that a Codec holds on to between messages.
const keepBuffer = 1 << 20

// A Codec encodes messages into frames, keeping its buffer. It is not safe for concurrent use.
type Codec struct {
	body bytes.Buffer
}

// Append appends the frame of msg, a *Response, *Event or *Request, to frames.
//
// It is go-dap's WriteProtocolMessage but for the escaping, which json.Marshal always does:
// output is mostly Go code and text, and \u003c would make six bytes of each bracket.
func (c *Codec) Append(frames *bytes.Buffer, msg any) error {
	if c.body.Cap() > keepBuffer {
		c.body = bytes.Buffer{}
	}
	c.body.Reset()
	enc := json.NewEncoder(&c.body)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(msg); err != nil {
		return fmt.Errorf("encoding a message: %w", err)
	}
	_, err := frames.Write(frame.Append(frames.AvailableBuffer(), bytes.TrimSuffix(c.body.Bytes(), []byte("\n"))))
	return err
}
