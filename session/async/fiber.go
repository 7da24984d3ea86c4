package async

import (
	"iter"
	"unsafe"
)

// A fiber is a coroutine of the runtime's (package iter) in which tasks of an event loop run,
// one after another, so changing from one task to the next costs no trip through the scheduler.
//
// One fiber of a loop runs; the others sit, each in a seat. To let another one run in its
// place, the one that runs sits down where the other sat, which takes one switch. Every fiber
// comes with a seat, and after a few changes any may sit in any: there is always one fiber more
// than there are seats. A driver is a fiber too, without a seat to come with.
//
// The loop's lock is held during a change, from the one fiber's hands to the other's, so no
// fiber is ever found on its way. It guards all of this but what is said to be the task's.
type fiber struct {
	at  *seat // where it sits, or sat last
	own seat  // with which it came, and with which it goes
}

// A seat is a coroutine of package iter with its two ends, which are used in turns: whoever uses
// one waits there until somebody uses the other. It is not the ends' names that matter, but
// that each swaps the caller with who waits.
type seat struct {
	next  func() (struct{}, bool)
	yield func(struct{}) bool
	base  uint32 // see stack
	taken bool   // next was used last
	quit  bool   // the fiber that came with it is to end
	dead  bool   // that fiber's task has ended its goroutine (runtime.Goexit): it can run no other
}

// stack is about where f's stack began when it began with its task, if that is in the same 4 GB as f
// itself: there are many fibers, and this is for lookAhead, which may be wrong.
func (f *fiber) stack() uintptr {
	return uintptr(uint64(uintptr(unsafe.Pointer(f)))>>32<<32 | uint64(f.own.base))
}

// newFiber returns a fiber that sits in its own seat. l.mu is held.
func (l *eventLoop) newFiber() *fiber {
	f := new(fiber)
	f.at = &f.own
	f.own.next, _ = iter.Pull(l.birth)
	return f
}

// newBirth returns what the loop's fibers do, which they share: each begins with the task that
// has its turn then, and runs those that it is given, until it is to quit.
//
// Here as in all that is on the stack of a task it matters to be flat: a goroutine begins with
// room for about a kilobyte.
func (l *eventLoop) newBirth() func(yield func(struct{}) bool) {
	return func(yield func(struct{}) bool) {
		f := l.running.fiber
		f.own.yield = yield
		setLabels(nil) // what it inherited are those of any task
		defer l.survive(f)
		for !f.own.quit {
			t := l.running
			f.own.base = uint32(uintptr(unsafe.Pointer(&t)))
			l.mu.Unlock()
			t.enter()
			l.mu.Lock()
			l.rest(f)
		}
	}
}

// sit has f, which runs, sit down in s in place of the one that sat there, and returns when f
// runs again. l.mu is held, by either.
//
// It is one function, as flat as can be: after a switch the processor mispredicts every return.
func (l *eventLoop) sit(f *fiber, s *seat) {
	for ; s != nil; s, l.hop = l.hop, nil { // again if f was only in somebody's seat
		f.at = s
		if s.taken = !s.taken; s.taken {
			s.next()
		} else {
			s.yield(struct{}{})
		}
	}
}

// survive is deferred by f, whose task may have ended its goroutine. That must not go on to
// whoever sits in f's own seat.
func (l *eventLoop) survive(f *fiber) {
	if f.own.quit {
		return
	}
	if v := recover(); v != nil { // not from a task, whose panics are errors: from a hook
		go panic(v) // it ends the process
	}
	l.mu.Lock()
	f.own.dead = true
	l.rest(f)
}

// rest gives the turn away after f's task has ended. It returns when f has another task, or is
// to quit.
func (l *eventLoop) rest(f *fiber) {
	to := l.ashore(f)
	if to == nil {
		t := l.next()
		switch {
		case t != nil && t.fiber == nil && !f.own.dead:
			t.fiber = f
			return
		case t == nil, t.fiber == nil:
			to = &l.driver.fiber
		default:
			to = l.fiberOf(t)
		}
	}
	switch {
	case f.own.dead:
		go l.bury(f) // ends when f has
	case len(l.idle) < l.spare && l.driver != nil:
		l.idle = append(l.idle, f)
	default:
		f.own.quit = true
		l.vacate(f, to)
		return
	}
	l.sit(f, to.at)
}

// vacate prepares f, which runs, to end: then the one in its own seat runs, and is sent to
// where the next one sits.
func (l *eventLoop) vacate(f, next *fiber) {
	if next.at != &f.own {
		l.hop = next.at
	}
}

// end ends a fiber that sits and has no task. me is the fiber of the caller.
func (l *eventLoop) end(me, f *fiber) {
	f.own.quit = true
	if f.at != &f.own {
		l.hop = f.at // for who sits in f's own seat, which is then mine
	}
	l.sit(me, &f.own)
}

// bury ends a dead fiber, which takes along the goroutine that waits for that.
func (l *eventLoop) bury(f *fiber) {
	setLabels(nil)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.end(new(fiber), f)
}
