package session

import (
	"go/types"
	"slices"
	"time"

	"github.com/goawait/goawait/session/engine/wire"
	"github.com/goawait/goawait/transform"
)

// code carries out a stretch of Go: it checks c in the namespace, lowers it, has it executed,
// and adds what it defined to the namespace.
func (x *execution) code(c *transform.Cell) (*outcome, error) {
	if err := x.bringInputs(c); err != nil {
		return nil, err
	}
	written := c.Src
	c, back, out := x.transformed(c)
	if out != nil {
		return out, nil
	}
	x.written, x.back = written, back
	defer func() { x.written, x.back = nil, nil }()
	x.compile, x.faulted = false, nil
	for {
		if x.stopped() {
			return x.interrupted(), nil
		}
		checked, epoch, out, err := x.check(c)
		if out != nil || err != nil {
			return out, err
		}
		if len(checked.Cell.Items) == 0 {
			return done, nil
		}
		l, err := x.s.engines.engine(x.ctx())
		if err != nil {
			if x.stopped() {
				return x.interrupted(), nil
			}
			return nil, err
		}
		if l.epoch != epoch {
			continue // the engine in which the names lived has ended meanwhile
		}
		run, out, again, err := x.plan(l, checked)
		if out != nil && out.state == CheckFailed && x.faulted != nil {
			out = x.faulted // and it cannot be compiled
		}
		if out != nil || err != nil {
			return out, err
		}
		if again {
			continue
		}
		out, err = x.execute(l, checked, run)
		if out != nil && out.state == wire.NeedsNative {
			if x.wantsLane() == laneInstant {
				return x.strange(checked, out.text), nil
			}
			x.compile = true // and only this cell: it is run by itself
			continue
		}
		return out, err
	}
}

// plan finds the lane of a checked cell and makes the engine's request. The cell is to be checked
// again if the session moved to another engine for it.
func (x *execution) plan(l *link, c *transform.Checked) (run *wire.Run, out *outcome, again bool, err error) {
	ch := x.choose(c, l.plugins)
	switch {
	case ch.lane == laneNative:
		if again, out, err = x.toCompiled(c, ch); again || out != nil || err != nil {
			return nil, out, again, err
		}
		run, out = x.lowerNative(l, c)
	case len(ch.refusals) > 0:
		out = x.refuse(c, ch.refusals, x.whyInstant())
	default:
		run, out = x.lower(l, c)
		if run != nil && l.plugins {
			run.Types = transform.Composites(c)
		}
	}
	if run != nil && !x.req.Silent {
		x.entered, x.ranLane = true, run.Lane
		if x.effects == "" {
			x.effects = effectsOf(c, x.number())
		}
	}
	return run, out, false, nil
}

// keepable reports whether the value of a cell is one that can be had again as Out[n]: one
// value, and not several.
func keepable(c *transform.Checked) bool {
	_, several := c.Value.(*types.Tuple)
	return c.Value != nil && !several
}

// check gives the checked cell and the epoch of the namespace it was checked in, or an
// outcome if the cell does not check. It waits for packages that are being loaded.
func (x *execution) check(c *transform.Cell) (*transform.Checked, int, *outcome, error) {
	begun, files := time.Now(), x.fileImports()
	for {
		x.s.mu.Lock()
		ns, epoch, env := x.s.ns, x.s.epoch, x.s.envLocked(x.number())
		x.s.mu.Unlock()
		env.Autoawait = env.Autoawait || x.generated
		env.Program, env.FileImports = x.req.Program, files
		if x.req.Region != nil {
			env = env.ForFile(x.req.Region.Path)
		}
		checked := x.s.memory.check(x, c, ns, env, epoch)
		switch {
		case x.stopped():
			return nil, 0, x.interrupted(), nil
		case checked.Pending() && x.s.importer != nil:
			if x.s.importer.Wait(x.ctx()) != nil {
				return nil, 0, x.interrupted(), nil
			}
		case !checked.OK() && x.s.mayImport(checked, begun):
		case !checked.OK():
			return nil, 0, x.rejected(x.original(checked.Cell), x.back.errors(checked.Errors)), nil
		default:
			x.notes = append(x.notes, x.back.errors(checked.Errors)...)
			return checked, epoch, nil, nil
		}
	}
}

// mayImport reports whether a check would come out differently if a package were looked for again
// that could not be had before the cell was run: somebody may have mended it since.
func (s *Session) mayImport(c *transform.Checked, begun time.Time) bool {
	again, ok := s.importer.(interface{ Retry(before time.Time) bool })
	return ok && slices.ContainsFunc(c.Errors, func(e transform.Error) bool { return e.GoCode == "BrokenImport" }) && again.Retry(begun)
}

// original is the text of what is carried out as the person wrote it, which c was made of.
func (x *execution) original(c *transform.Cell) []byte {
	if x.back != nil {
		return x.written
	}
	return c.Src
}
