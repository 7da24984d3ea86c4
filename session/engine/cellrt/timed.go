package cellrt

import "time"

// A Timing directs the loops of a cell that is measured. It is used by the goroutine that runs
// the cell alone.
type Timing interface {
	Batch() int // loops of the next round; 0 if there is none
	Blank() int // the same for rounds of nothing
	Start()     // the loop of a round begins
	Stop()      // it has ended
	Rounds() []time.Duration
}

// Batch is that of the cell's Timing.
func Batch(c *Cell) int { return c.Timing.Batch() }

// Blank is that of the cell's Timing.
func Blank(c *Cell) int { return c.Timing.Blank() }

// Start is that of the cell's Timing.
func Start(c *Cell) { c.Timing.Start() }

// Stop is that of the cell's Timing.
func Stop(c *Cell) { c.Timing.Stop() }

// Rounds is that of the cell's Timing.
func Rounds(c *Cell) []time.Duration { return c.Timing.Rounds() }
