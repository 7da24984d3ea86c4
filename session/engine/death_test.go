package engine

import (
	"strings"
	"testing"

	"github.com/goawait/goawait/session/engine/wire"
)

func (c *child) fatal() *wire.Fatal {
	for _, m := range c.seen {
		if m.Fatal != nil {
			return m.Fatal
		}
	}
	return nil
}

func TestExit(t *testing.T) {
	c := startChild(t, "scripted")
	c.start(7, "exit")
	if code := c.ends(); code != 3 {
		t.Errorf("status %d", code)
	}
	if f := c.fatal(); f == nil || f.Reason != "os.Exit(3)" || f.Code != 3 || f.At == nil || *f.At != (wire.Position{Cell: 7, Line: 5}) {
		t.Errorf("%+v", f)
	}
	if out := c.output(7, "stdout"); out != "before\nwritten\n" {
		t.Errorf("what was written before it: %q", out)
	}
}

// What the runtime says as it dies reaches the supervisor, shortly.
func TestRuntimeDies(t *testing.T) {
	for script, want := range map[string]string{
		"recurse": "fatal error: stack overflow",
		"maps":    "fatal error: concurrent map",
		"gopanic": "panic: in the background",
	} {
		c := startChild(t, "scripted")
		c.racy = script == "maps"
		c.start(1, script)
		if code := c.ends(); code == 0 {
			t.Errorf("%s: status 0", script)
		}
		if said := c.stderr.String(); !strings.Contains(said, want) || len(said) > 64<<10 {
			t.Errorf("%s: %d bytes on standard error: %.2000s", script, len(said), said)
		}
		if script == "maps" {
			if m := c.seen[len(c.seen)-1]; m.At == nil || m.At.Line != 2 {
				t.Errorf("the last message does not say where it was: %s", show(m))
			}
		}
	}
}
