package integration

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goawait/goawait/dap/daptest"
	"github.com/goawait/goawait/dap/protocol"
	"github.com/goawait/goawait/session/sessiontest"
	godap "github.com/google/go-dap"
)

// TestIPythonTable has the real program's prompt run the cells of docs/IPYTHON.md: it shows what
// the table says.
func TestIPythonTable(t *testing.T) {
	for _, r := range sessiontest.ReadTable(t, "../docs/IPYTHON.md").Rows {
		if len(r.Tests) > 0 {
			continue
		}
		t.Run(r.Name, func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			cmd := exec.Command(goawait(t), "repl")
			cmd.Dir, cmd.Env, cmd.Stdin = h.workspace, h.env, strings.NewReader(r.Input())
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Error(err)
			}
			if !r.Shows(string(out)) {
				t.Errorf("%q shows\n%s\nwant\n%s", r.Cells, out, strings.Join(r.Want, "\n"))
			}
		})
	}
}

// TestAnswersWhileACellRuns holds a cell at an await, queues others behind it, and asks what
// clients ask meanwhile: all is answered before the cell goes on.
func TestAnswersWhileACellRuns(t *testing.T) {
	h := newHome(t)
	c := dapClient(t, h)
	c.Start(nil)
	c.Run("gate := make(chan int)")
	c.Run(`t := async.Spawn(async func() {
	for _, err := os.Stat("open"); err != nil; _, err = os.Stat("open") { await async.Sleep(time.Millisecond) }
	close(gate)
}())`)
	held := c.SendCell(`fmt.Println("waits"); v, ok := await gate; ok`)
	c.ExpectOutput("waits")
	behind := make([]int, 5)
	for i := range behind {
		behind[i] = c.SendCell(fmt.Sprint(i))
	}
	for range behind {
		c.Call("threads", nil, nil)
		var scopes godap.ScopesResponseBody
		c.Call("scopes", godap.ScopesArguments{}, &scopes)
		c.Call("variables", godap.VariablesArguments{VariablesReference: scopes.Scopes[0].VariablesReference}, nil)
		c.Call("completions", godap.CompletionsArguments{Text: "strings.Spl", Column: 12}, nil)
	}
	if c.Received(func(m *daptest.Message) bool { return m.RequestSeq == held || m.RequestSeq == behind[0] }) {
		t.Error("a cell has ended before it could")
	}
	if err := os.WriteFile(filepath.Join(h.workspace, "open"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c.ExpectSuccess(held, nil)
	for i, seq := range behind {
		var body protocol.EvaluateBody
		c.ExpectSuccess(seq, &body)
		if body.Result != fmt.Sprint(i) {
			t.Errorf("cell %d behind it gave %s", i, body.Result)
		}
	}
}

// TestShellStreams sees what a shell command has printed while it still runs.
func TestShellStreams(t *testing.T) {
	h := newHome(t)
	c := dapClient(t, h)
	c.Start(nil)
	seq := c.SendCell("!printf 0.; until [ -e one ]; do sleep 0.01; done; printf 1.; until [ -e two ]; do sleep 0.01; done; echo 2.")
	for _, step := range []struct{ text, file string }{{"0.", "one"}, {"1.", "two"}} {
		c.ExpectOutput(step.text)
		if err := os.WriteFile(filepath.Join(h.workspace, step.file), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c.ExpectOutput("2.")
	c.ExpectSuccess(seq, nil)
}

// TestBlockedLoopIsTold has a task keep the loop until it is told of.
func TestBlockedLoopIsTold(t *testing.T) {
	h := newHome(t)
	c := dapClient(t, h)
	c.Start(map[string]any{"runner": "loop"})
	seq := c.SendCell(`async func spin() {
	for _, err := os.Stat("told"); err != nil; _, err = os.Stat("told") { time.Sleep(time.Millisecond) }
}
await async.Gather2(spin(), async.Sleep(0))`)
	told := c.ExpectOutput("spin() has kept the loop for more than 1s, and others wait for their turn")
	if told.Goawait.Cell != 1 || !strings.HasPrefix(told.Output, "cell 1, line 2: ") {
		t.Errorf("it is told of as %q, in cell %d", told.Output, told.Goawait.Cell)
	}
	if err := os.WriteFile(filepath.Join(h.workspace, "told"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c.ExpectSuccess(seq, nil)
}
