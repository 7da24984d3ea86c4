package engine

import (
	"context"

	"github.com/goawait/goawait/session/async"
	"github.com/goawait/goawait/session/engine/wire"
)

// drainOnce is how much is read from a pipe at most when its content is asked for: what it
// can hold, so that somebody who keeps writing cannot keep the reader.
const drainOnce = 1 << 20

// An output joins the two ways in which text comes, prints and writes to files, in order, and
// says whose it is. The text of prints is attributed by the goroutine that prints; what was
// written to a file belongs to the cell that runs in the foreground, or else to the one cell
// that still has tasks, or else to the last one.
type output struct {
	*outbox
	streams [2]*stream

	scratch []byte        // guarded by mu
	busy    bool          // a cell is in the foreground; guarded by mu
	fg      int           // the cell that is, or was last, in the foreground; guarded by mu
	told    wire.Position // by at, of the cell in the foreground; guarded by mu
}

// A stream is one of the two files that the person's code has.
type stream struct {
	name string
	intake
}

// An intake is where what was written to a file comes out: a tap, in a process of the engine's
// own.
type intake interface {
	sync()             // returns when what was written before can be read
	read(p []byte) int // reads without waiting; n <= 0 means nothing
	each(f func())     // calls f whenever there may be something to read, for ever
	restore()          // gives the person's code its file back where it closed it
}

func newOutput(b *outbox, stdout, stderr intake) *output {
	o := &output{outbox: b, scratch: make([]byte, maxChunk)}
	o.streams[0] = &stream{"stdout", stdout}
	o.streams[1] = &stream{"stderr", stderr}
	return o
}

// pump moves what is written to the stream's file into the queue, until the process ends.
func (o *output) pump(st *stream) {
	st.each(func() {
		for more := true; more; {
			o.mu.Lock()
			more = o.drain(st, nil)
			o.mu.Unlock()
			o.ring()
		}
	})
}

// print takes what a print function made: see host.
func (o *output) print(name string, p []byte) {
	st := o.streams[0]
	if name != st.name {
		st = o.streams[1]
	}
	src := source{stream: name}
	var ctx context.Context
	if t := async.Current().Task(); t != nil {
		src.cell, src.task, ctx = t.Scope().Cell, t.ID(), t.Context()
	}
	st.sync()
	o.mu.Lock()
	if src.cell == 0 {
		src.cell = o.owner()
	}
	o.drain(st, ctx)
	for len(p) > 0 && o.waitForRoom(ctx) {
		n := min(len(p), maxChunk)
		o.add(src, p[:n])
		p = p[n:]
	}
	o.mu.Unlock()
	o.ring()
}

// begin makes c the cell in the foreground.
func (o *output) begin(c *cell) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.drainAll()
	o.busy, o.fg = true, c.Cell
	o.ledger.open(c.Cell)
}

// finish ends a cell's time in the foreground: everything it wrote until now is queued
// before its reply. It returns when that is written, or somebody else is writing it.
func (o *output) finish(c *cell, m *wire.Message) {
	line := encode(m)
	o.streams[0].sync()
	o.streams[1].sync()
	o.mu.Lock()
	o.drainAll()
	o.settle(c.Cell)
	if o.told != (wire.Position{}) {
		o.told = wire.Position{} // or the end of the engine would be blamed on where c was
		o.pushLine(encode(&wire.Message{At: &o.told}))
	}
	o.pushLine(line)
	o.busy = false
	o.mu.Unlock()
	o.tryFlush()
}

// taskEnded gives out what is left to say of a cell whose own code has ended already.
func (o *output) taskEnded(cell int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.busy || cell != o.fg {
		o.settle(cell)
	}
}

// settle queues a cell's incomplete characters and the note about what was dropped. o.mu is
// held.
func (o *output) settle(cell int) {
	rest, note := o.ledger.settle(cell)
	for _, r := range rest {
		o.pushText(r.source, r.bytes)
	}
	o.pushText(source{cell: cell, stream: "stderr"}, []byte(note))
}

func (o *output) drainAll() {
	o.drain(o.streams[0], nil)
	o.drain(o.streams[1], nil)
}

// drain queues what was written to the stream's file. It reports whether there may be more.
// It waits for room, during which o.mu is not held, unless ctx has ended. o.mu is held.
func (o *output) drain(st *stream, ctx context.Context) (more bool) {
	for budget := drainOnce; budget > 0; {
		if o.queued >= maxQueued && !o.waitForRoom(ctx) {
			return true
		}
		n := st.read(o.scratch)
		if n <= 0 {
			return false
		}
		o.add(source{cell: o.owner(), stream: st.name}, o.scratch[:n])
		budget -= n
	}
	return true
}

// waitForRoom waits until there is room in the queue, and reports false if ctx ended first. A
// nil ctx does not end. o.mu is held, but not while it waits.
func (o *output) waitForRoom(ctx context.Context) bool {
	for o.queued >= maxQueued {
		if ctx != nil && ctx.Err() != nil {
			return false
		}
		signal(o.urgent)
		o.room.Wait()
	}
	return true
}

// add queues text within the cell's limit, in whole characters. o.mu is held.
func (o *output) add(src source, p []byte) {
	p = o.ledger.admit(src.cell, p)
	if len(p) == 0 {
		return
	}
	p = o.ledger.whole(src, p)
	for len(p) > maxChunk {
		n := cutRune(p[:maxChunk])
		o.pushText(src, p[:n])
		p = p[n:]
	}
	o.pushText(src, p)
}

// owner is the cell to which text belongs whose writer is not known. o.mu is held.
func (o *output) owner() int {
	if o.busy {
		return o.fg
	}
	cell := 0
	for _, t := range async.Tasks() {
		if n := t.Scope().Cell; cell == 0 {
			cell = n
		} else if cell != n {
			return 0
		}
	}
	if cell == 0 {
		cell = o.fg
	}
	return cell
}

// ring tells the writer that there is text.
func (o *output) ring() {
	o.mu.Lock()
	n := o.queued
	o.mu.Unlock()
	switch {
	case n >= maxChunk:
		signal(o.urgent)
	case n > 0:
		signal(o.some)
	}
}
