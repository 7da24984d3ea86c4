package session

import (
	"encoding/json"
	"errors"

	"github.com/goawait/goawait/session/engine/wire"
)

// RemoteProtocol is the name under which a process offers a session to others: JSON values, one
// a line. The client sends calls, the session answers each with one reply of the same ID, and
// sends events at any time.
const RemoteProtocol = "session/1"

// The operations of a call, each named as the method of Session that it stands for.
const (
	opRun        = "run"
	opCancel     = "cancel" // ends the context of the call whose ID is N
	opSetEditor  = "setEditor"
	opInterrupt  = "interrupt"
	opRestart    = "restart"
	opTerminate  = "terminate"
	opTasks      = "tasks"
	opCancelTask = "cancelTask"
	opVariables  = "variables"
	opChildren   = "children"
	opPlace      = "place"
	opLocate     = "locate"
	opWhere      = "where"
	opComplete   = "complete"
	opOverview   = "overview"
	opHistory    = "history"
)

// A remoteCall is one line from the client.
type remoteCall struct {
	ID      int64          `json:"id"`
	Op      string         `json:"op"`
	Run     *RunRequest    `json:"run,omitempty"`
	Changes *Changes       `json:"changes,omitempty"`
	Replay  bool           `json:"replay,omitempty"`
	At      *wire.Position `json:"at,omitempty"`
	Text    string         `json:"text,omitempty"`
	N       int64          `json:"n,omitempty"` // a cell, a task, a reference, an offset or a call
	Start   int            `json:"start,omitempty"`
	Count   int            `json:"count,omitempty"`
}

// A message is one line from the session: a reply if it has an ID, else an event.
type message struct {
	ID     int64           `json:"id,omitempty"`
	Queued int64           `json:"queued,omitempty"` // the call with that ID has its place in the queue
	Event  *Event          `json:"event,omitempty"`
	Error  *remoteError    `json:"error,omitempty"`
	Reply  json.RawMessage `json:"reply,omitempty"`
}

// A remoteError is an error on its way. Kind names the errors that callers tell apart.
type remoteError struct {
	Text   string       `json:"text"`
	Kind   string       `json:"kind,omitempty"`
	Replay *ReplayError `json:"replay,omitempty"`
}

// sentinels are the errors that keep their identity.
var sentinels = map[string]error{"busy": ErrBusy, "terminated": ErrTerminated, "dead": errDead}

func toRemote(err error) *remoteError {
	if err == nil {
		return nil
	}
	r := &remoteError{Text: err.Error()}
	for kind, sentinel := range sentinels {
		if errors.Is(err, sentinel) {
			r.Kind = kind
		}
	}
	r.Replay, _ = errors.AsType[*ReplayError](err)
	return r
}

func (r *remoteError) err() error {
	switch {
	case r == nil:
		return nil
	case r.Replay != nil:
		return r.Replay
	case sentinels[r.Kind] != nil:
		return sentinels[r.Kind]
	}
	return errors.New(r.Text)
}

// An Overview is a session at a glance.
type Overview struct {
	Name   string `json:"name"`
	Status Status `json:"status"`
	Names  int    `json:"names"` // in the namespace
	Cells  int    `json:"cells"` // in the history
	Next   int    `json:"next"`  // the number of the next cell
}

// Overview returns the session at a glance.
func (s *Session) Overview() Overview {
	s.mu.Lock()
	next := s.last + 1
	s.mu.Unlock()
	return Overview{Name: s.name, Status: s.Status(), Names: len(s.Namespace().Names()), Cells: len(s.History()), Next: next}
}

// A located place is what opLocate gives.
type locatedAt struct {
	Path string
	Line int
	OK   bool
}

// A whereabouts is what opWhere gives.
type whereabouts struct {
	At      wire.Position
	Running bool
}
