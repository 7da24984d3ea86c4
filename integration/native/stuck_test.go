package native_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goawait/goawait/dap/daptest"
)

// A package whose init does not return keeps Go from loading another. Its cell can be interrupted, and
// those that come then say what keeps them, or run where they need nothing to be loaded; a restart ends it.
func TestInitThatNeverReturns(t *testing.T) {
	requireNative(t)
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":       "module example.com/ws\n\ngo 1.26\n",
		"slow/slow.go": "package slow\n\nvar N = wait()\n\nfunc wait() int {\n\tprintln(\"waiting\")\n\tselect {}\n}\n",
	} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(program, "dap", "--standalone", "--workspace", dir)
	cmd.Dir, cmd.Env = dir, environment(t, dir)
	c := daptest.Command(t, cmd)
	c.Start(nil)
	const compiled = "%%native\nx := 1\nx"
	if got := c.Run(compiled); got.Result != "1" {
		t.Errorf("the first cell gave %q", got.Result)
	}
	seq := c.SendCell("import \"example.com/ws/slow\"\nslow.N")
	c.ExpectOutput("waiting")
	c.Call("cancel", map[string]any{"requestId": seq}, nil)
	const why = "the init of package example.com/ws/slow has not returned (slow/slow.go:7)"
	if r := c.ExpectResponse(seq); r.Success {
		t.Errorf("it was answered with %s", r.Body)
	}
	if r := c.ExpectResponse(c.SendCell("%%native\ny := 1\ny")); r.Success || !strings.Contains(r.Message, why) {
		t.Errorf("the next was answered with %t, %q", r.Success, r.Message)
	}
	if got := c.Run("%%instant\n1 + 1"); got.Result != "2" {
		t.Errorf("an interpreted cell gave %q", got.Result)
	}
	c.Call("restart", nil, nil)
	if got := c.Run(compiled); got.Result != "1" {
		t.Errorf("after a restart it gave %q", got.Result)
	}
}
