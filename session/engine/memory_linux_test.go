package engine

import (
	"strings"
	"testing"

	"github.com/goawait/goawait/session/engine/wire"
)

func TestMemoryLimit(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector takes several times the memory, and dies in its own words")
	}
	const limit = 256 << 20
	c := startChild(t, "scripted")
	c.configure(wire.Config{MemoryLimit: limit})
	c.still()
	c.start(1, "fill")
	code := c.ends()
	if f := c.fatal(); f == nil || f.Reason != "memory limit of 256 MiB exceeded" || code != exitMemory {
		t.Errorf("status %d, %+v, %s", code, f, c.stderr)
	}

	c = startChild(t, "scripted")
	c.configure(wire.Config{MemoryLimit: limit})
	c.start(1, "huge")
	c.ends()
	if said := c.stderr.String(); c.fatal() == nil && !strings.Contains(said, "out of memory") {
		t.Errorf("a huge allocation: %s", said)
	}
}
