package integration

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/goawait/goawait/dap/daptest"
)

// statusOf gives the exit status of a command that was started.
func statusOf(t *testing.T, cmd *exec.Cmd) int {
	t.Helper()
	err := cmd.Wait()
	if _, ended := errors.AsType[*exec.ExitError](err); err != nil && !ended {
		t.Fatalf("%s: %v", cmd, err)
	}
	return cmd.ProcessState.ExitCode()
}

// TestExitStatuses has each command end in each way: scripts go by the status.
func TestExitStatuses(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	for name, text := range map[string]string{
		"well.goa": "1 + 1\n", "broken.goa": "await 3\n", "raises.goa": "await func() error { return io.EOF }\n",
	} {
		if err := os.WriteFile(filepath.Join(h.workspace, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for line, want := range map[string]int{
		"run well.goa":                    0,
		"run raises.goa":                  1,
		"run broken.goa":                  1,
		"run missing.goa":                 1,
		"run --timeout 100ms -e select{}": 1,
		"run -e os.Exit(3)":               3,
		"run":                             2,
		"run --nonsense":                  2,
		"run --runner trio -e 1":          2,
		"run --lane quick -e 1":           2,
		"run --scope file -e 1":           2,
		"run --autoawait maybe -e 1":      2,
		"run --timeout soon -e 1":         2,
		"check well.goa":                  0,
		"check broken.goa":                1,
		"check --json broken.goa":         1,
		"check missing.goa":               1,
		"check":                           2,
		"sessions":                        0,
		"sessions end nobody":             1,
		"sessions begin":                  2,
		"lsp --workspace missing":         1,
		"lsp more":                        2,
		"dap --restricted":                2,
		"serve --workspace missing":       1,
		"nonsense":                        2,
		"version":                         0,
		"help run":                        0,
	} {
		cmd := exec.Command(goawait(t), strings.Fields(line)...)
		cmd.Env, cmd.Dir = h.env, h.workspace
		var said bytes.Buffer
		cmd.Stderr = &said
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if got := statusOf(t, cmd); got != want {
			t.Errorf("goawait %s ended with %d, want %d; it said\n%s", line, got, want, said.Bytes())
		}
	}
}

// TestInterruptedRun presses Ctrl-C while goawait run has cells, or a program, running.
func TestInterruptedRun(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	const program = `package main

import (
	"fmt"
	"time"
)

func main() {
	fmt.Println("on")
	time.Sleep(time.Hour)
}
`
	if err := os.WriteFile(filepath.Join(h.workspace, "program.go"), []byte(program), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		args []string
		said string
	}{
		{[]string{"run", "-e", "fmt.Println(\"on\")\nfor {\n}"}, "interrupted"},
		{[]string{"run", "-e", "fmt.Println(\"on\")\nawait async.Sleep(time.Hour)"}, "interrupted"},
		{[]string{"run", "program.go"}, ""},
	} {
		cmd := exec.Command(goawait(t), test.args...)
		cmd.Env, cmd.Dir = h.env, h.workspace
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		var said bytes.Buffer
		cmd.Stderr = &said
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		in := bufio.NewReader(out)
		if line, err := in.ReadString('\n'); line != "on\n" {
			t.Errorf("%q prints %q, %v", test.args, line, err)
		}
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		rest, _ := io.ReadAll(in)
		if got := statusOf(t, cmd); got != 130 || len(rest) > 0 || !strings.Contains(said.String(), test.said) {
			t.Errorf("%q ended with %d, printed %q and said %q, want 130 and %q", test.args, got, rest, said.String(), test.said)
		}
	}
}

// TestDoctorOfABareMachine looks at one that has goawait alone: it works, and what more there could
// be comes with how to get it.
func TestDoctorOfABareMachine(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	cmd := exec.Command(goawait(t), "doctor")
	cmd.Env, cmd.Dir = append(h.env, "PATH="+h.workspace), h.workspace
	out, err := cmd.Output()
	if err != nil {
		t.Errorf("doctor: %v", err)
	}
	for _, want := range []string{
		"\nok  sockets ", "\nok  engine     a cell with await ran\n", "\n--  toolchain  no go command was found on PATH", "\n--  native ",
		"→ cells run in the instant lane meanwhile\n", "\n--  editors    none on PATH\n", "→ install Neovim or VS Code",
	} {
		if !strings.Contains(string(out), want) {
			t.Errorf("there is no %q in\n%s", want, out)
		}
	}
}

// TestNobodyIsThere leaves a session: its process ends after session.keepAlive, and with it what it
// had in the folder of sockets.
func TestNobodyIsThere(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	c := dapClient(t, h)
	c.Start(nil)
	daptest.NewPerson(t, c).Start(`%config session.keepAlive = "50ms"`)()
	pid := h.background(t)
	c.Call("disconnect", nil, nil)
	if !gone(pid, 2*time.Minute) {
		t.Errorf("the background process %d stays", pid)
	}
	if left, _ := filepath.Glob(filepath.Join(h.dir, "run", "goawait", "*.sock")); len(left) > 0 {
		t.Errorf("it left %q", left)
	}
}
