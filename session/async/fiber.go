package async

import (
	"iter"
	"sync"
)

// A fiber is a coroutine of the runtime's (package iter) in which tasks of an event loop run,
// one after another, so changing from one task to the next costs no trip through the scheduler.
type fiber struct {
	turn   sync.Mutex // held while the task has its turn; guards task
	task   *AnyTask   // nil when it has ended
	resume func() (struct{}, bool)
	yield  func(struct{}) bool
}

func newFiber() *fiber {
	f := new(fiber)
	f.resume, _ = iter.Pull(f.run)
	return f
}

// run runs the tasks that the fiber is given, until it is resumed without one.
func (f *fiber) run(yield func(struct{}) bool) {
	for f.yield = yield; f.task != nil; yield(struct{}{}) {
		f.task.enter()
		f.task = nil
	}
}

// step gives t a turn: it returns when the task waits, or has ended, which it reports.
func (f *fiber) step(t *AnyTask) (ended bool) {
	// After a rescue the task may be made ready while it is still on its way to yield to
	// the driver that was given up.
	f.turn.Lock()
	defer f.turn.Unlock()
	f.resume()
	return f.task == nil
}
