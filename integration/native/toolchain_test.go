package native_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/goawait/goawait/dap/daptest"
)

// What go.mod and `go env -w` say when an engine is started counts for that engine, though the
// background process goes on; while one runs that was started before, people are told, and it stays as it is.
func TestToolchainChangesUnderASession(t *testing.T) {
	requireNative(t)
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module example.com/ws\n\ngo 1.20\n")
	write("tag/plain.go", "//go:build !marked\n\npackage tag\n\nconst Marked = false\n")
	write("tag/marked.go", "//go:build marked\n\npackage tag\n\nconst Marked = true\n")
	cmd := exec.Command(program, "dap", "--standalone", "--workspace", dir)
	goenv := filepath.Join(dir, "goenv")
	cmd.Dir, cmd.Env = dir, append(environment(t, dir), "GOENV="+goenv, "GOFLAGS=")
	c := daptest.Command(t, cmd)
	c.Start(nil)

	// Up to Go 1.20 a panic(nil) is recovered as nil.
	const nilPanic = "%%native\nfunc recovered() (v any) { defer func() { v = recover() }(); panic(nil) }\nrecovered() == nil"
	const marked = "%%native\nimport \"example.com/ws/tag\"\ntag.Marked"
	expect := func(cell, want string) {
		t.Helper()
		if got := c.Run(cell); got.Result != want {
			t.Errorf("%q gave %q, want %q", cell, got.Result, want)
		}
	}
	expect(nilPanic, "true")
	write("go.mod", "module example.com/ws\n\ngo 1.26\n")
	const told = "what Go builds by has changed here (go.mod, go.work or go env); the session goes on with its engine, and a restart picks it up"
	c.ExpectOutput(told)
	expect(nilPanic, "true")
	c.Call("restart", nil, nil)
	expect(nilPanic, "false")
	expect(marked, "false")

	write("goenv", "GOFLAGS=-tags=marked\n")
	c.ExpectOutput(told)
	expect(marked, "false")
	c.Call("restart", nil, nil)
	expect(marked, "true")
}
