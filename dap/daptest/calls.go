package daptest

import (
	"encoding/json"
	"strings"

	"github.com/goawait/goawait/dap/protocol"
	godap "github.com/google/go-dap"
)

// Send sends a request, checked against the schema, and returns its seq. args may be nil.
func (c *Client) Send(command string, args any) int {
	c.t.Helper()
	c.seq++
	req := protocol.NewRequest(c.seq, command, nil)
	if args != nil {
		text, err := json.Marshal(args)
		if err != nil {
			c.t.Fatalf("encoding the arguments of %s: %v", command, err)
		}
		req.Arguments = text
	}
	body, err := json.Marshal(req)
	if err != nil {
		c.t.Fatalf("encoding %s: %v", command, err)
	}
	if err := Validate(body); err != nil {
		c.t.Errorf("the test sends a request that is not valid: %v", err)
	}
	c.SendBody(string(body))
	return c.seq
}

// NextSeq uses up the seq of a request that the test sends by itself.
func (c *Client) NextSeq() int {
	c.seq++
	return c.seq
}

// ExpectResponse waits for the response to the request seq.
func (c *Client) ExpectResponse(seq int) *Message {
	c.t.Helper()
	return c.Expect("the response to a request", func(m *Message) bool {
		return m.Type == protocol.TypeResponse && m.RequestSeq == seq
	})
}

// ExpectSuccess waits for the response to the request seq, which must be one of success, and
// decodes its body into body unless that is nil.
func (c *Client) ExpectSuccess(seq int, body any) {
	c.t.Helper()
	msg := c.ExpectResponse(seq)
	if !msg.Success {
		c.t.Fatalf("%s failed: %s %s", msg.Command, msg.Message, msg.Body)
	}
	c.decode(msg, body)
}

// ExpectFailure waits for the response to the request seq, which must be one of failure with
// that error id, and returns it with its error's text.
func (c *Client) ExpectFailure(seq, id int) (msg *Message, text string) {
	c.t.Helper()
	msg = c.ExpectResponse(seq)
	if msg.Success {
		c.t.Fatalf("%s succeeded, with %s; error %d was expected", msg.Command, msg.Body, id)
	}
	var body protocol.ErrorBody
	c.decode(msg, &body)
	if body.Error == nil || body.Error.Id != id {
		c.t.Fatalf("%s failed with %s %s; error %d was expected", msg.Command, msg.Message, msg.Body, id)
	}
	text = body.Error.Format
	for name, value := range body.Error.Variables {
		text = strings.ReplaceAll(text, "{"+name+"}", value)
	}
	return msg, text
}

// ExpectEvent waits for the next event of that name and decodes its body into body unless
// that is nil.
func (c *Client) ExpectEvent(name string, body any) {
	c.t.Helper()
	c.decode(c.Expect("the event "+name, func(m *Message) bool { return m.Event == name }), body)
}

// ExpectOutput waits for output that has text in it, in one event, and returns it. Output
// before it that has not got text in it stays.
func (c *Client) ExpectOutput(text string) *protocol.OutputBody {
	c.t.Helper()
	body := new(protocol.OutputBody)
	c.Expect("output with "+text, func(m *Message) bool {
		*body = protocol.OutputBody{}
		return m.Event == protocol.EventOutput && json.Unmarshal(m.Body, body) == nil && strings.Contains(body.Output, text)
	})
	return body
}

func (c *Client) decode(msg *Message, body any) {
	c.t.Helper()
	if body == nil {
		return
	}
	if err := json.Unmarshal(msg.Body, body); err != nil {
		c.t.Fatalf("reading the body of %s%s: %v in %s", msg.Command, msg.Event, err, msg.Body)
	}
}

// Call sends a request and waits for its success.
func (c *Client) Call(command string, args, body any) {
	c.t.Helper()
	c.ExpectSuccess(c.Send(command, args), body)
}

// Fail sends a request and waits for its failure with that error id.
func (c *Client) Fail(id int, command string, args any) (msg *Message, text string) {
	c.t.Helper()
	return c.ExpectFailure(c.Send(command, args), id)
}

// Initialize introduces the client the way an editor does.
func (c *Client) Initialize() (caps protocol.Capabilities) {
	c.t.Helper()
	c.Call("initialize", godap.InitializeRequestArguments{
		ClientID: "daptest", AdapterID: "goawait", PathFormat: "path", LinesStartAt1: true, ColumnsStartAt1: true,
		SupportsVariableType: true, SupportsVariablePaging: true, SupportsInvalidatedEvent: true,
	}, &caps)
	return caps
}

// Start introduces the client and gets it a session. args are those of launch; nil is none.
func (c *Client) Start(args map[string]any) {
	c.t.Helper()
	c.Initialize()
	if args == nil {
		args = map[string]any{}
	}
	c.Call("launch", args, nil)
	c.ExpectEvent(protocol.EventInitialized, nil)
	c.Call("configurationDone", nil, nil)
}

// SendCell sends a cell to be run and returns the seq of the request.
func (c *Client) SendCell(source string) int {
	c.t.Helper()
	return c.Send("evaluate", protocol.NewEvaluate(protocol.ContextRepl, source))
}

// SendRegion sends a cell that begins at line and column, both 1-based, of a document.
func (c *Client) SendRegion(path string, line, column int, source string) int {
	c.t.Helper()
	args := protocol.NewEvaluate(protocol.ContextRepl, source)
	args.Source, args.Line, args.Column = &godap.Source{Path: path}, &line, &column
	return c.Send("evaluate", args)
}

// SendGlance sends an expression to be evaluated in a context other than a cell's, and returns
// the seq of the request.
func (c *Client) SendGlance(context, expression string) int {
	c.t.Helper()
	return c.Send("evaluate", protocol.NewEvaluate(context, expression))
}

// Run runs a cell, which must succeed.
func (c *Client) Run(source string) (body protocol.EvaluateBody) {
	c.t.Helper()
	c.ExpectSuccess(c.SendCell(source), &body)
	return body
}

// Output takes, without waiting, the first output that has been received and not been taken
// for which want holds; nil if there is none.
func (c *Client) Output(want func(*protocol.OutputBody) bool) *protocol.OutputBody {
	var found *protocol.OutputBody
	_, _ = c.take(func(m *Message) bool {
		body := new(protocol.OutputBody)
		if m.Event != protocol.EventOutput || json.Unmarshal(m.Body, body) != nil || !want(body) {
			return false
		}
		found = body
		return true
	})
	return found
}
