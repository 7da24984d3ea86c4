package async

import "time"

// Waiting says what the task waits for, such as "sleep 1s"; empty if it does not wait.
func (t *AnyTask) Waiting() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.parked {
		return ""
	}
	return t.last.String()
}

// Since says how long the task has been waiting; 0 if it does not wait.
func (t *AnyTask) Since() time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	w := t.last
	if !t.parked {
		return 0
	}
	since := w.at
	if w.kind == waitSleep {
		since -= w.n
	}
	return max(time.Duration(clock()-since), 1)
}

// Awaits returns the task that the task waits for; nil if it waits for something else, or not.
func (t *AnyTask) Awaits() *AnyTask {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.parked {
		return nil
	}
	return t.last.awaits
}

// Parent returns the ID of the task that spawned this one; 0 if the code of a cell did, or of
// an ordinary program.
func (t *AnyTask) Parent() int64 { return t.parent }

// Stack returns where the task is, the innermost first: in the coroutine that runs, where that
// is awaited, and so on to the task's own. Library functions that wait have no position, but
// their name.
func (t *AnyTask) Stack() []Position {
	stack, at := t.strand.frames(nil)
	at.Func = t.Name()
	return append(stack, at)
}

// CancelAll cancels the task, and the tasks that it spawned, and those that these did, as far
// as who spawned them has not ended.
func (t *AnyTask) CancelAll() {
	children := make(map[int64][]*AnyTask)
	for _, c := range live.snapshot() {
		children[c.parent] = append(children[c.parent], c)
	}
	var cancel func(t *AnyTask)
	cancel = func(t *AnyTask) {
		t.Cancel()
		if t.id != 0 {
			for _, c := range children[t.id] {
				cancel(c)
			}
		}
	}
	cancel(t)
}
