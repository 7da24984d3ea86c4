package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite the expected outputs in testdata/script")

// TestMain makes the test binary serve as goawait where a script runs it, engines and
// background processes included.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"goawait": main})
}

// TestScripts plays the commands as a person would type them.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: *update,
		Cmds:          map[string]func(*testscript.TestScript, bool, []string){"frame": frame},
		Setup: func(env *testscript.Env) error {
			// A socket's path has room for about a hundred bytes: too few for a test's folder.
			runtime, err := os.MkdirTemp("", "ga")
			if err != nil {
				return err
			}
			env.Defer(func() { os.RemoveAll(runtime) })
			env.Setenv("GOAWAIT_RUNTIME_DIR", filepath.Join(runtime, "run"))
			for _, name := range []string{"XDG_STATE_HOME", "XDG_CONFIG_HOME", "HOME"} {
				env.Setenv(name, filepath.Join(env.WorkDir, "."+name))
			}
			// What was compiled and downloaded before need not be again.
			out, err := exec.Command("go", "env", "GOCACHE", "GOMODCACHE").Output()
			if cache, modules, ok := strings.Cut(strings.TrimSpace(string(out)), "\n"); ok && err == nil {
				env.Setenv("GOCACHE", cache)
				env.Setenv("GOMODCACHE", modules)
			}
			return nil
		},
	})
}

// frame JSON OUT writes each line of a file as one message with its header.
func frame(ts *testscript.TestScript, _ bool, args []string) {
	var out bytes.Buffer
	for line := range bytes.Lines([]byte(ts.ReadFile(args[0]))) {
		line = bytes.TrimSpace(line)
		fmt.Fprintf(&out, "Content-Length: %d\r\n\r\n%s", len(line), line)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), out.Bytes(), 0o600))
}
