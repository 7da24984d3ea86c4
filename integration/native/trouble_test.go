package native_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// notes are a cell that either lane takes and one that has to be compiled.
const notes = "//%%\nfmt.Println(\"instant\")\n//%%\ntype T struct{}\nfunc (T) M() string { return \"compiled\" }\nT{}.M()\n"

// Where cells cannot be compiled, the cell that would have to be says why and what to do, before
// it runs, the cells before it have run, and goawait doctor says the same.
func TestTrouble(t *testing.T) {
	real, err := exec.LookPath("go")
	if runtime.GOOS != "linux" || err != nil {
		t.Skip("the native lane is for Linux, with Go")
	}
	none := t.TempDir()
	old := filepath.Join(t.TempDir(), "go")
	script := "#!/bin/sh\n" + real + ` "$@" | sed 's/"GOVERSION": ".*"/"GOVERSION": "go1.24.3"/'` + "\n"
	if err := os.WriteFile(old, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	path := os.Getenv("PATH")
	for _, tt := range []struct {
		name     string
		env      []string
		what, do string
	}{
		{"no toolchain", []string{"PATH=" + none}, "no go command was found on PATH", "install Go 1.26"},
		{"an old toolchain", []string{"PATH=" + filepath.Dir(old) + ":" + path, "GOTOOLCHAIN=local"}, "the toolchain here is go1.24.3", "GOTOOLCHAIN=local"},
		{"no C compiler", []string{"CC=no-such-compiler", "CGO_ENABLED=1"}, "no C compiler was found", "install gcc or clang"},
		{"cgo is off", []string{"CGO_ENABLED=0"}, "cgo is off", "CGO_ENABLED"},
		{"a cache that cannot be written", []string{"GOAWAIT_CACHE=/proc/goawait"}, "cannot be written", "GOAWAIT_CACHE"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "notes.goa"), []byte(notes), 0o600); err != nil {
				t.Fatal(err)
			}
			for _, e := range tt.env {
				name, value, _ := strings.Cut(e, "=")
				t.Setenv(name, value)
			}
			if dir := os.Getenv("GOAWAIT_CACHE"); dir != "" {
				defer func(before string) { cache = before }(cache)
				cache = dir
			}
			got := goawait(t, dir, "run", "notes.goa")
			if !strings.HasPrefix(got, "instant\nnotes.goa:5:6: a type with methods needs the native lane, which is not to be had: ") {
				t.Errorf("it printed\n%s", got)
			}
			for _, said := range []string{got, goawait(t, dir, "doctor")} {
				if !strings.Contains(said, tt.what) || !strings.Contains(said, tt.do) {
					t.Errorf("it does not say %q and %q:\n%s", tt.what, tt.do, said)
				}
			}
		})
	}
}

// A cell that was compiled before, and is in the cache, is not run where the go command is gone: what
// suits the plugin cannot be told without it. It says so as any other does, and runs once go is there again.
func TestToolchainGone(t *testing.T) {
	requireNative(t)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "notes.goa"), []byte(notes), 0o600); err != nil {
		t.Fatal(err)
	}
	const whole = "instant\nOut[2]: \"compiled\"\n"
	run := func() string { return goawait(t, dir, "run", "--values", "notes.goa") }
	if got := run(); got != whole {
		t.Fatalf("with go it printed\n%s", got)
	}
	path := os.Getenv("PATH")
	t.Setenv("PATH", t.TempDir())
	const missing = "no go command was found on PATH"
	if got := run(); !strings.HasPrefix(got, "instant\nnotes.goa:5:6: ") || !strings.Contains(got, missing) {
		t.Errorf("without go it printed\n%s", got)
	}
	if got := goawait(t, dir, "doctor"); !strings.Contains(got, missing) {
		t.Errorf("doctor does not say so:\n%s", got)
	}
	t.Setenv("PATH", path)
	if got := run(); got != whole {
		t.Errorf("with go again it printed\n%s", got)
	}
}

// Sessions of several processes that need an engine and plugins at once, in one workspace and in
// others, share what one of them builds.
func TestSessionsThatBuildAtOnce(t *testing.T) {
	requireNative(t)
	defer func(before string) { cache = before }(cache)
	cache = t.TempDir()
	same, other := t.TempDir(), t.TempDir()
	var all sync.WaitGroup
	for i, dir := range []string{same, same, other} {
		if err := os.WriteFile(filepath.Join(dir, "notes.goa"), []byte(notes), 0o600); err != nil {
			t.Fatal(err)
		}
		all.Go(func() {
			if got := goawait(t, dir, "run", "--values", "notes.goa"); got != "instant\nOut[2]: \"compiled\"\n" {
				t.Errorf("session %d printed\n%s", i, got)
			}
		})
	}
	all.Wait()
	for _, what := range []string{"engine/*/engine", "plugin/*/plugin.so"} {
		built, err := filepath.Glob(filepath.Join(cache, filepath.FromSlash(what)))
		if err != nil || len(built) != 1 {
			t.Errorf("of %s there are %q, %v", what, built, err)
		}
	}
}
