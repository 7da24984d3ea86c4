package async

import "context"

// watch has w told when the task ends; it reports false, and w is not told, if it has ended.
// Whoever watches takes the task's error, so it counts as awaited.
func (t *AnyTask) watch(w watcher) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.setAwaited()
	if t.State() != Pending {
		return false
	}
	t.addWatcher(w)
	return true
}

// addWatcher has w told when the task ends. t.mu is held.
func (t *AnyTask) addWatcher(w watcher) {
	if t.first == nil {
		t.first = w
		return
	}
	m := t.extra()
	m.others = append(m.others, w)
}

// unwatch undoes watch.
func (t *AnyTask) unwatch(w watcher) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.first == w {
		t.first = nil
		return
	}
	if t.more == nil {
		return
	}
	others := t.more.others
	for i, o := range others {
		if o == w {
			last := len(others) - 1
			others[i], others[last] = others[last], nil
			t.more.others = others[:last]
			return
		}
	}
}

// setAwaited notes that somebody takes the task's error. t.mu is held.
func (t *AnyTask) setAwaited() {
	t.awaited = true
	if t.more != nil && t.more.failure != nil {
		t.more.failure.awaited.Store(true)
	}
}

func (t *AnyTask) wasAwaited() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.awaited
}

// Ended returns a channel that is closed when the task has ended. Asking for it is not
// awaiting: a failure is still reported.
func (t *AnyTask) Ended() <-chan struct{} {
	ended := make(closing)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.State() != Pending {
		close(ended)
	} else {
		t.addWatcher(ended)
	}
	return ended
}

// closing is a watcher that closes itself.
type closing chan struct{}

func (c closing) taskEnded(*AnyTask) { close(c) }

// result is the task's state, and with which trace and error it ended.
func (t *AnyTask) result() (state State, trace []Position, err error) {
	if t.State() == Done {
		return Done, nil, nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if state = t.State(); state > Done {
		err, trace = t.more.err, t.more.trace
	}
	return state, trace, err
}

// Result returns the value and error of a task that has ended; zero and nil before.
func (t *Task[T]) Result() (v T, err error) {
	state, _, err := t.result()
	if state != Pending {
		v = t.val
	}
	return v, err
}

// outcome waits until the task has ended and returns its error, with its trace carried over to
// the caller's strand.
func (t *AnyTask) outcome(ctx context.Context) error {
	if t.State() == Done {
		return nil
	}
	t.mu.Lock()
	pending := t.State() == Pending
	if !pending {
		t.setAwaited()
	}
	t.mu.Unlock()
	if pending {
		if err := t.wait(ctx); err != nil {
			return err
		}
	}
	_, trace, err := t.result()
	if err != nil {
		Current().carry(err, trace)
	}
	return err
}

// wait suspends the caller until the task has ended. Its error is only ever the caller's own
// cancellation.
func (t *AnyTask) wait(ctx context.Context) error {
	w, err := beginWait(ctx, reason{kind: waitTask, task: t})
	if err != nil {
		return err
	}
	if !t.watch(w) {
		w.fire()
	}
	w.park()
	t.unwatch(w)
	if t.State() != Pending {
		w.end()
		return nil
	}
	return w.end()
}

// Await waits until the task has ended and returns its value or error. Cancelling the caller
// does not cancel the task.
func (t *Task[T]) Await(ctx context.Context) (T, error) {
	err := t.outcome(ctx)
	if err != nil && t.State() == Pending {
		var none T
		return none, err
	}
	return t.val, err
}

// Await is Task.Await without the value's type.
func (t *AnyTask) Await(ctx context.Context) (any, error) {
	err := t.outcome(ctx)
	if err != nil && t.State() == Pending {
		return nil, err
	}
	return t.value(), err
}

func (t *AnyTask) awaitAny(ctx context.Context) (any, error) { return t.Await(ctx) }
