package engine

import (
	"flag"
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
	programs := map[string]string{}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		programs[strings.TrimSuffix(filepath.Base(file), ".go")] = string(b)
	}
	compareBoth(t, programs)
}

var (
	generated = flag.Int("generated", 40, "how many programs TestGenerated makes")
	firstSeed = flag.Int64("seed", 1, "the seed of the first of them")
)

// TestGenerated is TestSame for programs that are made up.
func TestGenerated(t *testing.T) {
	programs := map[string]string{}
	for i := range *generated {
		seed := *firstSeed + int64(i)
		programs[fmt.Sprintf("g%d", seed)] = generate(seed)
	}
	want := runNative(t, programs)
	for name, src := range programs {
		t.Run(name, func(t *testing.T) {
			compareLines(t, anyBound.ReplaceAllString(runAsCell(t, src), "$1"), anyBound.ReplaceAllString(want[name], "$1"))
		})
	}
}

// anyBound is a bound that is exceeded. Which of several in one statement is met first is
// not for Go to say.
var anyBound = regexp.MustCompile(`(runtime error): (index out of range|slice bounds out of range|integer divide by zero).*`)

func compareBoth(t *testing.T, programs map[string]string) {
	want := runNative(t, programs)
	for name, src := range programs {
		t.Run(name, func(t *testing.T) {
			compareLines(t, runAsCell(t, src), want[name])
			if t.Failed() && testing.Verbose() {
				t.Log(src)
			}
		})
	}
}

const separator = "\x00program "

// runNative builds and runs the programs and returns what each printed.
func runNative(t *testing.T, programs map[string]string) map[string]string {
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
	for name, src := range programs {
		src = strings.Replace(src, "package main", "package p_"+name, 1)
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

var packageClause = regexp.MustCompile(`(?m)^package main$`)

// runAsCell runs a program in the instant lane and returns what it printed.
func runAsCell(t *testing.T, program string) string {
	t.Helper()
	src := packageClause.ReplaceAllString(program, "") + "\nmain()\n"
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
	bad := 0
	for i := range max(len(g), len(w)) {
		a, b := "", ""
		if i < len(g) {
			a = g[i]
		}
		if i < len(w) {
			b = w[i]
		}
		if a != b {
			if bad++; bad > 3 {
				return
			}
			t.Errorf("line %d of the output:\ninstant lane: %s\ngo run:       %s", i+1, a, b)
		}
	}
}
