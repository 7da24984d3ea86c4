package session

import (
	"context"
	"time"

	"github.com/goawait/goawait/transform"
)

// Prepare looks at cells that are about to run, one after another, in a session in which nothing
// has run yet. If one of them will need the native lane the session moves to an engine that has
// it now, and not in the middle; so it does for loops, which may take long, if there is such an engine
// already. It runs nothing, and says nothing of what is wrong with the cells: running them does.
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
	needed, wanted := s.foresee(ctx, sources)
	if !s.untouched() {
		return nil
	}
	var command []string
	switch {
	case needed:
		tell, told := newExecution(s, t, RunRequest{}).progress()
		command, err = s.native.engine(ctx, tell)
		told()
		if err != nil {
			return nil // the cell that needs it says so
		}
	case wanted && s.Settings().TierUp:
		command = s.native.compiler.Built(ctx)
	}
	if command != nil {
		s.moveTo(command)
	}
	return nil
}

// foresee reports whether one of the cells will take the native lane, and whether one has loops
// that compiled code could go on with.
func (s *Session) foresee(ctx context.Context, sources []string) (needed, wanted bool) {
	ns := s.Namespace()
	for i, source := range sources {
		c := transform.Parse([]byte(source))
		if c.Magic != nil {
			if c.Magic.Name == laneNative {
				return true, wanted
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
		if checked.OK() {
			if x.choose(checked, false).lane == laneNative {
				return true, wanted
			}
			wanted = wanted || checked.HandsOver()
		}
		ns = ns.With(checked)
	}
	return false, wanted
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
	n.command, n.chosen = command, true
	n.mu.Unlock()
	if l := s.engines.current(); l != nil {
		l.kill(reasonMoved, true)
		<-l.dead
	}
	s.mu.Lock()
	s.ns, s.started = nil, -1
	s.unseen, s.startedCells = s.startedCells, 0
	s.mu.Unlock()
	n.afresh()
}

// replayWithin is how long the cells of a session may have taken that are run again unasked.
const replayWithin = time.Second

// moveEarly moves the session to an engine that loads compiled cells if one is built already.
// Nothing is built for it. Where nothing has run yet, nobody notices. Cells that ran meanwhile, while
// the toolchain was looked for, are run again if that makes no difference and takes no time; else
// the person is told what to do.
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
	if _, err := s.engines.engine(ctx); err != nil { // one that is being started could not be replaced
		return
	}
	n := s.native
	n.mu.Lock()
	since, effects, moved := n.since, n.effects, n.command != nil
	n.mu.Unlock()
	took := time.Duration(0)
	for _, e := range since {
		took += e.Duration
	}
	switch {
	case moved:
	case effects != "" || took > replayWithin:
		s.output(&Output{Stream: "console", Text: "compiled cells can be had now; this session's functions and loops stay interpreted until it is restarted with replay\n"})
	default:
		s.moveAgain(t, command, since)
	}
}

// moveAgain moves the session and runs its cells again. The caller has the turn t.
func (s *Session) moveAgain(t *turn, command []string, since []*Entry) {
	s.moveTo(command)
	if len(since) == 0 {
		return
	}
	x := newExecution(s, t, RunRequest{})
	if err := s.prepare(t); err != nil {
		s.log.Warn("moving to the engine of compiled cells", "session", s.name, "err", err)
		return
	}
	if failed := x.again(since); failed != nil {
		s.output(&Output{Stream: "stderr", Text: failed.text + "\n"})
	}
}
