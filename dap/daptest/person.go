package daptest

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/goawait/goawait/dap/protocol"
	godap "github.com/google/go-dap"
)

// A Person is somebody at a session over a connection, for package sessiontest. Like its
// client's, its methods are for the test's goroutine alone.
type Person struct {
	t       testing.TB
	c       *Client
	outputs map[int]string // of each cell, as far as it was taken from the client
}

// NewPerson returns a person at c, whose session has started.
func NewPerson(t testing.TB, c *Client) *Person {
	return &Person{t: t, c: c, outputs: map[int]string{}}
}

// Start has a cell run. The function that it returns waits for its end.
func (p *Person) Start(cell string) func() (printed, last string) {
	seq := p.c.SendCell(cell)
	return func() (string, string) {
		p.t.Helper()
		answer := p.c.ExpectResponse(seq)
		var body struct {
			Result  string
			Goawait protocol.Run
		}
		p.c.decode(answer, &body)
		if answer.Success {
			return p.Output(body.Goawait.Cell), body.Result
		}
		return p.Output(body.Goawait.Cell), answer.Message
	}
}

// note keeps a piece of output, and reports whether it was one that a cell printed.
func (p *Person) note(o *protocol.OutputBody) bool {
	if o.Goawait == nil || o.Category == protocol.CategoryImportant || strings.HasPrefix(o.Output, "  at ") {
		return false
	}
	p.outputs[o.Goawait.Cell] += o.Output
	return true
}

// Output is what a cell has printed so far.
func (p *Person) Output(cell int) string {
	for p.c.Output(p.note) != nil {
	}
	return p.outputs[cell]
}

// Await waits until the output of a cell has a text in it.
func (p *Person) Await(cell int, text string) {
	p.t.Helper()
	for !strings.Contains(p.Output(cell), text) {
		p.c.Expect(fmt.Sprintf("%q of cell %d, of which there is %q", text, cell, p.outputs[cell]), func(m *Message) bool {
			o := new(protocol.OutputBody)
			return m.Event == protocol.EventOutput && json.Unmarshal(m.Body, o) == nil && p.note(o)
		})
	}
}

// Interrupt interrupts what runs; the protocol has no cells.
func (p *Person) Interrupt(int) {
	p.t.Helper()
	p.c.Call("pause", godap.PauseArguments{ThreadId: 1}, nil)
}

// Restart gives the session a new engine.
func (p *Person) Restart(replay bool) error {
	answer := p.c.ExpectResponse(p.c.Send("restart", map[string]any{"arguments": map[string]any{"replay": replay}}))
	if !answer.Success {
		return fmt.Errorf("%s", answer.Message)
	}
	return nil
}

// Kill kills the engine, and waits until that is told.
func (p *Person) Kill() {
	p.t.Helper()
	var body protocol.EvaluateBody
	p.c.ExpectSuccess(p.c.SendGlance(protocol.ContextWatch, "os.Getpid()"), &body)
	pid, err := strconv.Atoi(body.Result)
	if err != nil {
		p.t.Fatalf("the engine's number is %q", body.Result)
	}
	ended := func(o *protocol.OutputBody) bool { return strings.Contains(o.Output, "the engine ended") }
	for p.c.Output(ended) != nil { // the one before
	}
	engine, err := os.FindProcess(pid)
	if err == nil {
		err = engine.Kill()
	}
	if err != nil {
		p.t.Fatal(err)
	}
	p.c.ExpectOutput("the engine ended")
}
