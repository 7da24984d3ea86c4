package dap_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/goawait/goawait/dap"
	"github.com/goawait/goawait/dap/daptest"
	"github.com/goawait/goawait/dap/protocol"
	"github.com/goawait/goawait/session"
	godap "github.com/google/go-dap"
)

// failOnFault has every fault that the server logs fail the test.
func failOnFault(t testing.TB) dap.Option {
	return dap.WithLog(slog.New(slog.NewTextHandler(faultWriter{t}, &slog.HandlerOptions{Level: slog.LevelError})))
}

type faultWriter struct{ t testing.TB }

func (w faultWriter) Write(line []byte) (int, error) {
	w.t.Errorf("the server logged a fault: %s", line)
	return len(line), nil
}

// bubble runs a test in which time stands still, with a host.
func bubble(t *testing.T, test func(t *testing.T, host *fakeHost)) {
	synctest.Test(t, func(t *testing.T) { test(t, newFakeHost()) })
}

func TestCellsRunInTheOrderInWhichTheyCame(t *testing.T) {
	host := newFakeHost()
	c, _ := serve(t, t.Context(), host, failOnFault(t))
	c.Start(nil)
	var seqs []int
	for i := range 500 {
		seqs = append(seqs, c.SendCell(fmt.Sprintf("print %d", i)))
	}
	for i, seq := range seqs {
		var body protocol.EvaluateBody
		c.ExpectSuccess(seq, &body)
		if body.Goawait.Cell != i+1 {
			t.Fatalf("request %d ran as cell %d", i+1, body.Goawait.Cell)
		}
	}
}

func TestBreakpointsAreRefused(t *testing.T) {
	c, _ := serve(t, t.Context(), newFakeHost(), failOnFault(t))
	c.Start(nil)
	var body protocol.SetBreakpointsBody
	c.Call("setBreakpoints", godap.SetBreakpointsArguments{
		Source: godap.Source{Path: "/dir/scratch.goa"}, Breakpoints: []godap.SourceBreakpoint{{Line: 3}},
	}, &body)
	if len(body.Breakpoints) != 1 || body.Breakpoints[0].Verified || body.Breakpoints[0].Message != "goawait has no breakpoints yet" {
		t.Errorf("got %+v", body.Breakpoints)
	}
}

func TestEveryClientSeesTheOutputOfAll(t *testing.T) {
	host := newFakeHost()
	one, _ := serve(t, t.Context(), host, failOnFault(t))
	two, _ := serve(t, t.Context(), host, failOnFault(t))
	other, _ := serve(t, t.Context(), host, failOnFault(t))
	one.Start(nil)
	two.Start(nil)
	other.Start(map[string]any{"session": "other"})
	one.ExpectSuccess(one.SendRegion("/w/scratch.goa", 7, 1, "print from one"), nil)
	for _, c := range []*daptest.Client{one, two} {
		out := c.ExpectOutput("from one")
		if out.Source == nil || out.Source.Path != "/w/scratch.goa" || out.Line == nil || *out.Line != 7 {
			t.Errorf("the output came with %+v, line %v", out.Source, out.Line)
		}
	}
	two.Run("print from two")
	one.ExpectOutput("from two")
	other.Run("1+1")
	if other.Received(func(m *daptest.Message) bool { return m.Event == protocol.EventOutput }) {
		t.Error("a session's output came to a client of another")
	}

	// Long after the cell, and after its client has gone.
	one.Call("disconnect", nil, nil)
	one.ExpectClosed()
	host.session("default").print(1, "stderr", "late\n")
	if out := two.ExpectOutput("late"); out.Category != protocol.CategoryStderr || out.Goawait.Cell != 1 || *out.Line != 7 {
		t.Errorf("late output came as %+v", out)
	}
}

func TestEndOfASessionIsToldToAll(t *testing.T) {
	host := newFakeHost()
	one, _ := serve(t, t.Context(), host)
	two, _ := serve(t, t.Context(), host)
	one.Start(nil)
	two.Start(nil)
	one.Call("terminate", nil, nil)
	one.ExpectEvent(protocol.EventTerminated, nil)
	two.ExpectEvent(protocol.EventTerminated, nil)
	two.ExpectFailure(two.SendCell("1+1"), 1003)
	two.Call("terminate", nil, nil)
	if two.Received(func(m *daptest.Message) bool { return m.Event == protocol.EventTerminated }) {
		t.Error("terminated was told twice")
	}
}

func TestACellOutlivesItsConnection(t *testing.T) {
	bubble(t, func(t *testing.T, host *fakeHost) {
		c, served := serve(t, t.Context(), host, failOnFault(t))
		c.Start(nil)
		s := host.session("default")
		var results []int
		s.Subscribe(func(e session.Event) {
			if e.Result != nil {
				results = append(results, e.Result.Cell)
			}
		})
		c.SendCell("hour")
		c.SendCell("print queued")
		c.SendGlance("watch", "1+1") // nobody will look at it
		synctest.Wait()
		c.Close()
		if err := <-served; err != nil {
			t.Errorf("Serve returned %v", err)
		}
		if n := s.subscribers(); n != 1 {
			t.Errorf("%d subscribers are left", n-1)
		}
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		if !slices.Equal(results, []int{1, 2}) {
			t.Errorf("cells %v have ended", results)
		}
	})
}

func TestTheEndOfTheServersContextEndsAll(t *testing.T) {
	bubble(t, func(t *testing.T, host *fakeHost) {
		ctx, cancel := context.WithCancelCause(t.Context())
		c, served := serve(t, ctx, host)
		c.Start(nil)
		c.SendCell("spin")
		synctest.Wait()
		reason := errors.New("going down")
		cancel(reason)
		if err := <-served; !errors.Is(err, reason) {
			t.Errorf("Serve returned %v", err)
		}
		c.ExpectClosed()
	})
}

func TestLaunchWaitsForItsSession(t *testing.T) {
	bubble(t, func(t *testing.T, host *fakeHost) {
		host.hold = make(chan struct{})
		c, _ := serve(t, t.Context(), host, failOnFault(t))
		c.Initialize()
		launch := c.Send("launch", map[string]any{})
		cell, threads := c.SendCell("1+1"), c.Send("threads", nil)
		synctest.Wait()
		if c.Received(func(*daptest.Message) bool { return true }) {
			t.Error("something was answered without a session")
		}
		close(host.hold)
		c.ExpectSuccess(launch, nil)
		c.ExpectSuccess(cell, nil)
		c.ExpectSuccess(threads, nil)
	})
}

func TestLaunchCanBeCancelledAndTriedAgain(t *testing.T) {
	bubble(t, func(t *testing.T, host *fakeHost) {
		host.hold = make(chan struct{})
		c, _ := serve(t, t.Context(), host, failOnFault(t))
		c.Initialize()
		launch := c.Send("launch", map[string]any{})
		cell := c.SendCell("1+1")
		c.Call("cancel", godap.CancelArguments{RequestId: launch}, nil)
		if msg, _ := c.ExpectFailure(launch, 2003); msg.Message != "cancelled" {
			t.Errorf("the message is %q", msg.Message)
		}
		c.ExpectFailure(cell, 2007)
		close(host.hold)
		c.Call("launch", map[string]any{"env": map[string]any{"A": "1", "B": ""}, "session": "x"}, nil)
		got := host.targets[0]
		if got.Name != "x" || !slices.Equal(got.Env, []string{"A=1", "B="}) {
			t.Errorf("the host was asked for %+v", got)
		}
	})
}

func TestLaunchThatFails(t *testing.T) {
	host := newFakeHost()
	host.refuse = errors.New("no folder /nowhere")
	c, _ := serve(t, t.Context(), host, failOnFault(t))
	c.Initialize()
	msg, text := c.Fail(2001, "attach", map[string]any{"workspace": "/nowhere"})
	if want := "attach: no folder /nowhere"; msg.Message != want || text != want {
		t.Errorf("the messages are %q and %q", msg.Message, text)
	}
}

func TestEnvIsForASessionThatIsNew(t *testing.T) {
	host := newFakeHost()
	one, _ := serve(t, t.Context(), host, failOnFault(t))
	one.Start(map[string]any{"env": map[string]any{"A": "1"}})
	two, _ := serve(t, t.Context(), host, failOnFault(t))
	two.Start(map[string]any{"env": map[string]any{"A": "2"}})
	two.ExpectOutput("env is ignored")
	if one.Received(func(m *daptest.Message) bool { return m.Event == protocol.EventOutput }) {
		t.Error("the first client was told the same")
	}
}

func TestRegionsAreCountedInBytes(t *testing.T) {
	host := newFakeHost()
	host.documents["/w/wide.goa"] = "first\r\né\U0001F600; x\r\n"
	c, _ := serve(t, t.Context(), host, failOnFault(t))
	c.Start(nil)
	tests := []struct {
		path         string
		line, column int
		want         session.Region
	}{
		{"/w/wide.goa", 2, 1, session.Region{Line: 1}},
		{"/w/wide.goa", 2, 2, session.Region{Line: 1, Col: 2}},
		{"/w/wide.goa", 2, 6, session.Region{Line: 1, Col: 8}},
		{"/w/wide.goa", 2, 100, session.Region{Line: 1, Col: 9}}, // beyond the line
		{"/w/wide.goa", 9, 5, session.Region{Line: 8}},           // beyond the document
		{"/w/unknown.goa", 2, 6, session.Region{Line: 1, Col: 5}},
	}
	for i, test := range tests {
		c.ExpectSuccess(c.SendRegion(test.path, test.line, test.column, "1+1"), nil)
		test.want.Path = test.path
		if got := host.session("default").region(i + 1); *got != test.want {
			t.Errorf("%s:%d:%d became %+v", test.path, test.line, test.column, *got)
		}
	}
}

func TestReplayIsForASessionThatIsNew(t *testing.T) {
	host := newFakeHost()
	for range 2 {
		c, _ := serve(t, t.Context(), host, failOnFault(t))
		c.Start(map[string]any{"replay": true})
	}
	if asked := host.session("default").asked(); !slices.Equal(asked, []string{"restart true"}) {
		t.Errorf("the session was asked for %q", asked)
	}
}

func TestRestartGivesUpWhatWasAskedBefore(t *testing.T) {
	bubble(t, func(t *testing.T, host *fakeHost) {
		c, _ := serve(t, t.Context(), host, failOnFault(t))
		c.Start(nil)
		running, waiting := c.SendCell("spin"), c.SendCell("print never")
		synctest.Wait()
		restart, after := c.Send("restart", map[string]any{"replay": true}), c.SendCell("print after")
		c.ExpectSuccess(restart, nil)
		c.ExpectFailure(running, 2002)
		_, text := c.ExpectFailure(waiting, 2007)
		if !strings.Contains(text, "restart") {
			t.Errorf("the cell that waited was told %q", text)
		}
		c.ExpectSuccess(after, nil)
		asked := host.session("default").asked()
		if i, j := slices.Index(asked, "restart true"), slices.Index(asked, "run print after"); i < 0 || j < i {
			t.Errorf("the session was asked for %q", asked)
		}
	})
}

func TestTooManyRequestsInFlight(t *testing.T) {
	bubble(t, func(t *testing.T, host *fakeHost) {
		c, _ := serve(t, t.Context(), host, failOnFault(t))
		c.Start(nil)
		first := c.SendCell("spin")
		for range 1023 {
			c.SendCell("1+1")
		}
		c.ExpectFailure(c.SendCell("1+1"), 1005)
		_ = first // a client that is told so can still hang up, and everything ends
	})
}

func TestAllOfALongList(t *testing.T) {
	host := newFakeHost()
	for cell, show := range map[string]string{"squares": "1520289", "flags": "true"} {
		c, _ := serve(t, t.Context(), host, failOnFault(t))
		c.Start(nil)
		ref, got := c.Run(cell).VariablesReference, 0
		for ref != 0 {
			var page godap.VariablesResponseBody
			c.Call("variables", godap.VariablesArguments{VariablesReference: ref}, &page)
			last := page.Variables[len(page.Variables)-1]
			if got += len(page.Variables); last.Name == "…" {
				got--
			} else if last.Value != show {
				t.Errorf("%s ends with %+v", cell, last)
			}
			ref = last.VariablesReference
		}
		if got != 1234 {
			t.Errorf("%s has %d children", cell, got)
		}
	}
}

func TestAnArgumentOfAWrongTypeIsCalledByItsKey(t *testing.T) {
	c, _ := serve(t, t.Context(), newFakeHost(), failOnFault(t))
	c.Start(nil)
	for args, want := range map[string]string{
		`{"expression":"1","context":7}`:                     "evaluate: context has the wrong type (number)",
		`{"expression":"1","line":"7"}`:                      "evaluate: line has the wrong type (string)",
		`{"expression":"1","source":{"path":{}}}`:            "evaluate: source.path has the wrong type (object)",
		`{"expression":"1","source":{"sourceReference":[]}}`: "evaluate: source.sourceReference has the wrong type (array)",
	} {
		seq := c.NextSeq()
		c.SendBody(fmt.Sprintf(`{"seq":%d,"type":"request","command":"evaluate","arguments":%s}`, seq, args))
		if _, text := c.ExpectFailure(seq, 1004); text != want {
			t.Errorf("%s gave %q, want %q", args, text, want)
		}
	}
}

func TestALargeCell(t *testing.T) {
	host := newFakeHost()
	c, _ := serve(t, t.Context(), host, failOnFault(t))
	c.Start(nil)
	seq := c.NextSeq()
	c.SendBody(fmt.Sprintf(`{"seq":%d,"type":"request","command":"evaluate","arguments":{"context":"repl","expression":"1+1 %s"}}`,
		seq, strings.Repeat("x", 10<<20))) // the schema's check of it would take longer than all else
	c.ExpectSuccess(seq, nil)
}

func TestAClientThatStopsReadingLosesItsConnectionAlone(t *testing.T) {
	bubble(t, func(t *testing.T, host *fakeHost) {
		good, _ := serve(t, t.Context(), host, failOnFault(t))
		good.Start(nil)
		near, far := net.Pipe()
		served := make(chan error, 1)
		go func() { served <- dap.Serve(t.Context(), far, host) }() // ends when it has waited long enough
		send := func(body string) { _ = godap.WriteBaseMessage(near, []byte(body)) }
		send(`{"seq":1,"type":"request","command":"initialize","arguments":{"adapterID":"x"}}`)
		send(`{"seq":2,"type":"request","command":"launch"}`)
		synctest.Wait()
		started := time.Now()
		s := host.session("default")
		for range 400 { // far more than is kept for a client
			s.print(1, "stdout", strings.Repeat("x", 32<<10))
		}
		if waited := time.Since(started); waited != 0 {
			t.Errorf("the session was held up for %v", waited)
		}
		if err := <-served; err == nil || time.Since(started) > time.Minute {
			t.Errorf("Serve returned %v after %v", err, time.Since(started))
		}
		if n := s.subscribers(); n != 1 {
			t.Errorf("%d clients are left", n)
		}
		good.Run("1+1")
	})
}

func TestAClientThatAsksAndNeverReads(t *testing.T) {
	bubble(t, func(t *testing.T, host *fakeHost) {
		near, far := net.Pipe()
		served := make(chan error, 1)
		go func() { served <- dap.Serve(t.Context(), far, host) }() // ends when too much waits to be read
		for seq := 1; ; seq++ {
			body := fmt.Sprintf(`{"seq":%d,"type":"request","command":"threads"}`, seq)
			if err := godap.WriteBaseMessage(near, []byte(body)); err != nil {
				break
			}
		}
		if err := <-served; err == nil || !strings.Contains(err.Error(), "does not read") {
			t.Errorf("Serve returned %v", err)
		}
	})
}

func TestOutputThatComesTooFastIsCutAndCounted(t *testing.T) {
	bubble(t, func(t *testing.T, host *fakeHost) {
		near, far := net.Pipe()
		go func() { _ = dap.Serve(t.Context(), far, host) }() // ends when near is closed
		defer near.Close()
		go func() { // ends when near is closed
			for seq, command := range []string{"initialize", "launch"} {
				body := fmt.Sprintf(`{"seq":%d,"type":"request","command":%q,"arguments":{"adapterID":"x"}}`, seq+1, command)
				_ = godap.WriteBaseMessage(near, []byte(body))
			}
		}()
		in := bufio.NewReader(near)
		next := func() (out protocol.OutputBody) {
			body, err := godap.ReadBaseMessage(in)
			if err != nil {
				t.Fatal(err)
			}
			if err := daptest.Validate(body); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(body, &struct{ Body any }{&out}); err != nil {
				t.Fatal(err)
			}
			return out
		}
		for range 4 { // up to initialized, and the note on adapterID
			next()
		}
		const sent = 12 << 20
		s := host.session("default")
		for range sent / 1000 {
			s.print(1, "stdout", strings.Repeat("x", 999)+"\n")
		}
		synctest.Wait() // all of it has come to the connection, or what is read now makes room for the rest
		got, events := 0, 0
		for {
			out := next()
			if out.Category == protocol.CategoryConsole {
				if want := fmt.Sprintf("[%d bytes of output are not shown", sent/1000*1000-got); !strings.Contains(out.Output, want) {
					t.Errorf("%d bytes came, and then %q", got, out.Output)
				}
				break
			}
			got += len(out.Output)
			events++
		}
		if got < 4<<20-1000 || got > 9<<20 || events > got/10_000 {
			t.Errorf("%d bytes came in %d events", got, events)
		}
		s.print(1, "stdout", "and on\n")
		if out := next(); out.Output != "and on\n" {
			t.Errorf("then came %q", out.Output)
		}
	})
}
