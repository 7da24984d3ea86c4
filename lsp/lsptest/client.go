package lsptest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"strconv"
	"sync"
	"testing"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// Patience is how long a client waits for what it expects before the test fails. It bounds a
// broken test; a passing one never waits for it.
const Patience = 2 * time.Minute

// A Client is an LSP client for a test. Its methods fail the test where the server breaks the
// protocol or an expectation cannot be met; those that wait are for the test's goroutine.
type Client struct {
	t       testing.TB
	conn    io.ReadWriteCloser
	traffic *Traffic

	writing sync.Mutex // serialises frames

	mu       sync.Mutex    // guards all below
	news     chan struct{} // closed and replaced when anything below changes
	received []Message     // notifications and requests of the server, in order
	seen     int           // how many of received were taken by Await
	answers  map[int64]Message
	lastID   int64
	ended    error
}

// A Message is one message of the server.
type Message struct {
	ID     jsonrpc2.ID
	Method string
	Params jsonrpc2.RawMessage
	Result jsonrpc2.RawMessage
	Error  *jsonrpc2.Error
}

// decodeMessage decodes a body, which the Message points into.
func decodeMessage(body []byte) (Message, error) {
	decoded, err := jsonrpc2.DecodeMessage(body)
	if err != nil {
		return Message{}, err
	}
	switch m := decoded.(type) {
	case *jsonrpc2.Call:
		return Message{ID: m.ID(), Method: m.Method(), Params: m.Params()}, nil
	case *jsonrpc2.Notification:
		return Message{Method: m.Method(), Params: m.Params()}, nil
	case *jsonrpc2.Response:
		answer := Message{ID: m.ID(), Result: m.Result()}
		errors.As(m.Err(), &answer.Error)
		return answer, nil
	}
	return Message{}, fmt.Errorf("a message of the type %T", decoded)
}

// Dial returns a client that speaks over conn, and closes it when the test ends.
func Dial(t testing.TB, conn io.ReadWriteCloser) *Client {
	t.Helper()
	model, err := LoadModel()
	if err != nil {
		t.Fatal(err)
	}
	c := &Client{
		t: t, conn: conn, traffic: NewTraffic(model),
		news: make(chan struct{}), answers: map[int64]Message{},
	}
	stopped := make(chan struct{})
	go func() { // ends when the connection does
		defer close(stopped)
		c.read()
	}()
	t.Cleanup(func() {
		conn.Close()
		<-stopped
	})
	return c
}

// read takes in messages until the connection ends.
func (c *Client) read() {
	in := bufio.NewReader(c.conn)
	for {
		body, err := readBody(in)
		if err != nil {
			c.change(func() { c.ended = err })
			return
		}
		if err := c.traffic.FromServer(body); err != nil {
			c.t.Errorf("the server broke the protocol: %v\n%.500s", err, body)
		}
		m, err := decodeMessage(body)
		if err != nil {
			c.t.Errorf("decoding a message: %v", err)
			continue
		}
		if m.Method != "" && m.ID.IsValid() { // the server's requests all want nothing back
			c.answer(m.ID)
		}
		c.change(func() {
			if id, ok := m.ID.Number(); m.Method == "" && ok && id <= c.lastID {
				c.answers[id] = m
			} else {
				c.received = append(c.received, m)
			}
		})
	}
}

// readBody reads one frame.
func readBody(in *bufio.Reader) ([]byte, error) {
	header, err := textproto.NewReader(in).ReadMIMEHeader()
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(header.Get("Content-Length"))
	if err != nil {
		return nil, err
	}
	body := make([]byte, n)
	_, err = io.ReadFull(in, body)
	return body, err
}

func (c *Client) change(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f()
	close(c.news)
	c.news = make(chan struct{})
}

func (c *Client) answer(id jsonrpc2.ID) {
	go c.write(jsonrpc2.AppendResponse(nil, id, nil, nil), true) // ends with its write or the connection
}

// write sends a frame; strict holds it against the model first.
func (c *Client) write(body []byte, strict bool) {
	if strict {
		if err := c.traffic.FromClient(body); err != nil {
			c.t.Errorf("the test broke the protocol: %v\n%.500s", err, body)
		}
	}
	c.writing.Lock()
	defer c.writing.Unlock()
	var frame bytes.Buffer
	fmt.Fprintf(&frame, "Content-Length: %d\r\n\r\n", len(body))
	frame.Write(body)
	c.conn.Write(frame.Bytes()) // an error shows as the end of the connection
}

// Raw sends bytes as they are, header or no header, unchecked.
func (c *Client) Raw(text string) {
	c.traffic.Loosen()
	c.writing.Lock()
	defer c.writing.Unlock()
	io.WriteString(c.conn, text)
}

// RawBody sends a body in a proper frame, unchecked.
func (c *Client) RawBody(body string) {
	c.traffic.Loosen()
	c.write([]byte(body), false)
}

// AwaitError waits for the next error that answers no request of the client's, which is what
// nonsense gets.
func (c *Client) AwaitError() *jsonrpc2.Error {
	c.t.Helper()
	return c.Await("", func(m Message) bool { return m.Error != nil }).Error
}

// Notify sends a notification.
func (c *Client) Notify(method string, params any) {
	c.t.Helper()
	c.write(c.encode(0, method, params), true)
}

// Go sends a request and returns its id, for Answer and Cancel.
func (c *Client) Go(method string, params any) int64 {
	c.t.Helper()
	return c.send(method, params, true)
}

// GoUnchecked is Go for parameters that are meant to be wrong.
func (c *Client) GoUnchecked(method string, params any) int64 {
	c.t.Helper()
	c.traffic.Loosen()
	return c.send(method, params, false)
}

func (c *Client) send(method string, params any, strict bool) int64 {
	c.mu.Lock()
	c.lastID++
	id := c.lastID
	c.mu.Unlock()
	c.write(c.encode(id, method, params), strict)
	return id
}

// Cancel cancels a request.
func (c *Client) Cancel(id int64) {
	c.Notify(protocol.MethodCancelRequest, map[string]any{"id": id})
}

func (c *Client) encode(id int64, method string, params any) []byte {
	c.t.Helper()
	var text []byte
	if params != nil {
		var err error
		if text, err = protocol.Marshal(params); err != nil {
			c.t.Fatal(err)
		}
	}
	if id == 0 {
		return jsonrpc2.AppendNotification(nil, method, text)
	}
	return jsonrpc2.AppendCall(nil, jsonrpc2.NewNumberID(id), method, text)
}

// Answer waits for the answer to a request.
func (c *Client) Answer(id int64) Message {
	c.t.Helper()
	var m Message
	c.wait(fmt.Sprintf("the answer to request %d", id), func() bool {
		var ok bool
		if m, ok = c.answers[id]; ok {
			delete(c.answers, id)
		}
		return ok
	})
	return m
}

// Answered reports whether the answer to a request has come. It does not wait.
func (c *Client) Answered(id int64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, ok := c.answers[id]
	return ok
}

// Call sends a request, waits for its result and decodes it into result, unless that is nil.
func (c *Client) Call(method string, params, result any) {
	c.t.Helper()
	m := c.Answer(c.Go(method, params))
	if m.Error != nil {
		c.t.Fatalf("%s: %s (%d)", method, m.Error.Message, m.Error.Code)
	}
	if result != nil {
		if err := protocol.Unmarshal(m.Result, result); err != nil {
			c.t.Fatalf("%s: decoding the result: %v", method, err)
		}
	}
}

// Await waits for the next message of the server, after those that were awaited before, that
// has the method and that match accepts; nil accepts any. What it passes over is gone.
func (c *Client) Await(method string, match func(Message) bool) Message {
	c.t.Helper()
	var m Message
	c.wait(method, func() bool {
		for c.seen < len(c.received) {
			m = c.received[c.seen]
			c.seen++
			if m.Method == method && (match == nil || match(m)) {
				return true
			}
		}
		return false
	})
	return m
}

// Received gives the messages of a method that have come so far, in order.
func (c *Client) Received(method string) []Message {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []Message
	for _, m := range c.received {
		if m.Method == method {
			out = append(out, m)
		}
	}
	return out
}

// AwaitEnd waits for the server to close the connection.
func (c *Client) AwaitEnd() {
	c.t.Helper()
	c.wait("the end of the connection", func() bool { return c.ended != nil })
}

// wait waits until met, which is called with mu held, reports true. What can no longer be met
// because the connection has ended fails at once.
func (c *Client) wait(what string, met func() bool) {
	c.t.Helper()
	timeout := time.NewTimer(Patience)
	defer timeout.Stop()
	for {
		c.mu.Lock()
		done, ended, news := met(), c.ended, c.news
		c.mu.Unlock()
		if done {
			return
		}
		if ended != nil {
			c.t.Fatalf("waiting for %s: the connection ended: %v", what, ended)
		}
		select {
		case <-news:
		case <-timeout.C:
			c.t.Fatalf("waiting for %s: nothing came in %v", what, Patience)
		}
	}
}
