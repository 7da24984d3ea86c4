package session

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestLoadSettings(t *testing.T) {
	person, workspace := t.TempDir(), t.TempDir()
	write := func(path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(person, PersonFile), `
runner = "loop"
loopScope = "cell"
output.limit = "1MiB"
session.keepAlive = "5m"
`)
	write(filepath.Join(workspace, WorkspaceFile), `# ours
loopScope = "session"
auto_await = false
lane = "fast"
inlineResults = "yes"
startup = ["x := 1", "y := 2"]

[engine]
command = ["ssh", "bighost", "goawait", "engine"]
memoryLimit = "2 GiB"
memorylimit = 3
`)
	s, problems := LoadSettings(workspace, person)
	if s.Runner != "loop" || s.LoopScope != "session" || s.OutputLimit != 1<<20 || s.KeepAlive != 5*time.Minute ||
		s.MemoryLimit != 2<<30 || !slices.Equal(s.EngineCommand, []string{"ssh", "bighost", "goawait", "engine"}) ||
		!s.Autoawait || s.Lane != "auto" || !s.InlineResults || len(s.Startup) != 2 {
		t.Errorf("the settings are %+v", s)
	}
	var got []string
	for _, p := range problems {
		got = append(got, strings.TrimPrefix(p.String(), workspace+string(filepath.Separator)))
	}
	want := []string{
		".goawait.toml:3: auto_await: not a setting; did you mean autoawait?",
		`.goawait.toml:4: lane: lane "fast" is not known; have: auto, instant, native`,
		".goawait.toml:5: inlineResults: is yes, and must be true or false",
		".goawait.toml:11: engine.memorylimit: not a setting; did you mean engine.memoryLimit?",
	}
	if !slices.Equal(got, want) {
		t.Errorf("the problems are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// A file that is no TOML is named with its line, and the defaults are used.
func TestBrokenSettings(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, WorkspaceFile)
	if err := os.WriteFile(path, []byte("runner = \"loop\"\nlane = =\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, problems := LoadSettings(dir, "")
	if s.Runner != "goroutine" || len(problems) != 1 || problems[0].Line != 2 || problems[0].File != path {
		t.Errorf("got %+v, %v", s, problems)
	}
}

func TestSet(t *testing.T) {
	w := openFake(t, "ok", Config{})
	runner, lane, off := "trio", "fast", false
	err := w.Set(Changes{Runner: &runner, Lane: &lane, Autoawait: &off})
	want := `lane "fast" is not known; have: auto, instant, native` + "\n" + `runner "trio" is not known; have: conc, errgroup, goroutine, loop, sync`
	if err == nil || err.Error() != want {
		t.Errorf("the error is %v, want %s", err, want)
	}
	if now := w.Settings(); now.Autoawait || now.Runner != "goroutine" {
		t.Errorf("the settings are %+v", now)
	}
	w.await("the status", func(e Event) bool { return e.Status != nil && !e.Status.Autoawait })
}

// Every key of a settings file is one of %config, and its shown value can be read back.
func TestConfigKeys(t *testing.T) {
	now := Defaults()
	for key, known := range settingKeys {
		text := known.text(&now)
		if _, err := readSetting(key, configValue(text)); err != nil {
			t.Errorf("%s = %s cannot be read back: %v", key, text, err)
		}
	}
}
