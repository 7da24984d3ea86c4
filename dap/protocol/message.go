package protocol

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// The types of messages.
const (
	TypeRequest  = "request"
	TypeResponse = "response"
	TypeEvent    = "event"
)

// A Request as it is received: its arguments are decoded by whoever serves its command.
type Request struct {
	Seq       int             `json:"seq"`
	Type      string          `json:"type"`
	Command   string          `json:"command"`
	Arguments json.RawMessage `json:"arguments,omitempty"`
}

// A Response answers one request. Message is the error in one line if Success is false.
type Response struct {
	Seq        int    `json:"seq"`
	Type       string `json:"type"`
	RequestSeq int    `json:"request_seq"`
	Success    bool   `json:"success"`
	Command    string `json:"command"`
	Message    string `json:"message,omitempty"`
	Body       any    `json:"body,omitempty"`
}

// An Event is sent without having been asked for.
type Event struct {
	Seq   int    `json:"seq"`
	Type  string `json:"type"`
	Event string `json:"event"`
	Body  any    `json:"body,omitempty"`
}

// An ErrorBody is the body of a response without success.
type ErrorBody struct {
	Error   *Message `json:"error,omitempty"`
	Goawait *Run     `json:"goawait,omitempty"` // of an evaluate whose cell was attempted
}

// A Message is an error for people. Format holds its text, with "{error}" standing for what
// Variables has, since a Go value may hold braces of its own.
type Message struct {
	ID        int               `json:"id"`
	Format    string            `json:"format"`
	Variables map[string]string `json:"variables,omitempty"`
	ShowUser  bool              `json:"showUser,omitempty"`
}

// A Codec encodes messages into frames, keeping its buffer. It is not safe for concurrent use.
type Codec struct {
	body bytes.Buffer
}

// Append appends the frame of msg, a *Response, *Event or *Request, to buf.
func (c *Codec) Append(buf []byte, msg any) ([]byte, error) {
	if c.body.Cap() > keepBuffer {
		c.body = bytes.Buffer{}
	}
	c.body.Reset()
	enc := json.NewEncoder(&c.body)
	enc.SetEscapeHTML(false) // output is mostly Go code and text; \u003c would triple its brackets
	if err := enc.Encode(msg); err != nil {
		return buf, fmt.Errorf("encoding a message: %w", err)
	}
	return AppendFrame(buf, bytes.TrimSuffix(c.body.Bytes(), []byte("\n"))), nil
}
