package dap

import (
	"bytes"
	"context"
	"errors"

	"github.com/goawait/goawait/dap/protocol"
	godap "github.com/google/go-dap"
)

// errRestarted is the cause of the contexts of evaluates that a restart gave up.
var errRestarted = errors.New("given up for a restart of the session")

// cancelOther serves cancel: it interrupts one request. A request that is not there any more
// was faster, which is no error. The answer goes out before what comes of it.
func (r *request) cancelOther() {
	var args godap.CancelArguments
	err := decode(&r.Request, &args)
	var cell int
	if err == nil && args.ProgressId != "" {
		cell, err = r.conn.bar.cellOf(args.ProgressId)
	}
	var s Session
	if cell != 0 && err == nil {
		s, err = r.session()
	}
	r.answer(nil, err)
	if err != nil {
		return
	}
	if s != nil {
		s.Interrupt(cell)
	}
	r.conn.mu.Lock()
	other := r.conn.inFlight[args.RequestId]
	r.conn.mu.Unlock()
	if other != nil {
		other.cancel(errCancelled)
	}
}

// restart gives the session a new engine, with its cells run again if the client wants that.
// What this connection had asked to be evaluated before is given up; what it asks afterwards
// waits for the new engine.
func (r *request) restart() {
	var args protocol.RestartArguments
	if err := decode(&r.Request, &args); err != nil {
		r.fail(err, idArguments)
		return
	}
	if bytes.Equal(args.Arguments, []byte("null")) {
		args.Arguments = nil
	}
	target, replay, _, err := readTarget(r.Command, args.Arguments)
	if err != nil {
		r.fail(err, idArguments)
		return
	}
	if args.Replay != nil {
		replay = *args.Replay
	}
	c := r.conn
	c.giveUpEvaluates()
	r.outlive()
	t := c.turns.join()
	go func() { // ends when the session has restarted; see conn
		defer t.leave()
		defer r.recovered()
		s, err := r.session()
		if err == nil {
			err = s.SetEditor(target.Settings)
		}
		if err == nil {
			err = s.Restart(r.ctx, replay)
		}
		c.tree.clear()
		r.answer(nil, err)
	}()
}

// giveUpEvaluates cancels the evaluates of c.
func (c *conn) giveUpEvaluates() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, r := range c.inFlight {
		if r.Command == "evaluate" {
			r.cancel(errRestarted)
		}
	}
}

// outlive frees r from the end of its connection: it goes on until Serve's context ends. It
// is called before anything else knows r's context.
func (r *request) outlive() {
	r.cancel(nil)
	ctx, cancel := context.WithCancelCause(r.conn.life)
	r.conn.mu.Lock()
	defer r.conn.mu.Unlock()
	r.ctx, r.cancel = ctx, cancel
}

// terminate ends the session for everybody.
func (r *request) terminate(s Session) (any, error) {
	s.Terminate()
	r.conn.end()
	return nil, nil
}

// disconnect ends the connection, and the session only if the client wants that.
func (r *request) disconnect() {
	var args godap.DisconnectArguments
	if err := decode(&r.Request, &args); err != nil {
		r.conn.log.Warn("ignoring the arguments of a disconnect", "error", err)
	}
	if args.TerminateDebuggee && r.attached != nil {
		// The reading goroutine may block here: there is nothing more to read.
		if s, err := r.session(); err == nil {
			s.Terminate()
			r.conn.end()
		}
	}
	r.succeed(nil)
}
