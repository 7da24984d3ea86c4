//go:build unix

package engine

import (
	"context"
	"io"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/goawait/goawait/session/async"
	"github.com/goawait/goawait/session/engine/wire"
)

// newTestOutput makes an output that writes to w and whose files are empty pipes.
func newTestOutput(t *testing.T, w io.Writer) *output {
	t.Helper()
	ends := [2]*tap{}
	for i := range ends {
		ends[i] = new(tap)
		if err := ends[i].open(); err != nil {
			t.Fatal(err)
		}
		f, err := ends[i].writer("end")
		if err != nil {
			t.Fatal(err)
		}
		ends[i].file = f
		t.Cleanup(func() { f.Close(); ends[i].conn.Close() })
	}
	o := newOutput(newOutbox(w, func(err error) { panic(err) }), ends[0], ends[1])
	return o
}

// Whoever prints waits while the session does not read, until there is room or the task is
// cancelled. Messages do not wait.
func TestPrintWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, w := io.Pipe() // a write waits until it is read
		o := newTestOutput(t, w)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go o.outbox.serve(ctx)
		loop, err := async.NewLoop(async.RunnerGoroutine)
		if err != nil {
			t.Fatal(err)
		}
		scope := async.NewScope(context.Background(), 3, loop, async.Hooks{})
		printed := 0
		task := scope.StartSync("cell", func(context.Context) (any, error) {
			for range 100 {
				o.print("stdout", []byte(strings.Repeat("x", maxChunk)))
				printed++
				async.Checkpoint()
			}
			return nil, nil
		})
		synctest.Wait()
		if printed*maxChunk < maxQueued || printed == 100 {
			t.Errorf("%d chunks were printed to nobody", printed)
		}
		o.send(&wire.Message{ID: 1})
		task.Cancel()
		o.wake()
		synctest.Wait()
		if task.State() != async.Cancelled {
			t.Errorf("the task that printed is %v", task.State())
		}
		go func() { io.Copy(io.Discard, r) }()
		synctest.Wait()
		o.mu.Lock()
		defer o.mu.Unlock()
		if o.queued != 0 || len(o.queue) != 0 {
			t.Errorf("%d bytes and %d messages are left", o.queued, len(o.queue))
		}
		w.Close()
	})
}

// Text is collected while it keeps coming, and what does not wait takes it along.
func TestGathering(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := new(writes)
		o := newTestOutput(t, w)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go o.outbox.serve(ctx)
		for range 100 {
			o.print("stdout", []byte("line\n"))
			synctest.Wait()
		}
		if w.n > 2 {
			t.Errorf("%d writes at once", w.n)
		}
		o.send(&wire.Message{ID: 1})
		synctest.Wait()
		if got := strings.Count(w.b.String(), `line\n`); got != 100 {
			t.Errorf("%d lines before the reply", got)
		}
	})
}

type writes struct {
	n int
	b strings.Builder
}

func (w *writes) Write(p []byte) (int, error) {
	w.n++
	return w.b.Write(p)
}
