package engine

import (
	"time"

	"github.com/goawait/goawait/session/engine/wire"
)

// When a running cell's position is looked at, and reported if it has changed.
const (
	lookAfter = 20 * time.Millisecond
	lookEvery = 100 * time.Millisecond
)

// A lookout looks where the cell in the foreground is. One timer is for all cells: to set one
// for each costs more than a short cell itself, because another thread has to be woken for it.
// It is guarded by the engine's mu.
type lookout struct {
	timer *time.Timer
	set   bool      // the timer is
	since time.Time // when the cell in the foreground began
}

// lookLocked has a cell looked at that begins now. e.mu is held.
func (e *engine) lookLocked() {
	l := &e.lookout
	l.since = time.Now()
	switch {
	case l.set:
		return
	case l.timer == nil:
		l.timer = time.AfterFunc(lookAfter, e.look)
	default:
		l.timer.Reset(lookAfter)
	}
	l.set = true
}

// look reports where the cell in the foreground is, if it has run for long enough, and comes
// again while there is one.
func (e *engine) look() {
	e.mu.Lock()
	c, l := e.fg, &e.lookout
	if l.set = c != nil; !l.set {
		e.mu.Unlock()
		return
	}
	early := lookAfter - time.Since(l.since)
	if early > 0 {
		l.timer.Reset(early)
	} else {
		l.timer.Reset(lookEvery)
	}
	e.mu.Unlock()
	if early > 0 {
		return
	}
	if at := c.where(); at != nil {
		e.tell(*at, c.Cell)
	}
}

// at tells where the cell in the foreground is, at once, so that it is known even if the next
// thing it does ends the process.
func (e *engine) at(p wire.Position) {
	if e.note(p, p.Cell) {
		e.flush() // and not tryFlush: who is at it may be done with the queue already
	}
}

// tell tells that cell was seen to be at p, unless it has ended.
func (e *engine) tell(p wire.Position, cell int) {
	if e.note(p, cell) {
		e.tryFlush()
	}
}

// note queues where the cell in the foreground is, if that is news.
func (e *engine) note(p wire.Position, cell int) (news bool) {
	e.outbox.mu.Lock()
	defer e.outbox.mu.Unlock()
	news = p != e.told && e.busy && e.output.fg == cell
	if news {
		e.told = p
		e.pushLine(encode(&wire.Message{At: &p}))
	}
	return news
}
