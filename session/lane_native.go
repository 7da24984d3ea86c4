package session

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/goawait/goawait/session/engine/wire"
	"github.com/goawait/goawait/transform"
)

// lowerNative compiles a checked cell and makes the engine's request for it.
func (x *execution) lowerNative(l *link, c *transform.Checked) (*wire.Run, *outcome) {
	n := x.s.native
	n.mu.Lock()
	defer n.mu.Unlock()
	var line func(int) int
	if x.back != nil {
		line = x.back.line
	}
	made := transform.LowerNative(c, n.names, line, x.timing.lowering(c.Cell, x.back))
	if len(made.Problems) > 0 {
		return nil, x.rejected(x.original(c.Cell), x.back.errors(made.Problems))
	}
	start := time.Now()
	ctx, told := x.compilingTold(x.ctx())
	file, err := n.compiler.Plugin(ctx, l.proc.engine, made.ID, made.Source)
	told()
	x.compiling += time.Since(start)
	var fault *CompileFault
	switch {
	case x.stopped():
		return nil, x.interrupted()
	case errors.As(err, &fault):
		return nil, x.fault(made, fault)
	case err != nil:
		return nil, &outcome{state: CheckFailed, text: x.place(0) + ": " + oneLine(err.Error())}
	}
	n.names.Add(made)
	run, out := x.request(c, made.Value)
	if out != nil {
		return nil, out
	}
	run.Plugin, run.Compiled, run.Uses, run.Lane = file, made.ID, made.Uses, laneNative
	for _, name := range c.Defines {
		if name.Kind == transform.KindVar || name.Kind == transform.KindFunc {
			run.Defines = append(run.Defines, wireDefine(name))
		}
	}
	x.measure(run)
	return run, nil
}

// fault is the outcome of a cell whose lowered source does not compile, which cannot be the
// person's fault. The source is kept for a report.
func (x *execution) fault(made *transform.Native, fault *CompileFault) *outcome {
	where := x.place(0)
	if fault.File == transform.NativeFile(made.ID) && fault.Line > 0 {
		where = x.place(fault.Line)
	}
	text := fmt.Sprintf("%s: the lowered cell did not compile; this is a fault of goawait, please report it: %s", where, fault.Msg)
	kept := filepath.Join(os.TempDir(), "goawait-"+made.ID+".go")
	if err := os.WriteFile(kept, []byte(made.Source), 0o600); err == nil {
		text += " (the lowered source is in " + kept + ")"
	}
	return &outcome{state: wire.Refused, text: text}
}
