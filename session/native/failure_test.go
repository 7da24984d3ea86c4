package native

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// environment is this process's with some variables set.
func environment(set ...string) []string { return with(os.Environ(), set...) }

// fakeGo makes a folder with a go command that is a shell script.
func fakeGo(t *testing.T, script string) (dir string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("a shell script stands for the go command")
	}
	dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "go"), []byte("#!/bin/sh\n"+script), 0o700); err != nil {
		t.Fatal(err)
	}
	return dir
}

// problem checks that err is a Problem that says what is wrong and what to do.
func problem(t *testing.T, err error, what, do string) {
	t.Helper()
	var p *Problem
	switch {
	case !errors.As(err, &p):
		t.Errorf("got %v, want a problem", err)
	case !strings.Contains(p.What, what) || !strings.Contains(p.Do, do):
		t.Errorf("got %q, do %q; want %q, do %q", p.What, p.Do, what, do)
	}
}

func TestToolchainsThatDoNotSuit(t *testing.T) {
	real, err := exec.LookPath("go")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	altered := func(from, to string) string {
		return "PATH=" + fakeGo(t, real+` "$@" | sed 's/`+from+`/`+to+`/'`) + ":" + os.Getenv("PATH")
	}
	for _, tt := range []struct {
		name     string
		env      []string
		what, do string
	}{
		{"none", environment("PATH=" + t.TempDir()), "no go command was found", "install Go 1.26"},
		{"broken", environment("PATH=" + fakeGo(t, "echo go: cannot find GOROOT >&2; exit 2")), "go: cannot find GOROOT", "go env"},
		{"chatter", environment("PATH=" + fakeGo(t, "echo hello")), "cannot be read", "which program"},
		{"old", environment("GOTOOLCHAIN=auto", altered(`"GOVERSION": ".*"`, `"GOVERSION": "go1.24.3"`)), "go1.24.3", "GOTOOLCHAIN=go1.26.0"},
		{"local", environment("GOTOOLCHAIN=local", altered(`"GOVERSION": ".*"`, `"GOVERSION": "go1.24.3"`)), "go1.24.3", "unset GOTOOLCHAIN=local"},
		{"no cgo", environment("CGO_ENABLED=0"), "cgo is off", "CGO_ENABLED"},
		{"no compiler", environment("CC=no-such-compiler", "CGO_ENABLED=1"), "no C compiler", "install gcc"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tc, err := Find(t.Context(), dir, tt.env)
			problem(t, err, tt.what, tt.do)
			if knows := tc != nil; knows != (tt.name == "old" || tt.name == "local" || strings.HasPrefix(tt.name, "no ")) {
				t.Errorf("toolchain given: %v", knows)
			}
		})
	}
}

// A toolchain that was upgraded compiles differently, so its engines are others.
func TestUpgradedToolchain(t *testing.T) {
	dir := t.TempDir()
	now := toolchain(t, dir)
	real := now.Go
	env := environment("PATH=" + fakeGo(t, real+` "$@" | sed 's/"GOVERSION": ".*"/"GOVERSION": "go1.99.1"/'`) + ":" + os.Getenv("PATH"))
	next, err := Find(t.Context(), dir, env)
	if err != nil {
		t.Fatal(err)
	}
	if next.Version != "go1.99.1" || next.id == now.id {
		t.Errorf("version %s, same identity %v", next.Version, next.id == now.id)
	}
}

// Flags for the person's own builds do not reach the cells', and those that say what is built do.
func TestFlagsOfThePerson(t *testing.T) {
	dir := t.TempDir()
	tc := toolchainIn(t, dir, environment("GOFLAGS=-race -tags=demo -mod=mod -ldflags=-s", "GOOS=js", "GOARCH=wasm"))
	if got := strings.Join(tc.flags, " "); got != "-tags=demo -mod=mod" {
		t.Errorf("flags %q", got)
	}
	out, err := tc.run(t.Context(), dir, tc.env(dir, tc.flags), tc.Go, "env", "GOOS", "GOARCH", "GOFLAGS")
	if want := runtime.GOOS + "\n" + runtime.GOARCH + "\n-tags=demo -mod=mod\n"; err != nil || string(out) != want {
		t.Errorf("got %q, %v; want %q", out, err, want)
	}
}

func TestCacheThatCannotBeWritten(t *testing.T) {
	dir := folder(t, module)
	tc := toolchain(t, dir)
	for _, cache := range unwritable(t) {
		w, err := Open(tc, dir, cache)
		if err == nil {
			_, err = w.Engine(t.Context(), nil)
		}
		problem(t, err, "cannot be written", "GOAWAIT_CACHE")
	}
}

// unwritable gives folders that nobody can write to, also not root.
func unwritable(t *testing.T) []string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	folders := []string{filepath.Join(file, "cache")}
	if runtime.GOOS == "linux" {
		folders = append(folders, "/proc/goawait/cache")
	}
	if os.Getuid() != 0 {
		dir := t.TempDir()
		if err := os.Chmod(dir, 0o500); err != nil {
			t.Fatal(err)
		}
		folders = append(folders, filepath.Join(dir, "cache"))
	}
	return folders
}

// An engine that was built before serves from a cache that can no longer be written.
func TestReadOnlyCacheWithAnEngine(t *testing.T) {
	w, e := workspace(t, module)
	cache := t.TempDir()
	if err := os.MkdirAll(filepath.Join(cache, "engine"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(cacheDir, "engine", e.ID), filepath.Join(cache, "engine", e.ID)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(cache, "plugin"), nil, 0o400); err != nil { // no folder can be made
		t.Fatal(err)
	}
	again, err := Open(w.tc, w.dir, cache)
	if err != nil {
		t.Fatal(err)
	}
	got, err := again.Engine(t.Context(), nil)
	if err != nil || got.ID != e.ID {
		t.Fatalf("Engine: %v, %v", got, err)
	}
	_, err = again.Plugin(t.Context(), got, cell("example.com/ws/goawait/cell1", "func Run() {}"))
	problem(t, err, "cannot be written", "GOAWAIT_CACHE")
}

// What a full disk does to a write is said as such, whichever program met it.
func TestFullDisk(t *testing.T) {
	problem(t, onDisk("filling", "/c", &os.PathError{Op: "write", Path: "/c/x", Err: syscall.ENOSPC}), "no space left", "free some space")
	for _, text := range []string{
		"compile: writing output: write $WORK/b001/_pkg_.a: no space left on device",
		"/usr/bin/ld: final link failed: No space left on device\ncollect2: error: ld returned 1 exit status",
	} {
		problem(t, fromTool("the linker", text, errors.New("exit status 1")), "no space left", "free some space")
	}
	// The real thing: the linker beyond a limit on the size of files.
	w, e := workspace(t, module)
	limited := fakeLimited(t, w.tc.Tools)
	tc := *w.tc
	tc.Tools = limited
	small, err := Open(&tc, w.dir, cacheDir)
	if err != nil {
		t.Fatal(err)
	}
	_, err = small.Plugin(t.Context(), e, cell("example.com/ws/goawait/full", "func Run() {}"))
	problem(t, err, "no space left", "free some space")
	p := build(t, w, e, cell("example.com/ws/goawait/full", `func Run() { println("room again") }`))
	expect(t, load(t, w, e, p), "room again")
}

// fakeLimited makes a folder of tools that may write files of 64 KiB only.
func fakeLimited(t *testing.T, tools string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"compile", "link"} {
		script := "#!/bin/bash\ntrap '' XFSZ\nulimit -f 64\nexec " + filepath.Join(tools, name) + ` "$@"` + "\n"
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := exec.LookPath("bash"); err != nil {
		t.Fatal(err)
	}
	return dir
}

// A C compiler that is there and does not work is told from a fault of the cell.
func TestBrokenCompiler(t *testing.T) {
	w, e := workspace(t, module)
	tc := *w.tc
	dir := fakeGo(t, "") // any script that fails
	if err := os.WriteFile(filepath.Join(dir, "cc"), []byte("#!/bin/sh\necho cc1: crt1.o is missing >&2\nexit 1\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	tc.CC = filepath.Join(dir, "cc")
	broken, err := Open(&tc, w.dir, cacheDir)
	if err != nil {
		t.Fatal(err)
	}
	_, err = broken.Plugin(t.Context(), e, cell("example.com/ws/goawait/cell77", "func Run() {}"))
	problem(t, err, "does not work", "install gcc")
}

// A tool that is killed is run again; one that is killed each time is told of, and the next cell is compiled.
func TestKilledTools(t *testing.T) {
	w, e := workspace(t, module)
	for i, tt := range []struct {
		name, script, times string
	}{
		{"compile", "kill -9 $$", "once"},
		{"link", "kill -9 $$", "once"},
		{"link", "kill -9 $$", "always"},
		{"compile", "kill -9 $$", "always"},
		{"cc", "kill -9 $$", "always"},
		{"cc", "echo 'collect2: fatal error: ld terminated with signal 9 [Killed]' >&2; exit 1", "always"},
	} {
		t.Run(tt.name+" "+tt.times, func(t *testing.T) {
			tc := *w.tc
			tc.Tools, tc.CC = killed(t, &tc, tt.name, tt.script, tt.times == "once")
			shot, err := Open(&tc, w.dir, cacheDir)
			if err != nil {
				t.Fatal(err)
			}
			text := fmt.Sprintf("func Run() { println(\"killed %d\") }", i)
			p, err := shot.Plugin(t.Context(), e, cell("example.com/ws/goawait/killed", text))
			if tt.times == "always" {
				problem(t, err, "was killed", "run the cell again")
				p, err = w.Plugin(t.Context(), e, cell("example.com/ws/goawait/killed", text))
			}
			if err != nil {
				t.Fatal(err)
			}
			expect(t, load(t, w, e, p), fmt.Sprint("killed ", i))
		})
	}
}

// killed makes a folder of tools, and a C compiler, of which one does something else, once or always.
func killed(t *testing.T, tc *Toolchain, which, script string, once bool) (tools, cc string) {
	t.Helper()
	dir := t.TempDir()
	if once {
		script = "if mkdir " + filepath.Join(dir, "done") + " 2>/dev/null; then " + script + "; fi"
	}
	for name, real := range map[string]string{"compile": filepath.Join(tc.Tools, "compile"), "link": filepath.Join(tc.Tools, "link"), "cc": tc.CC} {
		text := "#!/bin/sh\n"
		if name == which {
			text += script + "\n"
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text+"exec "+real+" \"$@\"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return dir, filepath.Join(dir, "cc")
}

// What was removed from the caches while a session goes on is said, and is no fault of the cell.
func TestRemovedPackages(t *testing.T) {
	w, e := workspace(t, module)
	cache := t.TempDir()
	dir := filepath.Join(cache, "engine", e.ID)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"engine", "packages.json", "pkg", sealName} {
		if err := os.Symlink(filepath.Join(cacheDir, "engine", e.ID, name), filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	w, err := Open(w.tc, w.dir, cache)
	if err != nil {
		t.Fatal(err)
	}
	const text = `import "example.com/ws/internal/table"; func Run() { println(table.Name(1)) }`
	build(t, w, e, cell("example.com/ws/goawait/cell1", text))
	const path = "example.com/ws/internal/table"
	w.brought[path].File += "gone"
	again := cell("example.com/ws/goawait/cell2", text+"; var _ = 2")
	_, err = w.Plugin(t.Context(), e, again)
	problem(t, err, path+" has been removed", "run the cell again")
	build(t, w, e, again)
	if err := os.Remove(filepath.Join(dir, "pkg")); err != nil {
		t.Fatal(err)
	}
	_, err = w.Plugin(t.Context(), e, cell("example.com/ws/goawait/cell3", "func Run() {}"))
	problem(t, err, "have been removed from the cache", "restart the session")
	if fault := (*CompileError)(nil); errors.As(err, &fault) {
		t.Errorf("it is a fault of the cell: %v", fault)
	}
}
