package dap

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"

	"github.com/goawait/goawait/dap/protocol"
	"github.com/goawait/goawait/lsp/frame"
)

// bodyLimit is the largest message that is read. A cell of 10 MB fits, whatever JSON makes of it.
const bodyLimit = 64 << 20

// lastConn numbers the connections of this process, for session.RunRequest.Conn.
var lastConn atomic.Int64

// A conn is one client's connection.
//
// Its goroutines:
//   - Serve's own reads and dispatches. It may block on reading alone, and ends when the
//     client hangs up or disconnects, when the stream cannot be read, or when conn is closed.
//   - One writes, started by Serve. It may block on writing, at most stallLimit, and ends when
//     the outbox is closed and empty or writing fails. Serve waits for it.
//   - One for each request that asks the session or the host for something, started by
//     dispatch. It may block on them, and ends when they answer; its context ends with the
//     connection, or with a cancel that names the request.
//   - One of the crew for each evaluate of a cell, as above, but its context ends with Serve's: a
//     cell outlives the connection that started it. The session ends it at the latest. Some of
//     the crew wait for the next evaluate until the connection ends.
//   - The session's, which calls report. It may block on nothing.
type conn struct {
	id     int64
	host   Host
	log    *slog.Logger
	stream io.ReadWriteCloser
	out    *outbox
	tree   tree
	turns  turns
	bar    bar
	crew   crew // for evaluates

	life   context.Context // of what outlives the connection; ends with Serve's
	ctx    context.Context // of the connection
	hangUp context.CancelFunc

	client client // what initialize said; written before any goroutine that reads it is started

	mu       sync.Mutex // guards what follows
	state    state
	lastSeq  int
	inFlight map[int]*request
	attached *attachment // set by launch and attach
}

// An Option changes how Serve works.
type Option func(*conn)

// WithLog has faults and broken messages logged to l. Without it they are discarded.
func WithLog(l *slog.Logger) Option { return func(c *conn) { c.log = l } }

// Serve serves one client on stream until it disconnects or hangs up, and closes stream. It
// returns nil then, and the reason where it had to end the connection itself: a stream that
// is not the protocol, a client that does not read, or ctx's error.
//
// Cells that the client started go on after Serve has returned, until ctx ends.
func Serve(ctx context.Context, stream io.ReadWriteCloser, host Host, options ...Option) error {
	c := &conn{
		id: lastConn.Add(1), host: host, log: slog.New(slog.DiscardHandler), stream: stream,
		life: ctx, inFlight: map[int]*request{}, client: defaultClient(), crew: newCrew(),
	}
	for _, o := range options {
		o(c)
	}
	c.log = c.log.With("conn", c.id)
	c.ctx, c.hangUp = context.WithCancel(ctx)
	defer c.hangUp()
	c.out = newOutbox(c.closeStream)
	defer c.closeStream()
	defer context.AfterFunc(ctx, c.closeStream)()

	written := make(chan error, 1)
	go func() { // ends when the outbox is closed, below, or writing fails
		err := c.out.write(stream)
		if err != nil {
			c.closeStream() // so that reading ends too
		}
		written <- err
	}()
	readErr := c.read()
	c.leave()
	c.out.close()
	writeErr := <-written
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(writeErr, errSlow):
		c.log.Warn("dropping a connection", "error", writeErr, "id", idSlow)
		return writeErr
	}
	return readErr
}

func (c *conn) closeStream() { _ = c.stream.Close() }

// read serves requests until there are no more. Its error says why the stream is of no use
// any more; nil if the client ended it.
func (c *conn) read() error {
	in := frame.NewReader(c.stream, bodyLimit)
	for {
		body, err := in.Read()
		if err != nil {
			return c.unreadable(err)
		}
		if !c.receive(body) {
			return nil
		}
	}
}

// unreadable tells the client why its stream is given up, if it is its fault.
func (c *conn) unreadable(err error) error {
	if !errors.Is(err, frame.ErrLost) {
		return nil // hung up, between two messages or inside one
	}
	c.log.Warn("giving up a connection", "error", err, "id", idFraming)
	c.out.print(protocol.NewOutput(protocol.CategoryStderr),
		fmt.Sprintf("goawait: %v; the connection is closed (error %d)\n", err, idFraming))
	return err
}

// leave takes the connection away from its session, which stays.
func (c *conn) leave() {
	c.hangUp()
	c.mu.Lock()
	a := c.attached
	c.mu.Unlock()
	if a != nil {
		a.leave()
	}
}
