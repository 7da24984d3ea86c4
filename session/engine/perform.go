package engine

import (
	"context"
	"fmt"
	"reflect"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/goawait/goawait/session/async"
	"github.com/goawait/goawait/session/engine/cellrt"
	"github.com/goawait/goawait/session/engine/wire"
)

// enqueue has a cell run after those before it.
func (e *engine) enqueue(req *wire.Request) {
	c := &cell{Run: req.Run, id: req.ID, interrupted: make(chan struct{})}
	e.mu.Lock()
	defer e.mu.Unlock()
	loop, err := e.loopFor(c.Run)
	if err != nil {
		e.send(&wire.Message{ID: c.id, Error: err.Error()})
		return
	}
	c.scope = async.NewScope(context.Background(), c.Cell, loop, e.hooks)
	c.show = func(v reflect.Value) { c.shown = e.present(c, v) }
	c.statement = func(line int) { e.at(wire.Position{Cell: c.Cell, Line: line}) }
	c.hot = func() { e.send(&wire.Message{Hot: c.Stamp}) }
	e.waiting = append(e.waiting, c)
	signal(e.more)
}

// loopFor finds the loop that the cell's scope is on. A loop of scope "session" is made once,
// one of scope "cell" for each cell; on the runner "loop" it takes over the tasks of the cell
// before, which stand still in between. e.mu is held.
func (e *engine) loopFor(r *wire.Run) (*async.TaskLoop, error) {
	runner := r.Runner
	if runner == "" {
		runner = async.RunnerGoroutine
	}
	if runner == async.RunnerLoop && r.Scope == "cell" {
		e.cellLoop = async.NewCellLoop(e.cellLoop)
		return e.cellLoop, nil
	}
	name := runner + " " + r.RunnerKey // a function that was defined anew is another runner
	if l := e.loops[name]; l != nil && r.Scope != "cell" {
		return l, nil
	}
	l, err := e.newLoop(runner, r.RunnerKey)
	if err == nil && r.Scope != "cell" {
		e.loops[name] = l
	}
	return l, err
}

// newLoop makes a loop of a built-in runner, of one that the program around the engine has, or
// of the session's function with that key.
func (e *engine) newLoop(runner, key string) (*async.TaskLoop, error) {
	if key != "" {
		return e.ownLoop(runner, key), nil
	}
	if e.inside != nil && e.inside.Runners[runner] != nil {
		return async.NewCustomLoop(runner, e.inside.Runners[runner]), nil
	}
	return async.NewLoop(runner)
}

// ownLoop makes the loop of a runner that is a function of the session. Which function that
// is, is looked up each time: it may be redefined. Cells without an await do not meet it, so that it
// is none is the error of those that have one.
func (e *engine) ownLoop(name, key string) *async.TaskLoop {
	own := func() (async.Runner, error) {
		_, v, ok := e.names.lookup(key)
		if !ok {
			return nil, fmt.Errorf("the session has no function %s", name)
		}
		run, ok := v.Interface().(func(*async.Coroutine[any]) (any, error))
		if !ok {
			return nil, fmt.Errorf("%s cannot be a runner: it is a %s", name, v.Type())
		}
		if run == nil {
			return nil, fmt.Errorf("the runner %s is nil", name)
		}
		return run, nil
	}
	return async.NewCustomLoop(name, func(c *async.Coroutine[any]) (any, error) {
		run, err := own()
		if err != nil {
			return nil, err
		}
		return called(run, c)
	})
}

// called calls a runner, and notes the way of a panic through compiled functions to it.
func called(run async.Runner, c *async.Coroutine[any]) (v any, err error) {
	ended := false
	defer func() {
		if !ended {
			cellrt.Record(callsRunner)
		}
	}()
	v, err = run(c)
	ended = true
	return v, err
}

// callsRunner reports whether a function is called.
func callsRunner(name string) bool { return strings.HasSuffix(name, "session/engine.called") }

// interrupt ends the cell with that number, or whichever runs in the foreground. A cell that
// has not begun yet never will.
func (e *engine) interrupt(i *wire.Interrupt) {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case i == nil || i.Cell == 0 || e.fg != nil && e.fg.Cell == i.Cell:
		if e.fg != nil {
			e.fg.interrupt()
			e.wake()
		}
	default:
		e.waiting = slices.DeleteFunc(e.waiting, func(c *cell) bool {
			if c.Cell == i.Cell {
				e.send(&wire.Message{ID: c.id, Result: &wire.Result{State: wire.Interrupted, Error: "interrupted", Tasks: len(async.Tasks())}})
			}
			return c.Cell == i.Cell
		})
	}
}

// perform runs cells in the order in which they came, until the engine is over.
func (e *engine) perform() {
	var w *worker
	defer func() {
		if w != nil {
			close(w.cells)
		}
	}()
	for {
		select {
		case <-e.more:
		case <-e.over:
			return
		}
		for c := e.next(); c != nil; c = e.next() {
			if w == nil {
				w = e.hire()
			}
			if !e.execute(w, c) {
				w = nil
			}
		}
		e.lane.rest()
	}
}

// next takes the cell whose turn it is into the foreground; nil if none waits.
func (e *engine) next() *cell {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.fg = nil
	if len(e.waiting) == 0 {
		return nil
	}
	c := e.waiting[0]
	e.waiting[0] = nil
	e.waiting = e.waiting[1:]
	e.fg = c
	e.lookLocked()
	return c
}

// execute has w run c and replies. It reports false if c does not end and keeps w.
func (e *engine) execute(w *worker, c *cell) (ended bool) {
	e.begin(c)
	e.restore()
	start := time.Now()
	user, sys := cpuTime()
	w.cells <- c
	res := e.await(w, c)
	if ended = res != nil; !ended {
		e.giveUp(w, c)
		res = &wire.Result{State: wire.Interrupted, Error: e.interruptedError(), Left: 1}
		if at := c.where(); at != nil {
			res.Trace = []wire.Position{*at}
		}
	}
	res.Lane = c.Lane
	res.DurationNs = time.Since(start).Nanoseconds()
	userNow, sysNow := cpuTime()
	res.UserNs, res.SysNs = userNow-user, sysNow-sys
	e.mu.Lock()
	if c.left != "" {
		res.State, res.Error, res.Value = wire.Interrupted, c.left, nil
	}
	e.mu.Unlock()
	c.scope.End()
	e.news.flush()
	e.news.settled(c)
	res.Left += c.scope.Left()
	res.Tasks = len(async.Tasks())
	e.finish(c, &wire.Message{ID: c.id, Result: res})
	return ended
}

// giveUp leaves w to the cell that does not end, and lets the others of its loop go on.
func (e *engine) giveUp(w *worker, c *cell) {
	c.scope.Loop().Rescue()
	close(w.cells)
	e.left.Add(1)
	go func() { // ends when the cell does, with the process at the latest
		<-w.results
		e.left.Add(-1)
	}()
}

// A worker is a goroutine that runs cells. It is kept from cell to cell because its stack has
// grown to what compiling needs.
type worker struct {
	cells   chan *cell        // closed when it is not needed any more
	results chan *wire.Result // one a cell
}

// hire starts a worker. It ends when its cells are closed.
func (e *engine) hire() *worker {
	w := &worker{cells: make(chan *cell), results: make(chan *wire.Result)}
	go func() {
		for c := range w.cells {
			e.runCell(w, c)
		}
	}()
	return w
}

// runCell runs one cell and hands over its result, even if the cell ends its goroutine.
func (e *engine) runCell(w *worker, c *cell) {
	res := &wire.Result{State: wire.Panicked, Error: async.ErrGoexit.Error()}
	ended := false
	defer func() {
		if v := recover(); v != nil {
			res = &wire.Result{State: wire.Refused, Error: fmt.Sprintf("panic outside the cell: %v\n%s", v, debug.Stack())}
		} else if !ended {
			// runtime.Goexit: the goroutine goes on ending after this, so another takes over.
			go func() { // ends as the first would have
				for c := range w.cells {
					e.runCell(w, c)
				}
			}()
		}
		w.results <- res
	}()
	o := e.lane.run(c)
	res = &wire.Result{State: o.state, Error: o.err, Trace: o.trace, Timed: o.timed, Profile: o.profile}
	if c.HasValue && o.state == wire.Done {
		if res.Value = c.shown; res.Value == nil {
			res.Value = e.present(c, o.value)
		}
	}
	ended = true
}

// present makes the value of a cell what the session shows, and keeps it under its key.
func (e *engine) present(c *cell, v reflect.Value) *wire.Value {
	if c.KeepAs != "" && v.IsValid() {
		e.names.keep(wire.Define{Key: c.KeepAs, Name: c.KeepAs, Kind: "var", Type: c.Type}, v)
	}
	shown := e.refs.show("", v, c.Type)
	if t := taskOf(v); t != nil && !c.Silent {
		shown.Task = t.ID()
		e.news.watch(t, c)
	}
	return &shown
}
