package engine

import (
	"flag"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goawait/goawait/integration/invent"
)

// TestSame runs each program of testdata/same as a cell and as an ordinary program: both must
// print the same. The ordinary ones are one binary, each a package with a function Main.
func TestSame(t *testing.T) {
	compareBoth(t, readPrograms(t, "testdata/same/*.go"))
}

// TestSamePrograms is TestSame for programs that are run as such: their variables are initialised
// in another order than that of the text.
func TestSamePrograms(t *testing.T) {
	programs := readPrograms(t, "testdata/programs/*.go")
	want := runNative(t, programs)
	for name, src := range programs {
		t.Run(name, func(t *testing.T) {
			s := newScratch(t, "goroutine")
			s.onlyAllowed, s.program = true, true
			compareLines(t, runIn(t, s, packageClause.ReplaceAllString(src, "")+"\nmain()\n"), want[name])
		})
	}
}

func readPrograms(t *testing.T, pattern string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatal("no programs", err)
	}
	programs := map[string]string{}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		programs[strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))] = string(b)
	}
	return programs
}

// TestSameAsync compares the programs of testdata/async with what is left of them without their
// async words: an async with is then a range over a function that leaves what it yields.
func TestSameAsync(t *testing.T) {
	for _, runner := range []string{"goroutine", "loop"} {
		t.Run(runner, func(t *testing.T) {
			programs, plain := map[string]string{}, map[string]string{}
			for name, src := range readPrograms(t, "testdata/async/*.goa") {
				programs[name], plain[name] = src, withoutAsync(src)
			}
			want := runNative(t, plain)
			for name, src := range programs {
				t.Run(name, func(t *testing.T) {
					compareLines(t, runCell(t, runner, packageClause.ReplaceAllString(src, "")+"\nawait main()\n", false), want[name])
				})
			}
		})
	}
}

var asyncWords = strings.NewReplacer("async func", "func", "async for", "for", "await ", "")

var (
	withNamed = regexp.MustCompile(`async with (\w+) := (.*) \{\n`)
	withBare  = regexp.MustCompile(`async with (.*) \{\n`)
)

func withoutAsync(src string) string {
	src = withNamed.ReplaceAllString(src, "for $1 := range with($2) {\n")
	src = withBare.ReplaceAllString(src, "for range with($1) {\n")
	src = strings.ReplaceAll(src, "with(mu)", "with(&mu)")
	return asyncWords.Replace(src) + `
func with[R any](r R) func(func(R) bool) {
	return func(yield func(R) bool) {
		switch r := any(r).(type) {
		case io.Closer:
			defer r.Close()
		case sync.Locker:
			r.Lock()
			defer r.Unlock()
		}
		yield(r)
	}
}
`
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
		part := invent.Make(seed, invent.Style{Plain: true})
		programs[fmt.Sprintf("g%d", seed)] = "package main\n" + invent.Program([]invent.Part{part})
	}
	want := runNative(t, programs)
	refused := 0
	for name, src := range programs {
		t.Run(name, func(t *testing.T) {
			got := runAsCell(t, src)
			if laneRefused.MatchString(got) {
				refused++
				return
			}
			compareLines(t, anyBound.ReplaceAllString(got, "$1"), anyBound.ReplaceAllString(want[name], "$1"))
			compareLines(t, anyBound.ReplaceAllString(runLooking(t, src), "$1"), anyBound.ReplaceAllString(want[name], "$1"))
		})
	}
	if refused*4 > len(programs) {
		t.Errorf("%d of %d programs are outside the instant lane", refused, len(programs))
	}
}

// laneRefused is what runAsCell gives for a program that is outside the instant lane.
var laneRefused = regexp.MustCompile(`^line \d+: .* needs the native lane`)

// anyBound is a bound that is exceeded. Which of several in one statement is met first is
// not for Go to say.
var anyBound = regexp.MustCompile(`(runtime error): (index out of range|slice bounds out of range|integer divide by zero).*`)

func compareBoth(t *testing.T, programs map[string]string) {
	want := runNative(t, programs)
	for name, src := range programs {
		t.Run(name, func(t *testing.T) {
			compareLines(t, runAsCell(t, src), want[name])
			compareLines(t, runLooking(t, src), want[name])
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
	return runCell(t, "goroutine", packageClause.ReplaceAllString(program, "")+"\nmain()\n", false)
}

// runLooking is runAsCell with loops that look for compiled code, in each iteration and in vain.
func runLooking(t *testing.T, program string) string {
	t.Helper()
	before := forced
	forced = math.MaxInt
	defer func() { forced = before }()
	return runCell(t, "goroutine", packageClause.ReplaceAllString(program, "")+"\nmain()\n", true)
}

// runCell runs a cell and returns what it printed.
func runCell(t *testing.T, runner, src string, handover bool) string {
	t.Helper()
	s := newScratch(t, runner)
	s.onlyAllowed, s.handover = true, handover
	return runIn(t, s, src)
}

// runIn runs a cell in s and returns what it printed.
func runIn(t *testing.T, s *scratch, src string) string {
	t.Helper()
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
