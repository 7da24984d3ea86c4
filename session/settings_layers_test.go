package session

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// origin is the value of a setting and where it comes from.
func (w *watched) origin(key string) string {
	w.t.Helper()
	for _, s := range w.Config() {
		if s.Key == key {
			return s.Value + " from " + s.From
		}
	}
	w.t.Fatalf("there is no setting %s", key)
	return ""
}

// The editor wins over the workspace, that over the person, and what was set in the session
// over all, until somebody changes the editor's mind.
func TestPrecedence(t *testing.T) {
	workspace, person := t.TempDir(), t.TempDir()
	writeFile(t, filepath.Join(person, PersonFile), "runner = 'loop'\nautoawait = false\ninlineResults = false\n")
	writeFile(t, filepath.Join(workspace, WorkspaceFile), "\nautoawait = true\n")
	loop, goroutine, cell, scope := "loop", "goroutine", "cell", "session"
	w := openFake(t, "ok", Config{Workspace: workspace, ConfigDir: person, Settings: Changes{LoopScope: &cell}})
	want := func(key, value string) {
		t.Helper()
		if got := w.origin(key); got != value {
			t.Errorf("%s is %s, want %s", key, got, value)
		}
	}
	want("runner", `"loop" from config.toml:1`)
	want("autoawait", "true from .goawait.toml:2")
	want("inlineResults", "false from config.toml:3")
	want("loopScope", `"cell" from editor`)
	want("lane", `"auto" from default`)

	if r := w.run("%autoawait goroutine --scope session"); !r.OK() {
		t.Fatalf("got %+v", r)
	}
	want("runner", `"goroutine" from this session`)
	w.SetEditor(Changes{LoopScope: &cell})
	want("loopScope", `"session" from this session`)
	w.SetEditor(Changes{LoopScope: &scope, Runner: &loop})
	want("loopScope", `"session" from editor`)
	want("runner", `"loop" from editor`)
	w.Set(Changes{Runner: &goroutine})
	want("runner", `"goroutine" from this session`)
}

// A changed file counts from the next cell on; what is wrong with it is told once.
func TestChangedFile(t *testing.T) {
	workspace := t.TempDir()
	file := filepath.Join(workspace, WorkspaceFile)
	w := openFake(t, "ok", Config{Workspace: workspace})
	w.run("1")
	writeFile(t, file, "runner = 'loop'\nlane = 7\n")
	w.run("2")
	if got := w.origin("runner"); got != `"loop" from .goawait.toml:1` {
		t.Errorf("runner is %s", got)
	}
	w.run("3")
	if n := strings.Count(w.printed(), ".goawait.toml:2: lane: is 7, and must be a string (ignored)\n"); n != 1 {
		t.Errorf("the problem was told %d times", n)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	w.run("4")
	if got := w.origin("runner"); got != `"goroutine" from default` {
		t.Errorf("runner is %s", got)
	}
	writeFile(t, file, "startup = ['x := 1']\n")
	later := time.Now().Add(time.Hour)
	if err := os.Chtimes(file, later, later); err != nil {
		t.Fatal(err)
	}
	w.run("5")
	if !strings.Contains(w.printed(), "startup was changed; it counts from the next engine on (restart the session)\n") {
		t.Errorf("shown was %q", w.printed())
	}
}

// Startup entries are cells, or files that lie beside the settings.
func TestStartupFiles(t *testing.T) {
	workspace, person := t.TempDir(), t.TempDir()
	writeFile(t, filepath.Join(person, "mine.goa"), "\"fake:print one\"\n//%%\nnope\n//%%\n\"fake:print never\"\n")
	writeFile(t, filepath.Join(person, PersonFile), `startup = ["mine.goa", "none.goa", '"fake:print two"']`)
	w := openFake(t, "ok", Config{Workspace: workspace, ConfigDir: person})
	if r := w.run(`"fake:print cell"`); r.Cell != 1 || r.Output != "cell\n" || len(w.History()) != 1 {
		t.Errorf("the cell gave %+v", r)
	}
	want := "one\nmine.goa:3:1: undefined: nope\nstartup cell 2: open " + filepath.Join(person, "none.goa") +
		": no such file or directory\ntwo\ncell\n"
	if got := w.printed(); got != want {
		t.Errorf("shown was %q, want %q", got, want)
	}
}
