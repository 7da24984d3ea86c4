package dap

import "context"

// maxIdle is how many goroutines of a crew wait for more to do.
const maxIdle = 2

// A crew runs functions, each on a goroutine of its own that is kept for another: checking a
// cell needs a large stack, and growing a new one takes longer than the check.
type crew struct {
	work chan func()
	idle chan struct{} // holds a token for each goroutine that waits
}

func newCrew() crew { return crew{work: make(chan func()), idle: make(chan struct{}, maxIdle)} }

// do has f run. Who waits for more to do ends with ctx.
func (c crew) do(ctx context.Context, f func()) {
	select {
	case c.work <- f:
		return
	default:
	}
	go func() { // ends when enough others wait, or with ctx
		for {
			f()
			select {
			case c.idle <- struct{}{}:
			default:
				return
			}
			select {
			case f = <-c.work:
				<-c.idle
			case <-ctx.Done():
				return
			}
		}
	}()
}
