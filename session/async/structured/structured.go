// Package structured adds the runners errgroup and conc to package async: on them the tasks of
// a cell are goroutines of golang.org/x/sync/errgroup or github.com/sourcegraph/conc, and the
// cell ends when they have. Importing it registers them.
//
// It only lends those packages' goroutines, first errors and panics to async.Crew; what tasks
// are, and how they are cancelled, is async's.
package structured

import (
	"context"
	"errors"

	"github.com/sourcegraph/conc"
	"golang.org/x/sync/errgroup"

	"github.com/goawait/goawait/session/async"
)

// The names of the runners.
const (
	Errgroup = "errgroup"
	Conc     = "conc"
)

func init() {
	async.RegisterStructured(Errgroup, newGroup)
	async.RegisterStructured(Conc, newConc)
}

// newGroup makes a crew of an errgroup: the first error ends its context.
func newGroup(ctx context.Context) (async.Crew, context.Context) {
	g, ctx := errgroup.WithContext(ctx)
	return g, ctx
}

// A concCrew is a conc.WaitGroup, which hands panics on to whoever waits for it.
type concCrew struct {
	wg     conc.WaitGroup
	cancel context.CancelCauseFunc
	ctx    context.Context
}

func newConc(ctx context.Context) (async.Crew, context.Context) {
	c := new(concCrew)
	c.ctx, c.cancel = context.WithCancelCause(ctx)
	return c, c.ctx
}

// failure is the cause of a crew's context that a task has ended.
type failure struct{ error }

// Go runs a task on a goroutine of the group's. A panic of the task panics there again.
func (c *concCrew) Go(run func() error) {
	c.wg.Go(func() {
		err := run()
		if err == nil {
			return
		}
		c.cancel(failure{err})
		var p *async.PanicError
		if errors.As(err, &p) && error(p) == err {
			panic(p)
		}
	})
}

// Wait waits for the group and gives the first panic that it has caught, else the first error.
func (c *concCrew) Wait() error {
	caught := c.wg.WaitAndRecover()
	defer c.cancel(nil)
	if caught != nil {
		if p, ok := caught.Value.(*async.PanicError); ok {
			return p
		}
		return caught.AsError()
	}
	if f, ok := context.Cause(c.ctx).(failure); ok {
		return f.error
	}
	return nil
}
