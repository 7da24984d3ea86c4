package session

import (
	"github.com/goawait/goawait/session/async"
	"github.com/goawait/goawait/session/engine/wire"
)

// Pending reports whether the value is a task that had not ended. Its result is changed, and
// reported once more, when it has.
func (r *Result) Pending() bool { return r.Value != nil && r.Value.Task != 0 }

// settleTask puts what became of a task into the results of the cells whose value it is. The
// session's variables hold the task as before.
func (s *Session) settleTask(news *wire.TaskNews) {
	for _, cell := range news.Cells {
		s.mu.Lock()
		k := s.cells[cell]
		switch {
		case k == nil:
		case !k.done:
			k.settled = news // its reply is on its way
			k = nil
		case k.result.Value == nil || k.result.Value.Task != news.Task.ID:
			k = nil // it ran again
		default:
			s.settleLocked(k, news)
		}
		s.mu.Unlock()
		if k == nil {
			continue
		}
		if r := s.resultOf(cell); r != nil {
			s.events.publish(Event{Result: r})
		}
	}
}

// settleLocked makes the result of a task that of its cell.
func (s *Session) settleLocked(k *kept, news *wire.TaskNews) {
	r := &k.result
	if r.Value == nil || r.Value.Task != news.Task.ID {
		return
	}
	if news.Value != nil {
		r.Value, r.Text = news.Value, ""
		if !news.Value.Nil {
			r.Text = news.Value.Text
		}
		return
	}
	r.Value, r.State = nil, wire.Raised
	r.Text = "task " + news.Task.Name + ": " + news.Error
	if news.Task.State == async.Cancelled.String() {
		r.State, r.Text = wire.Interrupted, "task "+news.Task.Name+" was cancelled"
	}
}
