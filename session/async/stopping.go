package async

import "math"

// stopped is a channel that is closed.
var stopped = func() <-chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()

// Stopping returns a channel that is closed once [Checkpoint] raises in the caller, for code
// that waits for something that is not awaited, and is to be stopped there. It is nil, which
// waits for ever, where Checkpoint never raises: outside tasks, on a goroutine that only
// inherited its strand, and behind a shield.
func Stopping() <-chan struct{} {
	s := Current()
	if s == nil || s.task == nil || !s.own() {
		return nil
	}
	m := s.has()
	if m.masked == math.MaxUint32 {
		return nil
	}
	return s.task.stopping(max(m.seen, m.masked))
}

// stopping returns a channel that is closed once there were more than seen stops.
func (t *AnyTask) stopping(seen uint32) <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.stops.Load() > seen {
		return stopped
	}
	m := t.extra()
	if m.stop == nil {
		m.stop = make(chan struct{})
	}
	return m.stop
}

// stop closes what stopping gave out. The stop has been counted.
func (t *AnyTask) stop() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.more != nil && t.more.stop != nil {
		close(t.more.stop)
		t.more.stop = nil
	}
}
