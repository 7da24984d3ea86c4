package async

import (
	"sync"
	"sync/atomic"
)

// An eventLoop runs one task at a time, each in a fiber. Tasks that are ready run first in,
// first out.
//
// A task that waits, or ends, gives its turn to the next itself. One goroutine, the driver,
// lets the first one run, and is let run again when no task is ready. Then it ends; making a
// task ready starts another.
//
// A task on an event loop must not lock its goroutine to a thread (runtime.LockOSThread)
// across an await: the runtime ends the process when such a coroutine is resumed.
type eventLoop struct {
	mu      sync.Mutex // guards what follows, and the fibers
	queue   []*AnyTask // ready, from head on
	head    int
	driver  *driver           // nil if none runs
	running *AnyTask          // the task that has its turn
	idle    []*fiber          // whose tasks have ended, while there is a driver
	spare   int               // how many of those are kept; it does not change
	hop     *seat             // where the fiber that is woken next is to sit at once
	adrift  map[*fiber]*drift // that lost their turn to a rescue and still run
	birth   func(yield func(struct{}) bool)

	turns   uint64 // that were given
	looked  uint64 // the turn in which others were ready when the watch last looked; 0 for none
	told    uint64 // the turn that was reported
	watched bool   // the watch is set

	stands bool     // tasks run only while main has not ended; see NewCellLoop
	main   *AnyTask // of a loop that stands: the root that has it run; nil while it stands still

	alone  atomic.Pointer[AnyTask] // the running task, if it has seen that no other is ready; written under mu
	asleep sleepers                // has a lock of its own, which is taken before mu
}

// A drift is what is known of a fiber that lost its turn to a rescue.
type drift struct {
	task *AnyTask // that it runs
	back *driver  // to which it will return
	due  bool     // the task was made ready meanwhile
}

// maxIdle is how many fibers are kept for tasks to come, while there is a driver: as many as
// there were tasks at once, but for a crowd beyond all measure. To make one anew costs more than
// all else of a task.
const maxIdle = 1 << 17

// A driver is one goroutine that lets tasks run. A loop that was rescued may have an old one
// besides, to which its lost task will return.
type driver struct{ fiber }

func (l *eventLoop) start(t *AnyTask) { l.ready(t) }

func (l *eventLoop) beds(*AnyTask) *sleepers { return &l.asleep }

func (l *eventLoop) ready(t *AnyTask) {
	l.mu.Lock()
	l.enqueue(t)
	l.mu.Unlock()
}

func (l *eventLoop) readyAll(tasks []*AnyTask) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, t := range tasks {
		l.enqueue(t)
	}
}

// newEventLoop returns a loop that stands still between mains, or never.
func newEventLoop(stands bool) *eventLoop {
	l := &eventLoop{stands: stands, spare: maxIdle}
	l.asleep.loop, l.birth = l, l.newBirth()
	return l
}

// enqueue puts t at the end of the queue. l.mu is held.
func (l *eventLoop) enqueue(t *AnyTask) {
	if a := l.adrift[t.fiber]; a != nil {
		a.due = true
		return
	}
	l.notAlone()
	if l.head > len(l.queue)/2 && len(l.queue) == cap(l.queue) {
		n := copy(l.queue, l.queue[l.head:]) // reuse the room of those that have run
		clear(l.queue[n:])
		l.queue, l.head = l.queue[:n], 0
	}
	l.queue = append(l.queue, t)
	l.ensureDriver()
}

// ensureDriver starts a driver if none runs. l.mu is held.
func (l *eventLoop) ensureDriver() {
	if l.driver == nil && l.turnOf() >= 0 {
		l.driver = &driver{}
		l.watch()
		go l.drive(l.driver) // ends when no task is ready
	}
}

// turnOf finds whose turn it is in the queue: the first, but while the loop stands still only a
// task that was cancelled, which has to go. It is -1 for nobody. l.mu is held.
func (l *eventLoop) turnOf() int {
	if l.stands && l.main == nil {
		for i := l.head; i < len(l.queue); i++ {
			if l.queue[i].cancelled.Load() {
				return i
			}
		}
		return -1
	}
	if l.head == len(l.queue) {
		return -1
	}
	return l.head
}

// look has a loop that stands still look for tasks that were cancelled.
func (l *eventLoop) look() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stands {
		l.ensureDriver()
	}
}

// begin starts the root of a scope: on a loop that stands still before all others, so that
// what it awaits comes before what they await afterwards.
func (l *eventLoop) begin(root *AnyTask) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.enqueue(root)
	if !l.stands {
		return
	}
	last := len(l.queue) - 1
	copy(l.queue[l.head+1:], l.queue[l.head:last])
	l.queue[l.head], l.main = root, root
	l.ensureDriver()
}

// standing reports whether the loop stands still.
func (l *eventLoop) standing() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.stands && (l.main == nil || l.main.State() != Pending)
}

// giveWay lets the tasks that are ready have their turn, and t then another.
func (l *eventLoop) giveWay(t *AnyTask) {
	if l.alone.Load() == t {
		return
	}
	l.mu.Lock()
	if l.running == t && l.head == len(l.queue) {
		l.alone.Store(t) // until one is
	} else {
		l.enqueue(t)
		if to := l.leave(t); to != nil {
			l.sit(t.fiber, to.at)
		}
	}
	l.mu.Unlock()
}

// notAlone has the running task look for others again. l.mu is held.
func (l *eventLoop) notAlone() {
	if l.alone.Load() != nil {
		l.alone.Store(nil)
	}
}

// park suspends t, on its own goroutine, until it is made ready. It may have been already.
func (l *eventLoop) park(t *AnyTask) {
	l.mu.Lock()
	if to := l.leave(t); to != nil {
		l.sit(t.fiber, to.at)
	}
	l.mu.Unlock()
}

// leave ends the turn of t, which waits. It returns the fiber that is to run in its place: nil
// if t has the next turn as well. l.mu is held.
func (l *eventLoop) leave(t *AnyTask) *fiber {
	if d := l.ashore(t.fiber); d != nil {
		return d
	}
	next := l.next()
	switch {
	case next == t:
		return nil
	case next == nil, next.fiber == nil && len(l.idle) == 0:
		return &l.driver.fiber // which has a larger stack to make a fiber on than a task may need
	}
	return l.fiberOf(next)
}

// drive lets the first task run, which lets the next one, until there is none or d was replaced.
// Whoever comes back to it has found no task, or one for which there is no fiber.
func (l *eventLoop) drive(d *driver) {
	setLabels(nil) // the driver belongs to no task
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.driver == d {
		t := l.running // that has no fiber yet
		if t == nil {
			t = l.next()
		}
		if t == nil {
			l.driver = nil
		} else {
			l.sit(&d.fiber, l.fiberOf(t).at)
		}
	}
	for l.driver == nil && len(l.idle) > 0 {
		last := len(l.idle) - 1
		f := l.idle[last]
		l.idle[last] = nil
		l.idle = l.idle[:last]
		l.end(&d.fiber, f)
		l.mu.Unlock() // for who makes a task ready
		l.mu.Lock()
	}
}

// fiberOf returns the fiber of t, which has its turn. l.mu is held.
func (l *eventLoop) fiberOf(t *AnyTask) *fiber {
	if t.fiber != nil {
		return t.fiber
	}
	if n := len(l.idle); n > 0 {
		t.fiber = l.idle[n-1]
		l.idle[n-1] = nil
		l.idle = l.idle[:n-1]
	} else {
		t.fiber = l.newFiber()
	}
	return t.fiber
}

// next takes the task whose turn it is; nil if it is nobody's. l.mu is held.
func (l *eventLoop) next() *AnyTask {
	l.running = nil
	l.notAlone()
	if l.stands && l.main != nil && l.main.State() != Pending {
		l.main = nil
	}
	i := l.turnOf()
	if i < 0 {
		return nil
	}
	t := l.queue[i]
	if i > l.head {
		copy(l.queue[l.head+1:i+1], l.queue[l.head:i])
	}
	l.queue[l.head] = nil
	l.head++
	if l.head == len(l.queue) {
		l.queue, l.head = l.queue[:0], 0
		if cap(l.queue) > maxIdle {
			l.queue = nil // what a crowd needed is given back
		}
	}
	l.running = t
	l.turns++
	l.lookAhead()
	return t
}

// rescue gives the turn to the next ready task although the current one keeps running.
func (l *eventLoop) rescue() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.running == nil {
		return
	}
	if l.running == l.main {
		l.main = nil
	}
	if l.adrift == nil {
		l.adrift = make(map[*fiber]*drift)
	}
	l.adrift[l.running.fiber] = &drift{task: l.running, back: l.driver}
	l.driver, l.running = nil, nil
	l.notAlone()
	l.ensureDriver()
}

// ashore takes f, which waits or has ended its task, back after a rescue. It returns the driver
// that f is to change with: nil if f was not adrift, and has the turn. l.mu is held.
func (l *eventLoop) ashore(f *fiber) *fiber {
	d := l.adrift[f]
	if d == nil {
		return nil
	}
	delete(l.adrift, f)
	if d.due {
		l.enqueue(d.task)
	}
	return &d.back.fiber
}
