package dap

import (
	"fmt"
	"strings"

	"github.com/goawait/goawait/dap/protocol"
	"github.com/goawait/goawait/session"
	"github.com/goawait/goawait/session/engine/wire"
	godap "github.com/google/go-dap"
)

// report tells the client what happened in its session. The session calls it and waits for
// it: it must not block, nor ask the session for anything.
func (c *conn) report(e session.Event) {
	switch {
	case e.Output != nil:
		c.reportOutput(e.Output)
	case e.Result != nil:
		c.tree.ran(e.Result.Cell)
		c.invalidate("variables")
	case e.Task != nil:
		c.reportTask(e.Task)
	case e.Progress != nil:
		c.reportProgress(e.Progress)
	case e.Compiled != nil:
		c.reportCompiled(e.Compiled)
	case e.Died != nil:
		c.tree.clear()
		c.reportProgress(&session.Progress{End: true}) // nobody waits for it any more
		c.reportDeath(e.Died)
	case e.Status != nil && e.Status.State == "ended":
		c.end()
	}
}

// reportOutput passes on what a cell or the session wrote.
func (c *conn) reportOutput(o *session.Output) {
	body := protocol.NewOutput(protocol.CategoryConsole)
	switch o.Stream {
	case "stdout":
		body.Category = protocol.CategoryStdout
	case "stderr":
		body.Category = protocol.CategoryStderr
	}
	if o.Cell != 0 {
		body.Goawait = &protocol.Origin{Cell: o.Cell, Task: o.Task}
	}
	body.Source, body.Line = c.where(o.Region, 1)
	c.out.print(body, o.Text)
}

// reportTask tells of tasks as threads that come and go. The session itself prints the error
// of one that nobody awaits.
func (c *conn) reportTask(news *wire.TaskNews) {
	body := godap.ThreadEventBody{ThreadId: threadOf(news.Task.ID)}
	switch news.What {
	case "spawned":
		body.Reason = "started"
	case "done", "failed":
		body.Reason = "exited"
	default: // a goroutine that is no task
		return
	}
	c.out.send(protocol.NewEvent(protocol.EventThread, body))
}

// reportCompiled tells that functions became compiled ones. DAP has no event that would be for
// this and that every client leaves alone but output of category telemetry.
func (c *conn) reportCompiled(done *session.Compiled) {
	body := protocol.CompiledBody{
		OutputEventBody: godap.OutputEventBody{
			Category: protocol.CategoryTelemetry, Output: "compiled: " + strings.Join(done.Names, ", ") + "\n",
		},
		Goawait: protocol.Compiled{
			Cell: done.Cell, Native: done.Names,
			AfterMs: float64(done.After.Microseconds()) / 1000, CompileMs: float64(done.Took.Microseconds()) / 1000,
		},
	}
	body.Source, body.Line = c.where(done.Region, 1)
	c.out.send(protocol.NewEvent(protocol.EventOutput, body))
}

// reportDeath says how the engine ended, unless somebody wanted it.
func (c *conn) reportDeath(d *session.Death) {
	c.invalidate("all")
	if d.Asked {
		return
	}
	body := protocol.NewOutput(protocol.CategoryImportant)
	if d.Cell != 0 {
		body.Goawait = &protocol.Origin{Cell: d.Cell}
	}
	body.Source, body.Line = c.where(d.Region, d.Line)
	c.out.print(body, d.Message+"\n")
}

// traceLimit is how many lines of a trace are printed.
const traceLimit = 100

// printTrace prints where a cell failed, for the one who ran it: neighbouring frames that have
// the same place, or none, as one output, and a frame that repeats itself as one line.
func (c *conn) printTrace(res *session.Result, s Session) {
	var last protocol.OutputBody
	var text strings.Builder
	lines := 0
	for at, times := range session.Frames(res.Trace) {
		if lines++; lines > traceLimit {
			text.WriteString("  …\n")
			break
		}
		body := protocol.NewOutput(protocol.CategoryStderr)
		body.Goawait = &protocol.Origin{Cell: res.Cell}
		body.Source, body.Line = c.located(s.Locate(at))
		if !sameOrigin(&last, &body) {
			c.out.print(last, text.String())
			text.Reset()
			last = body
		}
		text.WriteString("  at " + s.Place(at))
		if at.Func != "" {
			text.WriteString(", in " + at.Func)
		}
		if times > 1 {
			fmt.Fprintf(&text, " (%d times)", times)
		}
		text.WriteByte('\n')
	}
	c.out.print(last, text.String())
}

// invalidate asks the client to read areas again, if it can.
func (c *conn) invalidate(area godap.InvalidatedAreas) {
	if c.client.invalidated {
		c.out.send(protocol.NewEvent(protocol.EventInvalidated, godap.InvalidatedEventBody{Areas: []godap.InvalidatedAreas{area}}))
	}
}

// end tells the client, once, that its session is over.
func (c *conn) end() {
	c.mu.Lock()
	first := c.state != terminated
	c.state = terminated
	c.mu.Unlock()
	if first {
		c.out.send(protocol.NewEvent(protocol.EventTerminated, nil))
	}
}
