package integration

import (
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	lspprotocol "go.lsp.dev/protocol"

	"github.com/goawait/goawait/lsp/lsptest"
)

// pipes joins what a process reads and writes.
type pipes struct {
	io.ReadCloser
	io.WriteCloser
}

func (p pipes) Close() error {
	_ = p.WriteCloser.Close()
	return p.ReadCloser.Close()
}

// lspProcess starts the real `goawait lsp` in the home. It ends with the test.
func (h home) lspProcess(t *testing.T) pipes {
	t.Helper()
	cmd := exec.Command(goawait(t), "lsp", "--workspace", h.workspace)
	cmd.Env, cmd.Dir, cmd.Stderr = h.env, h.workspace, os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // the channel; the background process is the home's
		_ = cmd.Wait()
	})
	return pipes{out, in}
}

// editor is a client that has greeted the server.
func (h home) editor(t *testing.T) *lsptest.Client {
	c := lsptest.Dial(t, h.lspProcess(t))
	c.Initialize(lsptest.Capabilities)
	return c
}

// background is the pid of the home's background process, which is to be the same after anything.
func (h home) background(t *testing.T) int {
	t.Helper()
	cards, _ := filepath.Glob(filepath.Join(h.dir, "run", "goawait", "*.json"))
	if len(cards) != 1 {
		t.Fatalf("there are %d background processes", len(cards))
	}
	var who struct{ PID int }
	text, err := os.ReadFile(cards[0])
	if err == nil {
		err = json.Unmarshal(text, &who)
	}
	if err != nil {
		t.Fatal(err)
	}
	return who.PID
}

// runs runs a cell in a document of its own and fails unless it gives 2.
func runs(t *testing.T, c *lsptest.Client) {
	t.Helper()
	const uri = "file:///w/well.goa"
	c.Open(uri, "1+1\n")
	var result struct {
		Text string `json:"text"`
	}
	c.Call(lspprotocol.MethodWorkspaceExecuteCommand, map[string]any{
		"command": "goawait.runCell", "arguments": []any{map[string]any{"uri": uri, "position": map[string]any{"line": 0, "character": 0}}},
	}, &result)
	if result.Text != "2" {
		t.Errorf("1+1 gives %q", result.Text)
	}
}

// TestBadDocuments opens text that is none: each gets an error where it is wrong, answers to what
// an editor asks of any document, and a session that goes on.
func TestBadDocuments(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	c := h.editor(t)
	runs(t, c)
	pid := h.background(t)
	for name, text := range map[string]string{
		"truncated":         "async func f() {\n\tx := await g(",
		"unbalanced braces": "if true {\n\ty := 1\n}}\n",
		"invalid UTF-8":     "x := \"\xff\xfe\"\nnowhere\n",
		"NUL bytes":         "x := 1\x00\x00\n",
		"an unknown magic":  "%tiem x\n",
		"10 MB":             "x := 1\n" + strings.Repeat("// "+strings.Repeat("and so on, ", 100)+"\nx = x + 1\n", 10<<20/1100) + "nowhere\n",
	} {
		uri := "file:///w/" + strings.ReplaceAll(name, " ", "_") + ".goa"
		c.Open(uri, text)
		if got := c.Diagnostics(uri, 1); len(got) == 0 {
			t.Errorf("%s: there is nothing wrong with it", name)
		}
		document := map[string]any{"uri": uri}
		at := map[string]any{"line": 1, "character": 3}
		for method, params := range map[string]map[string]any{
			lspprotocol.MethodTextDocumentHover:        {"textDocument": document, "position": at},
			lspprotocol.MethodTextDocumentFormatting:   {"textDocument": document, "options": map[string]any{"tabSize": 4, "insertSpaces": false}},
			lspprotocol.MethodTextDocumentFoldingRange: {"textDocument": document},
		} {
			if m := c.Answer(c.Go(method, params)); m.Error != nil {
				t.Errorf("%s: %s: %v", name, method, m.Error)
			}
		}
		c.Notify(lspprotocol.MethodTextDocumentDidClose, map[string]any{"textDocument": document})
	}
	runs(t, c)
	if now := h.background(t); now != pid {
		t.Errorf("the background process %d is another one: %d", pid, now)
	}
}

// TestBadClients breaks the protocol in each way: a protocol's error where there is one, and
// other clients that notice nothing.
func TestBadClients(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	well := h.editor(t)
	runs(t, well)
	pid := h.background(t)
	for name, test := range map[string]struct {
		body string
		code int64
	}{
		"malformed JSON":    {`{"jsonrpc": "2.0", "id": 7, "method`, -32700},
		"an unknown method": {`{"jsonrpc": "2.0", "id": 70001, "method": "textDocument/nonsense"}`, -32601},
		"a change of a document that is not open": {
			`{"jsonrpc": "2.0", "id": 70002, "method": "textDocument/hover", "params": {"textDocument": {"uri": "file:///w/no.goa"}, "position": {"line": 0, "character": 0}}}`, -32602,
		},
	} {
		c := h.editor(t)
		c.RawBody(test.body)
		if got := c.AwaitError(); int64(got.Code) != test.code {
			t.Errorf("%s: the error is %v, want %d", name, got, test.code)
		}
		runs(t, c)
	}
	early := lsptest.Dial(t, h.lspProcess(t))
	if m := early.Answer(early.GoUnchecked(lspprotocol.MethodTextDocumentHover, map[string]any{})); m.Error == nil || m.Error.Code != -32002 {
		t.Errorf("a request before initialize: %v", m.Error)
	}
	huge := h.editor(t)
	huge.Raw("Content-Length: 99999999999\r\n\r\n{")
	huge.AwaitEnd()

	// A client that stops reading, and goes on asking until its pipe is full.
	deaf := h.lspProcess(t)
	go func() { // ends when the process does
		hello := `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}}`
		for err := error(nil); err == nil; {
			_, err = io.WriteString(deaf.WriteCloser, "Content-Length: "+strconv.Itoa(len(hello))+"\r\n\r\n"+hello)
		}
	}()
	runs(t, well)
	if now := h.background(t); now != pid {
		t.Errorf("the background process %d is another one: %d", pid, now)
	}
}
