package integration

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/textproto"
	"os"
	"strconv"
	"strings"
	"sync"
)

// fakeMain is a goawait that misbehaves as GOAWAIT_FAKE says, for what a sound one never does.
// Its language server makes a region of each line; its debug adapter answers every evaluate with
// the text that it got and where it was told that text lies.
//
//	ok       does not misbehave
//	old      its language server does not know goawait/regions
//	junk     its debug adapter prints what is no message
//	dies     its debug adapter ends at the first evaluate, saying why on standard error
//	refuses  its debug adapter refuses to launch
//	lspdies  its first language server ends when it is asked for regions
//	witness  is a real one, whose messages are read on their way: see witness
func fakeMain(mode string, args []string) int {
	if mode == "witness" {
		return witness(args)
	}
	if len(args) == 0 {
		return 2
	}
	f := &fake{mode: mode, in: bufio.NewReader(os.Stdin), out: os.Stdout}
	switch args[0] {
	case "version":
		fmt.Println("goawait v0.0.0-fake")
	case "doctor":
		fmt.Println("this is a fake")
	case "lsp":
		return f.lsp()
	case "dap":
		return f.dap()
	}
	return 0
}

type fake struct {
	mode string
	in   *bufio.Reader

	mu  sync.Mutex // guards what follows
	out io.Writer
	seq int
}

// anyMessage is a message of either protocol.
type anyMessage struct {
	ID        json.RawMessage `json:"id"`
	Method    string          `json:"method"`
	Params    json.RawMessage `json:"params"`
	Seq       int             `json:"seq"`
	Command   string          `json:"command"`
	Arguments json.RawMessage `json:"arguments"`
}

func (f *fake) read() (anyMessage, error) {
	var m anyMessage
	header, err := textproto.NewReader(f.in).ReadMIMEHeader()
	if err != nil {
		return m, err
	}
	n, err := strconv.Atoi(header.Get("Content-Length"))
	if err != nil {
		return m, err
	}
	body := make([]byte, n)
	if _, err := io.ReadFull(f.in, body); err != nil {
		return m, err
	}
	return m, json.Unmarshal(body, &m)
}

// write sends a message in two pieces, so that readers meet one that is not there whole.
func (f *fake) write(fields map[string]any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.seq++
	if _, isLSP := fields["jsonrpc"]; !isLSP {
		fields["seq"] = f.seq
	}
	body, err := json.Marshal(fields)
	if err != nil {
		panic(err)
	}
	fmt.Fprintf(f.out, "Content-Length: %d\r\n\r\n%s", len(body), body[:len(body)/2])
	_, _ = f.out.Write(body[len(body)/2:])
}

func (f *fake) lsp() int {
	documents := map[string]string{}
	for {
		m, err := f.read()
		if err != nil || m.Method == "exit" {
			return 0
		}
		answer := map[string]any{"jsonrpc": "2.0", "id": m.ID, "result": nil}
		switch m.Method {
		case "initialize":
			answer["result"] = map[string]any{
				"capabilities": map[string]any{"textDocumentSync": 1, "hoverProvider": true},
				"serverInfo":   map[string]any{"name": "goawait", "version": "v0.0.0-fake"},
			}
		case "textDocument/didOpen", "textDocument/didChange":
			noteDocument(documents, m.Params)
			f.write(map[string]any{"jsonrpc": "2.0", "method": "goawait/status", "params": map[string]any{
				"autoawait": true, "runner": "goroutine", "scope": "session", "state": "idle", "tasks": 2, "lane": "auto", "runners": []string{"goroutine"}, "inlineResults": true,
			}})
		case "goawait/regions":
			if f.mode == "lspdies" {
				if died, err := os.OpenFile("died", os.O_CREATE|os.O_EXCL, 0o600); err == nil {
					_ = died.Close()
					return 3
				}
			}
			if f.mode == "old" {
				delete(answer, "result")
				answer["error"] = map[string]any{"code": -32601, "message": "method not found"}
				break
			}
			answer["result"] = lineRegions(documents, m.Params)
		}
		if m.ID != nil {
			f.write(answer)
		}
	}
}

func noteDocument(documents map[string]string, params json.RawMessage) {
	var p struct {
		TextDocument   struct{ URI, Text string }
		ContentChanges []struct{ Text string }
	}
	if err := json.Unmarshal(params, &p); err != nil {
		panic(err)
	}
	text := p.TextDocument.Text
	for _, change := range p.ContentChanges {
		text = change.Text
	}
	documents[p.TextDocument.URI] = text
}

// lineRegions makes a region of each line that the range touches.
func lineRegions(documents map[string]string, params json.RawMessage) []any {
	type position struct {
		Line      int `json:"line"`
		Character int `json:"character"`
	}
	var p struct {
		TextDocument struct{ URI string }
		Range        struct{ Start, End position }
	}
	if err := json.Unmarshal(params, &p); err != nil {
		panic(err)
	}
	regions := []any{}
	for i, text := range strings.Split(documents[p.TextDocument.URI], "\n") {
		if i >= p.Range.Start.Line && i <= p.Range.End.Line && text != "" {
			regions = append(regions, map[string]any{"text": text, "range": map[string]any{
				"start": position{i, 0}, "end": position{i, len(text)},
			}})
		}
	}
	return regions
}

func (f *fake) dap() int {
	if f.mode == "junk" {
		fmt.Fprintln(f.out, "panic: this is no message")
	}
	for {
		m, err := f.read()
		if err != nil {
			return 0
		}
		answer := map[string]any{"type": "response", "request_seq": m.Seq, "command": m.Command, "success": true}
		switch m.Command {
		case "initialize":
			answer["body"] = map[string]any{"supportsConfigurationDoneRequest": true}
			f.write(answer)
			answer = map[string]any{"type": "event", "event": "initialized"}
		case "launch":
			if f.mode == "refuses" {
				answer["success"], answer["message"] = false, "the workspace is on fire"
			}
		case "evaluate":
			if f.mode == "dies" {
				fmt.Fprintln(os.Stderr, "fatal error: the fake was told to die")
				return 7
			}
			f.evaluate(m, answer)
		}
		f.write(answer)
	}
}

// evaluate answers with the text and its place, after some output; "fail" fails.
func (f *fake) evaluate(m anyMessage, answer map[string]any) {
	var a struct {
		Expression   string
		Line, Column int
		Source       map[string]any
	}
	if err := json.Unmarshal(m.Arguments, &a); err != nil {
		panic(err)
	}
	if text, ok := strings.CutPrefix(a.Expression, "print "); ok {
		f.write(map[string]any{"type": "event", "event": "output", "body": map[string]any{
			"category": "stdout", "output": text + "\n", "source": a.Source, "line": a.Line,
		}})
	}
	if a.Expression == "fail" {
		answer["success"] = false
		answer["message"] = fmt.Sprintf("%s:%d: it failed", a.Source["name"], a.Line)
		return
	}
	answer["body"] = map[string]any{
		"result":             fmt.Sprintf("%d:%d %s", a.Line, a.Column, a.Expression),
		"variablesReference": 0,
	}
}
