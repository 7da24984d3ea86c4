package lsp

import (
	"context"
	"errors"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// runs answers a run command: the regions one after another, until one does not come to its
// end. The answer is the last result.
func (s *server) runs(snap *snapshot, kind RegionKind, r protocol.Range) answer {
	return func(ctx context.Context) (any, error) {
		spans := snap.regions(kind, r)
		if len(spans) == 0 {
			return nil, jsonrpc2.Errorf(codeFailed, "there is nothing to run here")
		}
		var last Result
		for _, span := range spans {
			var err error
			if last, err = s.run(ctx, snap.runRegion(span)); err != nil {
				return nil, err
			}
			if last.State != "done" {
				break
			}
		}
		return s.latest(snap).resultParams(&last), nil
	}
}

// latest gives the snapshot that a document has by now.
func (s *server) latest(snap *snapshot) *snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	return snap.doc.current
}

// run runs one region. A cancelled request interrupts it; a connection that ends does not.
func (s *server) run(ctx context.Context, region Region) (Result, error) {
	type outcome struct {
		result Result
		err    error
	}
	running, interrupt := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan outcome, 1)
	go func() { // ends with the run, perhaps long after the connection
		var o outcome
		defer func() { ended <- o }()
		defer interrupt()
		defer s.conn.recover("a run", &o.err)
		o.result, o.err = s.host.Run(running, region)
	}()
	select {
	case o := <-ended:
		return o.result, o.err
	case <-ctx.Done():
	}
	if !errors.Is(context.Cause(ctx), errCancelled) {
		return Result{}, context.Cause(ctx)
	}
	interrupt()
	select {
	case o := <-ended:
		return o.result, o.err
	case <-s.conn.ctx.Done():
		return Result{}, context.Cause(s.conn.ctx)
	}
}
