package engine

import (
	"sync/atomic"
	"time"
)

// serving is the engine that this process is, while it serves.
var serving atomic.Pointer[engine]

// Leaving hands over to the session what the person's code has written. It is for the hook that the
// runtime calls as the process ends by os.Exit: a library calls that without asking. It returns when
// that is done, or after lastWords.
func Leaving() {
	e := serving.Load()
	if e == nil {
		return // it has said its last words, or never served
	}
	over := make(chan struct{})
	go func() { // ends with the process at the latest
		defer close(over)
		e.outbox.mu.Lock()
		e.drainAll()
		e.settle(e.output.fg)
		e.outbox.mu.Unlock()
		e.flush()
	}()
	select {
	case <-over:
	case <-time.After(lastWords):
	}
}
