package async

import (
	"fmt"
	"time"
)

// waitKind says what kind of thing a task waits for.
type waitKind uint8

const (
	waitNothing waitKind = iota
	waitSleep
	waitTask
	waitGather
	waitChan
	waitCall
	waitContext
	waitEvent
	waitSemaphore
	waitLock
	waitQueue
	waitNursery
	waitRace
)

// A reason is what a task is to wait for, see waiter.
type reason struct {
	kind waitKind
	n    int64
	task *AnyTask
	name string
}

// String says what is waited for. It is formatted only here: there is a waiter for every
// suspension, and seldom is one looked at.
func (w *waiter) String() string {
	var name string
	if w.more != nil {
		name = w.more.name
	}
	switch w.kind {
	case waitSleep:
		return fmt.Sprintf("sleep %v", time.Duration(w.n))
	case waitTask:
		return fmt.Sprintf("task %d %s()", w.awaits.id, w.awaits.Name())
	case waitGather:
		return fmt.Sprintf("gather of %d", w.n)
	case waitChan:
		return "channel"
	case waitCall:
		return "call " + name
	case waitContext:
		return "context"
	case waitEvent:
		return "event"
	case waitSemaphore:
		return "semaphore"
	case waitLock:
		return "lock"
	case waitQueue:
		return "queue " + name
	case waitNursery:
		return "the tasks of a nursery"
	case waitRace:
		return fmt.Sprintf("race of %d", w.n)
	}
	return ""
}
