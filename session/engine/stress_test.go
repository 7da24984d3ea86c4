package engine

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/goawait/goawait/session/engine/wire"
)

// Whatever is asked in whatever order, each request gets one reply, cells reply in their
// order, and the engine is still there.
func TestManyRequests(t *testing.T) {
	c := startChild(t, "scripted")
	c.configure(wire.Config{OutputLimit: 10_000})
	rng := rand.New(rand.NewPCG(1, 2))
	// Not "close": a task that writes to a file while the next cell gets it back is a data race of the cells'.
	scripts := []string{"value", "struct", "mixed", "echo x", "spawn", "open", "short", "panic", "raise", "halves", "keep", "await"}
	pending := map[int64]bool{} // and whether it is a run
	running := 0
	for i := range 300 {
		var r wire.Request
		switch rng.IntN(6) {
		case 0:
			r = wire.Request{Op: wire.OpInterrupt, Interrupt: &wire.Interrupt{Cell: max(0, i-rng.IntN(10))}}
		case 1:
			r = wire.Request{Op: wire.OpTasks}
		case 2:
			r = wire.Request{Op: wire.OpInspect, Inspect: &wire.Inspect{Keys: []string{"X_1"}, Ref: rng.Int64N(20)}}
		case 3:
			r = wire.Request{Op: wire.OpCancelTask, Task: rng.Int64N(20)}
		default:
			run := &wire.Run{Cell: i, Source: scripts[rng.IntN(len(scripts))], HasValue: true, Async: rng.IntN(2) == 0}
			if rng.IntN(2) == 0 {
				run.Runner = "loop"
			}
			r = wire.Request{Op: wire.OpRun, Run: run}
		}
		id := c.send(r)
		pending[id] = r.Op == wire.OpRun
		if r.Op == wire.OpRun {
			running++
		}
	}
	// Cells that await would go on for an hour: one interrupt after another ends them.
	last := c.send(wire.Request{Op: wire.OpInterrupt})
	pending[last] = false
	for len(pending) > 0 {
		m := c.next()
		if m.ID == 0 {
			continue
		}
		isRun, ok := pending[m.ID]
		if !ok {
			t.Fatalf("a second reply, or one to nobody: %s", show(m))
		}
		delete(pending, m.ID)
		if isRun {
			running--
			if m.Result == nil || m.Result.State == wire.Refused {
				t.Errorf("%s", show(m))
			}
		} else if m.ID == last && running > 0 {
			last = c.send(wire.Request{Op: wire.OpInterrupt})
			pending[last] = false
		}
	}
	c.still()
	c.run(2000, fmt.Sprint("echo ", "done"))
	if out := c.output(2000, "stdout"); out != "done" {
		t.Errorf("%q", out)
	}
}
