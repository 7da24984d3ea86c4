package async

import (
	"context"
	"slices"
	"time"
)

// What cleans up, the Exit of a resource and a deferred call, does not see what it is there for.
// All else meets a cancellation at each await: whoever takes an error for one that is worth another
// try must not be able to go on for ever. Being cancelled once more, and deadlines that pass
// meanwhile, are seen by all.

// A mask keeps the cancellations that a task was told of from what is done because of them.
type mask struct {
	from   uint32 // the first of the task's stops that it lets through
	cancel context.CancelFunc
}

// masked calls fn with a context in which neither the cancellation that there has been is seen,
// nor that of the scopes around it. One more Cancel of the task is, and a deadline that is still to come.
func masked(ctx context.Context, fn func(context.Context) error) error {
	inner, done := maskOf(Current(), ctx)
	if done == nil {
		return fn(ctx)
	}
	defer done()
	return fn(inner)
}

// Cleanup has the caller, who is about to make a deferred call, not see the cancellations that
// there have been, until done is called on the same goroutine. It returns nil if there is none. It
// is for lowered code.
func Cleanup() (done func()) {
	_, done = maskOf(Current(), Context())
	return done
}

// maskOf puts a mask on the strand s, on its own goroutine, until done is called. done is nil if
// there is nothing to mask.
func maskOf(s *Strand, ctx context.Context) (inner context.Context, done func()) {
	if !s.own() || s.task == nil || ctx.Err() == nil && !s.cancelled() {
		return nil, nil
	}
	c := &CancelScope{kind: scopePlain, stop: context.Canceled}
	if _, err := c.Enter(context.WithoutCancel(ctx)); err != nil {
		return nil, nil
	}
	t, m := s.task, s.more()
	atDeadline := c.cancelAt(c.outer.nextDeadline())
	t.mu.Lock()
	defer t.mu.Unlock()
	before := m.masked
	m.masked = max(m.masked, t.stops.Load())
	own := &mask{m.masked, func() { c.cancel(context.Canceled) }}
	t.extra().masks = append(t.more.masks, own)
	return c.ctx, func() {
		t.mu.Lock()
		m.masked = before
		t.more.masks = slices.DeleteFunc(t.more.masks, func(other *mask) bool { return other == own })
		t.mu.Unlock()
		atDeadline()
		c.leave()
		c.cancel(context.Canceled)
	}
}

// nextDeadline is the first deadline of c and the scopes around it that has not passed; zero if there
// is none, or a shield keeps it from being seen.
func (c *CancelScope) nextDeadline() (at time.Time) {
	now := time.Now()
	for ; c != nil && c.kind != scopeShield; c = c.outer {
		if c.at.After(now) && (at.IsZero() || c.at.Before(at)) {
			at = c.at
		}
	}
	return at
}

// cancelAt has c cancelled at a time, unless that is zero or stop is called before.
func (c *CancelScope) cancelAt(at time.Time) (stop func()) {
	if at.IsZero() {
		return func() {}
	}
	timer := time.AfterFunc(time.Until(at), func() { c.cancel(context.Canceled) })
	return func() { timer.Stop() }
}

// lifted are the masks that the next stop of t goes through. t.mu is held.
func (t *AnyTask) lifted() (list []*mask) {
	if t.more == nil {
		return nil
	}
	for _, m := range t.more.masks {
		if t.stops.Load() > m.from {
			list = append(list, m)
		}
	}
	return list
}
