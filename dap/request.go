package dap

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"runtime/debug"
	"strconv"

	"github.com/goawait/goawait/dap/protocol"
)

// inFlightLimit is how many requests of a connection may wait for their answer.
const inFlightLimit = 1024

// A request is one that is being served. It is answered once.
type request struct {
	protocol.Request
	conn     *conn
	ctx      context.Context
	cancel   context.CancelCauseFunc
	attached *attachment // when r came; nil before launch
}

// succeed answers r with body, which may be nil.
func (r *request) succeed(body any) {
	if r.done() {
		res := protocol.NewResponse(r.Seq, r.Command, body)
		res.Success = true
		r.conn.out.send(res)
	}
}

// fail answers r with err; id is its kind unless it knows better. A request that was
// cancelled fails as the protocol wants that to be said.
func (r *request) fail(err error, id errorID) {
	re := asRequestError(err, id)
	if errors.Is(context.Cause(r.ctx), errCancelled) {
		re = &requestError{id: idCancelled, text: re.text, message: messageCancelled, run: re.run}
	}
	if r.done() {
		r.conn.out.send(re.response(r.Seq, r.Command))
	}
}

// done takes r out of those in flight. It reports whether r was there: not answered yet.
func (r *request) done() bool {
	defer r.cancel(nil)
	r.conn.mu.Lock()
	defer r.conn.mu.Unlock()
	mine := r.conn.inFlight[r.Seq] == r
	if mine {
		delete(r.conn.inFlight, r.Seq)
	}
	return mine
}

// recovered answers r if serving it panicked. It is deferred by whoever serves r.
func (r *request) recovered() {
	if fault := recover(); fault != nil {
		r.conn.log.Error("serving a request panicked",
			"command", r.Command, "id", idInternal, "panic", fault, "stack", string(debug.Stack()))
		r.fail(fail(idInternal, "%s: a fault in goawait: %v", r.Command, fault), idInternal)
	}
}

// seqIn finds the seq of a message that is not JSON as a whole.
var seqIn = regexp.MustCompile(`"seq"\s*:\s*([0-9]{1,9})\b`)

// receive serves one message. It reports whether there may be another.
func (c *conn) receive(body []byte) bool {
	var msg protocol.Request
	if err := json.Unmarshal(body, &msg); err != nil {
		c.malformed(body, err)
		return true
	}
	switch msg.Type {
	case protocol.TypeRequest:
	case protocol.TypeResponse, protocol.TypeEvent:
		c.log.Warn("ignoring a message: this server asks nothing of clients", "type", msg.Type)
		return true
	default:
		c.malformed(body, fail(idMalformed, "the type of a message must be request, not %.40q", msg.Type))
		return true
	}
	if bytes.Equal(msg.Arguments, []byte("[]")) {
		msg.Arguments = nil // what an empty table becomes where tables are lists, as in Lua
	}
	r := &request{Request: msg, conn: c}
	if err := c.admit(r); err != nil {
		c.refuse(&msg, err)
		return true
	}
	return r.dispatch()
}

// admit takes r among those in flight, unless its seq is wrong or there are too many.
func (c *conn) admit(r *request) *requestError {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case r.Seq < 1:
		return fail(idSeq, "seq must be 1 or more, not %d", r.Seq)
	case r.Seq <= c.lastSeq:
		return fail(idSeq, "seq %d is not greater than %d, the one before", r.Seq, c.lastSeq)
	}
	c.lastSeq = r.Seq
	if len(c.inFlight) >= inFlightLimit {
		return fail(idBusy, "%s: %d requests wait for their answers; this one is one too many", r.Command, inFlightLimit)
	}
	c.inFlight[r.Seq] = r
	r.ctx, r.cancel = context.WithCancelCause(c.ctx)
	return nil
}

// refuse answers a message that is not served at all.
func (c *conn) refuse(msg *protocol.Request, err *requestError) {
	c.log.Warn("refusing a message", "error", err.text, "id", err.id, "command", msg.Command, "seq", msg.Seq)
	c.out.send(err.response(msg.Seq, msg.Command))
}

// malformed answers a body that is no request: by its seq if one can be made out, else with
// output, since somebody has to be told.
func (c *conn) malformed(body []byte, err error) {
	re, ok := errors.AsType[*requestError](err)
	if mismatch, wrong := errors.AsType[*json.UnmarshalTypeError](err); wrong {
		re = fail(idMalformed, "%s of a message has the wrong type (%s)", orElse(keyPath(mismatch.Field), "the whole"), mismatch.Value)
	} else if !ok {
		re = fail(idMalformed, "a message is not valid JSON: %v", err)
	}
	if m := seqIn.FindSubmatch(body[:min(len(body), 4<<10)]); m != nil {
		if seq, _ := strconv.Atoi(string(m[1])); seq > 0 {
			c.refuse(protocol.NewRequest(seq, "", nil), re)
			return
		}
	}
	c.log.Warn("ignoring a message", "error", re.text, "id", idMalformed)
	c.out.print(protocol.NewOutput(protocol.CategoryStderr),
		fmt.Sprintf("goawait: %s (error %d)\n", re.text, idMalformed))
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
