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

// A reason is what a task waits for, kept unformatted: it is made at every suspension and
// seldom read.
type reason struct {
	kind waitKind
	d    time.Duration
	n    int
	task *AnyTask
	name string
}

func (r reason) String() string {
	switch r.kind {
	case waitSleep:
		return fmt.Sprintf("sleep %v", r.d)
	case waitTask:
		return fmt.Sprintf("task %d %s()", r.task.id, r.task.name)
	case waitGather:
		return fmt.Sprintf("gather of %d", r.n)
	case waitChan:
		return "channel"
	case waitCall:
		return "call " + r.name
	case waitContext:
		return "context"
	case waitEvent:
		return "event"
	case waitSemaphore:
		return "semaphore"
	case waitLock:
		return "lock"
	case waitQueue:
		return "queue " + r.name
	case waitNursery:
		return "the tasks of a nursery"
	case waitRace:
		return fmt.Sprintf("race of %d", r.n)
	}
	return ""
}
