package native_test

import (
	"encoding/json"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/lsp/lsptest"
)

// An editor without DAP is shown that a package is compiled, is told when the package changes on disk
// though nothing runs, and gets what it is then after a restart.
func TestPackagesOverLSP(t *testing.T) {
	requireNative(t)
	dir, write := largeWorkspace(t)
	cell := "%%native\nimport \"example.com/ws/large\"\nlarge.Answer()\n"
	write("notes.goa", cell)
	cmd := exec.Command(program, "lsp", "--standalone", "--workspace", dir)
	cmd.Dir, cmd.Env = dir, environment(t, dir)
	c := lsptest.Dial(t, pipesOf(t, cmd))
	c.Initialize(`{"window": {"workDoneProgress": true}}`)
	uri := "file://" + filepath.ToSlash(filepath.Join(dir, "notes.goa"))
	c.Open(uri, cell)
	run := map[string]any{"uri": uri, "position": map[string]any{"line": 2, "character": 0}}
	running := c.GoExecute("goawait.runCell", run)
	progress := func(kind, text string) {
		t.Helper()
		c.Await(protocol.MethodProgress, func(m lsptest.Message) bool {
			var p struct {
				Value struct{ Kind, Title, Message string }
			}
			return json.Unmarshal(m.Params, &p) == nil && p.Value.Kind == kind && strings.Contains(p.Value.Title+" "+p.Value.Message, text)
		})
	}
	progress("begin", "goawait: compiling packages example.com/ws/large")
	progress("end", "")
	value := func(result []byte, want string) {
		t.Helper()
		var r struct{ Outcome, Text string }
		if err := json.Unmarshal(result, &r); err != nil || r.Outcome != "done" || r.Text != want {
			t.Errorf("it gave %s, %v", result, err)
		}
	}
	value(c.Answer(running).Result, "42")

	write("large/large.go", changedLarge)
	c.Await(protocol.MethodWindowShowMessage, func(m lsptest.Message) bool {
		return strings.Contains(string(m.Params), "example.com/ws/large has changed on disk; the session goes on with what it loaded, and a restart picks it up")
	})
	c.Execute("goawait.restart", map[string]any{}, nil)
	value(c.Answer(c.GoExecute("goawait.runCell", run)).Result, "43")
}

// pipes are the standard input and output of a program.
type pipes struct {
	io.Reader
	io.WriteCloser
}

// pipesOf starts a program that ends when its input does.
func pipesOf(t *testing.T, cmd *exec.Cmd) pipes {
	t.Helper()
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
	t.Cleanup(func() { _ = cmd.Wait() })
	return pipes{out, in}
}
