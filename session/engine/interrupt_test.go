package engine

import (
	"strings"
	"testing"
	"time"

	"github.com/goawait/goawait/session/engine/wire"
)

func (c *child) untilRunning(cell int) {
	c.t.Helper()
	c.until(func(m *wire.Message) bool {
		return m.Output != nil && m.Output.Cell == cell && m.Output.Text == "running\n"
	})
}

func TestInterrupt(t *testing.T) {
	c := startChild(t, "scripted")
	for i, w := range []struct {
		script string
		left   int
	}{{"forever", 0}, {"select", 1}, {"sleep", 1}, {"mutex", 1}, {"await", 0}} {
		for _, r := range []wire.Run{{}, {Async: true}, {Async: true, Runner: "loop"}} {
			r.Cell, r.Source = i+1, w.script
			id := c.send(wire.Request{Op: wire.OpRun, Run: &r})
			c.untilRunning(r.Cell)
			c.send(wire.Request{Op: wire.OpInterrupt, Interrupt: &wire.Interrupt{Cell: r.Cell}})
			if got := c.reply(id).Result; got.State != wire.Interrupted || got.Left != w.left {
				t.Errorf("%s on %q: %+v", w.script, r.Runner, got)
			} else if w.left > 0 && got.DurationNs > int64(graceMost*childGrace) {
				t.Errorf("%s on %q was given up only after %v", w.script, r.Runner, time.Duration(got.DurationNs))
			}
			c.still()
			if got := c.call(wire.Request{Op: wire.OpRun, Run: &wire.Run{Cell: 99, Source: "value", Async: true, Runner: r.Runner, HasValue: true}}).Result; got.Value == nil || got.Value.Text != "7" {
				t.Errorf("on the same runner after %s: %+v", w.script, got)
			}
		}
	}
}

func TestInterruptWaiting(t *testing.T) {
	c := startChild(t, "scripted")
	first := c.start(1, "sleep")
	c.untilRunning(1)
	second, third := c.start(2, "value"), c.start(3, "value")
	c.send(wire.Request{Op: wire.OpInterrupt, Interrupt: &wire.Interrupt{Cell: 2}})
	if r := c.reply(second).Result; r.State != wire.Interrupted {
		t.Errorf("the cell that waited: %+v", r)
	}
	c.send(wire.Request{Op: wire.OpInterrupt, Interrupt: &wire.Interrupt{Cell: 77}}) // nobody
	c.send(wire.Request{Op: wire.OpInterrupt})
	if r := c.reply(first).Result; r.State != wire.Interrupted {
		t.Errorf("the cell that ran: %+v", r)
	}
	if r := c.reply(third).Result; r.State != wire.Done {
		t.Errorf("the cell after it: %+v", r)
	}
}

// A session that reads nothing stops the person's code, and not the engine.
func TestInterruptUnread(t *testing.T) {
	c := startUnread(t, "scripted")
	id := c.start(1, "printing")
	// What is in the pipe and the queue, at the least, was printed before the code waited.
	awaitBlocked(t, c)
	interrupt := c.send(wire.Request{Op: wire.OpInterrupt})
	next := c.start(2, "value")
	c.read()
	if m := c.reply(id); m.Result == nil || m.Result.State != wire.Interrupted || m.Result.Left != 0 {
		t.Errorf("the cell that printed: %s", show(m))
	}
	replied := false
	for _, m := range c.seen {
		replied = replied || m.ID == interrupt
	}
	if !replied {
		c.reply(interrupt)
	}
	if r := c.reply(next).Result; r.State != wire.Done {
		t.Errorf("the cell after it: %+v", r)
	}
	if out := c.output(1, "stdout"); len(out) < 32<<10 || !strings.HasPrefix(out, "yyy") {
		t.Errorf("%d bytes of output arrived", len(out))
	}
}

func TestPositions(t *testing.T) {
	c := startChild(t, "scripted")
	c.run(4, "statements")
	var lines []int
	var last *wire.Position
	for _, m := range c.seen {
		if m.At != nil && m.At.Cell == 4 {
			lines = append(lines, m.At.Line)
		}
		if m.At != nil {
			last = m.At
		}
	}
	if last == nil || *last != (wire.Position{}) {
		t.Errorf("after the cell the engine is at %+v", last)
	}
	if len(lines) != 3 || lines[0] != 2 || lines[2] != 4 {
		t.Errorf("positions %v", lines)
	}
}
