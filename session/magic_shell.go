package session

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/goawait/goawait/transform"
)

// shellMagics reach the system around the session.
var shellMagics = []magic{
	{name: "!", usage: "COMMAND", doc: "runs a shell command", run: (*execution).shell},
	{name: "cd", usage: "[FOLDER | -]", doc: "changes the folder in which cells and commands run; - is the one before", run: (*execution).cd, args: completeFolders},
	{name: "pwd", doc: "shows the folder in which cells and commands run", shows: true, run: (*execution).pwd},
	{name: "env", usage: "[NAME [= VALUE]]", doc: "shows the environment, or sets a variable of it", run: (*execution).environ, args: completeEnv},
}

// shellWait is how long a shell's pipes may stay open after it ended, held by what it left.
const shellWait = time.Second

// shell runs a command in the session's folder and environment; its output streams. As in
// IPython, a status other than 0 ends nothing; it is shown.
func (x *execution) shell(m *transform.Magic) (*outcome, error) {
	switch {
	case m.Args == "":
		return x.complain(m, "! needs a command"), nil
	case strings.HasPrefix(m.Args, "!"):
		return x.complain(m, "!! has no meaning here; !%s runs the command", strings.TrimLeft(m.Args, "!")), nil
	}
	status, err := x.command(shell(m.Args), 0)
	switch {
	case x.stopped():
		return x.interrupted(), nil
	case status != nil:
		x.s.output(&Output{Cell: x.cell, Stream: "stderr", Text: status.Error() + "\n"})
	case err != nil:
		return x.failed(m, err), nil
	}
	return done, nil
}

// command runs a command in the session's folder and environment, and streams its output until it
// has ended. An interrupt of the cell interrupts it, and kills it and what it started if it has not
// ended after a grace; 0 is at once. status is set if it ended with one that is not 0, err if
// it could not be run.
func (x *execution) command(words []string, grace time.Duration) (status *exec.ExitError, err error) {
	x.s.mu.Lock()
	dir, limit := x.s.dir, x.s.settings.OutputLimit
	x.s.mu.Unlock()
	cmd := exec.CommandContext(x.ctx(), words[0], words[1:]...)
	cmd.Dir, cmd.Env = dir, x.s.environ()
	cmd.WaitDelay = grace + shellWait
	ownGroup(cmd)
	kill := time.AfterFunc(time.Hour, func() { killGroup(cmd) })
	kill.Stop()
	defer kill.Stop()
	cmd.Cancel = func() error {
		if grace > 0 && cmd.Process.Signal(os.Interrupt) == nil {
			kill.Reset(grace)
		} else {
			killGroup(cmd)
		}
		return nil
	}
	budget := &budget{left: limit, none: limit == 0}
	out := &shellStream{x: x, name: "stdout", budget: budget}
	errs := &shellStream{x: x, name: "stderr", budget: budget}
	cmd.Stdout, cmd.Stderr = out, errs
	err = cmd.Run()
	out.flush()
	errs.flush()
	if n := budget.dropped; n > 0 {
		errs.say(fmt.Sprintf("… %d bytes of output dropped (output.limit is %d)\n", n, limit))
	}
	if errors.As(err, &status) || errors.Is(err, exec.ErrWaitDelay) { // it left something running that holds its pipes
		err = nil
	}
	return status, err
}

// A budget is how much a command may print on both its streams.
type budget struct {
	mu      sync.Mutex // guards what follows while the command runs
	left    int64
	none    bool // there is no limit
	dropped int64
}

// take gives how many of n bytes may be shown.
func (b *budget) take(n int) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.none {
		return n
	}
	k := min(int64(n), b.left)
	b.left -= k
	b.dropped += int64(n) - k
	return int(k)
}

// A shellStream shows what a command writes. One goroutine writes to it.
type shellStream struct {
	x      *execution
	name   string
	budget *budget
	part   []byte // the beginning of a character whose end is still to come
}

func (w *shellStream) Write(p []byte) (int, error) {
	text := append(w.part, p[:w.budget.take(len(p))]...)
	end := len(text)
	for i := 1; i <= min(utf8.UTFMax-1, len(text)); i++ {
		if b := text[len(text)-i]; utf8.RuneStart(b) {
			if !utf8.FullRune(text[len(text)-i:]) {
				end = len(text) - i
			}
			break
		}
	}
	w.say(string(text[:end]))
	w.part = slices.Clone(text[end:])
	return len(p), nil
}

func (w *shellStream) flush() {
	w.say(string(w.part))
	w.part = nil
}

func (w *shellStream) say(text string) {
	if text != "" {
		w.x.s.output(&Output{Cell: w.x.cell, Stream: w.name, Text: strings.ToValidUTF8(text, "\uFFFD")})
	}
}

func (x *execution) pwd(*transform.Magic) (*outcome, error) {
	x.s.mu.Lock()
	dir := x.s.dir
	x.s.mu.Unlock()
	return x.printf("%s", dir), nil
}

// cd changes the folder, in the engine too.
func (x *execution) cd(m *transform.Magic) (*outcome, error) {
	dir := strings.Trim(m.Args, `"'`)
	home, err := os.UserHomeDir()
	switch {
	case dir == "-":
		x.s.mu.Lock()
		dir = x.s.lastDir
		x.s.mu.Unlock()
		if dir == "" {
			return x.complain(m, "there is no folder before this one"), nil
		}
	case dir == "" || dir == "~":
		if err != nil {
			return x.failed(m, err), nil
		}
		dir = home
	case strings.HasPrefix(dir, "~/") && err == nil:
		dir = filepath.Join(home, dir[2:])
	default:
		dir = x.s.path(dir)
	}
	if info, err := os.Stat(dir); err != nil {
		return x.failed(m, err), nil
	} else if !info.IsDir() {
		return x.complain(m, "%s is no folder", dir), nil
	}
	x.s.mu.Lock()
	old := x.s.dir
	before := x.s.lastDir
	x.s.dir, x.s.lastDir = filepath.Clean(dir), old
	x.s.mu.Unlock()
	if err := x.s.reconfigure(); err != nil && !errors.Is(err, errDead) {
		x.s.mu.Lock()
		x.s.dir, x.s.lastDir = old, before
		x.s.mu.Unlock()
		return x.failed(m, err), nil
	}
	return x.pwd(m)
}

// environ carries out %env, in the engine too.
func (x *execution) environ(m *transform.Magic) (*outcome, error) {
	name, value, change := strings.Cut(m.Args, "=")
	name, value = strings.TrimSpace(name), strings.TrimSpace(value)
	if !change {
		fields := strings.Fields(m.Args)
		if len(fields) == 2 { // %env NAME VALUE, as IPython takes it
			name, value, change = fields[0], fields[1], true
		}
	}
	switch {
	case change && name == "":
		return x.complain(m, "%%env needs a name before the ="), nil
	case change:
		x.s.mu.Lock()
		x.s.env = append(slices.DeleteFunc(slices.Clone(x.s.env), func(kv string) bool {
			return strings.HasPrefix(kv, name+"=")
		}), name+"="+value)
		x.s.mu.Unlock()
		if err := x.s.reconfigure(); err != nil && !errors.Is(err, errDead) {
			return x.failed(m, err), nil
		}
		return x.printf("env: %s=%s", name, value), nil
	}
	env := (&exec.Cmd{Env: x.s.environ()}).Environ() // the last of a name wins
	slices.Sort(env)
	for _, kv := range env {
		have, v, _ := strings.Cut(kv, "=")
		switch {
		case name == "":
			x.print(kv)
		case have == name:
			return x.printf("%s", v), nil
		}
	}
	if name != "" {
		return x.complain(m, "%s is not set", name), nil
	}
	return done, nil
}
