package async

import (
	"context"
	"sync"
)

// A place is one caller's place in a line.
type place struct {
	w          *waiter
	granted    bool
	item       any  // what is handed over
	has        bool // item is there
	prev, next *place
}

// A line is where callers wait for their turn, first come first served. It is guarded by the
// lock of what it belongs to.
type line struct{ head, tail *place }

func (l *line) push(p *place) {
	p.prev = l.tail
	if l.tail == nil {
		l.head = p
	} else {
		l.tail.next = p
	}
	l.tail = p
}

func (l *line) remove(p *place) {
	if p.prev == nil {
		l.head = p.next
	} else {
		p.prev.next = p.next
	}
	if p.next == nil {
		l.tail = p.prev
	} else {
		p.next.prev = p.prev
	}
	p.prev, p.next = nil, nil
}

// grant gives the first in line its turn and returns it; nil if nobody waits.
func (l *line) grant() *place {
	p := l.head
	if p == nil {
		return nil
	}
	l.remove(p)
	p.granted = true
	return p
}

// wait has the caller wait in line, at p, until it is granted a turn. mu, which guards the
// line, is held, and is released. A caller that is cancelled in the moment in which it is
// granted its turn has it.
func (l *line) wait(ctx context.Context, mu *sync.Mutex, p *place, why reason) error {
	var err error
	if p.w, err = beginWait(ctx, why); err != nil {
		mu.Unlock()
		return err
	}
	l.push(p)
	mu.Unlock()
	p.w.park()
	mu.Lock()
	granted := p.granted
	if !granted {
		l.remove(p)
	}
	mu.Unlock()
	if err := p.w.end(); !granted {
		return err
	}
	return nil
}
