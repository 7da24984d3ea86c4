package engine

import (
	"reflect"
	"sync"
	"sync/atomic"

	"github.com/goawait/goawait/session/async"
	"github.com/goawait/goawait/session/engine/wire"
)

// A cell is one Run from its arrival until its Result. Its scope lives on with its tasks.
type cell struct {
	*wire.Run
	id    int64 // of the request
	scope *async.Scope

	once        sync.Once     // for interrupt
	interrupted chan struct{} // closed by interrupt
	stop        atomic.Bool   // set by interrupt
	left        string        // it ended its goroutine on purpose, and why; guarded by the engine's mu

	// statement says that a top-level statement of the cell begins at line. It is called on
	// the goroutine that runs the statements, before each but the first, so that whoever
	// outlives the engine can tell where it was.
	statement func(line int)

	// hot says that a loop of the cell takes long that can be handed over to compiled code.
	hot func()

	// show makes the value of the cell what the session shows. A lane calls it in the task of
	// the cell, while that still runs: what the value looks like may depend on it.
	show  func(v reflect.Value)
	shown *wire.Value
}

// interrupt asks the cell to end: its root task is cancelled and its checks raise. It may be
// called more than once and from anywhere; only the first call counts.
func (c *cell) interrupt() {
	c.once.Do(func() {
		c.stop.Store(true)
		c.scope.Interrupt()
		close(c.interrupted)
	})
}

// stopped reports whether the cell was interrupted. It costs an atomic load.
func (c *cell) stopped() bool { return c.stop.Load() }

// where is the position of the cell's own code; nil if it is not known.
func (c *cell) where() *wire.Position {
	root := c.scope.Root()
	if root == nil {
		return nil
	}
	return position(root.Pos())
}

// position turns a position of the runtime's into one of the protocol's; nil for none.
func position(p async.Position) *wire.Position {
	if p.Cell == 0 && p.Line == 0 {
		return nil
	}
	return &wire.Position{Cell: p.Cell, Line: p.Line, Func: p.Func}
}
