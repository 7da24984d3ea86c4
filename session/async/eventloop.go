package async

import "sync"

// An eventLoop runs one task at a time, each in a fiber. Tasks that are ready run first in,
// first out.
//
// One goroutine, the driver, resumes the tasks. It exists while a task is ready and ends
// when none is; making a task ready starts it again.
//
// A task on an event loop must not lock its goroutine to a thread (runtime.LockOSThread)
// across an await: the runtime ends the process when such a coroutine is resumed.
type eventLoop struct {
	mu      sync.Mutex // guards what follows
	queue   []*AnyTask // ready, from head on
	head    int
	driver  *driver  // nil if none runs
	running *AnyTask // the task that has its turn
	idle    []*fiber // whose tasks have ended, while there is a driver

	turns   uint64 // that were given
	looked  uint64 // turns, when the watch last looked
	told    uint64 // the turn that was reported
	watched bool   // the watch is set

	stands bool     // tasks run only while main has not ended; see NewCellLoop
	main   *AnyTask // of a loop that stands: the root that has it run; nil while it stands still

	asleep sleepers // has a lock of its own, which is taken before mu
}

// maxIdle is how many fibers are kept for tasks to come.
const maxIdle = 64

// A driver is one goroutine that resumes tasks. A loop that was rescued may have an old one
// besides, stuck in its last task.
type driver struct{ _ byte } // not empty: two drivers have two addresses

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
	l := &eventLoop{stands: stands}
	l.asleep.loop = l
	return l
}

// enqueue puts t at the end of the queue. l.mu is held.
func (l *eventLoop) enqueue(t *AnyTask) {
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

// othersReady reports whether a task waits for its turn.
func (l *eventLoop) othersReady() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.head < len(l.queue)
}

// drive resumes ready tasks, one after another, until there is none or d was replaced.
func (l *eventLoop) drive(d *driver) {
	setLabels(nil) // the driver belongs to no task
	defer func() {
		// A task that ends in runtime.Goexit takes the goroutine that resumed it along.
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.driver == d {
			l.driver, l.running = nil, nil
			l.ensureDriver()
		}
	}()
	for t := l.next(d); t != nil; t = l.next(d) {
		l.step(t)
	}
}

// step gives t a turn, in a fiber of its own.
func (l *eventLoop) step(t *AnyTask) {
	f := t.fiber
	if f == nil {
		f = l.hire()
		f.task, t.fiber = t, f
	}
	if f.step(t) {
		l.retire(f)
	}
}

// hire returns a fiber that has no task.
func (l *eventLoop) hire() *fiber {
	l.mu.Lock()
	if n := len(l.idle); n > 0 {
		f := l.idle[n-1]
		l.idle = l.idle[:n-1]
		l.mu.Unlock()
		return f
	}
	l.mu.Unlock()
	return newFiber()
}

// retire keeps a fiber whose task has ended.
func (l *eventLoop) retire(f *fiber) {
	l.mu.Lock()
	keep := l.driver != nil && len(l.idle) < maxIdle
	if keep {
		l.idle = append(l.idle, f)
	}
	l.mu.Unlock()
	if !keep {
		f.resume() // it ends
	}
}

// next takes the task whose turn it is; nil ends the driver.
func (l *eventLoop) next(d *driver) *AnyTask {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.driver != d {
		return nil
	}
	l.running = nil
	if l.stands && l.main != nil && l.main.State() != Pending {
		l.main = nil
	}
	i := l.turnOf()
	if i < 0 {
		l.driver = nil
		for _, f := range l.idle {
			f.resume() // it ends
		}
		l.idle = nil
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
	}
	l.running = t
	l.turns++
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
	l.driver, l.running = nil, nil
	l.ensureDriver()
}
