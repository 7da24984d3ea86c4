package engine

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/goawait/goawait/session/async"
	"github.com/goawait/goawait/session/engine/wire"
)

// errShutdown ends serve.
var errShutdown = errors.New("shutdown was asked for")

// serve reads requests and sees that each gets its one reply, until there are no more. It
// never waits: not for cells, and not for the session to read.
func (e *engine) serve(in io.Reader) {
	r := bufio.NewReaderSize(in, 64<<10)
	for {
		line, err := r.ReadBytes('\n')
		if len(line) > 1 && e.take(line) == errShutdown {
			e.flush()
			return
		}
		if err != nil {
			return
		}
	}
}

// take handles one line.
func (e *engine) take(line []byte) error {
	req := new(wire.Request)
	if err := json.Unmarshal(line, req); err != nil {
		e.send(&wire.Message{ID: req.ID, Error: "reading the request: " + err.Error()})
		return nil
	}
	switch {
	case req.Op == wire.OpRun && req.Run != nil:
		e.enqueue(req)
		return nil
	case req.Op == wire.OpInspect && req.Inspect != nil, req.Op == wire.OpSwap && req.Swap != nil:
		// It may call String methods of the person's, which may not return; it may load a plugin.
		go e.answer(req)
		return nil
	case req.Op == wire.OpShutdown:
		e.send(&wire.Message{ID: req.ID})
		return errShutdown
	}
	e.answer(req)
	return nil
}

// answer serves a request and replies.
func (e *engine) answer(req *wire.Request) {
	m := &wire.Message{ID: req.ID}
	defer func() {
		if v := recover(); v != nil {
			m = &wire.Message{ID: req.ID, Error: fmt.Sprintf("serving %s: panic: %v", req.Op, v)}
		}
		e.send(m)
	}()
	var err error
	switch req.Op {
	case wire.OpConfigure:
		err = e.configure(req.Config)
	case wire.OpInterrupt:
		e.interrupt(req.Interrupt)
	case wire.OpCancelTask:
		e.cancelTask(req.Task)
	case wire.OpTasks:
		m.Tasks = describeAll(async.Tasks())
		m.Left = async.LeftBehind() + int(e.left.Load())
	case wire.OpInspect:
		m.Children, err = e.inspect(req.Inspect)
	case wire.OpSwap:
		m.Swapped, err = e.lane.swap(req.Swap)
	case wire.OpForget:
		e.refs.forget()
		e.names.drop(req.Forget)
	default:
		err = fmt.Errorf("the request %q is not known, or lacks what it is about", req.Op)
	}
	if err != nil {
		m.Error = err.Error()
	}
}

// configure applies c, as far as it goes.
func (e *engine) configure(c *wire.Config) error {
	if c == nil {
		return nil
	}
	e.outbox.mu.Lock()
	e.ledger.limit = c.OutputLimit
	e.outbox.mu.Unlock()
	errs := []error{e.limitMemory(c.MemoryLimit)}
	if c.Dir != "" {
		errs = append(errs, os.Chdir(c.Dir))
	}
	for _, kv := range c.Env {
		if k, v, ok := strings.Cut(kv, "="); ok {
			errs = append(errs, os.Setenv(k, v))
		} else {
			errs = append(errs, fmt.Errorf("setting the environment: %q has no =", kv))
		}
	}
	return errors.Join(errs...)
}

func (e *engine) cancelTask(id int64) {
	t := async.TaskByID(id)
	if t == nil {
		return // it has ended meanwhile, which is what was wanted
	}
	t.CancelAll()
	e.wake()
}
