package native

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/txtar"
)

// cacheDir is the cache of all tests: an engine takes seconds to link.
var cacheDir string

func TestMain(m *testing.M) {
	var err error
	if cacheDir, err = os.MkdirTemp("", "goawait-native-test-"); err != nil {
		panic(err)
	}
	status := m.Run()
	_ = os.RemoveAll(cacheDir)
	os.Exit(status)
}

// toolchain finds the toolchain of dir, which the test needs.
func toolchain(t *testing.T, dir string) *Toolchain {
	t.Helper()
	return toolchainIn(t, dir, nil)
}

// toolchainIn is toolchain in an environment. Only where there is no native lane a test does without.
func toolchainIn(t *testing.T, dir string, env []string) *Toolchain {
	t.Helper()
	tc, err := Find(t.Context(), dir, env)
	if err != nil {
		if runtime.GOOS == "linux" || os.Getenv("CI") != "" {
			t.Fatalf("Find: %v", err)
		}
		t.Skipf("no toolchain to test with: %v", err)
	}
	return tc
}

// folder writes the files of an archive in txtar's format into a new folder.
func folder(t *testing.T, files string) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range txtar.Parse([]byte(files)).Files {
		if err := write(filepath.Join(dir, filepath.FromSlash(f.Name)), f.Data); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// workspace opens a workspace with these files and gives it its engine.
func workspace(t *testing.T, files string) (*Workspace, Engine) {
	t.Helper()
	return workspaceIn(t, folder(t, files))
}

// workspaceIn is workspace for a folder that has its files.
func workspaceIn(t *testing.T, dir string) (*Workspace, Engine) {
	t.Helper()
	w, err := Open(toolchain(t, dir), dir, cacheDir)
	if err != nil {
		t.Fatal(err)
	}
	e, err := w.Engine(t.Context(), func(p Progress) { t.Logf("%d/%d %s", p.Done, p.Total, p.Text) })
	if err != nil {
		t.Fatalf("Engine: %v", err)
	}
	return w, e
}

// loader is a program that is linked as an engine is, loads plugins and calls their Run.
const loader = `package main

import (
	"fmt"
	"os"
	"plugin"

	_ "` + ourModule + `/session/engine"
)

func main() {
	for _, file := range os.Args[1:] {
		p, err := plugin.Open(file)
		if err != nil {
			fmt.Println("open:", err)
			os.Exit(1)
		}
		if run, err := p.Lookup("Run"); err == nil {
			run.(func())()
		}
	}
}
`

var (
	loaderMu sync.Mutex // guards loaders
	loaders  = map[string]string{}
)

// load loads plugins, one after another, into one process and returns what they print.
func load(t *testing.T, w *Workspace, e Engine, plugins ...Plugin) string {
	t.Helper()
	var files []string
	for _, p := range plugins {
		files = append(files, p.File)
	}
	out, err := exec.Command(linkLoader(t, w, e), files...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}

func linkLoader(t *testing.T, w *Workspace, e Engine) string {
	t.Helper()
	loaderMu.Lock()
	defer loaderMu.Unlock()
	if path := loaders[e.ID]; path != "" {
		return path
	}
	std, err := w.builtIn(e)
	if err != nil {
		t.Fatal(err)
	}
	godebug, err := w.godebug(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(cacheDir, "loader-"+e.ID)
	if err := w.linkMain(t.Context(), loader, out, std, godebug); err != nil {
		t.Fatal(err)
	}
	loaders[e.ID] = out
	return out
}

// cell is a package whose Run is what the loader calls.
func cell(path, src string, deps ...string) Package {
	name := path[strings.LastIndexByte(path, '/')+1:]
	return Package{
		Path: path, Files: map[string]string{"cell.go": "package " + name + "\n" + src}, Deps: deps,
		Main: fmt.Sprintf("package main\n\nimport cell %q\n\nfunc Run() { cell.Run() }\n", path),
	}
}

func build(t *testing.T, w *Workspace, e Engine, p Package) Plugin {
	t.Helper()
	out, err := w.Plugin(t.Context(), e, p)
	if err != nil {
		t.Fatalf("Plugin %s: %v", p.Path, err)
	}
	t.Logf("%s: %v, cached %v", p.Path, out.Took, out.Cached)
	return out
}

func expect(t *testing.T, got, want string) {
	t.Helper()
	if strings.TrimSpace(got) != strings.TrimSpace(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

const module = `
-- go.mod --
module example.com/ws

go 1.21
-- internal/table/table.go --
package table

var Names = map[int]string{
	1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten",
	11: "eleven", 12: "twelve", 13: "thirteen", 14: "fourteen", 15: "fifteen", 16: "sixteen", 17: "seventeen",
	18: "eighteen", 19: "nineteen", 20: "twenty", 21: "twenty-one", 22: "twenty-two", 23: "twenty-three",
	24: "twenty-four", 25: "twenty-five", 26: "twenty-six", 27: "twenty-seven", 28: "twenty-eight",
}

var Count int

func init() { println("table is initialised") }

func Next() int { Count++; return Count }
func Name(i int) string { return Names[i] }
`

func TestCellsShareTypesAndVariables(t *testing.T) {
	w, e := workspace(t, module)
	one := build(t, w, e, cell("example.com/ws/goawait/cell1", `
import "fmt"
type T struct{ N int }
func (t T) String() string { return fmt.Sprint("T number ", t.N) }
var X any = T{1}
func Run() { fmt.Println(X) }
`))
	two := build(t, w, e, cell("example.com/ws/goawait/cell2", `
import "fmt"
import c "example.com/ws/goawait/cell1"
func Run() { t, ok := c.X.(c.T); fmt.Println(t.N, ok); c.X = c.T{2} }
`, "example.com/ws/goawait/cell1"))
	three := build(t, w, e, cell("example.com/ws/goawait/cell3", `
import "fmt"
import c "example.com/ws/goawait/cell1"
func Run() { fmt.Println(c.X) }
`, "example.com/ws/goawait/cell1"))
	expect(t, load(t, w, e, one, two, three), "T number 1\n1 true\nT number 2")
}

// A package comes with the first plugin that imports it. What that plugin does not use of it,
// a later one does.
func TestPackagesOfTheWorkspaceAreInitialisedOnce(t *testing.T) {
	w, e := workspace(t, module)
	one := build(t, w, e, cell("example.com/ws/goawait/cell1", `
import "example.com/ws/internal/table"
func Run() { println(table.Next()) }
`))
	two := build(t, w, e, cell("example.com/ws/goawait/cell2", `
import "example.com/ws/internal/table"
func Run() { println(table.Next(), table.Name(2)) }
`))
	expect(t, load(t, w, e, one, two), "table is initialised\n1\n2 two")
}

func TestPluginsAreCached(t *testing.T) {
	w, e := workspace(t, module)
	p := cell("example.com/ws/goawait/cell9", `func Run() { println("nine") }`)
	first := build(t, w, e, p)
	again, err := Open(w.tc, w.dir, cacheDir)
	if err != nil {
		t.Fatal(err)
	}
	second := build(t, again, e, p)
	if first.Cached || !second.Cached || first.File != second.File {
		t.Errorf("first %+v, second %+v", first, second)
	}
	expect(t, load(t, w, e, second), "nine")
}

func TestCompileErrorsHaveTheirPlace(t *testing.T) {
	w, e := workspace(t, module)
	for _, tt := range []struct{ name, src, want string }{
		{"type", "package c\nfunc Run() {\n\tvar s string = 3\n\t_ = s\n}\n", "cell.go:3:17: cannot use 3 (untyped int constant) as string value in variable declaration"},
		{"syntax", "package c\nfunc {\n", "cell.go:2"},
		{"directive", "package c\n//line hello.goa:7\nvar x int = \"\"\n", "hello.goa:7"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := w.Plugin(t.Context(), e, Package{Path: "example.com/ws/goawait/bad", Files: map[string]string{"cell.go": tt.src}})
			var ce *CompileError
			if !errors.As(err, &ce) || !strings.HasPrefix(ce.Error(), tt.want) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

func TestAModuleThatIsNotRequired(t *testing.T) {
	w, e := workspace(t, module)
	_, err := w.Plugin(t.Context(), e, cell("example.com/ws/goawait/cell1", `
import "example.org/nothing/here"
func Run() { here.Do() }
`))
	var missing *MissingModule
	if !errors.As(err, &missing) || missing.Import != "example.org/nothing/here" {
		t.Errorf("got %v", err)
	}
}

func TestTheEngineSpeaksWire(t *testing.T) {
	_, e := workspace(t, module)
	cmd := exec.CommandContext(t.Context(), e.Path)
	cmd.Stdin = strings.NewReader(`{"id":1,"op":"shutdown"}` + "\n")
	out, err := cmd.Output()
	if err != nil || !strings.Contains(string(out), `"ready"`) {
		t.Errorf("the engine said %q, %v", out, err)
	}
}

func TestInterruptedBuildLeavesNothing(t *testing.T) {
	dir := folder(t, module)
	w, err := Open(toolchain(t, dir), dir, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	_, err = w.Engine(ctx, func(Progress) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	left, _ := filepath.Glob(filepath.Join(w.store.dir, "engine", "*"))
	for _, name := range left {
		if !strings.HasSuffix(name, ".lock") {
			t.Errorf("left behind: %s", name)
		}
	}
}
