package dap_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/goawait/goawait/dap"
	"github.com/goawait/goawait/dap/daptest"
	"github.com/goawait/goawait/dap/protocol"
	"github.com/goawait/goawait/session"
	"github.com/goawait/goawait/session/engine"
	_ "github.com/goawait/goawait/session/engine/symbols/handlers" // cells may import what registers handlers
	"github.com/goawait/goawait/session/imports"
	godap "github.com/google/go-dap"
)

// TestMain is an engine too: sessions start this program again.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == "engine" {
		os.Exit(engine.Main(os.Stdin, os.Stdout))
	}
	os.Exit(m.Run())
}

// A realHost has sessions with engines.
type realHost struct {
	config session.Config

	mu       sync.Mutex // guards sessions
	sessions map[string]*session.Session
}

func newRealHost(t *testing.T) *realHost {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	importer := imports.New(t.TempDir())
	h := &realHost{
		config: session.Config{
			Workspace: t.TempDir(), StateDir: t.TempDir(), EngineCommand: []string{program, "engine"}, Importer: importer,
		},
		sessions: map[string]*session.Session{},
	}
	t.Cleanup(func() {
		for _, s := range h.sessions {
			s.Terminate()
		}
		importer.Close()
	})
	return h
}

func (h *realHost) Attach(ctx context.Context, target dap.Target) (dap.Session, bool, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if s := h.sessions[target.Name]; s != nil {
		return s, false, nil
	}
	cfg := h.config
	cfg.Name, cfg.Env, cfg.Unset = target.Name, target.Env, target.Unset
	s, err := session.Open(ctx, cfg)
	if err != nil {
		return nil, false, err
	}
	h.sessions[target.Name] = s
	return s, true, nil
}

func (h *realHost) Document(string) ([]byte, bool) { return nil, false }

// started gives a client with a session of its own.
func started(t *testing.T) (*daptest.Client, *realHost) {
	t.Helper()
	host := newRealHost(t)
	c, _ := serve(t, t.Context(), host, failOnFault(t))
	c.Start(nil)
	return c, host
}

const scratch = "/w/scratch.goa"

func TestRealCells(t *testing.T) {
	c, _ := started(t)
	if got := c.Run("x := 20"); got.Result != "" {
		t.Errorf("a cell without a value gave %+v", got)
	}
	if got := c.Run("x + 1"); got.Result != "21" || got.Type != "int" {
		t.Errorf("x + 1 gave %+v", got)
	}
	if got := c.Run("async func f() int { await async.Sleep(0); return 7 }\nawait f()"); got.Result != "7" {
		t.Errorf("await f() gave %+v", got)
	}
	var watched protocol.EvaluateBody
	c.ExpectSuccess(c.SendGlance("watch", "x * 2"), &watched)
	if watched.Result != "40" || watched.Goawait.Cell != 0 {
		t.Errorf("a watch gave %+v", watched)
	}
	_, text := c.ExpectFailure(c.SendGlance("hover", "f()"), 2002)
	if !strings.Contains(text, "hover") {
		t.Errorf("a hover that calls was told %q", text)
	}
	c.ExpectFailure(c.SendGlance("watch", "x = 7"), 2002)
}

func TestRealRegions(t *testing.T) {
	c, _ := started(t)
	msg, text := c.ExpectFailure(c.SendRegion(scratch, 12, 1, "x := 1\nawait x"), 2002)
	if want := "scratch.goa:13:7: int is not awaitable"; msg.Message != want || text != want {
		t.Errorf("the messages are %q and %q", msg.Message, text)
	}
	msg, _ = c.ExpectFailure(c.SendRegion(scratch, 20, 1,
		"async func fails() error {\n\treturn errors.New(\"no {luck}\")\n}\n\nawait fails()"), 2002)
	if want := "scratch.goa:24: await: no {luck}"; msg.Message != want {
		t.Errorf("the message is %q, want %q", msg.Message, want)
	}
	if out := c.ExpectOutput("  at scratch.goa:24"); out.Source.Path != scratch || *out.Line != 24 {
		t.Errorf("the trace came as %+v", out)
	}
	msg, _ = c.ExpectFailure(c.SendCell("s := []int{1, 2, 3}\ni := 5\ns[i]"), 2002)
	if want := "cell 3, line 3: panic: runtime error: index out of range [5] with length 3"; msg.Message != want {
		t.Errorf("the message is %q, want %q", msg.Message, want)
	}
}

func TestRealOutputLongAfterItsCell(t *testing.T) {
	c, _ := started(t)
	c.ExpectSuccess(c.SendRegion(scratch, 30, 1, strings.Join([]string{
		`gate := make(chan int)`,
		`async func child() { fmt.Println("one"); await gate; fmt.Println("two") }`,
		`t := async.Spawn(child())`,
	}, "\n")), nil)
	if out := c.ExpectOutput("one"); out.Category != protocol.CategoryStdout || *out.Line != 30 || out.Goawait.Task == 0 {
		t.Errorf("output came as %+v", out)
	}
	var threads godap.ThreadsResponseBody
	c.Call("threads", nil, &threads)
	if len(threads.Threads) != 2 || !strings.Contains(threads.Threads[1].Name, "child (cell 1)") {
		t.Fatalf("the threads are %+v", threads)
	}
	var stack godap.StackTraceResponseBody
	c.Call("stackTrace", godap.StackTraceArguments{ThreadId: threads.Threads[1].Id}, &stack)
	if f := stack.StackFrames[0]; f.Source == nil || f.Source.Path != scratch || f.Line != 31 {
		t.Errorf("the task is at %+v", f)
	}
	c.ExpectSuccess(c.SendRegion(scratch, 40, 1, "gate <- 1"), nil)
	if out := c.ExpectOutput("two"); *out.Line != 30 || out.Goawait.Cell != 1 {
		t.Errorf("late output came as %+v", out)
	}
	c.Run("await t")
	c.ExpectEvent(protocol.EventThread, nil)
	c.Expect("the end of the task's thread", func(m *daptest.Message) bool {
		return m.Event == protocol.EventThread && strings.Contains(string(m.Body), "exited")
	})
}

func TestRealValues(t *testing.T) {
	c, _ := started(t)
	c.Run(`m := map[string][]int{"a": {1, 2}}`)
	var scopes godap.ScopesResponseBody
	c.Call("scopes", godap.ScopesArguments{FrameId: 1}, &scopes)
	children := func(ref int) []godap.Variable {
		t.Helper()
		var body godap.VariablesResponseBody
		c.Call("variables", godap.VariablesArguments{VariablesReference: ref}, &body)
		return body.Variables
	}
	names := children(scopes.Scopes[0].VariablesReference)
	if len(names) != 1 || names[0].Name != "m" || names[0].Type != "map[string][]int" {
		t.Fatalf("the names are %+v", names)
	}
	entries := children(names[0].VariablesReference)
	if len(entries) != 1 {
		t.Fatalf("the entries are %+v", entries)
	}
	elements := children(entries[0].VariablesReference)
	if len(elements) != 2 || elements[1].Value != "2" {
		t.Fatalf("the elements are %+v", elements)
	}
	// What it is called is an expression that gives it again.
	var again protocol.EvaluateBody
	c.ExpectSuccess(c.SendGlance("variables", elements[1].EvaluateName), &again)
	if again.Result != "2" {
		t.Errorf("%s gave %+v", elements[1].EvaluateName, again)
	}
	c.Run("1")
	_, text := c.Fail(2004, "variables", godap.VariablesArguments{VariablesReference: names[0].VariablesReference})
	if !strings.Contains(text, "a cell has run since") {
		t.Errorf("an old reference was told %q", text)
	}
}

func TestRealInterrupts(t *testing.T) {
	c, _ := started(t)
	spin := c.SendCell("fmt.Println(\"running\")\nfor {\n}")
	c.ExpectOutput("running")
	next := c.SendCell("6 * 7")
	c.Call("cancel", godap.CancelArguments{RequestId: spin}, nil)
	if msg, _ := c.ExpectFailure(spin, 2003); msg.Message != "cancelled" {
		t.Errorf("the message is %q", msg.Message)
	}
	var body protocol.EvaluateBody
	if c.ExpectSuccess(next, &body); body.Result != "42" {
		t.Errorf("the cell behind it gave %+v", body)
	}

	stopped, waiting := c.SendCell("fmt.Println(\"again\")\nselect {}"), c.SendCell("1 + 1")
	c.ExpectOutput("again")
	c.Call("pause", godap.PauseArguments{ThreadId: 1}, nil)
	for _, seq := range []int{stopped, waiting} {
		if msg, _ := c.ExpectFailure(seq, 2002); !strings.Contains(msg.Message, "interrupted") {
			t.Errorf("the message is %q", msg.Message)
		}
	}
	c.Run("1 + 1")
}

func TestRealDeathOfAnEngine(t *testing.T) {
	c, host := started(t)
	c.Run("x := 1")
	msg, _ := c.ExpectFailure(c.SendRegion(scratch, 5, 1, "os.Exit(3)"), 2002)
	if !strings.Contains(msg.Message, "scratch.goa:5") || !strings.Contains(msg.Message, "os.Exit(3)") {
		t.Errorf("the message is %q", msg.Message)
	}
	out := c.ExpectOutput("os.Exit(3)")
	if out.Category != protocol.CategoryImportant || out.Source == nil || out.Source.Path != scratch || *out.Line != 5 {
		t.Errorf("the death was told as %+v", out)
	}
	c.ExpectFailure(c.SendCell("x"), 2002)
	c.Call("restart", map[string]any{"arguments": map[string]any{"replay": true}}, nil)
	if got := c.Run("x"); got.Result != "1" {
		t.Errorf("after a replay x is %+v", got)
	}
	c.Call("restart", nil, nil)
	c.ExpectFailure(c.SendCell("x"), 2002)
	c.Call("disconnect", godap.DisconnectArguments{TerminateDebuggee: true}, nil)
	if state := host.sessions["default"].Status().State; state != "ended" {
		t.Errorf("the session is %s", state)
	}
}

func TestRealSessionOutlivesItsClient(t *testing.T) {
	c, host := started(t)
	c.Run("x := 1")
	c.SendCell("fmt.Println(\"begun\"); time.Sleep(50 * time.Millisecond); x = 2")
	c.ExpectOutput("begun")
	c.Close()
	other, _ := serve(t, t.Context(), host, failOnFault(t))
	other.Start(map[string]any{"workspace": filepath.Dir(scratch)})
	if got := other.Run("x"); got.Result != "2" {
		t.Errorf("x is %+v", got)
	}
}

func TestRealCompletions(t *testing.T) {
	c, _ := started(t)
	c.Run("counter := 1")
	labels := func(text string) string {
		t.Helper()
		var body protocol.CompletionsBody
		c.Call("completions", map[string]any{"text": text, "column": len(text) + 1}, &body)
		var out []string
		for _, item := range body.Targets {
			out = append(out, item.Text)
		}
		return strings.Join(out, " ")
	}
	if got := labels("%timei"); got != "%timeit" {
		t.Errorf("%%timei gave %q", got)
	}
	if got := labels("%autoawait gor"); got != "goroutine" {
		t.Errorf("%%autoawait gor gave %q", got)
	}
	if got := labels("x := await count"); !strings.Contains(got, "counter") {
		t.Errorf("a name gave %q", got)
	}
}

func TestRealAssignments(t *testing.T) {
	c, _ := started(t)
	c.Run(`n := 1; m := map[string]struct{ N []int }{"a": {[]int{1, 2}}}`)
	var scopes godap.ScopesResponseBody
	children := func(ref int) map[string]godap.Variable {
		t.Helper()
		var body godap.VariablesResponseBody
		c.Call("variables", godap.VariablesArguments{VariablesReference: ref}, &body)
		out := map[string]godap.Variable{}
		for _, v := range body.Variables {
			out[v.Name] = v
		}
		return out
	}
	names := func() (ref int, vars map[string]godap.Variable) {
		c.Call("scopes", godap.ScopesArguments{FrameId: 1}, &scopes)
		ref = scopes.Scopes[0].VariablesReference
		return ref, children(ref)
	}
	ref, _ := names()
	var set godap.SetVariableResponseBody
	c.Call("setVariable", godap.SetVariableArguments{VariablesReference: ref, Name: "n", Value: "n + 41"}, &set)
	if set.Value != "42" || set.Type != "int" {
		t.Errorf("n became %+v", set)
	}
	ref, _ = names()
	_, text := c.Fail(2002, "setVariable", godap.SetVariableArguments{VariablesReference: ref, Name: "n", Value: `"text"`})
	if !strings.Contains(text, "cannot use") {
		t.Errorf("a value of another type was told %q", text)
	}
	_, vars := names()
	entry := children(vars["m"].VariablesReference)[`"a"`]
	list := children(entry.VariablesReference)["N"]
	c.Call("setVariable", godap.SetVariableArguments{VariablesReference: list.VariablesReference, Name: "[1]", Value: "7"}, &set)
	if got := c.Run(`m["a"].N[1] + n`); got.Result != "49" {
		t.Errorf("afterwards the sum is %+v", got)
	}
	c.Call("setExpression", godap.SetExpressionArguments{Expression: "n", Value: "5"}, &set)
	if got := c.Run("n"); got.Result != "5" {
		t.Errorf("afterwards n is %+v", got)
	}
	c.Fail(2004, "setVariable", godap.SetVariableArguments{VariablesReference: 1 << 20, Name: "x", Value: "1"})
	c.Fail(1004, "setExpression", godap.SetExpressionArguments{Expression: "n"})
}

// The main thread is where the cell is that runs, and variables may be taken out of the environment.
func TestRealMainThread(t *testing.T) {
	host := newRealHost(t)
	t.Setenv("GOAWAIT_TEST_GONE", "still here")
	c, _ := serve(t, t.Context(), host, failOnFault(t))
	c.Start(map[string]any{"env": map[string]any{"GOAWAIT_TEST_GONE": nil, "GOAWAIT_TEST_SET": "yes"}})
	if got := c.Run(`os.Getenv("GOAWAIT_TEST_GONE") + os.Getenv("GOAWAIT_TEST_SET")`); got.Result != `"yes"` {
		t.Errorf("the environment has %s", got.Result)
	}
	gate := c.SendRegion(scratch, 10, 1, "gate := make(chan int)\nfmt.Println(\"waits\")\n<-gate")
	c.ExpectOutput("waits")
	var stack godap.StackTraceResponseBody
	c.Call("stackTrace", godap.StackTraceArguments{ThreadId: 1}, &stack)
	if f := stack.StackFrames[0]; f.Source == nil || f.Source.Path != scratch || f.Line < 11 || f.Line > 12 {
		t.Errorf("the main thread is at %+v", f)
	}
	c.Call("cancel", godap.CancelArguments{RequestId: gate}, nil)
	c.ExpectFailure(gate, 2003)
	var after godap.StackTraceResponseBody
	c.Call("stackTrace", godap.StackTraceArguments{ThreadId: 1}, &after)
	if f := after.StackFrames[0]; f.Source != nil {
		t.Errorf("with no cell the main thread is at %+v", f)
	}
}
