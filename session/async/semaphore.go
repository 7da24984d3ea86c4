package async

import (
	"context"
	"fmt"
	"sync"
)

// A Semaphore lets a number of tasks in at a time, in the order in which they asked. It is a
// resource for async with, and is safe for concurrent use.
type Semaphore struct {
	what reason // to wait

	mu         sync.Mutex // guards what follows
	line       line
	free, size int
}

// NewSemaphore returns a semaphore for n tasks at a time.
func NewSemaphore(n int) *Semaphore {
	if n < 1 {
		panic(fmt.Sprintf("a semaphore for %d tasks", n))
	}
	return &Semaphore{what: reason{kind: waitSemaphore}, free: n, size: n}
}

// Acquire returns a coroutine that waits until the caller may go in.
func (s *Semaphore) Acquire() *Coroutine[struct{}] {
	return New("Semaphore.Acquire", func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.acquire(ctx)
	})
}

func (s *Semaphore) acquire(ctx context.Context) error {
	s.mu.Lock()
	if s.free > 0 { // then nobody waits: what is released is given to the first in line
		s.free--
		s.mu.Unlock()
		return nil
	}
	return s.line.wait(ctx, &s.mu, new(place), s.what)
}

// TryAcquire goes in if that needs no waiting.
func (s *Semaphore) TryAcquire() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.free == 0 {
		return false
	}
	s.free--
	return true
}

// Release lets the next one in. It panics if nobody is.
func (s *Semaphore) Release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.free == s.size {
		panic("released more often than acquired")
	}
	if p := s.line.grant(); p != nil {
		p.w.fire()
	} else {
		s.free++
	}
}

// Free returns how many more may go in now.
func (s *Semaphore) Free() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.free
}

// Enter waits until the caller may go in.
func (s *Semaphore) Enter(ctx context.Context) (*Semaphore, error) { return s, s.acquire(ctx) }

// Exit releases.
func (s *Semaphore) Exit(context.Context, error) error {
	s.Release()
	return nil
}

func (*Semaphore) seesCancellation() bool { return true } // Exit does not wait

// A Lock is held by one task at a time, in the order in which they asked. Unlike a
// [sync.Mutex] it can be waited for on an event loop, and the waiting be cancelled. It is a
// resource for async with, and is safe for concurrent use.
type Lock struct{ sem Semaphore }

// NewLock returns a lock that nobody holds.
func NewLock() *Lock {
	return &Lock{Semaphore{what: reason{kind: waitLock}, free: 1, size: 1}}
}

// Acquire returns a coroutine that waits until the caller holds the lock.
func (l *Lock) Acquire() *Coroutine[struct{}] {
	return New("Lock.Acquire", func(ctx context.Context) (struct{}, error) {
		return struct{}{}, l.sem.acquire(ctx)
	})
}

// TryAcquire takes the lock if nobody holds it.
func (l *Lock) TryAcquire() bool { return l.sem.TryAcquire() }

// Release gives the lock to the next in line. It panics if nobody holds it.
func (l *Lock) Release() { l.sem.Release() }

// Held reports whether somebody holds the lock.
func (l *Lock) Held() bool { return l.sem.Free() == 0 }

// Enter waits until the caller holds the lock.
func (l *Lock) Enter(ctx context.Context) (*Lock, error) { return l, l.sem.acquire(ctx) }

// Exit releases the lock.
func (l *Lock) Exit(context.Context, error) error {
	l.Release()
	return nil
}

func (*Lock) seesCancellation() bool { return true } // Exit does not wait
