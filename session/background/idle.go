package background

import (
	"sync"
	"time"
)

// idle calls expire once nobody has been here for a while. Safe for concurrent use.
type idle struct {
	after  func() time.Duration
	busy   func() bool
	expire func()

	mu      sync.Mutex // guards what follows
	clients int
	timer   *time.Timer
	stopped bool
}

// newIdle starts counting at once, as if the last client had just left. after is asked
// whenever the counting begins; while it says 0, or is nil, nothing expires.
func newIdle(after func() time.Duration, busy func() bool, expire func()) *idle {
	i := &idle{after: after, busy: busy, expire: expire}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.arm()
	return i
}

// arm starts the timer anew. The caller holds mu.
func (i *idle) arm() {
	if i.after == nil || i.stopped {
		return
	}
	if after := i.after(); after > 0 {
		i.timer = time.AfterFunc(after, i.fire)
	}
}

func (i *idle) fire() {
	busy := i.busy != nil && i.busy()
	i.mu.Lock()
	defer i.mu.Unlock()
	switch {
	case i.stopped || i.clients > 0:
	case busy:
		i.arm()
	default:
		i.stopped = true
		go i.expire() // returns at once: it cancels the server's context
	}
}

func (i *idle) arrive() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.clients++
	if i.timer != nil {
		i.timer.Stop()
	}
}

func (i *idle) leave() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.clients--
	if i.clients == 0 {
		i.arm()
	}
}

func (i *idle) stop() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.stopped = true
	if i.timer != nil {
		i.timer.Stop()
	}
}
