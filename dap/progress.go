package dap

import (
	"strconv"
	"sync"

	"github.com/goawait/goawait/dap/protocol"
	"github.com/goawait/goawait/session"
)

// A bar is what the client shows of the one thing that takes long.
type bar struct {
	mu    sync.Mutex // guards what follows
	no    int
	title string
	cell  int  // that waits for it; 0 for none
	shown bool // the client was told that it began, and not that it ended
}

func (b *bar) id() string { return "build-" + strconv.Itoa(b.no) }

// reportProgress shows a client that can how far something is. One that waits under a cell may
// be cancelled, which interrupts the cell.
func (c *conn) reportProgress(p *session.Progress) {
	if !c.client.progress {
		return
	}
	b := &c.bar
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.shown && (p.End || b.title != p.Title || b.cell != p.Cell) {
		c.out.send(protocol.NewEvent(protocol.EventProgressEnd, protocol.ProgressEndBody{ID: b.id()}))
		b.shown = false
	}
	if p.End {
		return
	}
	message := protocol.ProgressBody{ID: b.id(), Message: p.Text, Percentage: percentage(p)}
	if b.shown {
		c.out.send(protocol.NewEvent(protocol.EventProgressUpdate, message))
		return
	}
	b.no++
	b.shown, b.title, b.cell = true, p.Title, p.Cell
	message.ID = b.id()
	c.out.send(protocol.NewEvent(protocol.EventProgressStart, protocol.ProgressStartBody{
		ProgressBody: message, Title: "goawait: " + p.Title, Cancellable: p.Cell != 0,
	}))
}

// percentage is nil where nothing is counted.
func percentage(p *session.Progress) *int {
	if p.Total <= 0 {
		return nil
	}
	n := min(max(100*p.Done/p.Total, 0), 100)
	return &n
}

// cellOf gives the cell that waits for what the client calls id; 0 if that is over.
func (b *bar) cellOf(id string) (cell int, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case !b.shown || b.id() != id:
		return 0, nil
	case b.cell == 0:
		return 0, fail(idUnsupported, "cancel: no cell waits for %.40s, which goes on by itself", id)
	}
	return b.cell, nil
}
