package dap

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/goawait/goawait/dap/protocol"
	godap "github.com/google/go-dap"
)

// What a connection may have waiting to be written.
const (
	outputLimit  = 4 << 20  // bytes of output; what is beyond is counted and dropped
	messageLimit = 10_000   // messages; one more ends the connection
	eventLimit   = 32 << 10 // bytes of output that are put into one event
	batchLimit   = 64 << 10 // bytes of frames after which a write begins
	stallLimit   = 30 * time.Second
)

// errSlow says that the client stopped reading.
var errSlow = errors.New("the client does not read what it is sent")

// An outbox holds the messages that wait for the connection's writer, and is how everything
// else on a connection sends: no method but write blocks. It is safe for concurrent use.
//
// Where the client reads too slowly, neighbouring output of one cell is put into one event,
// then output is dropped, with a note of how much; then the connection ends.
type outbox struct {
	wake  chan struct{} // holds one token if there may be something to do
	abort func()        // ends the connection at once; does not block

	mu      sync.Mutex // guards what follows
	queue   []any      // *protocol.Response, *protocol.Event or *chunk
	output  int        // bytes of text in the chunks of queue
	dropped int        // bytes of text dropped since the last note
	closed  bool       // nothing more is taken
	failed  error      // why the writer is to stop at once
}

// A chunk is output that can still grow while it waits.
type chunk struct {
	body protocol.OutputBody // without its text
	text strings.Builder
}

// newOutbox returns an empty outbox. It calls abort where the client is too far behind.
func newOutbox(abort func()) *outbox {
	return &outbox{wake: make(chan struct{}, 1), abort: abort}
}

// send queues msg, a *protocol.Response or *protocol.Event. What is sent after close is lost.
func (o *outbox) send(msg godap.Message) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.push(msg)
}

// print queues text as output; body says where it comes from and has no text itself.
func (o *outbox) print(body protocol.OutputBody, text string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed || text == "" {
		return
	}
	if o.dropped > 0 || o.output+len(text) > outputLimit {
		o.dropped += len(text)
		return
	}
	o.output += len(text)
	if n := len(o.queue); n > 0 {
		last, ok := o.queue[n-1].(*chunk)
		if ok && last.text.Len()+len(text) <= eventLimit && sameOrigin(&last.body, &body) {
			last.text.WriteString(text)
			return
		}
	}
	c := &chunk{body: body}
	c.text.WriteString(text)
	o.push(c)
}

// push queues msg. The caller holds mu.
func (o *outbox) push(msg any) {
	if o.closed {
		return
	}
	o.queue = append(o.queue, msg)
	if len(o.queue) > messageLimit {
		o.closed, o.failed = true, errSlow
		o.abort()
	}
	o.signal()
}

// close lets what is queued be written and takes nothing more.
func (o *outbox) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed = true
	o.signal()
}

func (o *outbox) signal() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

// take moves what is queued to batch. more is false when nothing will follow it.
func (o *outbox) take(batch []any) (_ []any, more bool, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	batch = append(batch, o.queue...)
	clear(o.queue)
	o.queue, o.output = o.queue[:0], 0
	if o.dropped > 0 {
		note := fmt.Sprintf("\n[%d bytes of output are not shown: they came faster than this editor reads]\n", o.dropped)
		batch = append(batch, outputEvent(protocol.NewOutput(protocol.CategoryConsole), note))
		o.dropped = 0
	}
	return batch, !o.closed, o.failed
}

// write sends messages to conn until the outbox is closed and empty, a write fails, or one
// takes longer than stallLimit, in which case it closes conn. It is the only one to number
// messages, so that they are numbered in the order in which they leave.
func (o *outbox) write(conn io.WriteCloser) error {
	var (
		codec protocol.Codec
		batch []any
		frame bytes.Buffer
		seq   int
	)
	for more := true; more; {
		<-o.wake
		var err error
		if batch, more, err = o.take(batch[:0]); err != nil {
			return err
		}
		for i, msg := range batch {
			seq++
			if err := codec.Append(&frame, numbered(msg, seq)); err != nil {
				return err
			}
			batch[i] = nil
			if frame.Len() >= batchLimit || i == len(batch)-1 {
				if err := writeInTime(conn, frame.Bytes()); err != nil {
					return o.reason(err)
				}
				frame.Reset()
			}
		}
	}
	return nil
}

// reason is why writing failed with err: abort closes the connection under the writer.
func (o *outbox) reason(err error) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.failed != nil {
		return o.failed
	}
	return err
}

// writeInTime writes to conn and closes it if that takes longer than stallLimit.
func writeInTime(conn io.WriteCloser, frame []byte) error {
	stall := time.AfterFunc(stallLimit, func() { _ = conn.Close() })
	_, err := conn.Write(frame)
	if !stall.Stop() {
		return errSlow
	}
	return err
}

// numbered gives msg its seq and makes an event of a chunk.
func numbered(msg any, seq int) any {
	if c, ok := msg.(*chunk); ok {
		msg = outputEvent(c.body, c.text.String())
	}
	switch msg := msg.(type) {
	case godap.ResponseMessage:
		msg.GetResponse().Seq = seq
	case godap.EventMessage:
		msg.GetEvent().Seq = seq
	}
	return msg
}

func outputEvent(body protocol.OutputBody, text string) *protocol.Event {
	body.Output = text
	return protocol.NewEvent(protocol.EventOutput, body)
}

// sameOrigin tells whether the output of a and b may be shown as one.
func sameOrigin(a, b *protocol.OutputBody) bool {
	return a.Category == b.Category && sameDocument(a.Source, b.Source) && same(a.Line, b.Line) &&
		same(a.Goawait, b.Goawait)
}

// sameDocument tells whether a and b, made by client.source, are of one document.
func sameDocument(a, b *godap.Source) bool {
	return a == b || a != nil && b != nil && a.Path == b.Path
}

func same[T comparable](a, b *T) bool {
	return a == b || a != nil && b != nil && *a == *b
}
