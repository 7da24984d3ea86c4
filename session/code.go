package session

import (
	"fmt"
	"go/types"
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
	x.compile = false
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
		run, out = x.lowerNative(c)
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
	for {
		x.s.mu.Lock()
		ns, epoch, env := x.s.ns, x.s.epoch, x.s.envLocked(x.number())
		x.s.mu.Unlock()
		env.Autoawait = env.Autoawait || x.generated
		env.Program = x.req.Program
		checked := x.s.memory.check(x, c, ns, env, epoch)
		switch {
		case x.stopped():
			return nil, 0, x.interrupted(), nil
		case checked.Pending() && x.s.importer != nil:
			if x.s.importer.Wait(x.ctx()) != nil {
				return nil, 0, x.interrupted(), nil
			}
		case !checked.OK():
			return nil, 0, x.rejected(x.original(checked.Cell), x.back.errors(checked.Errors)), nil
		default:
			x.notes = append(x.notes, x.back.errors(checked.Errors)...)
			return checked, epoch, nil, nil
		}
	}
}

// original is the text of what is carried out as the person wrote it, which c was made of.
func (x *execution) original(c *transform.Cell) []byte {
	if x.back != nil {
		return x.written
	}
	return c.Src
}

// rejected is the outcome of a cell that did not check.
func (x *execution) rejected(src []byte, errs []transform.Error) *outcome {
	out := &outcome{state: CheckFailed, diags: errs}
	for i := range errs {
		if errs[i].Severity == transform.SeverityError {
			out.text = x.diagnosticText(src, &errs[i])
			break
		}
	}
	return out
}

// execute has the engine run a lowered cell and waits for the reply.
func (x *execution) execute(l *link, checked *transform.Checked, run *wire.Run) (*outcome, error) {
	x.s.engines.proved()
	if x.s.native != nil {
		x.s.tier.stamp(run)
	}
	sent := func() {}
	if run.Lane == laneInstant && (run.Handover || declaresFunctions(checked)) && x.tiers(l, checked) {
		begun, ended := x.s.tier.begin(x, l, checked, run)
		defer ended()
		sent = begun
	}
	reply, err := l.send(wire.Request{Op: wire.OpRun, Run: run})
	if err != nil {
		<-l.dead
		return x.died(l), nil
	}
	sent()
	m := x.await(l, reply)
	switch {
	case m == nil && l.isDead():
		return x.died(l), nil
	case m == nil:
		out := x.interrupted()
		out.text += "; it did not stop and was given up (another interrupt replaces the engine)"
		return out, nil
	case m.Error != "" || m.Result == nil:
		return &outcome{state: wire.Refused, text: x.place(0) + ": the engine could not serve it: " + oneLine(m.Error)}, nil
	}
	if m.Result.State == wire.NeedsNative {
		return &outcome{state: wire.NeedsNative, text: m.Result.Error}, nil
	}
	x.user += time.Duration(m.Result.UserNs)
	x.system += time.Duration(m.Result.SysNs)
	if x.timing != nil {
		x.timing.took(run, m.Result)
	}
	if x.profile != nil {
		x.profile.got = m.Result.Profile
	}
	x.s.settle(x, l, checked, run, m.Result)
	return x.outcome(m.Result), nil
}

// await waits for the reply to a run. It is nil if the engine ended, or if the cell did not
// stop in time when it was told to.
func (x *execution) await(l *link, reply <-chan *wire.Message) *wire.Message {
	stop, hard := x.turn.ctx.Done(), x.turn.hard
	var grace <-chan time.Time
	for {
		select {
		case m := <-reply:
			return m
		case <-l.dead:
			select {
			case m := <-reply: // its last words
				return m
			default:
				return nil
			}
		case <-stop:
			stop, grace = nil, time.After(x.s.timing.grace)
			// Writing to an engine that does not read could block; the goroutine ends with the engine.
			go l.send(wire.Request{Op: wire.OpInterrupt, Interrupt: &wire.Interrupt{Cell: x.number()}})
		case <-grace:
			l.giveUp(reply)
			return nil
		case <-hard:
			hard = nil
			l.kill(reasonHard, true)
		}
	}
}

const reasonHard = "it did not stop, so the engine was replaced"

// died is the outcome of a cell whose engine ended.
func (x *execution) died(l *link) *outcome {
	d := l.death
	if d == nil {
		d = l.ended()
	}
	out := &outcome{state: Died, text: d.Message}
	if d.Asked {
		out.state = wire.Interrupted
	}
	if d.Cell == x.cell && x.cell != 0 && d.Line > 0 {
		out.trace = []wire.Position{{Cell: d.Cell, Line: d.Line}}
	}
	if out.text == "" {
		out.text = x.place(0) + ": " + d.Reason
	}
	return out
}

// outcome reads the engine's result.
func (x *execution) outcome(r *wire.Result) *outcome {
	out := &outcome{
		state: r.State, value: r.Value, trace: r.Trace, left: r.Left, took: time.Duration(r.DurationNs),
	}
	if r.State == wire.Done {
		return out
	}
	where := x.place(0)
	if len(r.Trace) > 0 {
		where = x.placeOf(r.Trace[0])
	}
	msg := oneLine(r.Error)
	switch r.State {
	case wire.Interrupted:
		if msg == "" {
			msg = "interrupted"
		}
		if r.Left > 0 {
			msg += fmt.Sprintf(" (%d left behind in calls that cannot be stopped)", r.Left)
		}
	case wire.Refused:
		msg = "the lowered cell did not compile; this is a fault of goawait, please report it: " + msg
	}
	out.text = where + ": " + msg
	return out
}

// placeOf names a position that the engine gave.
func (x *execution) placeOf(p wire.Position) string {
	if p.Cell == x.number() {
		return x.place(p.Line)
	}
	return x.s.Place(p)
}

// settle adds to the namespace what a cell that ran has defined.
func (s *Session) settle(x *execution, l *link, c *transform.Checked, run *wire.Run, r *wire.Result) {
	if x.req.Silent || r.State == wire.Refused {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tasks = r.Tasks
	if s.epoch != l.epoch {
		return // it ended right after its reply
	}
	value := c.Value
	switch {
	case x.timing != nil: // as in IPython, what is measured leaves no names
		value = x.timing.typ
	case r.State != wire.Done:
		s.ns = s.ns.With(reached(c, x.number(), r, x.back))
	default:
		s.ns = s.ns.With(c)
	}
	if run.KeepAs != "" && r.State == wire.Done && r.Value != nil && !r.Value.Nil {
		s.ns = s.ns.WithResult(x.cell, value, run.KeepAs)
	}
}

// reached is c less the variables whose statements were not reached when the cell stopped:
// they have no value yet, and an older variable of that name is still what a person means.
func reached(c *transform.Checked, cell int, r *wire.Result, back *textMap) *transform.Checked {
	line := 0
	for _, p := range r.Trace {
		if p.Cell == cell && p.Func == "" {
			line = p.Line
		}
	}
	part := *c
	part.Defines = nil
	for _, n := range c.Defines {
		if n.Kind != transform.KindVar || line > 0 && endsBefore(c.Cell, n.Start, line, back) {
			part.Defines = append(part.Defines, n)
		}
	}
	return &part
}

// endsBefore reports whether the item at an offset ends on a line before line.
func endsBefore(c *transform.Cell, off, line int, back *textMap) bool {
	for _, item := range c.Items {
		if item.Start <= off && off < item.End {
			return back.line(lineAt(c.Src, item.End)) < line
		}
	}
	return false
}
