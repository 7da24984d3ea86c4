package lsp

import (
	"context"
	"strconv"

	"go.lsp.dev/protocol"
)

// response gives the client's answer to the call of ours that waits for it.
func (c *conn) response(m message) {
	c.mu.Lock()
	waiting := c.calls[m.id]
	delete(c.calls, m.id)
	c.mu.Unlock()
	if waiting != nil {
		waiting <- m
	}
}

// notify sends a notification. It does not block.
func (c *conn) notify(method string, params any) {
	body, err := protocol.Marshal(params)
	if err != nil {
		c.log.Error("encoding a notification", "method", method, "error", err)
		return
	}
	c.send(encodeCall("", method, body))
}

// call sends a request without parameters and waits for its answer, of which only an error
// is of interest.
func (c *conn) call(ctx context.Context, method string) error {
	answered := make(chan message, 1)
	c.mu.Lock()
	c.lastCall++
	id := strconv.FormatInt(c.lastCall, 10)
	c.calls[id] = answered
	c.mu.Unlock()
	c.send(encodeCall(id, method, nil))
	select {
	case m := <-answered:
		if m.err != nil {
			return m.err
		}
		return nil
	case <-ctx.Done():
		c.mu.Lock()
		delete(c.calls, id)
		c.mu.Unlock()
		return context.Cause(ctx)
	}
}
