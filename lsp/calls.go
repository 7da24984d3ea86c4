package lsp

import (
	"context"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// response gives the client's answer to the call of ours that waits for it.
func (c *conn) response(r *jsonrpc2.Response) {
	c.mu.Lock()
	waiting := c.calls[r.ID()]
	delete(c.calls, r.ID())
	c.mu.Unlock()
	if waiting != nil {
		waiting <- r
	}
}

// notify sends a notification. It does not block.
func (c *conn) notify(method string, params any) {
	body, err := protocol.Marshal(params)
	if err != nil {
		c.log.Error("encoding a notification", "method", method, "error", err)
		return
	}
	c.send(jsonrpc2.AppendNotification(nil, method, body))
}

// call sends a request, without parameters if they are nil, and waits for its answer, of which
// only an error is of interest.
func (c *conn) call(ctx context.Context, method string, params any) error {
	var body []byte
	if params != nil {
		var err error
		if body, err = protocol.Marshal(params); err != nil {
			return err
		}
	}
	answered := make(chan *jsonrpc2.Response, 1)
	c.mu.Lock()
	c.lastCall++
	id := jsonrpc2.NewNumberID(c.lastCall)
	c.calls[id] = answered
	c.mu.Unlock()
	c.send(jsonrpc2.AppendCall(nil, id, method, body))
	select {
	case r := <-answered:
		return r.Err()
	case <-ctx.Done():
		c.mu.Lock()
		delete(c.calls, id)
		c.mu.Unlock()
		return context.Cause(ctx)
	}
}
