package native_test

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "write what the programs print into testdata")

// program is the goawait that is tested; empty if there is no toolchain to build it with.
var program, cache string

func TestMain(m *testing.M) {
	flag.Parse()
	dir, err := os.MkdirTemp("", "goawait-native-")
	if err != nil {
		panic(err)
	}
	if cache = os.Getenv("GOAWAIT_CACHE"); cache == "" {
		cache = filepath.Join(dir, "cache")
	}
	file := filepath.Join(dir, "goawait")
	if out, err := exec.Command("go", "build", "-o", file, "github.com/goawait/goawait/cmd/goawait").CombinedOutput(); err == nil {
		program = file
	} else {
		os.Stderr.Write(out)
	}
	status := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(status)
}

// goawait runs the program in dir and returns what it prints, on either stream.
func goawait(t *testing.T, dir string, args ...string) string {
	t.Helper()
	return goawaitOn(t, dir, nil, args...)
}

// goawaitOn is goawait with something on its standard input.
func goawaitOn(t *testing.T, dir string, input []byte, args ...string) string {
	t.Helper()
	if program == "" {
		t.Fatal("goawait cannot be built")
	}
	cmd := exec.Command(program, args...)
	cmd.Dir = dir
	cmd.Env = environment(t, dir)
	cmd.Stdin = bytes.NewReader(input)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		if _, ended := err.(*exec.ExitError); !ended {
			t.Fatal(err)
		}
		out.WriteString("(" + err.Error() + ")\n")
	}
	var lines []string
	for line := range strings.Lines(out.String()) {
		if !strings.HasPrefix(line, "goawait: building the engine") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}

// environment is one in which settings are those in dir, and what is compiled is shared by all tests.
func environment(t *testing.T, dir string) []string {
	t.Helper()
	return append(os.Environ(), "GOAWAIT_CACHE="+cache, "HOME="+home(t), "XDG_CONFIG_HOME="+dir, "XDG_STATE_HOME="+dir)
}

// requireNative skips a test where there is no native lane, and builds its engine where there is.
func requireNative(t *testing.T) {
	t.Helper()
	if out := goawait(t, t.TempDir(), "run", "--lane", "native", "-e", "1 + 1"); out != "2\n" {
		if runtime.GOOS != "linux" {
			t.Skip("the native lane is for Linux: " + out)
		}
		t.Fatal(out)
	}
}

// home keeps the go command's own caches where they are.
func home(t *testing.T) string {
	t.Helper()
	dir, err := os.UserHomeDir()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestCells runs the files of each archive in testdata with `goawait run --values` and compares
// what they print with the archive's comment.
func TestCells(t *testing.T) {
	requireNative(t)
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no files", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { play(t, file, t.TempDir()) })
	}
}

// play writes the files of an archive into dir, runs the first of them there, and compares what
// that prints with the archive's comment. One that ends in .repl is what a person types at a prompt.
func play(t *testing.T, file, dir string) {
	t.Helper()
	a, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range a.Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var got string
	if first := a.Files[0]; filepath.Ext(first.Name) == ".repl" {
		got = goawaitOn(t, dir, first.Data, "repl")
	} else {
		got = goawait(t, dir, "run", "--values", first.Name)
	}
	if *update {
		a.Comment = []byte(got)
		if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got != string(a.Comment) {
		t.Errorf("it printed\n%s\nwant\n%s", got, a.Comment)
	}
}

// TestNoToolchain shows what somebody without Go is told.
func TestNoToolchain(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PATH", dir)
	got := goawait(t, dir, "run", "-e", "type T struct{}\nfunc (T) M() {}")
	if !strings.HasPrefix(got, "cell 1, line 2, column 6: a type with methods needs the native lane, which is not to be had: ") || !strings.Contains(got, "install Go") {
		t.Errorf("it printed\n%s", got)
	}
}
