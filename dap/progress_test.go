package dap_test

import (
	"testing"

	"github.com/goawait/goawait/dap/daptest"
	"github.com/goawait/goawait/dap/protocol"
)

// A client that can show it is told how far a build is, and may cancel it, which interrupts the
// cell that waits.
func TestProgress(t *testing.T) {
	host := newFakeHost()
	c, _ := serve(t, t.Context(), host, failOnFault(t))
	plain, _ := serve(t, t.Context(), host, failOnFault(t))
	c.Call("initialize", map[string]any{"adapterID": "goawait", "supportsProgressReporting": true}, nil)
	c.Call("launch", map[string]any{}, nil)
	plain.Start(nil)

	c.Run("build")
	var start protocol.ProgressStartBody
	c.ExpectEvent(protocol.EventProgressStart, &start)
	if start.Title != "goawait: compiling packages" || start.Message != "gonum/blas" || !start.Cancellable || start.Percentage == nil || *start.Percentage != 0 {
		t.Errorf("it began with %+v", start)
	}
	var update protocol.ProgressBody
	c.ExpectEvent(protocol.EventProgressUpdate, &update)
	if update.ID != start.ID || update.Message != "gonum/mat" || *update.Percentage != 50 {
		t.Errorf("it went on with %+v", update)
	}
	var end protocol.ProgressEndBody
	c.ExpectEvent(protocol.EventProgressEnd, &end)
	if end.ID != start.ID {
		t.Errorf("it ended with %+v", end)
	}

	seq := c.SendCell("build forever")
	c.ExpectEvent(protocol.EventProgressStart, &start)
	if start.ID == end.ID {
		t.Error("two builds have one id")
	}
	c.Call("cancel", map[string]any{"progressId": start.ID}, nil)
	c.ExpectFailure(seq, 2002)
	c.ExpectEvent(protocol.EventProgressEnd, nil)
	c.Call("cancel", map[string]any{"progressId": start.ID}, nil) // it was faster

	plain.Run("1+1")
	if plain.Received(func(m *daptest.Message) bool { return m.Event == protocol.EventProgressStart }) {
		t.Error("a client that does not know of progress was told of it")
	}
}
