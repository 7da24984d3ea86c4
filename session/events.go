package session

import (
	"slices"
	"sync"
	"sync/atomic"

	"github.com/goawait/goawait/session/engine/wire"
)

// An Event is something that a session reports to its subscribers. Exactly one field is set.
type Event struct {
	Output *Output        // text was written
	Result *Result        // a cell that is not silent ended
	Stage  *Result        // one that has not ended waits (state Queued) or began (Running)
	Status *Status        // settings, state or the number of tasks changed
	Task   *wire.TaskNews // a task was spawned, ended, or failed and nobody awaited it
	Died   *Death         // the engine ended; a new one is being started
	Ready  *wire.Ready    // an engine is ready

	Compiled *Compiled // functions of a cell of the instant lane are compiled ones now

	Progress *Progress // something takes long; not more than a few a second

	Cleared *string // the results of the document with this path were cleared; of all if it is empty
}

// An Output is text that was written by a cell, by one of its tasks, or by the session itself.
type Output struct {
	Cell   int     // the cell that caused it; 0 if that is not known
	Task   int64   // the task that wrote it; 0 for the cell itself
	Stream string  // "stdout", "stderr", or "console" for what the session itself has to say
	Text   string  // valid UTF-8
	Bytes  []byte  // what was written, where that is no UTF-8; else nil
	Region *Region // where that cell came from; nil if it has no document
}

// A Status is the state of a session at a glance.
type Status struct {
	Autoawait bool   `json:"autoawait"`
	Runner    string `json:"runner"`
	Scope     string `json:"scope"`
	State     string `json:"state"` // "starting", "idle", "busy" or "ended"
	Tasks     int    `json:"tasks"` // alive
	Lane      string `json:"lane"`

	InlineResults bool `json:"inlineResults"` // the setting
}

// A bus hands events to subscribers, in the order in which they are published by one
// goroutine. It is safe for concurrent use.
type bus struct {
	mu   sync.Mutex // serialises changes of subs
	subs atomic.Pointer[[]*subscriber]
}

type subscriber struct{ fn func(Event) }

// subscribe adds fn until the function that it returns is called.
func (b *bus) subscribe(fn func(Event)) (cancel func()) {
	sub := &subscriber{fn}
	b.change(func(subs []*subscriber) []*subscriber { return append(subs, sub) })
	return func() {
		b.change(func(subs []*subscriber) []*subscriber {
			return slices.DeleteFunc(subs, func(s *subscriber) bool { return s == sub })
		})
	}
}

func (b *bus) change(edit func([]*subscriber) []*subscriber) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var subs []*subscriber
	if old := b.subs.Load(); old != nil {
		subs = slices.Clone(*old)
	}
	subs = edit(subs)
	b.subs.Store(&subs)
}

func (b *bus) publish(e Event) {
	if subs := b.subs.Load(); subs != nil {
		for _, s := range *subs {
			s.fn(e)
		}
	}
}
