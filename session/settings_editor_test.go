package session

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// settingsTree decodes what an editor sends.
func settingsTree(t *testing.T, text string) map[string]any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var tree map[string]any
	if err := d.Decode(&tree); err != nil {
		t.Fatal(err)
	}
	return tree
}

// The editor's settings win over the files', what a cell has set since wins over both, and
// what the editor has no more falls back to the files.
func TestEditorSettings(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, WorkspaceFile), []byte("runner = \"loop\"\nloopScope = \"cell\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	w := openFake(t, "ok", Config{Workspace: dir})
	var before map[string]any
	told := func(text string, want ...string) {
		t.Helper()
		now := settingsTree(t, text)
		problems := w.EditorSettings(now, before)
		before = now
		if len(problems) != len(want) {
			t.Fatalf("%s: the problems are %v, want %d", text, problems, len(want))
		}
		for i, p := range problems {
			if !strings.Contains(p.String(), want[i]) {
				t.Errorf("%s: problem %d is %q, want %q", text, i, p, want[i])
			}
		}
	}
	expect := func(key string, want any) {
		t.Helper()
		if got := w.Settings().ByKey()[key]; got != want {
			t.Errorf("%s is %v, want %v", key, got, want)
		}
	}
	expect("runner", "loop")
	told(`{"runner": "goroutine", "output": {"limit": 4096}, "session.keepAlive": "5m", "engine": {"command": null}}`)
	expect("runner", "goroutine")
	expect("output.limit", int64(4096))
	expect("session.keepAlive", "5m")
	expect("loopScope", "cell")

	w.run("%autoawait loop")
	told(`{"runner": "goroutine", "output": {"limit": "1KiB"}}`) // as after a reload of the window
	expect("runner", "loop")
	expect("output.limit", int64(1024))
	expect("session.keepAlive", "30m")

	told(`{"autoawait": "yes", "loopscope": "cell", "runner": "trio", "output.limit": 1.5, "trace": {"server": "off"}}`,
		"autoawait: ", "loopscope: not a setting; did you mean loopScope?", "output.limit: ", `runner: runner "trio" is not known`)
	expect("autoawait", true)
	told(`{}`)
	expect("output.limit", int64(16<<20))
}

// Another engine command is tried at once where no name is lost by it, and said to wait else.
func TestEditorEngineCommand(t *testing.T) {
	w := openFake(t, "ok", Config{})
	w.await("the engine", func(e Event) bool { return e.Ready != nil })
	command, _ := json.Marshal(map[string]any{"engine.command": []string{os.Args[0], "fake-engine", "ok"}})
	if problems := w.EditorSettings(settingsTree(t, string(command)), nil); len(problems) > 0 {
		t.Errorf("the problems are %v", problems)
	}
	if d := w.await("the end of the first engine", func(e Event) bool { return e.Died != nil }).Died; !d.Asked {
		t.Errorf("its end is %+v", d)
	}
	w.run("x := 1")
	if problems := w.EditorSettings(nil, settingsTree(t, string(command))); len(problems) != 1 || !strings.Contains(problems[0].Msg, "takes effect when") {
		t.Errorf("the problems are %v", problems)
	}
}
