package lsptest

import (
	"strings"
	"testing"
)

// TestTraffic holds conversations against the model: each line is a message, > from the client
// and < from the server; the last is wrong in the way that want says, or right if it is empty.
func TestTraffic(t *testing.T) {
	model, err := LoadModel()
	if err != nil {
		t.Fatal(err)
	}
	const hover = `> {"jsonrpc":"2.0","id":1,"method":"textDocument/hover","params":{"textDocument":{"uri":"file:///a"},"position":{"line":0,"character":0}}}`
	for _, test := range []struct{ name, lines, want string }{
		{"a request", hover, ""},
		{"its result", hover + "\n" + `< {"jsonrpc":"2.0","id":1,"result":{"contents":{"kind":"markdown","value":"x"}}}`, ""},
		{"no result", hover + "\n" + `< {"jsonrpc":"2.0","id":1,"result":null}`, ""},
		{"its error", hover + "\n" + `< {"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"no"}}`, ""},
		{"a result of another type", hover + "\n" + `< {"jsonrpc":"2.0","id":1,"result":{"contents":7}}`, "fits no alternative"},
		{"two answers", hover + "\n" + `< {"jsonrpc":"2.0","id":1,"result":null}` + "\n" + `< {"jsonrpc":"2.0","id":1,"result":null}`, "not asked"},
		{"an answer in both ways", hover + "\n" + `< {"jsonrpc":"2.0","id":1,"result":null,"error":{"code":1,"message":"x"}}`, "exactly one"},
		{"an error without code", hover + "\n" + `< {"jsonrpc":"2.0","id":1,"error":{"message":"x"}}`, "a code and a message"},
		{"the wrong direction", `< {"jsonrpc":"2.0","id":1,"method":"textDocument/hover","params":{}}`, "clientToServer only"},
		{"an unknown method", `> {"jsonrpc":"2.0","method":"textDocument/dance"}`, "the model has no"},
		{"an unknown property", `< {"jsonrpc":"2.0","method":"goawait/status","params":{"autoawait":true,"runner":"","scope":"","state":"","tasks":0,"lane":"","runners":[],"inlineResults":true,"x":1}}`, `has a "x"`},
		{"a missing property", `< {"jsonrpc":"2.0","method":"goawait/status","params":{"autoawait":true}}`, `has no "runner"`},
		{"an unknown state", `< {"jsonrpc":"2.0","method":"goawait/result","params":{"uri":"file:///a","id":1,"range":{"start":{"line":0,"character":0},"end":{"line":0,"character":0}},"state":"odd","outcome":"done","text":"","type":"","durationMs":0.5,"stale":false,"cell":1}}`, "one of the values of GoawaitState"},
		{"a negative line", `> {"jsonrpc":"2.0","id":1,"method":"goawait/regions","params":{"textDocument":{"uri":"file:///a"},"kind":"cell","range":{"start":{"line":-1,"character":0},"end":{"line":0,"character":0}}}}`, "a uinteger"},
		{"a URI without scheme", `> {"jsonrpc":"2.0","id":1,"method":"textDocument/codeLens","params":{"textDocument":{"uri":"a"}}}`, "a DocumentUri"},
		{"a command", `> {"jsonrpc":"2.0","id":1,"method":"workspace/executeCommand","params":{"command":"goawait.autoawait","arguments":[{"on":true}]}}`, ""},
		{"a command's argument", `> {"jsonrpc":"2.0","id":1,"method":"workspace/executeCommand","params":{"command":"goawait.autoawait","arguments":[{"on":1}]}}`, "a boolean"},
		{"an unknown command", `> {"jsonrpc":"2.0","id":1,"method":"workspace/executeCommand","params":{"command":"goawait.fly"}}`, "not in the model"},
		{"no params where they are due", `> {"jsonrpc":"2.0","method":"initialized"}`, "needs parameters"},
		{"the version", `> {"jsonrpc":"1.0","method":"exit"}`, "is not"},
		{"a member of no message", `> {"jsonrpc":"2.0","method":"exit","more":1}`, `has no "more"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			traffic := NewTraffic(model)
			lines := strings.Split(test.lines, "\n")
			for i, line := range lines {
				pass := traffic.FromClient
				if line[0] == '<' {
					pass = traffic.FromServer
				}
				err := pass([]byte(line[2:]))
				switch last := i == len(lines)-1; {
				case err == nil && last && test.want != "":
					t.Errorf("it passed, want %q", test.want)
				case err != nil && (!last || test.want == "" || !strings.Contains(err.Error(), test.want)):
					t.Errorf("message %d: %v, want %q", i, err, test.want)
				}
			}
		})
	}
}
