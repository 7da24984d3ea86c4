package async

// inline runs every task at once, on the goroutine that spawns it, to its end: there is no
// loop, so nothing may wait.
type inline struct{}

func (inline) start(t *AnyTask) { t.enter() }

func (inline) beds(*AnyTask) *sleepers { return nil }

func (inline) ready(*AnyTask) {} // not called: nothing waits

// A SuspendError is raised on the runner "sync" where an await would have to wait.
type SuspendError struct {
	For string // what for
}

// Error says what cannot be waited for, and what to do.
func (e *SuspendError) Error() string {
	return "the runner sync cannot wait (" + e.For + "): it has no loop; %autoawait goroutine, or another runner, has"
}
