package session

import (
	"strconv"

	"github.com/goawait/goawait/session/engine/lanes"
	"github.com/goawait/goawait/session/engine/wire"
	"github.com/goawait/goawait/transform"
)

// NeedsNative is the code of a construct that the instant lane does not take.
const NeedsNative transform.Code = "native-lane"

// lower makes the engine's request for a checked cell that takes the instant lane.
func (x *execution) lower(l *link, c *transform.Checked) (*wire.Run, *outcome) {
	if run, out := x.direct(c); run != nil || out != nil {
		return run, out
	}
	opt := transform.LowerOptions{Package: x.packageName(), Timed: x.timing.lowering(c.Cell, x.back), Handover: x.tiers(l, c)}
	if x.back != nil {
		opt.Line = x.back.line
	}
	if in := x.s.inside; in != nil {
		opt.SymbolOf = in.mirror.SymbolOf
	}
	low := transform.Lower(c, opt)
	if len(low.Problems) > 0 {
		return nil, x.rejected(x.original(c.Cell), x.back.errors(low.Problems))
	}
	run, out := x.request(c, low.Value)
	if out != nil {
		return nil, out
	}
	run.Package, run.Source, run.Lines, run.Imports, run.Uses, run.Lane = low.Package, low.Source, low.Lines, low.Imports, low.Uses, laneInstant
	run.Handover = low.Handover
	for _, n := range low.Defines {
		run.Defines = append(run.Defines, wireDefine(n))
	}
	x.measure(run)
	return run, nil
}

// measure asks for what %timeit and %prun want to know of a run.
func (x *execution) measure(run *wire.Run) {
	run.Profile = x.profile != nil
	if x.timing != nil {
		x.timing.apply(x, run)
	}
}

// direct is lower for a cell that the engine evaluates as it stands; it gives neither for another.
func (x *execution) direct(c *transform.Checked) (*wire.Run, *outcome) {
	if x.timing != nil || x.profile != nil || x.back != nil || x.s.inside != nil {
		return nil, nil // it is a program that is measured, or that has other lines or packages
	}
	e := lanes.Direct(c)
	if e == nil {
		return nil, nil
	}
	var shape *transform.Shape
	if c.HasValue {
		shape = transform.ShapeOf(c.Value, c.Pkg.Path())
	}
	run, out := x.request(c, shape)
	if run != nil {
		run.Direct, run.Lane = e, laneInstant
	}
	return run, out
}

func wireDefine(n *transform.Name) wire.Define {
	return wire.Define{Key: n.Key, Name: n.Name, Kind: n.Kind.String(), Type: wireType(transform.ShapeOf(n.Obj.Type(), cellPath))}
}

// request is what both lanes tell the engine of a cell.
func (x *execution) request(c *transform.Checked, value *transform.Shape) (*wire.Run, *outcome) {
	now := x.s.Settings()
	key, err := x.s.runnerKey(now.Runner)
	switch {
	case err != nil && c.Cell.Async && x.cell != 0: // a startup cell may come before the one that declares it
		return nil, &outcome{state: CheckFailed, text: x.place(0) + ": " + err.Error()}
	case err != nil:
		now.Runner = builtRunners[0] // it is not asked
	}
	run := &wire.Run{
		Cell: x.number(), Package: x.packageName(),
		Async: c.Cell.Async, HasValue: c.HasValue, Type: wireType(value),
		Runner: now.Runner, RunnerKey: key, Scope: now.LoopScope, Silent: x.req.Silent,
	}
	if x.timing == nil && c.HasValue && x.keep && x.cell != 0 && x.part == 0 && keepable(c) {
		run.KeepAs = resultKey(x.cell)
	}
	return run, nil
}

// packageName names the lowered package.
func (x *execution) packageName() string {
	if x.part != 0 {
		return "part" + strconv.Itoa(-x.part)
	}
	return "cell" + strconv.Itoa(x.cell)
}

// resultKey is the session key of a cell's value. No name's key is like it: those end in an
// underscore and a version.
func resultKey(cell int) string { return "Out" + strconv.Itoa(cell) }

// wireType is a shape as the engine is told of it.
func wireType(s *transform.Shape) *wire.Type {
	if s == nil {
		return nil
	}
	t := &wire.Type{Text: s.Text, Order: s.Order, Elem: wireType(s.Elem), Key: wireType(s.Key)}
	if len(s.Fields) > 0 {
		t.Fields = make(map[string]*wire.Type, len(s.Fields))
		for name, f := range s.Fields {
			t.Fields[name] = wireType(f)
		}
	}
	return t
}
