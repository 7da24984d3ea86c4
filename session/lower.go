package session

import (
	"fmt"

	"github.com/goawait/goawait/session/engine/wire"
	"github.com/goawait/goawait/transform"
)

// lower makes the engine's request for a checked cell, or the outcome if no lane takes it.
func (x *execution) lower(c *transform.Checked) (*wire.Run, *outcome) {
	run := &wire.Run{
		Cell: x.cell, Package: fmt.Sprintf("cell%d", x.cell), Source: string(c.Cell.Src),
		Async: c.Cell.Async, HasValue: c.HasValue, Silent: x.req.Silent,
	}
	return run, nil
}
