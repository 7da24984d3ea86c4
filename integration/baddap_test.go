package integration

import (
	"encoding/json"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/goawait/goawait/dap/daptest"
	"github.com/goawait/goawait/dap/protocol"
)

// TestBadDAPClients breaks the protocol in each way, to the real program: an error where there is
// one, and a session that goes on for others.
func TestBadDAPClients(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	well := dapClient(t, h)
	well.Start(nil)
	well.Run("x := 41")
	pid := h.background(t)
	runs := func() {
		t.Helper()
		if got := well.Run("x + 1"); got.Result != "42" {
			t.Errorf("x + 1 gives %q", got.Result)
		}
	}
	failure := func(name, body, want string) {
		t.Helper()
		c := dapClient(t, h)
		c.SendBody(body)
		m := c.Expect("an answer to "+name, func(m *daptest.Message) bool { return m.Type == protocol.TypeResponse })
		if m.Success || !strings.Contains(m.Message+string(m.Body), want) {
			t.Errorf("%s: %v %s %s, want %q", name, m.Success, m.Message, m.Body, want)
		}
		runs()
	}
	failure("an unknown request", `{"seq": 1, "type": "request", "command": "nonsense"}`, "is not a request that this server knows")
	failure("a request before initialize", `{"seq": 1, "type": "request", "command": "threads"}`, "threads before initialize")
	failure("arguments of a wrong type", `{"seq": 1, "type": "request", "command": "initialize", "arguments": 7}`, "arguments")

	c := dapClient(t, h)
	c.SendBody(`{]`)
	c.ExpectOutput("a message is not valid JSON")
	c.Initialize()
	c.Fail(1003, "evaluate", protocol.NewEvaluate(protocol.ContextRepl, "1")) // before launch
	runs()

	for _, text := range []string{
		"Content-Length: 99999999999\r\n\r\n{",
		"X: y\r\n\r\n{}",
	} {
		c := dapClient(t, h)
		c.SendRaw(text)
		c.ExpectOutput("the connection is closed (error 1008)")
		c.ExpectClosed()
		runs()
	}

	// A client that stops reading, and goes on asking until its pipe is full.
	deaf := exec.Command(goawait(t), "dap", "--workspace", h.workspace)
	deaf.Env, deaf.Dir = h.env, h.workspace
	in, err := deaf.StdinPipe()
	if err == nil {
		_, err = deaf.StdoutPipe()
	}
	if err == nil {
		err = deaf.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = deaf.Process.Kill()
		_ = deaf.Wait()
	})
	go func() { // ends when the process does
		for seq := 1; err == nil; seq++ {
			body, _ := json.Marshal(protocol.NewRequest(seq, "threads", nil))
			_, err = io.WriteString(in, "Content-Length: "+strconv.Itoa(len(body))+"\r\n\r\n"+string(body))
		}
	}()
	runs()
	if now := h.background(t); now != pid {
		t.Errorf("the background process %d is another one: %d", pid, now)
	}
}
