package session

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/goawait/goawait/transform"
)

var errRestarted = errors.New("given up by a restart")

const reasonRestarted = "the session was restarted"

// A ReplayError tells where a replay stopped.
type ReplayError struct {
	Done, Total int     // cells that ran again, of how many
	Result      *Result // of the cell at which it stopped
}

func (e *ReplayError) Error() string {
	return fmt.Sprintf("replaying: stopped after %d of %d cells: %s", e.Done, e.Total, e.Result.Text)
}

// Restart gives the session a new engine and an empty namespace. What runs is interrupted and
// what waits is given up. Numbering and history go on.
//
// With replay the successful cells since the last restart without it run again in order,
// under their old numbers and the settings of then; cells that only show something are left
// out. It stops at the first that does not succeed, with a *ReplayError; what ran until then
// stays.
func (s *Session) Restart(ctx context.Context, replay bool) error {
	t, err := s.queue.join(ctx, true)
	if err != nil {
		return err
	}
	s.queue.abort(t, errRestarted)
	s.queue.interrupt(0, t)
	if l := s.engines.current(); l != nil {
		l.kill(reasonRestarted, true)
		<-l.dead
	}
	if err := s.queue.wait(ctx, t); err != nil {
		return err
	}
	defer func() {
		s.queue.leave(t)
		s.publishStatus()
	}()
	s.mu.Lock()
	s.ns, s.started = nil, -1
	var again []*Entry
	if replay {
		again = s.history.replayable()
	} else {
		s.history.fresh()
	}
	s.mu.Unlock()
	if !replay {
		s.note(record{Fresh: true})
	}
	if err := s.journal.sync(); err != nil {
		s.log.Warn("syncing the journal", "session", s.name, "err", err)
	}
	return s.replay(t, again)
}

// replay runs entries again, in the turn t.
func (s *Session) replay(t *turn, entries []*Entry) error {
	entries = slices.DeleteFunc(slices.Clone(entries), func(e *Entry) bool { return s.showsOnly(e.Source) })
	if len(entries) == 0 {
		return nil
	}
	if err := s.startUp(t); err != nil {
		return err
	}
	now := s.Settings()
	defer func() {
		s.Set(Changes{Autoawait: &now.Autoawait, Runner: &now.Runner, LoopScope: &now.LoopScope, Lane: &now.Lane})
	}()
	for i, e := range entries {
		// What was allowed then may not be now; the cell then runs under what is in force.
		if err := s.Set(Changes{Autoawait: &e.Autoawait, Runner: &e.Runner, LoopScope: &e.Scope, Lane: &e.Lane}); err != nil {
			s.log.Warn("replaying under other settings", "cell", e.Cell, "err", err)
		}
		res, err := s.runCell(t, RunRequest{Source: e.Source, Region: s.regionOf(e.Cell)}, e.Cell)
		if err != nil {
			return fmt.Errorf("replaying cell %d: %w", e.Cell, err)
		}
		if !res.OK() {
			return &ReplayError{Done: i, Total: len(entries), Result: res}
		}
	}
	return nil
}

// showsOnly reports whether a cell consists of magics that change nothing.
func (s *Session) showsOnly(source string) bool {
	c := transform.Parse([]byte(source))
	for _, item := range c.Items {
		if item.Kind != transform.ItemMagic || !s.magics.shows(item.Magic.Name) {
			return false
		}
	}
	return c.Magic == nil && len(c.Items) > 0
}

// startUp runs the startup cells if this engine has not seen them yet. One that fails is
// told of, and the others run.
func (s *Session) startUp(t *turn) error {
	s.mu.Lock()
	cells := s.settings.Startup
	due := s.started != s.epoch && len(cells) > 0
	s.started = s.epoch
	s.mu.Unlock()
	if !due {
		return nil
	}
	for i, source := range cells {
		x := newExecution(s, t, RunRequest{Source: source})
		x.part = s.addPart(part{label: "startup cell " + strconv.Itoa(i+1)})
		out, err := x.guarded()
		if err != nil {
			return err
		}
		if !out.ok() {
			s.output(&Output{Stream: "stderr", Text: out.text + "\n"})
		}
		if out.state == Died {
			// Running it in the next engine would end that too.
			s.mu.Lock()
			s.settings.Startup = nil
			s.mu.Unlock()
			return nil
		}
	}
	return nil
}

// note writes a record to the journal. That it could not be written ends nothing.
func (s *Session) note(rec record) {
	if err := s.journal.write(rec); err != nil {
		s.log.Warn("journal", "session", s.name, "err", err)
	}
}
