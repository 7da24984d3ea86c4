package session

import (
	"context"
	"errors"
	"fmt"
	"slices"

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
	l := s.engines.current()
	if l != nil {
		l.kill(reasonRestarted, true) // before the cell is interrupted, which would be given up else
	}
	s.queue.interrupt(0, t)
	if l != nil {
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
	s.ns, s.started, s.deadly = s.inside.afresh(), -1, false
	s.failedSteps, s.own = nil, nil
	var again []*Entry
	if replay {
		again = s.history.replayable()
	} else {
		s.history.fresh()
	}
	s.mu.Unlock()
	if s.native != nil {
		s.native.afresh()
	}
	s.dropLostRunner()
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
	if err := s.prepare(t); err != nil {
		return err
	}
	return s.under(func() error { return s.runAgain(t, entries) })
}

// runAgain runs entries one after another, each under the settings of then.
func (s *Session) runAgain(t *turn, entries []*Entry) error {
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

// note writes a record to the journal. That it could not be written ends nothing.
func (s *Session) note(rec record) {
	if err := s.journal.write(rec); err != nil {
		s.log.Warn("journal", "session", s.name, "err", err)
	}
}
