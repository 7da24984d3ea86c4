package async

// While thousands of tasks take turns, the stack of each has left the caches by its next one, and
// to wait for it is half of what a turn takes then. A loop knows who comes next, so it asks for
// that one's stack while another runs.

// crowd is how many tasks have to be ready: what fewer need stays in the caches.
const crowd = 256

// lookAhead asks for the stack of the task after the next. l.mu is held.
func (l *eventLoop) lookAhead() {
	if len(l.queue)-l.head < crowd {
		return
	}
	f := l.queue[l.head+1].fiber
	if f == nil && len(l.idle) > 2 {
		f = l.idle[len(l.idle)-3] // that will be its, if the two before it have none either
	}
	if f != nil {
		prefetchStack(f.stack())
	}
}
