package lsp_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/lsp"
	"github.com/goawait/goawait/lsp/lsptest"
)

const scratch = "file:///w/scratch.goa"

func hoverAt(line, char int) any {
	return map[string]any{
		"textDocument": map[string]any{"uri": scratch},
		"position":     map[string]any{"line": line, "character": char},
	}
}

func wantError(t *testing.T, e *jsonrpc2.Error, code jsonrpc2.Code, text string) {
	t.Helper()
	if e == nil {
		t.Fatalf("got a result, want the error %d", code)
	}
	if e.Code != code || !strings.Contains(e.Message, text) {
		t.Errorf("got the error %d %q, want %d with %q", e.Code, e.Message, code, text)
	}
}

func TestLifecycle(t *testing.T) {
	c, s := serve(t, newHost())
	wantError(t, c.Answer(c.Go(protocol.MethodTextDocumentHover, hoverAt(0, 0))).Error, -32002, "initialize")
	wantError(t, c.Answer(c.Go(protocol.MethodShutdown, nil)).Error, -32002, "initialize")
	c.Open(scratch, "1 + 1") // too early: without effect
	caps := c.Initialize(lsptest.Capabilities)
	if caps.PositionEncoding != protocol.PositionEncodingKindUTF16 {
		t.Errorf("the position encoding is %q", caps.PositionEncoding)
	}
	c.Await(lsp.MethodStatus, nil)
	wantError(t, c.Answer(c.Go(protocol.MethodTextDocumentHover, hoverAt(0, 0))).Error, -32602, "not open")
	again := map[string]any{"processId": nil, "rootUri": nil, "capabilities": map[string]any{}}
	wantError(t, c.Answer(c.Go(protocol.MethodInitialize, again)).Error, -32600, "initialized already")
	c.Call(protocol.MethodShutdown, nil, nil)
	wantError(t, c.Answer(c.Go(protocol.MethodTextDocumentHover, hoverAt(0, 0))).Error, -32600, "shut down")
	c.Notify(protocol.MethodExit, nil)
	c.AwaitEnd()
	if err := <-s.err; err != nil {
		t.Errorf("Serve: %v", err)
	}
}

// TestNothingBeforeInitialize sends all of the handshake at once: the answer to initialize still
// comes before anything else.
func TestNothingBeforeInitialize(t *testing.T) {
	for range 50 {
		c, _ := serve(t, newHost())
		id := c.Go(protocol.MethodInitialize, map[string]any{"processId": nil, "rootUri": nil, "capabilities": map[string]any{}})
		c.Notify(protocol.MethodInitialized, struct{}{})
		c.Await(lsp.MethodStatus, nil)
		if !c.Answered(id) {
			t.Fatal("the status came before the answer to initialize")
		}
	}
}

func TestExitWithoutShutdown(t *testing.T) {
	c, s := serve(t, newHost())
	c.Initialize(lsptest.Capabilities)
	c.Notify(protocol.MethodExit, nil)
	c.AwaitEnd()
	if err := <-s.err; !errors.Is(err, lsp.ErrNoShutdown) {
		t.Errorf("Serve: %v", err)
	}
}

func TestContextEndsServe(t *testing.T) {
	c, s := serve(t, newHost())
	c.Initialize(lsptest.Capabilities)
	s.end()
	c.AwaitEnd()
	if err := <-s.err; !errors.Is(err, context.Canceled) {
		t.Errorf("Serve: %v", err)
	}
}

// TestBadMessages sends bodies that are wrong in frames that are right: each is answered, and
// the connection lives.
func TestBadMessages(t *testing.T) {
	for _, test := range []struct {
		name, body string
		code       jsonrpc2.Code
	}{
		{"not JSON", `{"jsonrpc":"2.0",`, -32700},
		{"empty", ``, -32700},
		{"NUL bytes", "\x00\x00\x00", -32700},
		{"invalid UTF-8 outside a string", "{\xff}", -32700},
		{"deep nesting", strings.Repeat("[", 100_000), -32700},
		{"a number", `7`, -32600},
		{"a batch", `[{"jsonrpc":"2.0","id":901,"method":"shutdown"}]`, -32600},
		{"no version", `{"id":901,"method":"shutdown"}`, -32600},
		{"an object as id", `{"jsonrpc":"2.0","id":{},"method":"shutdown"}`, -32600},
		{"null as id", `{"jsonrpc":"2.0","id":null,"method":"shutdown"}`, -32600},
		{"nothing to do", `{"jsonrpc":"2.0","id":901}`, -32600},
		{"an empty method", `{"jsonrpc":"2.0","id":901,"method":""}`, -32600},
		{"a method that is no string", `{"jsonrpc":"2.0","id":901,"method":[]}`, -32600},
		{"parameters that are a string", `{"jsonrpc":"2.0","id":901,"method":"textDocument/hover","params":"x"}`, -32602},
		{"no parameters", `{"jsonrpc":"2.0","id":901,"method":"textDocument/hover"}`, -32602},
		{"a negative line", `{"jsonrpc":"2.0","id":901,"method":"textDocument/hover","params":{"textDocument":{"uri":"a:b"},"position":{"line":-1,"character":0}}}`, -32602},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := start(t, newHost())
			c.RawBody(test.body)
			wantError(t, c.AwaitError(), test.code, "")
			c.Call(protocol.MethodShutdown, nil, nil)
		})
	}
}

// TestIgnoredMessages sends what is to have no effect and get no answer.
func TestIgnoredMessages(t *testing.T) {
	c := start(t, newHost())
	for _, body := range []string{
		`{"jsonrpc":"2.0","method":"$/unknown","params":{"a":1}}`,
		`{"jsonrpc":"2.0","method":"workspace/unknown"}`,
		`{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":77}}`,
		`{"jsonrpc":"2.0","method":"$/cancelRequest","params":{}}`,
		`{"jsonrpc":"2.0","method":"$/cancelRequest"}`,
		`{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///no","version":2},"contentChanges":[]}}`,
		`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":7}`,
		`{"jsonrpc":"2.0","method":"shutdown"}`, // a request sent as a notification
		`{"jsonrpc":"2.0","id":900,"result":null}`,
	} {
		c.RawBody(body)
	}
	wantError(t, c.Answer(c.GoUnchecked("textDocument/unknown", nil)).Error, -32601, "textDocument/unknown")
	c.Call(protocol.MethodShutdown, nil, nil)
}

// TestBadFraming sends what leaves no way to find the next message: an error where it can
// still be said, then the end.
func TestBadFraming(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"huge length", "Content-Length: 99999999999\r\n\r\n{}", "beyond the limit"},
		{"length beyond 64 bits", "Content-Length: 999999999999999999999999\r\n\r\n{}", "beyond the limit"},
		{"negative length", "Content-Length: -1\r\n\r\n{}", "not a number"},
		{"no number", "Content-Length: two\r\n\r\n{}", "not a number"},
		{"no length", "Content-Type: x\r\n\r\n{}", "without Content-Length"},
		{"no colon", "hello\r\n\r\n", "no colon"},
		{"endless header", strings.Repeat("x", 10_000), "a header of more than"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, s := serve(t, newHost())
			c.Initialize(lsptest.Capabilities)
			go c.Raw(test.text) // ends when the server has read it, or closed
			wantError(t, c.AwaitError(), -32600, test.want)
			c.AwaitEnd()
			if err := <-s.err; err == nil {
				t.Error("Serve returned nil")
			}
		})
	}
}

func TestTruncatedMessage(t *testing.T) {
	ours, theirs := net.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- lsp.Serve(t.Context(), theirs, newHost(), lsp.WithLog(lsptest.Log(t))) }()
	io.WriteString(ours, "Content-Length: 100\r\n\r\n{")
	ours.Close()
	if err := <-ended; !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("Serve: %v", err)
	}
}

// TestCancel cancels a run: it is interrupted, and answered with the code for that.
func TestCancel(t *testing.T) {
	host, running := newHost(), make(chan struct{})
	host.run = func(ctx context.Context, r lsp.Region) (lsp.Result, error) {
		close(running)
		<-ctx.Done()
		return lsp.Result{Path: r.Path, State: "interrupted"}, nil
	}
	c := start(t, host)
	c.Open(scratch, "for {}")
	id := c.GoExecute(lsp.CommandRunCell, cellArg(0, 0))
	<-running
	c.Cancel(id)
	wantError(t, c.Answer(id).Error, -32800, "cancelled")
}

// TestRunOutlivesConnection closes an editor while its cell runs: the cell goes on.
func TestRunOutlivesConnection(t *testing.T) {
	host, running, finish, ended := newHost(), make(chan struct{}), make(chan struct{}), make(chan error)
	host.run = func(ctx context.Context, r lsp.Region) (lsp.Result, error) {
		close(running)
		<-finish
		ended <- ctx.Err()
		return lsp.Result{Path: r.Path, State: "done"}, nil
	}
	c, s := serve(t, host)
	c.Initialize(lsptest.Capabilities)
	c.Open(scratch, "work()")
	c.GoExecute(lsp.CommandRunCell, cellArg(0, 0))
	<-running
	c.Call(protocol.MethodShutdown, nil, nil)
	c.Notify(protocol.MethodExit, nil)
	if err := <-s.err; err != nil {
		t.Errorf("Serve: %v", err)
	}
	close(finish)
	if err := <-ended; err != nil {
		t.Errorf("the run's context: %v", err)
	}
}

// TestRequestsRunConcurrently has a request answered while an earlier one is running.
func TestRequestsRunConcurrently(t *testing.T) {
	host, finish := newHost(), make(chan struct{})
	host.run = func(_ context.Context, r lsp.Region) (lsp.Result, error) {
		<-finish
		return lsp.Result{Path: r.Path, State: "done"}, nil
	}
	c := start(t, host)
	c.Open(scratch, "1 + 1")
	slow := c.GoExecute(lsp.CommandRunCell, cellArg(0, 0))
	c.Call(protocol.MethodTextDocumentHover, hoverAt(0, 0), nil)
	close(finish)
	if m := c.Answer(slow); m.Error != nil {
		t.Error(m.Error)
	}
}

// TestNotificationsAreOrdered sends a long document's worth of edits and asks after each tenth
// one what the text is: every answer is of the text at that place in the stream.
func TestNotificationsAreOrdered(t *testing.T) {
	c := start(t, newHost())
	c.Open(scratch, "")
	var want strings.Builder
	ids, texts := []int64{}, []string{}
	for i := range 500 {
		add := fmt.Sprintf("_ = %d\n", i)
		c.Change(scratch, i+2, lsptest.At(i, 0, i, 0), add)
		want.WriteString(add)
		if i%10 == 9 {
			ids = append(ids, c.Go(lsp.MethodRegions, map[string]any{
				"textDocument": map[string]any{"uri": scratch}, "kind": "cell", "range": lsptest.At(0, 0, 0, 0),
			}))
			texts = append(texts, strings.TrimSpace(want.String()))
		}
	}
	for i, id := range ids {
		var got []lsp.RegionText
		if err := protocol.Unmarshal(c.Answer(id).Result, &got); err != nil {
			t.Fatal(err)
		}
		if len(got) != 1 || got[0].Text != texts[i] {
			t.Fatalf("answer %d is not of the text at its place", i)
		}
	}
}

// TestSlowClient does not read: the connection is closed, nobody else is held up.
func TestSlowClient(t *testing.T) {
	ours, theirs := net.Pipe()
	ended := make(chan error, 1)
	host := newHost()
	limits := lsp.Limits{MaxQueue: 64 << 10}
	go func() {
		ended <- lsp.Serve(t.Context(), theirs, host, lsp.WithLog(lsptest.Log(t)), lsp.WithLimits(limits))
	}()
	send := func(body string) { fmt.Fprintf(ours, "Content-Length: %d\r\n\r\n%s", len(body), body) }
	send(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}}`)
	send(`{"jsonrpc":"2.0","method":"initialized","params":{}}`)
	send(`{"jsonrpc":"2.0","method":"$/barrier"}`) // what came before it has been dispatched
	for range 1000 {
		status := host.Status()
		host.emit(lsp.Event{Status: &status})
	}
	if err := <-ended; err == nil || !strings.Contains(err.Error(), "does not read") {
		t.Errorf("Serve: %v", err)
	}
}

// TestPanicIsAnswered has the Host panic: the request is answered, the connection lives.
func TestPanicIsAnswered(t *testing.T) {
	host := newHost()
	host.run = func(context.Context, lsp.Region) (lsp.Result, error) { panic("boom") }
	logged := &records{}
	c, _ := serve(t, host, lsp.WithLog(logged.logger()))
	c.Initialize(lsptest.Capabilities)
	c.Open(scratch, "1 + 1")
	wantError(t, c.Answer(c.GoExecute(lsp.CommandRunCell, cellArg(0, 0))).Error, -32603, "internal error")
	if !logged.has(lsp.LogPanic, "boom") {
		t.Error("the panic was not logged")
	}
	c.Call(protocol.MethodShutdown, nil, nil)
}
