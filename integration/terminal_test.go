package integration

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// A terminal is a program in a terminal of its own, 100 by 30, which tests type into and look at.
type terminal struct {
	t      *testing.T
	home   home
	socket string
}

// terminal starts a command line in a terminal, in the home's workspace. It ends with the test.
func (h home) terminal(t *testing.T, command ...string) *terminal {
	t.Helper()
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Fatal("no tmux: integration/editors/install.sh installs it")
	}
	term := &terminal{t: t, home: h, socket: filepath.Join(h.dir, "tmux")}
	term.tmux(append([]string{"-f", "/dev/null", "-u", "new-session", "-d", "-x", "100", "-y", "30", "-c", h.workspace}, command...)...)
	t.Cleanup(func() { _ = exec.Command("tmux", "-S", term.socket, "kill-server").Run() })
	return term
}

func (term *terminal) tmux(args ...string) string {
	term.t.Helper()
	cmd := exec.Command("tmux", append([]string{"-S", term.socket}, args...)...)
	cmd.Env = append(term.home.env, "LANG=C.UTF-8", "LC_ALL=C.UTF-8", "TERM=xterm-256color")
	out, err := cmd.CombinedOutput()
	if err != nil {
		term.t.Fatalf("tmux %s: %v\n%s", args[0], err, out)
	}
	return string(out)
}

var namedKey = regexp.MustCompile(`<(CR|Esc|Tab|Space|C-.|M-.)>`)

// keys types: text as it is, <CR>, <Esc>, <Tab>, <Space> and <C-x> as keys.
func (term *terminal) keys(text string) {
	term.t.Helper()
	literal := func(s string) {
		if s != "" {
			term.tmux("send-keys", "-l", "--", s)
		}
	}
	for {
		at := namedKey.FindStringSubmatchIndex(text)
		if at == nil {
			literal(text)
			return
		}
		literal(text[:at[0]])
		name := text[at[2]:at[3]]
		if name == "CR" {
			name = "Enter"
		} else if name == "Esc" {
			name = "Escape"
		}
		term.tmux("send-keys", name)
		text = text[at[1]:]
	}
}

// What differs from one time to the next: durations, moments, and the width of what is drawn
// around them.
var unsteady = []struct {
	is   *regexp.Regexp
	text string
}{
	{regexp.MustCompile(`\b\d+(\.\d+)?(e\+\d+)? ?(ns|µs|ms|s)\b( ago)?|just now`), "‹time›"},
	{regexp.MustCompile(`(?m)  ‹time› *$`), ""}, // beside what took long, which is anything on a slow machine
	{regexp.MustCompile(`─+`), "─"},
	{regexp.MustCompile(` +│`), " │"},
	{regexp.MustCompile(`pid \d+`), "pid ‹pid›"},
}

// screen is what the terminal shows, less what differs from one time to the next.
func (term *terminal) screen() string {
	text := strings.ReplaceAll(term.tmux("capture-pane", "-p"), term.home.dir, "‹home›")
	for _, u := range unsteady {
		text = u.is.ReplaceAllString(text, u.text)
	}
	var rows []string
	for row := range strings.Lines(text) {
		row = strings.TrimRight(row, " \n")
		if strings.HasPrefix(row, "-- ") {
			row = " " + row // it would begin a file of an archive
		}
		rows = append(rows, row)
	}
	for len(rows) > 0 && rows[len(rows)-1] == "" {
		rows = rows[:len(rows)-1]
	}
	return strings.Join(rows, "\n") + "\n"
}

// patience is how long a screen may take. It bounds a broken test; a passing one never waits for
// it.
const patience = 2 * time.Minute

// await waits for a screen for which done is true, and returns the last one looked at.
func (term *terminal) await(done func(screen string) bool) (screen string, ok bool) {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(patience); ; <-tick.C {
		if screen = term.screen(); done(screen) {
			return screen, true
		}
		if time.Now().After(deadline) {
			return screen, false
		}
	}
}

// settled waits until all of the texts are on the screen and it has stopped changing.
func (term *terminal) settled(texts []string) (screen string, ok bool) {
	same, last := 0, ""
	return term.await(func(screen string) bool {
		same++
		if screen != last {
			same, last = 0, screen
		}
		return same >= 10 && missing(screen, texts) == ""
	})
}

// missing gives the first of the texts that is not on the screen; "" if all are.
func missing(screen string, texts []string) string {
	for _, text := range texts {
		if absent, not := strings.CutPrefix(text, "!"); not && strings.Contains(screen, absent) || !not && !strings.Contains(screen, text) {
			return text
		}
	}
	return ""
}
