package session

import (
	"context"

	"github.com/goawait/goawait/transform"
)

// Prepare looks at cells that are about to run, one after another, in a session in which nothing
// has run yet. If one of them will need the native lane the session moves to an engine that has
// it now, and not in the middle. It runs nothing, and says nothing of what is wrong with the
// cells: running them does.
func (s *Session) Prepare(ctx context.Context, sources []string) error {
	if s.native == nil || s.Settings().Lane == laneInstant {
		return nil
	}
	t, err := s.queue.join(ctx, false)
	if err == nil {
		err = s.queue.wait(ctx, t)
	}
	if err != nil {
		return err
	}
	defer s.queue.leave(t)
	if !s.needsNative(ctx, sources) || !s.untouched() {
		return nil
	}
	x := newExecution(s, t, RunRequest{})
	tell, told := x.progress()
	command, err := s.native.engine(ctx, tell)
	told()
	if err != nil {
		return nil // the cell that needs it says so
	}
	s.moveTo(command)
	return nil
}

// needsNative reports whether one of the cells will take the native lane.
func (s *Session) needsNative(ctx context.Context, sources []string) bool {
	ns := s.Namespace()
	for i, source := range sources {
		c := transform.Parse([]byte(source))
		if c.Magic != nil {
			if c.Magic.Name == laneNative {
				return true
			}
			continue
		}
		var checked *transform.Checked
		for {
			env := s.Env()
			env.CellNo += i
			checked = transform.Check(ctx, c, ns, env)
			if !checked.Pending() || s.importer == nil || s.importer.Wait(ctx) != nil {
				break
			}
		}
		x := &execution{s: s}
		if checked.OK() && x.choose(checked, false).lane == laneNative {
			return true
		}
		ns = ns.With(checked)
	}
	return false
}

// untouched reports whether nothing has run in the engine that runs.
func (s *Session) untouched() bool {
	n := s.native
	n.mu.Lock()
	defer n.mu.Unlock()
	return len(n.since) == 0 && n.effects == "" && n.command == nil
}

// moveTo replaces the engine by one that loads compiled cells. The caller has the turn.
func (s *Session) moveTo(command []string) {
	n := s.native
	n.mu.Lock()
	n.command = command
	n.mu.Unlock()
	if l := s.engines.current(); l != nil {
		l.kill(reasonMoved, true)
		<-l.dead
	}
	s.mu.Lock()
	s.ns, s.started = nil, -1
	s.mu.Unlock()
	n.afresh()
}

// moveEarly moves the session to an engine that loads compiled cells if one is built already and
// nothing has run yet. Nothing is built for it.
func (s *Session) moveEarly(ctx context.Context) {
	command := s.native.compiler.Built(ctx)
	if command == nil || s.Settings().Lane == laneInstant || len(s.Settings().EngineCommand) > 0 {
		return
	}
	t, err := s.queue.join(ctx, true)
	if err != nil || s.queue.wait(ctx, t) != nil {
		return
	}
	defer s.queue.leave(t)
	if s.untouched() {
		s.moveTo(command)
	}
}
