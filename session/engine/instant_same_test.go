package engine

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestSame runs each program of testdata/same as a cell and as an ordinary program: both must
// print the same. The ordinary ones are one binary, each a package with a function Main.
func TestSame(t *testing.T) {
	files, err := filepath.Glob("testdata/same/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no programs", err)
	}
	want := runNative(t, files)
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".go")
		t.Run(name, func(t *testing.T) {
			got := runAsCell(t, file)
			compareLines(t, got, want[name])
		})
	}
}

const separator = "\x00program "

// runNative builds and runs the programs and returns what each printed.
func runNative(t *testing.T, files []string) map[string]string {
	t.Helper()
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Skip("no go command")
	}
	dir := t.TempDir()
	write := func(name, text string) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	imports, calls := "", ""
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".go")
		src := strings.Replace(program(t, file), "package main", "package p_"+name, 1)
		write("p_"+name+"/p.go", strings.Replace(src, "\nfunc main() {", "\nfunc Main() {", 1))
		imports += fmt.Sprintf("import %q\n", "same/p_"+name)
		calls += fmt.Sprintf("\tfmt.Print(%q)\n\tp_%s.Main()\n", separator+name+"\n", name)
	}
	write("go.mod", "module same\n\ngo 1.26\n")
	write("main.go", "package main\n\nimport \"fmt\"\n"+imports+"func main() {\n"+calls+"}\n")
	cmd := exec.Command(goTool, "run", ".")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod")
	out, err := cmd.Output()
	if err != nil {
		if e, ok := err.(*exec.ExitError); ok {
			t.Fatalf("%v\n%s", err, e.Stderr)
		}
		t.Fatal(err)
	}
	results := map[string]string{}
	for _, part := range strings.Split(string(out), separator)[1:] {
		name, text, _ := strings.Cut(part, "\n")
		results[name] = text
	}
	return results
}

func program(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

var packageClause = regexp.MustCompile(`(?m)^package main$`)

// runAsCell runs a program in the instant lane and returns what it printed.
func runAsCell(t *testing.T, file string) string {
	t.Helper()
	src := packageClause.ReplaceAllString(program(t, file), "") + "\nmain()\n"
	s := newScratch(t, "goroutine")
	s.onlyAllowed = true
	return captureFiles(t, func() {
		s.tee = os.Stdout // so that prints and writes to the file keep their order
		s.tee.Write([]byte(s.run(src)))
	})
}

// captureFiles returns what f writes to os.Stdout itself.
func captureFiles(t *testing.T, f func()) string {
	t.Helper()
	before := os.Stdout
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	os.Stdout = w
	text := make(chan string)
	go func() { // ends when w is closed
		var b strings.Builder
		buf := make([]byte, 4096)
		for {
			n, err := r.Read(buf)
			b.Write(buf[:n])
			if err != nil {
				text <- b.String()
				return
			}
		}
	}()
	f()
	os.Stdout = before
	w.Close()
	return <-text
}

func compareLines(t *testing.T, got, want string) {
	t.Helper()
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(g), len(w)) {
		a, b := "", ""
		if i < len(g) {
			a = g[i]
		}
		if i < len(w) {
			b = w[i]
		}
		if a != b {
			t.Errorf("line %d of the output:\ninstant lane: %s\ngo run:       %s", i+1, a, b)
		}
	}
}
