package daptest

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	godap "github.com/google/go-dap"
)

// patience is how long a client waits for a message that is to come.
const patience = 2 * time.Minute

// A Message is one that a client received: a response or an event.
type Message struct {
	godap.Response
	Event string          `json:"event"`
	Body  json.RawMessage `json:"body"`
}

// A Client speaks with a server over one connection and fails its test where the server does
// not do as expected. Its methods are for the test's goroutine alone.
type Client struct {
	t    testing.TB
	conn io.ReadWriteCloser
	seq  int

	mu      sync.Mutex // guards what follows
	got     []*Message // received and not taken by an Expect yet, in order
	err     error      // why no more will come
	arrived chan struct{}
}

// New returns a client that speaks over conn, which it closes when the test ends.
//
// One goroutine reads until the connection ends, so that the server is never held up.
func New(t testing.TB, conn io.ReadWriteCloser) *Client {
	c := &Client{t: t, conn: conn, arrived: make(chan struct{}, 1)}
	done := make(chan struct{})
	go func() { // ends when conn is closed, by the cleanup below at the latest
		defer close(done)
		c.read()
	}()
	t.Cleanup(func() {
		_ = conn.Close()
		<-done
	})
	return c
}

// read takes messages off the connection and checks them.
func (c *Client) read() {
	in := bufio.NewReader(c.conn)
	for last := 0; ; {
		body, err := godap.ReadBaseMessage(in)
		if err != nil {
			c.arrive(nil, err)
			return
		}
		msg := new(Message)
		if err := json.Unmarshal(body, msg); err != nil {
			c.t.Errorf("the server sent %.200q: %v", body, err)
			continue
		}
		if err := Validate(body); err != nil {
			c.t.Errorf("the server sent a message that is not valid: %v", err)
		}
		if err := Decode(body); err != nil {
			c.t.Errorf("the server sent a message that go-dap cannot read: %v", err)
		}
		if last++; msg.Seq != last {
			c.t.Errorf("the server sent seq %d after %d", msg.Seq, last-1)
		}
		c.arrive(msg, nil)
	}
}

func (c *Client) arrive(msg *Message, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err = err; msg != nil {
		c.got = append(c.got, msg)
	}
	select {
	case c.arrived <- struct{}{}:
	default:
	}
}

// Expect waits for the first message not taken yet for which want holds, and takes it. what
// says in the failure what did not come.
func (c *Client) Expect(what string, want func(*Message) bool) *Message {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		msg, err := c.take(want)
		switch {
		case msg != nil:
			return msg
		case err != nil:
			c.t.Fatalf("waiting for %s: the connection ended: %v%s", what, err, c.pending())
		}
		select {
		case <-c.arrived:
		case <-ctx.Done():
			c.t.Fatalf("%s did not come within %v%s", what, patience, c.pending())
		}
	}
}

func (c *Client) take(want func(*Message) bool) (*Message, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, msg := range c.got {
		if want(msg) {
			c.got = append(c.got[:i], c.got[i+1:]...)
			return msg, nil
		}
	}
	return nil, c.err
}

// pending describes what was received and not taken, for a failure.
func (c *Client) pending() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	text := "\nreceived meanwhile:"
	for _, msg := range c.got {
		text += "\n  " + msg.Type + " " + msg.Command + msg.Event + " " + msg.Message + " " + string(msg.Body)
	}
	return text
}

// Received reports, without waiting, whether a message for which want holds has been received
// and not been taken.
func (c *Client) Received(want func(*Message) bool) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, msg := range c.got {
		if want(msg) {
			return true
		}
	}
	return false
}

// ExpectClosed waits for the end of the connection.
func (c *Client) ExpectClosed() {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		if _, err := c.take(func(*Message) bool { return false }); err != nil {
			return
		}
		select {
		case <-c.arrived:
		case <-ctx.Done():
			c.t.Fatalf("the connection was not closed within %v", patience)
		}
	}
}

// SendRaw sends bytes as they are, header and all.
func (c *Client) SendRaw(text string) {
	c.t.Helper()
	if _, err := io.WriteString(c.conn, text); err != nil && !errors.Is(err, io.ErrClosedPipe) {
		c.t.Fatalf("sending: %v", err)
	}
}

// SendBody sends body as a message, whatever it is, without a check.
func (c *Client) SendBody(body string) {
	c.t.Helper()
	var frame strings.Builder
	if err := godap.WriteBaseMessage(&frame, []byte(body)); err != nil {
		c.t.Fatalf("framing a message: %v", err)
	}
	c.SendRaw(frame.String())
}

// Close hangs up.
func (c *Client) Close() { _ = c.conn.Close() }
