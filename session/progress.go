package session

import (
	"context"
	"sync"
	"time"
)

// A Progress tells how far something is that takes long.
type Progress struct {
	Title, Text string
	Done, Total int // Total is 0 where there is nothing to count

	Cell int  // that waits for it; 0 if none does
	End  bool // it is over; Text, Done and Total are not meant
}

// patience is how long something takes before it is told of.
const patience = 500 * time.Millisecond

// progress gives what tells of the building of an engine, under the cell as well once it takes a
// while, and what says that it is over.
func (x *execution) progress() (tell func(text string, done, total int), over func()) {
	p := Progress{Title: "building the engine of compiled cells", Cell: x.cell}
	last, begun, any := time.Now(), false, false
	tell = func(text string, done, total int) {
		any = true
		now := p
		now.Text, now.Done, now.Total = text, done, total
		x.s.events.publish(Event{Progress: &now})
		if time.Since(last) < patience || begun {
			return
		}
		begun = true
		x.s.output(&Output{Cell: x.cell, Stream: "stderr", Text: "goawait: building the engine of compiled cells, once for this toolchain; the first time takes minutes\n"})
	}
	return tell, func() {
		if any {
			p.End = true
			x.s.events.publish(Event{Progress: &p})
		}
	}
}

// compilingTold is a context for compiling a cell in which what takes long is told of: packages
// that it imports and that have to be compiled first. over says that it is done.
func (x *execution) compilingTold(ctx context.Context) (told context.Context, over func()) {
	b := &telling{publish: x.s.events.publish, p: Progress{Title: "compiling packages", Cell: x.cell}}
	b.timer = time.AfterFunc(patience, b.due)
	return context.WithValue(ctx, teller{}, b.tell), b.over
}

// A telling tells of something once it has taken a while.
type telling struct {
	publish func(Event)
	timer   *time.Timer

	mu    sync.Mutex // guards what follows, and keeps the events in order
	p     Progress
	late  bool // it takes long
	ended bool
	shown bool
}

func (b *telling) tell(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.p.Text = text
	b.show()
}

func (b *telling) due() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.late = true
	b.show()
}

// show publishes what there is to be told. b.mu is held.
func (b *telling) show() {
	if !b.late || b.ended || b.p.Text == "" {
		return
	}
	b.shown = true
	now := b.p
	b.publish(Event{Progress: &now})
}

func (b *telling) over() {
	b.timer.Stop()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ended = true
	if b.shown {
		b.publish(Event{Progress: &Progress{Title: b.p.Title, Cell: b.p.Cell, End: true}})
	}
}

type teller struct{}

// Teller is what a Compiler tells of the packages that it compiles for a cell, as it begins
// with each; nil where nobody asks.
func Teller(ctx context.Context) func(path string) {
	tell, _ := ctx.Value(teller{}).(func(string))
	return tell
}
