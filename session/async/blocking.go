package async

import "time"

// blocksAfter is how long a task may keep its turn while others are ready. Twice as long may
// pass until it is told.
var blocksAfter = time.Second

// watch looks at the loop again and again, while there is a driver. l.mu is held.
func (l *eventLoop) watch() {
	if l.watched {
		return
	}
	l.watched, l.looked = true, 0
	if l.head < len(l.queue) {
		l.looked = l.turns
	}
	time.AfterFunc(blocksAfter, l.lookAgain)
}

// lookAgain reports the running task if it has had the turn since the last look, and others have
// been waiting for it.
func (l *eventLoop) lookAgain() {
	l.mu.Lock()
	t := l.running
	blocking := t != nil && l.turns == l.looked && l.turns != l.told && l.head < len(l.queue)
	if blocking {
		l.told = l.turns
	}
	l.watched = false
	if l.driver != nil {
		l.watch()
	}
	l.mu.Unlock()
	if !blocking {
		return
	}
	if f := t.scope.hooks.Blocking; f != nil {
		f(t, blocksAfter)
	}
}
