package lsp

import (
	"context"
	"errors"
	"sync"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// A batch is regions that run one after another, until one does not come to its end.
type batch struct {
	interrupt context.CancelFunc
	ended     chan struct{} // closed when it has; last and err are set before
	last      Result
	err       error
}

// start begins a batch, of one region at least. It is for the dispatching goroutine: batches
// get their places in the session's queue in the order in which they were asked for.
func (s *server) start(regions ...Region) *batch {
	// Closing an editor loses nothing: what it ran goes on.
	ctx, interrupt := context.WithCancel(context.WithoutCancel(s.conn.ctx))
	b := &batch{interrupt: interrupt, ended: make(chan struct{})}
	before, queued := s.queued, make(chan struct{})
	s.queued = queued
	pass := sync.OnceFunc(func() { close(queued) })
	regions[0].Queued = pass
	go func() { // ends with the batch, perhaps long after the connection
		defer close(b.ended)
		defer interrupt()
		defer pass() // a run that was refused has no place
		defer s.conn.recover("a run", &b.err)
		if before != nil {
			<-before
		}
		for _, region := range regions {
			if b.last, b.err = s.host.Run(ctx, region); b.err != nil || b.last.State != "done" {
				return
			}
		}
	}()
	return b
}

// wait gives the last result of a batch. A cancelled request interrupts it; a connection that
// ends does not.
func (s *server) wait(ctx context.Context, b *batch) (Result, error) {
	select {
	case <-b.ended:
		return b.last, b.err
	case <-ctx.Done():
	}
	if !errors.Is(context.Cause(ctx), errCancelled) {
		return Result{}, context.Cause(ctx)
	}
	b.interrupt()
	select {
	case <-b.ended:
		return b.last, b.err
	case <-s.conn.ctx.Done():
		return Result{}, context.Cause(s.conn.ctx)
	}
}

// runs answers a run command with the last result.
func (s *server) runs(snap *snapshot, kind RegionKind, r protocol.Range) answer {
	spans := snap.regions(kind, r)
	if len(spans) == 0 {
		return func(context.Context) (any, error) {
			return nil, jsonrpc2.Errorf(codeFailed, "there is nothing to run here")
		}
	}
	b := s.start(snap.runRegions(spans)...)
	return func(ctx context.Context) (any, error) {
		last, err := s.wait(ctx, b)
		if err != nil {
			return nil, err
		}
		if s.options.runActions {
			s.announce(&last)
		}
		return s.latest(snap).resultParams(&last), nil
	}
}

// announce shows a result to the person in an editor that does nothing with the answer of a
// command.
func (s *server) announce(r *Result) {
	kind := protocol.MessageTypeInfo
	if r.State != "done" && r.State != "interrupted" {
		kind = protocol.MessageTypeError
	}
	s.conn.notify(protocol.MethodWindowShowMessage, &protocol.ShowMessageParams{Type: kind, Message: summary(r)})
}

// run answers goawait/run: what goawait/regions gives for a selection, which runs from now on.
// So a key press costs one round trip. What becomes of it is told by notifications.
func (s *server) run(p *RegionsParams) (answer, error) {
	snap, spans, err := s.spans(p)
	if err != nil {
		return nil, err
	}
	if len(spans) > 0 {
		b := s.start(snap.runRegions(spans)...)
		s.background.Go(func() { // ends with the batch, or the connection
			if _, err := s.wait(s.conn.ctx, b); err != nil && s.conn.ctx.Err() == nil {
				s.conn.notify(protocol.MethodWindowShowMessage, &protocol.ShowMessageParams{
					Type: protocol.MessageTypeError, Message: err.Error(),
				})
			}
		})
	}
	return func(context.Context) (any, error) { return snap.regionTexts(spans), nil }, nil
}

// latest gives the snapshot that a document has by now.
func (s *server) latest(snap *snapshot) *snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	return snap.doc.current
}
