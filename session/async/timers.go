package async

import (
	"container/heap"
	"time"
)

// A sleeper is a task of an event loop that sleeps.
type sleeper struct {
	when   time.Time
	seq    uint64 // those that wake at one time wake in the order in which they went to sleep
	waiter *waiter
	index  int // in the heap; -1 outside
}

// sleepers is a heap, the first to wake on top.
type sleepers []*sleeper

func (s sleepers) Len() int { return len(s) }

func (s sleepers) Less(i, j int) bool {
	if s[i].when.Equal(s[j].when) {
		return s[i].seq < s[j].seq
	}
	return s[i].when.Before(s[j].when)
}

func (s sleepers) Swap(i, j int) {
	s[i], s[j] = s[j], s[i]
	s[i].index, s[j].index = i, j
}

func (s *sleepers) Push(x any) {
	p := x.(*sleeper)
	p.index = len(*s)
	*s = append(*s, p)
}

func (s *sleepers) Pop() any {
	last := len(*s) - 1
	p := (*s)[last]
	(*s)[last] = nil
	*s = (*s)[:last]
	p.index = -1
	return p
}

// sleep has w fired after d. The loop has one timer for all: timers of their own would wake
// tasks in the order in which the scheduler runs their functions.
func (l *eventLoop) sleep(w *waiter, d time.Duration) *sleeper {
	p := &sleeper{when: time.Now().Add(d), waiter: w}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.slept++
	p.seq = l.slept
	heap.Push(&l.asleep, p)
	if p.index == 0 {
		l.setTimer(d)
	}
	return p
}

// unsleep takes p out of the heap, if it is still there.
func (l *eventLoop) unsleep(p *sleeper) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if p.index >= 0 {
		heap.Remove(&l.asleep, p.index)
	}
}

// setTimer has wakeSleepers called after d. l.mu is held.
func (l *eventLoop) setTimer(d time.Duration) {
	if l.timer == nil {
		l.timer = time.AfterFunc(d, l.wakeSleepers)
	} else {
		l.timer.Reset(d)
	}
}

// wakeSleepers makes those ready whose time has come, in order.
func (l *eventLoop) wakeSleepers() {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	for len(l.asleep) > 0 {
		first := l.asleep[0]
		if first.when.After(now) {
			l.setTimer(first.when.Sub(now))
			break
		}
		heap.Pop(&l.asleep)
		if !first.waiter.fired.Swap(true) {
			l.enqueue(first.waiter.task)
		}
	}
}
