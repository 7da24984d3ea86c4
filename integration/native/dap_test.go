package native_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goawait/goawait/dap/daptest"
	"github.com/goawait/goawait/dap/protocol"
)

// changedLarge is what the package of largeWorkspace becomes.
const changedLarge = "package large\n\nfunc Answer() int { return 43 }\n"

// largeWorkspace is a workspace with a package that no cache knows and that takes a while to compile.
func largeWorkspace(t *testing.T) (dir string, write func(name, text string)) {
	t.Helper()
	dir = t.TempDir()
	write = func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var large strings.Builder
	fmt.Fprintf(&large, "package large\n\nconst where = %q\n", dir)
	for i := range 6000 {
		fmt.Fprintf(&large, "func f%d(a, b, c int) int { for i := range a { b += i * %d; if b > c { c, b = b, c } }; return b*c + a }\n", i, i)
	}
	large.WriteString("func Answer() int { return 42 + f1(0, 0, 0) }\n")
	write("go.mod", "module example.com/ws\n\ngo 1.26\n")
	write("large/large.go", large.String())
	return dir, write
}

// A cell that imports a package which is not compiled yet tells the client so.
func TestProgressOverDAP(t *testing.T) {
	requireNative(t)
	dir, write := largeWorkspace(t)
	cmd := exec.Command(program, "dap", "--standalone", "--workspace", dir)
	cmd.Dir, cmd.Env = dir, environment(t, dir)
	c := daptest.Command(t, cmd)
	c.Call("initialize", map[string]any{"adapterID": "goawait", "supportsProgressReporting": true}, nil)
	c.Call("launch", map[string]any{}, nil)
	c.ExpectEvent(protocol.EventInitialized, nil)
	c.Call("configurationDone", nil, nil)
	seq := c.SendCell("%%native\nimport \"example.com/ws/large\"\nlarge.Answer()")
	var start protocol.ProgressStartBody
	c.ExpectEvent(protocol.EventProgressStart, &start)
	if start.Title != "goawait: compiling packages" || start.Message != "example.com/ws/large" || !start.Cancellable {
		t.Errorf("it began with %+v", start)
	}
	var end protocol.ProgressEndBody
	c.ExpectEvent(protocol.EventProgressEnd, &end)
	if end.ID != start.ID {
		t.Errorf("%s began and %s ended", start.ID, end.ID)
	}
	var body protocol.EvaluateBody
	c.ExpectSuccess(seq, &body)
	if body.Result != "42" {
		t.Errorf("it gave %q", body.Result)
	}

	// A package that changes on disk is told of, and a restart picks it up.
	write("large/large.go", changedLarge)
	if got := c.Run("large.Answer()"); got.Result != "42" {
		t.Errorf("what is loaded gave %q", got.Result)
	}
	c.ExpectOutput("example.com/ws/large has changed on disk; the session goes on with what it loaded, and a restart picks it up")
	c.Call("restart", nil, nil)
	if got := c.Run("%%native\nimport \"example.com/ws/large\"\nlarge.Answer()"); got.Result != "43" {
		t.Errorf("after a restart it gave %q", got.Result)
	}
}
