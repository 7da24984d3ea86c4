package session

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/goawait/goawait/session/engine/wire"
)

// Whatever ends the engine, the person is told what and where, and the next cell runs.
func TestDeaths(t *testing.T) {
	for _, c := range []struct{ name, cell, want string }{
		{"exit", `"fake:exit 3"`, "cell 1, line 1: the engine ended: os.Exit(3); a new one is started"},
		{"stack", `"fake:crash fatal error: stack overflow"`, "cell 1, line 1: the engine ended: stack overflow (a recursion without end); a new one is started"},
		{"maps", "\n\n" + `"fake:crash fatal error: concurrent map writes"`, "cell 1, line 3: the engine ended: concurrent map writes; a new one is started"},
		{"memory", `"fake:crash fatal error: runtime: out of memory"`, "cell 1, line 1: the engine ended: out of memory; a new one is started"},
		{"panic", `"fake:crash panic: in no goroutine of ours"`, "cell 1, line 1: the engine ended: panic: in no goroutine of ours; a new one is started"},
		{"status", `"fake:crash"`, "cell 1, line 1: the engine ended: it ended with exit status 2 (runtime: something); a new one is started"},
		{"killed", `"fake:kill"`, "cell 1, line 1: the engine ended: killed (SIGKILL: by somebody, or by the system for want of memory); a new one is started"},
		{"garbage", `"fake:garbage"`, `cell 1, line 1: the engine ended: it wrote something that is not its protocol: "Hello, I am no protocol"; a new one is started`},
		{"huge", `"fake:huge"`, "cell 1, line 1: the engine ended: it wrote a message of more than 16 MiB; a new one is started"},
		{"closed", `"fake:close"`, "cell 1, line 1: the engine ended: it closed its connection; a new one is started"},
		{"at", "x := 1\n" + `_ = "fake:at 2"; _ = "fake:kill"; x++`, "cell 1, line 2: the engine ended: killed (SIGKILL: by somebody, or by the system for want of memory); a new one is started"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := openFake(t, "ok", Config{})
			r := w.run(c.cell)
			if r.State != Died || r.Text != c.want {
				t.Errorf("the cell ended as %s, %q; want %q", r.State, r.Text, c.want)
			}
			d := w.await("the death", func(e Event) bool { return e.Died != nil }).Died
			if d.Asked || d.Message != c.want || d.Cell != 1 {
				t.Errorf("told %+v", d)
			}
			if r := w.run(`"fake:print again"`); !r.OK() || r.Cell != 2 || r.Output != "again\n" {
				t.Errorf("the next cell gave %+v", r)
			}
			if h := w.History(); len(h) != 2 || h[0].State != Died || h[1].State != wire.Done {
				t.Errorf("the history is %+v", h)
			}
		})
	}
}

func TestIdleDeath(t *testing.T) {
	w := openFake(t, "ok", Config{})
	w.run(`"fake:print hello"`)
	l := w.engines.current()
	l.proc.end()
	d := w.await("the death", func(e Event) bool { return e.Died != nil }).Died
	if d.Cell != 0 || !strings.HasPrefix(d.Message, "the engine ended: killed") {
		t.Errorf("told %+v", d)
	}
	if r := w.run(`"fake:print again"`); !r.OK() {
		t.Errorf("the next cell gave %+v", r)
	}
}

func TestNoEngine(t *testing.T) {
	for _, c := range []struct{ start, want string }{
		{"dies", "starting the engine: it ended with exit status 1 (no room for an engine here)"},
		{"mute", "starting the engine: not ready after 100ms"},
		{"old", "starting the engine: it speaks version 0 of the protocol, this is version 1"},
	} {
		t.Run(c.start, func(t *testing.T) {
			t.Parallel()
			wait := timing{backoff: time.Millisecond}
			if c.start == "mute" {
				wait.ready = 100 * time.Millisecond
			}
			w := openFake(t, c.start, Config{timing: wait})
			_, err := w.Run(context.Background(), RunRequest{Source: `"fake:print x"`})
			if err == nil || err.Error() != c.want {
				t.Errorf("got error %v, want %s", err, c.want)
			}
			if st := w.Status(); st.State != "starting" {
				t.Errorf("the state is %s", st.State)
			}
		})
	}
	w := openFake(t, "ok", Config{Settings: Changes{EngineCommand: []string{"/no/such/engine"}}})
	const want = `starting engine "/no/such/engine": fork/exec /no/such/engine: no such file or directory (engine.command is set by editor)`
	if _, err := w.Run(context.Background(), RunRequest{Source: "1"}); err == nil || err.Error() != want {
		t.Errorf("got error %v", err)
	}
}

// An engine that always dies by itself is not started for ever.
func TestCrashLoop(t *testing.T) {
	w := openFake(t, "fleeting", Config{timing: timing{backoff: time.Microsecond}})
	failures := func() int {
		w.engines.mu.Lock()
		defer w.engines.mu.Unlock()
		return w.engines.fails
	}
	for failures() < maxAttempts { // it may die before anybody has seen it alive
		if l, err := w.engines.engine(t.Context()); err == nil {
			<-l.dead
		}
	}
	w.engines.warm()
	w.engines.mu.Lock()
	defer w.engines.mu.Unlock()
	if w.engines.starting != nil || w.engines.cur != nil {
		t.Errorf("it is started again after %d deaths", maxAttempts)
	}
}

func TestTerminate(t *testing.T) {
	w := openFake(t, "stubborn", Config{timing: timing{shutdown: 20 * time.Millisecond}})
	running := w.start(context.Background(), `"fake:block"`)
	w.awaitOutput("blocked")
	w.Terminate()
	if r := <-running; r == nil || r.State != wire.Interrupted {
		t.Errorf("the running cell gave %+v", r)
	}
	if _, err := w.Run(context.Background(), RunRequest{Source: "1"}); !errors.Is(err, ErrTerminated) {
		t.Errorf("a cell afterwards gave %v", err)
	}
	if st := w.Status(); st.State != "ended" {
		t.Errorf("the state is %s", st.State)
	}
	w.Terminate()
}
