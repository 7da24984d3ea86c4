package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"

	"github.com/goawait/goawait/session/async"
	"github.com/goawait/goawait/session/engine/cellrt"
	"github.com/goawait/goawait/session/engine/wire"
)

// OpenPlugin loads a plugin into the process. It is nil in an engine that cannot; the main
// package of one that can sets it before it calls Main.
var OpenPlugin func(file string) error

// compiled runs cells that come as plugins.
type compiled struct {
	names  *names
	turn   chan struct{}          // has one in it while a plugin is loaded; guards what follows
	failed map[string]*startError // packages that did not start, as symbols name them
}

func newCompiled(h host, n *names) *compiled {
	cellrt.Writer = func(w io.Writer) io.Writer { return writerFor(h, w) }
	cellrt.Builtin = func(line bool, args []any) {
		r := &cellRuntime{host: h}
		if line {
			r.Println(args...)
		} else {
			r.Print(args...)
		}
	}
	cellrt.Ending = func(code int, at async.Position) {
		h.exit(code, wire.Position{Cell: at.Cell, Line: at.Line, Func: at.Func})
	}
	return &compiled{names: n, turn: make(chan struct{}, 1)}
}

// load gives the cell that a plugin brings. A plugin that is there already is not loaded again. stop
// ends the wait for others that are being loaded; nil never does.
func (p *compiled) load(file, id string, stop <-chan struct{}) (*cellrt.Compiled, error) {
	if err := p.enter(stop); err != nil {
		return nil, err
	}
	defer p.leave()
	if made := cellrt.Lookup(id); made != nil {
		return made, nil
	}
	if OpenPlugin == nil {
		return nil, errors.New("this engine cannot load compiled cells")
	}
	if err := p.open(file); err != nil {
		return nil, fmt.Errorf("loading the compiled cell: %w", err)
	}
	if err := unifyItabs(file); err != nil {
		return nil, err
	}
	made := cellrt.Lookup(id)
	if made == nil {
		return nil, fmt.Errorf("the plugin %s does not bring the cell %s", file, id)
	}
	return made, nil
}

// bind gives the cell's names their places.
func (p *compiled) bind(c *cell, made *cellrt.Compiled) error {
	made.Cell.No, made.Cell.Statement = int32(c.Cell), c.statement
	moved := map[string]bool{}
	for _, key := range made.Moved {
		moved[key] = true
	}
	for _, u := range made.Uses {
		to := reflect.ValueOf(u.Pointer).Elem()
		var place reflect.Value
		var err error
		switch {
		case moved[u.Key]:
			place, err = p.names.retype(u.Key, to.Type())
		case p.defines(c, u.Key):
			place, err = p.names.define(c.define(u.Key), to.Type(), c.Stamp), nil
		default:
			place, err = p.names.use(u.Key, to.Type())
		}
		if err != nil {
			return err
		}
		to.Set(place)
	}
	for _, d := range made.Defines {
		if d.Pointer != nil {
			p.names.adopt(c.define(d.Key), reflect.ValueOf(d.Pointer), c.Stamp)
		}
	}
	return nil
}

func (p *compiled) defines(c *cell, key string) bool { return c.define(key).Key == key }

// runCompiled is run for a cell that comes as a plugin.
func (in *instant) runCompiled(c *cell) outcome {
	made, err := in.compiled.load(c.Plugin, c.Compiled, c.interrupted)
	if err == nil {
		err = in.compiled.bind(c, made)
	}
	if err != nil {
		return unstarted(c, err)
	}
	t := newTiming(c.Timing)
	if t != nil {
		made.Cell.Timing = t
	}
	cellrt.Defined(c.functions(), made)
	running.Store(c, nil)
	defer running.Delete(c)
	return in.perform(c, func(context.Context) (any, error) {
		if c.stopped() {
			c.scope.Interrupt()
		}
		async.Current().SetPos(c.Cell, 1)
		if p := profiling.Load(); p != nil {
			defer p.Enter(c.Cell, 1, "")()
		}
		value := cellrt.Traced(made.Run)
		if c.HasValue {
			c.show(reflect.ValueOf(value)) // as it is while the runner runs
		}
		return value, nil
	}, t)
}

// define is what the cell says of a name that it brings.
func (c *cell) define(key string) wire.Define {
	for _, d := range c.Defines {
		if d.Key == key {
			return d
		}
	}
	return wire.Define{}
}

// functions are the keys of the functions that the cell declares.
func (c *cell) functions() []string {
	var keys []string
	for _, d := range c.Defines {
		if d.Kind == "func" {
			keys = append(keys, d.Key)
		}
	}
	return keys
}
