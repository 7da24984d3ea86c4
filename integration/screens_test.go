package integration

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

var updateScreens = flag.Bool("update", false, "take the screens of testdata/screens anew")

// playScreens types what testdata/screens/STEPS.txtar says into an editor that was started in a
// terminal, and compares what it shows after each step with testdata/screens/SCREENS.txtar.
//
// The archive of the steps has the files of the workspace, and then, as "keys NAME", the steps:
// a line to type, and lines that say what is on the screen then (! before what is not).
func playScreens(t *testing.T, steps, screens string, start func(t *testing.T, h home) *terminal) {
	t.Helper()
	h := newHome(t)
	todo := screensFile(t, steps)
	path := filepath.Join("testdata", "screens", screens+".txtar")
	want, taken := map[string]string{}, &txtar.Archive{Comment: []byte("What " + screens + " shows after each step of " + steps + ".txtar.\n")}
	if !*updateScreens {
		for _, f := range screensFile(t, screens).Files {
			want[f.Name] = string(f.Data)
		}
	}
	for _, f := range todo.Files {
		if !strings.HasPrefix(f.Name, "keys ") {
			if err := os.WriteFile(filepath.Join(h.workspace, f.Name), f.Data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	term := start(t, h)
	for _, f := range todo.Files {
		name, ok := strings.CutPrefix(f.Name, "keys ")
		if !ok {
			continue
		}
		lines := strings.Split(strings.TrimSuffix(string(f.Data), "\n"), "\n")
		term.keys(lines[0])
		if *updateScreens {
			screen, ok := term.settled(lines[1:])
			if !ok {
				t.Fatalf("%s: %q is waited for in vain; the screen is\n%s", name, missing(screen, lines[1:]), screen)
			}
			taken.Files = append(taken.Files, txtar.File{Name: name, Data: []byte(screen)})
			continue
		}
		if screen, ok := term.await(func(screen string) bool { return screen == want[name] }); !ok {
			t.Fatalf("after %s (%s) the screen is\n%s\nwant\n%s", name, lines[0], screen, want[name])
		}
	}
	if *updateScreens {
		if err := os.WriteFile(path, txtar.Format(taken), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func screensFile(t *testing.T, name string) *txtar.Archive {
	t.Helper()
	a, err := txtar.ParseFile(filepath.Join("testdata", "screens", name+".txtar"))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// onPath puts goawait on the PATH of the home, as `make install` does for a person's.
func (h *home) onPath(t *testing.T) {
	t.Helper()
	bin := filepath.Join(h.dir, "bin")
	if err := os.Mkdir(bin, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(h.witnessed(t), filepath.Join(bin, "goawait")); err != nil {
		t.Fatal(err)
	}
	h.env = append(h.env, "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
}

// TestNvimScreens uses each command of the plugin by keystrokes in a terminal, as somebody who
// has followed the README and configured nothing.
func TestNvimScreens(t *testing.T) {
	requireE2E(t)
	for _, editor := range neovims {
		t.Run(editor, func(t *testing.T) {
			playScreens(t, "nvim", editor, func(t *testing.T, h home) *terminal {
				h.onPath(t)
				install := exec.Command(absolute(t, "nvim/install.sh"))
				install.Env = h.env
				if out, err := install.CombinedOutput(); err != nil {
					t.Fatalf("installing the plugin: %v\n%s", err, out)
				}
				return h.terminal(t, editorFile(t, "bin", editor), "-i", "NONE", "-n", "scratch.goa")
			})
		})
	}
}

// setUp gives the n-th block of a language below a heading of docs/EDITORS.md: what a person pastes.
func setUp(t *testing.T, heading, language string, n int) string {
	t.Helper()
	text, err := os.ReadFile("../docs/EDITORS.md")
	if err != nil {
		t.Fatal(err)
	}
	_, part, found := strings.Cut(string(text), "\n### "+heading+"\n")
	part, _, _ = strings.Cut(part, "\n### ")
	blocks := strings.Split(part, "```"+language+"\n")
	if !found || n+1 >= len(blocks) {
		t.Fatalf("docs/EDITORS.md has no such set-up of %s", heading)
	}
	block, _, _ := strings.Cut(blocks[n+1], "```")
	return block
}

// put writes a file of the home.
func (h home) put(t *testing.T, text string, elem ...string) {
	t.Helper()
	path := filepath.Join(append([]string{h.dir}, elem...)...)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestHelixScreens(t *testing.T) {
	requireE2E(t)
	playScreens(t, "helix", "helix-25.01", func(t *testing.T, h home) *terminal {
		h.onPath(t)
		h.put(t, setUp(t, "Helix", "toml", 0), "config", "helix", "languages.toml")
		h.put(t, setUp(t, "Helix", "toml", 1), "config", "helix", "config.toml")
		return h.terminal(t, editorFile(t, "bin", "hx"), "scratch.goa")
	})
}

func TestEmacsScreens(t *testing.T) {
	requireE2E(t)
	playScreens(t, "emacs", "emacs-28.2", func(t *testing.T, h home) *terminal {
		h.onPath(t)
		h.put(t, "(setq inhibit-startup-screen t make-backup-files nil suggest-key-bindings nil native-comp-async-report-warnings-errors 'silent)\n"+setUp(t, "Emacs", "elisp", 0), ".emacs.d", "init.el")
		return h.terminal(t, "emacs", "-nw", "scratch.goa")
	})
}

var nvimCommand = regexp.MustCompile(`(?m)^command\("(\w+)"`)

// TestEachNvimCommandHasAScreen holds the steps against the commands that the plugin defines.
func TestEachNvimCommandHasAScreen(t *testing.T) {
	plugin, err := os.ReadFile("nvim/plugin/goawait.lua")
	if err != nil {
		t.Fatal(err)
	}
	typed := map[string]bool{}
	word := regexp.MustCompile(`:(GoAwait\w+)`)
	for _, f := range screensFile(t, "nvim").Files {
		for _, m := range word.FindAllStringSubmatch(string(f.Data), -1) {
			typed[m[1]] = true
		}
	}
	commands := nvimCommand.FindAllStringSubmatch(string(plugin), -1)
	if len(commands) < 10 {
		t.Fatalf("the plugin defines %d commands", len(commands))
	}
	for _, m := range commands {
		if !typed[m[1]] {
			t.Errorf("no step types :%s", m[1])
		}
	}
}
