package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/goawait/goawait/dap/daptest"
	"github.com/goawait/goawait/session"
	"github.com/goawait/goawait/session/async"
)

// A shop is a program's own type.
type shop struct {
	Name  string
	Stock map[string]int
}

// Sell takes n things out of the stock.
func (s *shop) Sell(what string, n int) error {
	if s.Stock[what] < n {
		return fmt.Errorf("only %d of %s", s.Stock[what], what)
	}
	s.Stock[what] -= n
	return nil
}

// embedShop opens a prompt in this process that nobody types at, and returns the variable lent
// to it, its session's handle, and what ends it.
func embedShop(t *testing.T) (s *shop, handle string, leave func() (shown string)) {
	t.Helper()
	dir, err := os.MkdirTemp("", "ga")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	t.Setenv("GOAWAIT_RUNTIME_DIR", filepath.Join(dir, "run"))
	s = &shop{Name: "corner", Stock: map[string]int{"tea": 3}}
	in, typing := io.Pipe()
	var out bytes.Buffer
	var embedded sync.WaitGroup
	embedded.Go(func() {
		err := session.Embed(context.Background(), session.Var("s", &s), session.Runner(async.Loop),
			session.Named("shop"), session.Console(in, &out))
		if err != nil {
			t.Error(err)
		}
	})
	leave = sync.OnceValue(func() string {
		typing.Close()
		embedded.Wait()
		return out.String()
	})
	t.Cleanup(func() { leave() })
	return s, fmt.Sprintf("shop@%d", os.Getpid()), leave
}

// invoke runs a subcommand once it succeeds, and returns what it wrote.
func invoke(t *testing.T, in string, args ...string) string {
	t.Helper()
	deadline := time.Now().Add(time.Minute)
	for {
		var out, errs bytes.Buffer
		if dispatch(t.Context(), args, stdio{strings.NewReader(in), &out, &errs}) == exitOK && !strings.HasPrefix(out.String(), "no sessions") {
			return out.String()
		}
		if time.Now().After(deadline) {
			t.Fatalf("goawait %v: %s", args, errs.String())
		}
		time.Sleep(5 * time.Millisecond) // the program is about to listen
	}
}

// An editor, a listing and another terminal reach the session inside a program.
func TestAttachToAProgram(t *testing.T) {
	s, handle, leave := embedShop(t)
	if list := invoke(t, "", "sessions"); !strings.Contains(list, handle) {
		t.Errorf("the sessions are\n%s", list)
	}
	mine, its := net.Pipe()
	served := make(chan int, 1)
	go func() { // ends when the client hangs up
		served <- dispatch(t.Context(), []string{"dap", "--session", "shop"}, stdio{its, its, io.Discard})
	}()
	c := daptest.New(t, mine)
	c.Start(nil)
	if got := c.Run(`s.Sell("tea", 2); await async.Sleep(time.Millisecond); fmt.Println("sold"); s.Stock`); got.Result != `map["tea":1]` {
		t.Errorf("the value is %s", got.Result)
	}
	c.ExpectOutput("sold")
	if s.Stock["tea"] != 1 {
		t.Errorf("the program has %v", s.Stock)
	}
	if shown := invoke(t, "s.Stock[\"tea\"] = 7\n\ns.Sell(\"tea\", 9)\n", "repl", "--session", handle); !strings.Contains(shown, "only 7 of tea") {
		t.Errorf("the other terminal shows %q", shown)
	}
	if s.Stock["tea"] != 7 {
		t.Errorf("the program has %v", s.Stock)
	}
	msg := c.ExpectResponse(c.SendCell(`s.Missing`))
	if msg.Success || !strings.Contains(msg.Message, "s.Missing undefined") {
		t.Errorf("a wrong cell gave %s", msg.Message)
	}
	c.Call("terminate", nil, nil)
	c.ExpectEvent("terminated", nil)
	mine.Close()
	if status := <-served; status != exitOK {
		t.Errorf("goawait dap ended with %d", status)
	}
	if shown := leave(); !strings.Contains(shown, "sold\n") {
		t.Errorf("the prompt showed %q, without what the editor ran", shown)
	}
}

// An editor that is at home in a workspace attaches by the argument of its request.
func TestAttachByArgument(t *testing.T) {
	s, handle, _ := embedShop(t)
	invoke(t, "", "sessions")
	mine, its := net.Pipe()
	served := make(chan int, 1)
	go func() { // ends when the client hangs up
		served <- dispatch(t.Context(), []string{"dap", "--standalone", "--workspace", t.TempDir()}, stdio{its, its, io.Discard})
	}()
	c := daptest.New(t, mine)
	c.Initialize()
	_, text := c.Fail(2001, "attach", map[string]any{"session": "nobody@1"})
	if !strings.Contains(text, handle) {
		t.Errorf("a wrong name gave %s", text)
	}
	c.Call("attach", map[string]any{"session": handle}, nil)
	if c.Run(`s.Name = "market"`); s.Name != "market" {
		t.Errorf("the program has %s", s.Name)
	}
	mine.Close()
	<-served
}
