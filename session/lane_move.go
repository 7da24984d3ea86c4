package session

import (
	"context"
	"fmt"

	"github.com/goawait/goawait/session/engine/wire"
	"github.com/goawait/goawait/transform"
)

const reasonMoved = "the session moved to an engine that runs compiled cells"

// toCompiled sees to it that the session's engine can load compiled cells. If it had to move,
// the cell is to be checked again. A session in which nothing has run moves silently; one
// whose cells can be run again without a difference moves by running them again; any other
// stays, and says so.
func (x *execution) toCompiled(c *transform.Checked, ch choice) (moved bool, out *outcome, err error) {
	l, err := x.s.engines.engine(x.ctx())
	if err != nil {
		if x.stopped() {
			return false, x.interrupted(), nil
		}
		return false, nil, err
	}
	if l.plugins {
		return false, nil, nil
	}
	n := x.s.native
	if n == nil || len(x.s.Settings().EngineCommand) > 0 && n.engineCommand() == nil {
		why := x.whyInstant()
		if n != nil {
			why = ", which the setting engine.command leaves out"
		}
		return false, x.refuseNative(c, ch, why), nil
	}
	n.mu.Lock()
	effects, since := n.effects, n.since
	n.mu.Unlock()
	if effects != "" && x.lane != laneNative {
		return false, x.refuseNative(c, ch, ". That takes another engine, in which the session's cells have to run again, and "+effects+
			": restart the session with replay if that may be, or run this cell first in a new session"), nil
	}
	tell, told := x.progress()
	command, err := n.engine(x.ctx(), tell)
	told()
	if x.stopped() {
		return false, x.interrupted(), nil
	}
	if err != nil {
		return false, x.refuseNative(c, ch, noCompiler(err)), nil
	}
	x.s.moveTo(command)
	if x.s.startingUp.Load() {
		return false, nil, errMoved
	}
	if err := x.s.prepare(x.turn); err != nil {
		return false, nil, err
	}
	return true, x.again(since), nil
}

// refuseNative is refuse also where the instant lane would take the cell.
func (x *execution) refuseNative(c *transform.Checked, ch choice, why string) *outcome {
	if len(ch.refusals) > 0 {
		return x.refuse(c, ch.refusals, why)
	}
	return &outcome{state: CheckFailed, text: x.place(0) + ": the cell is for the native lane" + why}
}

// engine returns the command of the engine that loads compiled cells.
func (n *nativeLane) engine(ctx context.Context, progress func(string, int, int)) ([]string, error) {
	if command := n.engineCommand(); command != nil {
		return command, nil
	}
	return n.compiler.Engine(ctx, progress)
}

// again runs cells that ran before the session moved, without showing what they print once
// more.
func (x *execution) again(entries []*Entry) *outcome {
	if len(entries) == 0 {
		return nil
	}
	var failed *outcome
	_ = x.s.under(func() error {
		x.s.muted.Store(true)
		defer x.s.muted.Store(false)
		for _, e := range entries {
			if err := x.s.Set(Changes{Autoawait: &e.Autoawait, Runner: &e.Runner, LoopScope: &e.Scope, Lane: &e.Lane}); err != nil {
				x.s.log.Warn("running a cell again under other settings", "cell", e.Cell, "err", err)
			}
			y := newExecution(x.s, x.turn, RunRequest{Source: e.Source, Region: x.s.regionOf(e.Cell)})
			y.cell = e.Cell
			out, err := y.guarded()
			if err == nil && out.ok() {
				x.s.ranIn(y, e)
				continue
			}
			text := ""
			if err != nil {
				text = err.Error()
			} else {
				text = out.text
			}
			failed = &outcome{state: CheckFailed, text: fmt.Sprintf(
				"%s: not run: the session moved to an engine that runs compiled cells, and a cell did not run again there: %s", x.place(0), text)}
			return nil
		}
		return nil
	})
	return failed
}

// ranIn notes that a cell ran in the engine that runs.
func (s *Session) ranIn(x *execution, e *Entry) {
	n := s.native
	if n == nil || x.req.Silent {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if e.State == wire.Done || e.State == "" {
		n.since = append(n.since, e)
	} else if x.entered && n.effects == "" {
		n.effects = "cell " + fmt.Sprint(e.Cell) + " ended early"
	}
	if x.effects != "" && n.effects == "" {
		n.effects = x.effects
	}
}
