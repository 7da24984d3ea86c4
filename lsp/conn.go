package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/lsp/frame"
)

// LogPanic is the message under which a recovered panic is logged. It is a defect of this
// package or of one below it; tests fail on it.
const LogPanic = "a handler panicked"

const (
	maxInFlight = 1024            // requests of one connection that run at the same time
	flushGrace  = 2 * time.Second // for a client to take the last messages of a connection
)

var (
	errCancelled  = errors.New("the request was cancelled")
	errConnClosed = errors.New("the connection was closed")
)

// A handler is what a conn hands messages to. Its methods are called one at a time, in the
// order in which the messages came.
type handler interface {
	// notify carries out a notification; nothing later is looked at before it returns.
	notify(method string, params json.RawMessage)

	// prepare looks at a request and returns what answers it, which is then run on a
	// goroutine of its own. So prepare sees everything that came before the request and
	// nothing that comes after.
	prepare(method string, params json.RawMessage) (func(context.Context) (any, error), error)

	// done reports whether the client has said that it wants no more.
	done() bool
}

// A conn is one JSON-RPC connection. It correlates, orders, cancels, recovers and bounds; what
// messages mean is its handler's.
type conn struct {
	rwc     io.ReadWriteCloser
	maxBody int
	log     *slog.Logger
	out     *outbox
	ctx     context.Context // ends with the connection; every request's is made of it
	cancel  context.CancelCauseFunc
	running sync.WaitGroup // requests being answered

	mu       sync.Mutex // guards all below
	inFlight map[jsonrpc2.ID]context.CancelCauseFunc
	calls    map[jsonrpc2.ID]chan<- *jsonrpc2.Response // ours that the client has not answered
	lastCall int64
}

// newConn makes a connection that is cancelled with ctx.
func newConn(ctx context.Context, rwc io.ReadWriteCloser, limits Limits, log *slog.Logger) *conn {
	ctx, cancel := context.WithCancelCause(ctx)
	return &conn{
		ctx:      ctx,
		cancel:   cancel,
		rwc:      rwc,
		maxBody:  limits.MaxBody,
		log:      log,
		out:      newOutbox(limits.MaxQueue),
		inFlight: map[jsonrpc2.ID]context.CancelCauseFunc{},
		calls:    map[jsonrpc2.ID]chan<- *jsonrpc2.Response{},
	}
}

// serve reads and dispatches until the client is done, the stream ends or the context does. It
// closes the connection, and returns when every request has ended.
func (c *conn) serve(h handler) error {
	stop := context.AfterFunc(c.ctx, func() { c.rwc.Close() })
	defer stop()

	written := make(chan struct{})
	go func() { // ends when the outbox is closed or has failed
		defer close(written)
		c.out.write(c.rwc)
		if c.out.cause() != nil {
			c.rwc.Close() // wakes the reader
		}
	}()

	err := c.read(h)
	if c.ctx.Err() != nil {
		err = context.Cause(c.ctx)
	} else if cause := c.out.cause(); cause != nil && err != nil {
		err = cause // the reader ended because the writer had
	}

	// The last answers are owed to the client, if it still reads.
	grace := time.AfterFunc(flushGrace, func() { c.rwc.Close() })
	if errors.Is(err, frame.ErrLost) {
		c.out.put(encodeError(jsonrpc2.ID{}, jsonrpc2.Errorf(jsonrpc2.InvalidRequest, "%v", err)))
	}
	stop()
	c.cancel(errConnClosed)
	c.running.Wait()
	c.out.close()
	<-written
	grace.Stop()
	c.rwc.Close()
	return err
}

// read is the loop of serve. A clean end is nil.
func (c *conn) read(h handler) error {
	in := frame.NewReader(c.rwc, c.maxBody)
	for !h.done() {
		body, err := in.Read()
		if err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return fmt.Errorf("reading a message: %w", err)
		}
		m, id, bad := decodeMessage(body)
		if bad != nil {
			c.send(encodeError(id, bad))
			continue
		}
		switch m := m.(type) {
		case *jsonrpc2.Response:
			c.response(m)
		case *jsonrpc2.Notification:
			c.notification(h, m)
		case *jsonrpc2.Call:
			c.request(h, m)
		}
	}
	return nil
}

// send queues an encoded message. A queue that overflows closes the connection, which wakes
// the reader and with it serve.
func (c *conn) send(body []byte) {
	if err := c.out.put(body); errors.Is(err, errSlowClient) {
		c.rwc.Close()
	}
}

// notification runs one notification. $/cancelRequest is the transport's own.
func (c *conn) notification(h handler, m *jsonrpc2.Notification) {
	defer c.recover(m.Method(), nil)
	if m.Method() == protocol.MethodCancelRequest {
		var params struct {
			ID json.RawMessage `json:"id"`
		}
		if json.Unmarshal(m.Params(), &params) != nil {
			return
		}
		if id, ok := decodeID(params.ID); ok {
			c.mu.Lock()
			defer c.mu.Unlock()
			if cancel := c.inFlight[id]; cancel != nil {
				cancel(errCancelled)
			}
		}
		return
	}
	h.notify(m.Method(), json.RawMessage(m.Params()))
}

// request prepares one request in its place in the stream and has it answered concurrently.
func (c *conn) request(h handler, call *jsonrpc2.Call) {
	id, method := call.ID(), strings.Clone(call.Method()) // what is kept of the call
	answer, err := c.prepare(h, call)
	if err != nil {
		c.send(encodeError(id, asError(err)))
		return
	}
	if method == protocol.MethodInitialize {
		// Nothing may be sent to the client before this answer, whatever it sends meanwhile.
		c.send(c.answer(c.ctx, id, method, answer))
		return
	}
	ctx, cancel := context.WithCancelCause(c.ctx)
	if err := c.begin(id, cancel); err != nil {
		cancel(nil)
		c.send(encodeError(id, err))
		return
	}
	c.running.Go(func() { // ends when its answer is queued; cancelled with the connection
		defer cancel(nil)
		body := c.answer(ctx, id, method, answer)
		c.mu.Lock()
		delete(c.inFlight, id)
		c.mu.Unlock()
		c.send(body)
	})
}

// begin registers a request so that it can be cancelled.
func (c *conn) begin(id jsonrpc2.ID, cancel context.CancelCauseFunc) *jsonrpc2.Error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.inFlight[id] != nil {
		return jsonrpc2.Errorf(jsonrpc2.InvalidRequest, "a request with the id %v is still running", id)
	}
	if len(c.inFlight) >= maxInFlight {
		return jsonrpc2.Errorf(codeFailed, "%d requests are running already", maxInFlight)
	}
	c.inFlight[id] = cancel
	return nil
}

func (c *conn) prepare(h handler, call *jsonrpc2.Call) (answer func(context.Context) (any, error), err error) {
	defer c.recover(call.Method(), &err)
	return h.prepare(call.Method(), json.RawMessage(call.Params()))
}

// answer runs what prepare gave and encodes the outcome, whatever it is.
func (c *conn) answer(ctx context.Context, id jsonrpc2.ID, method string, run func(context.Context) (any, error)) []byte {
	result, err := func() (result []byte, err error) {
		defer c.recover(method, &err)
		v, err := run(ctx)
		if err != nil {
			return nil, err
		}
		return protocol.Marshal(v)
	}()
	if errors.Is(context.Cause(ctx), errCancelled) {
		return encodeError(id, jsonrpc2.Errorf(codeCancelled, "%v", errCancelled))
	}
	if err != nil {
		return encodeError(id, asError(err))
	}
	return jsonrpc2.AppendResponse(nil, id, result, nil)
}

// recover is deferred: it logs a panic and, if err is not nil, makes it the error.
func (c *conn) recover(what string, err *error) {
	r := recover()
	if r == nil {
		return
	}
	c.log.Error(LogPanic, "in", what, "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
	if err != nil {
		*err = jsonrpc2.Errorf(jsonrpc2.InternalError, "internal error in %s", what)
	}
}
