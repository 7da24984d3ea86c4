package engine

import (
	"bytes"
	"runtime"
	"strings"
	"testing"

	"github.com/goawait/goawait/session/engine/wire"
)

// Where the cell is was written when it goes on, although somebody else was writing: what it does
// next may end the process.
func TestAtIsWritten(t *testing.T) {
	var written bytes.Buffer
	box := newOutbox(&written, func(err error) { t.Error(err) })
	e := newEngine(newOutput(box, nothing{}, nothing{}))
	e.begin(&cell{Run: &wire.Run{Cell: 7}})
	box.writing.Lock() // as somebody who has taken from the queue what was in it before
	told := make(chan struct{})
	go func() { // ends when it could write
		e.at(wire.Position{Cell: 7, Line: 3})
		close(told)
	}()
	for queued := false; !queued; runtime.Gosched() {
		box.mu.Lock()
		queued = len(box.queue) > 0
		box.mu.Unlock()
	}
	for range 1000 {
		runtime.Gosched() // it has its chance to go on too early
	}
	box.writing.Unlock()
	<-told
	if !strings.Contains(written.String(), `"line":3`) {
		t.Errorf("written was %q", written.String())
	}
}
