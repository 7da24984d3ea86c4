package cellrt

import "github.com/goawait/goawait/session/async"

// A Cleanup is around a deferred call that may come to await. Its methods are deferred as well, End
// before the call and Begin after it, so that the call is the deferred one, which may recover.
type Cleanup struct{ done func() }

// Begin has the call not see the cancellation because of which it is made.
func (c *Cleanup) Begin() { c.done = async.Cleanup() }

// End has what comes after the call see it.
func (c *Cleanup) End() {
	if c.done != nil {
		c.done()
	}
}
