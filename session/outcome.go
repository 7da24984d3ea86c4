package session

import (
	"fmt"
	"slices"
	"time"

	"github.com/goawait/goawait/session/engine/wire"
	"github.com/goawait/goawait/transform"
)

// An outcome is how a stretch of a cell ended.
type outcome struct {
	state wire.State
	text  string // of the error, whole, with its position; "" if there is none
	diags []transform.Error
	value *wire.Value
	trace []wire.Position
	left  int
	took  time.Duration // in the engine; 0 if it did not get there
}

// ok reports whether what follows may run.
func (o *outcome) ok() bool { return o.state == wire.Done }

var done = &outcome{state: wire.Done}

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

// interrupted is the outcome of a cell that was stopped before it reached the engine.
func (x *execution) interrupted() *outcome {
	return &outcome{state: wire.Interrupted, text: x.place(0) + ": interrupted"}
}

// fill puts the outcome into the result.
func (x *execution) fill(o *outcome) {
	r := x.result
	r.State, r.Text, r.Value = o.state, o.text, o.value
	r.Diagnostics, r.Trace, r.Left = o.diags, o.trace, o.left
	if len(o.diags) == 0 {
		r.Diagnostics = x.notes
	}
	r.Duration = time.Since(r.When)
	r.Lane, r.Compiling = x.ranLane, x.compiling
	if o.value != nil && !o.value.Nil && o.text == "" {
		r.Text = o.value.Text
	}
	stopped := o.ok() || o.state == wire.Interrupted // which is no mistake of the text
	// the innermost line of this cell: another cell's function may have been called there
	at := slices.IndexFunc(o.trace, func(p wire.Position) bool { return p.Cell == x.cell })
	if at >= 0 && !stopped && x.cell != 0 {
		start, end := lineSpan(r.Source, o.trace[at].Line)
		r.Diagnostics = append(r.Diagnostics, transform.Error{
			Start: start, End: end, Severity: transform.SeverityError, Code: Raised, Msg: o.text,
		})
	}
}
