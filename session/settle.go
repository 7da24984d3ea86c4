package session

import (
	"github.com/goawait/goawait/session/engine/wire"
	"github.com/goawait/goawait/transform"
)

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
