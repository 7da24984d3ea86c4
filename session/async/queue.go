package async

import (
	"context"
	"sync"
)

// A Queue hands values from task to task, first in first out; who waits is served in order. It
// can be ranged over by async for, until it is closed and empty. It is safe for concurrent use.
type Queue[T any] struct {
	limit int // 0 for none

	mu      sync.Mutex // guards what follows
	items   []T
	getters line // waits only while there are no items
	putters line // waits only while there is no room; each with its item
	closed  bool
}

// NewQueue returns a queue that holds up to limit values; any number if limit is 0.
func NewQueue[T any](limit int) *Queue[T] { return &Queue[T]{limit: max(limit, 0)} }

// Put returns a coroutine that puts v into the queue once there is room. It raises [ErrClosed]
// if the queue is closed.
func (q *Queue[T]) Put(v T) *Coroutine[struct{}] {
	return New("Queue.Put", func(ctx context.Context) (struct{}, error) { return struct{}{}, q.put(ctx, v) })
}

func (q *Queue[T]) put(ctx context.Context, v T) error {
	q.mu.Lock()
	if q.offer(v) {
		q.mu.Unlock()
		return nil
	}
	if q.closed {
		q.mu.Unlock()
		return ErrClosed
	}
	p := &place{item: v, has: true}
	if err := q.putters.wait(ctx, &q.mu, p, reason{kind: waitQueue, name: "with room"}); err != nil {
		return err
	}
	if p.has { // granted, and not taken
		return ErrClosed
	}
	return nil
}

// TryPut puts v into the queue if there is room and the queue is not closed.
func (q *Queue[T]) TryPut(v T) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.offer(v)
}

// offer puts v into the queue or into the hands of who waits for it. q.mu is held.
func (q *Queue[T]) offer(v T) bool {
	if q.closed {
		return false
	}
	if p := q.getters.grant(); p != nil {
		p.item, p.has = v, true
		p.w.fire()
		return true
	}
	if q.limit > 0 && len(q.items) >= q.limit {
		return false
	}
	q.items = append(q.items, v)
	return true
}

// Get returns a coroutine that takes the next value. It raises [ErrClosed] once the queue is
// closed and empty.
func (q *Queue[T]) Get() *Coroutine[T] {
	return New("Queue.Get", func(ctx context.Context) (T, error) {
		v, ok, err := q.Next(ctx)
		if err == nil && !ok {
			err = ErrClosed
		}
		return v, err
	})
}

// Next waits for the next value and takes it; it gives false once the queue is closed and
// empty. It is what async for calls.
func (q *Queue[T]) Next(ctx context.Context) (v T, ok bool, err error) {
	q.mu.Lock()
	if v, ok = q.take(); ok || q.closed {
		q.mu.Unlock()
		return v, ok, nil
	}
	p := new(place)
	if err := q.getters.wait(ctx, &q.mu, p, reason{kind: waitQueue, name: "with a value"}); err != nil {
		return v, false, err
	}
	if p.has {
		v, _ = p.item.(T) // a nil interface is the zero value
	}
	return v, p.has, nil
}

// TryGet takes the next value if there is one.
func (q *Queue[T]) TryGet() (v T, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.take()
}

// take takes the first item, and lets the next putter in. q.mu is held.
func (q *Queue[T]) take() (v T, ok bool) {
	if len(q.items) == 0 {
		return v, false
	}
	var none T
	v, q.items[0] = q.items[0], none
	q.items = q.items[1:]
	if p := q.putters.grant(); p != nil {
		item, _ := p.item.(T)
		q.items = append(q.items, item)
		p.item, p.has = nil, false
		p.w.fire()
	}
	return v, true
}

// Len returns how many values are in the queue.
func (q *Queue[T]) Len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.items)
}

// Close lets nothing more in. What is in the queue can still be taken. Closing it again does
// nothing.
func (q *Queue[T]) Close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	for _, l := range []*line{&q.getters, &q.putters} {
		for p := l.grant(); p != nil; p = l.grant() {
			p.w.fire()
		}
	}
}
