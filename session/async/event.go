package async

import (
	"context"
	"sync"
)

// An Event is something that happens once, until it is cleared: tasks wait for it, on any
// runner. Its zero value has not happened. It is safe for concurrent use, and not to be copied.
type Event struct {
	mu   sync.Mutex // guards what follows
	line line
	set  bool
}

// NewEvent returns an event that has not happened.
func NewEvent() *Event { return new(Event) }

// Set lets everybody go on that waits, and whoever will wait until Clear.
func (e *Event) Set() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.set = true
	for p := e.line.grant(); p != nil; p = e.line.grant() {
		p.w.fire()
	}
}

// Clear makes the event one that has not happened.
func (e *Event) Clear() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.set = false
}

// IsSet reports whether the event has happened.
func (e *Event) IsSet() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.set
}

// Wait returns a coroutine that waits until the event has happened.
func (e *Event) Wait() *Coroutine[struct{}] { return New("Event.Wait", e.Await) }

// Await waits until the event has happened: awaiting an event does.
func (e *Event) Await(ctx context.Context) (struct{}, error) {
	e.mu.Lock()
	if e.set {
		e.mu.Unlock()
		return struct{}{}, nil
	}
	return struct{}{}, e.line.wait(ctx, &e.mu, new(place), reason{kind: waitEvent})
}

func (e *Event) awaitAny(ctx context.Context) (any, error) { return e.Await(ctx) }

// Name is what a task waits for that waits for the event.
func (e *Event) Name() string { return "Event" }
