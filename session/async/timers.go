package async

import (
	"sync"
	"time"
)

// sleepers are the sleeping tasks of one loop, or a part of them: a heap, the first to wake on
// top. They have one timer for all, which costs a task less than one of its own, and wakes
// them in order.
type sleepers struct {
	mu    sync.Mutex // guards what follows
	heap  []*waiter
	slept uint64 // how often one has gone to sleep
	timer *time.Timer
	due   int64      // when the timer fires; 0 if it does not
	woken []*AnyTask // by one wake, before they are made ready

	loop *eventLoop // whose they are; nil for goroutines. It does not change
}

// before is the order of waking: those that wake at one time wake in the order in which they
// went to sleep.
func (w *waiter) before(o *waiter) bool {
	if w.at != o.at {
		return w.at < o.at
	}
	return w.seq < o.seq
}

// add has w fired when its time has come.
func (s *sleepers) add(w *waiter) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.slept++
	w.seq = s.slept
	s.heap = append(s.heap, w)
	s.up(len(s.heap) - 1)
	if s.heap[0] == w {
		s.set()
	}
}

// remove takes w out, if it is still there.
func (s *sleepers) remove(w *waiter) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if w.index >= 0 {
		s.take(int(w.index))
	}
}

// set has the timer fire for the first. s.mu is held.
func (s *sleepers) set() {
	if s.due == s.heap[0].at {
		return
	}
	s.due = s.heap[0].at
	d := time.Duration(s.due - clock())
	if s.timer == nil {
		s.timer = time.AfterFunc(d, s.wake)
	} else {
		s.timer.Reset(d)
	}
}

// wake fires those whose time has come, in order.
func (s *sleepers) wake() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.due = 0
	for now := clock(); len(s.heap) > 0 && s.heap[0].at <= now; {
		first := s.heap[0]
		s.take(0)
		switch {
		case s.loop == nil:
			first.wakeUp(byClock)
		case first.fired.CompareAndSwap(0, byClock):
			s.woken = append(s.woken, first.task)
		}
	}
	if len(s.heap) > 0 {
		s.set()
	}
	if len(s.woken) > 0 { // at once: the first of them is not to come back to the queue before the last is in it
		s.loop.readyAll(s.woken)
		clear(s.woken)
		s.woken = s.woken[:0]
	}
}

// take takes the i-th out of the heap. s.mu is held.
func (s *sleepers) take(i int) {
	last := len(s.heap) - 1
	w, moved := s.heap[i], s.heap[last]
	s.heap[last] = nil
	s.heap = s.heap[:last]
	w.index = -1
	if i < last {
		s.heap[i], moved.index = moved, int32(i)
		s.down(i)
		s.up(int(moved.index))
	}
}

func (s *sleepers) up(i int) {
	w := s.heap[i]
	for i > 0 {
		above := (i - 1) / 2
		if !w.before(s.heap[above]) {
			break
		}
		s.heap[i], s.heap[above].index = s.heap[above], int32(i)
		i = above
	}
	s.heap[i], w.index = w, int32(i)
}

func (s *sleepers) down(i int) {
	w := s.heap[i]
	for {
		below := 2*i + 1
		if below >= len(s.heap) {
			break
		}
		if r := below + 1; r < len(s.heap) && s.heap[r].before(s.heap[below]) {
			below = r
		}
		if !s.heap[below].before(w) {
			break
		}
		s.heap[i], s.heap[below].index = s.heap[below], int32(i)
		i = below
	}
	s.heap[i], w.index = w, int32(i)
}
