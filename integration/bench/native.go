package main

import (
	"bufio"
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// programs are what is raced: a folder each, with main.go and main.py. For every line that it
// reads a program runs its kernel once and says how many nanoseconds that took and what it gave.
// The cell is main.go without its function main.
//
//go:embed native
var programs embed.FS

// Sides of a race beside the cell.
const (
	sideBuilt  = "go"
	sidePython = "python3"
	sideYaegi  = "yaegi"
)

// A race is one program on all sides.
type race struct {
	name, lane string
	cell       samples // in the lane auto, once it is compiled
	declared   samples // from declaring to all functions being compiled ones
	others     map[string]samples
	over       map[string]bool // sides that were stopped at their limit
}

// peers says in how many turns the slow sides run, and how long a run of theirs may take: what is slower
// than that is slow enough to know.
var peers = map[string]struct {
	turns int
	limit time.Duration
}{
	sideBuilt:  {turns: 1 << 20, limit: time.Minute},
	sidePython: {turns: 2, limit: 20 * time.Second},
	sideYaegi:  {turns: 1, limit: 15 * time.Second},
}

// The cell and the program are run so often in a turn, one after the other, if that does not take too long:
// the best of many is what a machine that does other things as well has to say.
const (
	compiledRuns = 8
	compiledLong = 4 * time.Second
)

const (
	aimNative   = 0.9                     // of the speed of the program
	aimDeclared = 1500 * time.Millisecond // from declaring to compiled
)

// measureNative races the programs.
func measureNative(ctx context.Context, o options, h *home, n *noise) ([]race, error) {
	dir, err := os.MkdirTemp("", "race")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	h, err = h.withCaches(ctx)
	if err != nil {
		return nil, err
	}
	yaegi := filepath.Join(dir, "yaegi")
	if err := build(ctx, yaegi, "github.com/traefik/yaegi/cmd/yaegi"); err != nil {
		return nil, err
	}
	c, err := startDAP(ctx, o, h)
	if err != nil {
		return nil, err
	}
	defer c.close()
	if _, err := c.run("%%native\nengineIsUp := true", ""); err != nil { // which builds the engine where there is none
		return nil, err
	}
	folders, err := fs.ReadDir(programs, "native")
	if err != nil {
		return nil, err
	}
	var races []race
	for _, f := range folders {
		r, err := raceOf(ctx, o, h, n, c, filepath.Join(dir, f.Name()), f.Name(), yaegi)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name(), err)
		}
		races = append(races, *r)
	}
	return races, nil
}

// raceOf races one program.
func raceOf(ctx context.Context, o options, h *home, n *noise, c *dapClient, dir, name, yaegi string) (*race, error) {
	source, err := programs.ReadFile(path.Join("native", name, "main.go"))
	if err != nil {
		return nil, err
	}
	script, err := programs.ReadFile(path.Join("native", name, "main.py"))
	if err != nil {
		return nil, err
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, err
	}
	goFile, pyFile, built := filepath.Join(dir, "main.go"), filepath.Join(dir, "main.py"), filepath.Join(dir, "program")
	if err := os.WriteFile(goFile, source, 0o600); err != nil {
		return nil, err
	}
	if err := os.WriteFile(pyFile, script, 0o600); err != nil {
		return nil, err
	}
	if err := build(ctx, built, goFile); err != nil {
		return nil, err
	}
	r := &race{name: title(source), others: map[string]samples{}, over: map[string]bool{}}
	runners := map[string]*runner{}
	for side, command := range map[string][]string{sideBuilt: {built}, sidePython: {"/usr/bin/python3", pyFile}, sideYaegi: {yaegi, goFile}} {
		run, err := startRunner(ctx, h, command)
		if err != nil {
			return nil, err
		}
		defer run.close()
		runners[side] = run
	}
	for turn := range o.turns {
		n.sample()
		began := time.Now()
		if err := r.turn(c, cellOf(source, turn), runners, turn); err != nil {
			return nil, err
		}
		fmt.Fprintf(os.Stderr, "%s: turn %d of %d took %s\n", name, turn+1, o.turns, brief(time.Since(began)))
	}
	return r, nil
}

// turn runs the program on each side. All must give the same.
func (r *race) turn(c *dapClient, cell string, runners map[string]*runner, turn int) error {
	lane, declared, err := c.declare(cell)
	if err != nil {
		return err
	}
	r.lane, r.declared = lane, append(r.declared, declared)
	want, began := "", time.Now()
	for i := range compiledRuns {
		if i > 1 && time.Since(began) > compiledLong {
			break
		}
		took, got, err := c.timed(kernelCell)
		if err != nil {
			return err
		}
		r.cell, want = append(r.cell, took), got
		if err := r.other(sideBuilt, runners[sideBuilt], want); err != nil {
			return err
		}
	}
	for _, side := range []string{sidePython, sideYaegi} {
		if turn < peers[side].turns && !r.over[side] {
			if err := r.other(side, runners[side], want); err != nil {
				return err
			}
		}
	}
	return nil
}

// other runs the program on another side.
func (r *race) other(side string, on *runner, want string) error {
	limit := peers[side].limit
	end := time.AfterFunc(limit, func() { _ = on.cmd.Process.Kill() })
	took, got, err := on.run("")
	switch {
	case !end.Stop():
		r.over[side], r.others[side] = true, samples{limit}
		return nil
	case err != nil:
		return fmt.Errorf("%s: %w", side, err)
	case got != want:
		return fmt.Errorf("%s gives %q, the cell %q", side, got, want)
	}
	r.others[side] = append(r.others[side], took)
	return nil
}

// title is the first line of a program, which is a comment that says what it does.
func title(source []byte) string {
	first, _, _ := strings.Cut(string(source), "\n")
	return strings.TrimSuffix(strings.TrimPrefix(first, "// "), ".")
}

// cellOf makes a cell of a program. Nothing that is in a cache has its content.
func cellOf(source []byte, turn int) string {
	_, text, _ := strings.Cut(string(source), "package main\n")
	text, _, _ = strings.Cut(text, "func main() {")
	return fmt.Sprintf("%s\nfunc turn%d() int { return %d }\n", text, turn, time.Now().UnixNano())
}

// declare runs a cell that declares functions, and returns when they are compiled.
func (c *dapClient) declare(cell string) (lane string, took time.Duration, err error) {
	compiled := map[int]time.Duration{}
	c.heard = func(body []byte) {
		var e struct {
			Body struct {
				Category string
				Goawait  struct {
					Cell    int
					Native  []string
					AfterMs float64
				}
			}
		}
		if json.Unmarshal(body, &e) == nil && e.Body.Category == "telemetry" && slices.Contains(e.Body.Goawait.Native, "kernel") {
			compiled[e.Body.Goawait.Cell] = time.Duration(e.Body.Goawait.AfterMs * float64(time.Millisecond))
		}
	}
	defer func() { c.heard = nil }()
	start := time.Now()
	answer, err := c.request("evaluate", map[string]any{"expression": cell, "context": "repl"})
	if err != nil {
		return "", 0, err
	}
	ran := answer.Body.Goawait
	if ran.Lane == "native" {
		return ran.Lane, time.Since(start), nil
	}
	for until := start.Add(time.Minute); time.Now().Before(until); time.Sleep(5 * time.Millisecond) {
		if after, ok := compiled[ran.Cell]; ok {
			return ran.Lane, after, nil
		}
		if _, err := c.request("threads", nil); err != nil { // something that has events read
			return "", 0, err
		}
	}
	return "", 0, fmt.Errorf("the functions of cell %d are not compiled", ran.Cell)
}

// kernelCell measures as the programs do.
const kernelCell = "start := time.Now()\nresult := kernel()\nfmt.Sprint(time.Since(start).Nanoseconds(), \" \", result)"

// timed runs a cell whose value is a text as programs write it.
func (c *dapClient) timed(cell string) (took time.Duration, result string, err error) {
	answer, err := c.request("evaluate", map[string]any{"expression": cell, "context": "repl"})
	if err != nil {
		return 0, "", err
	}
	text, err := strconv.Unquote(answer.Body.Result)
	if err != nil {
		return 0, "", fmt.Errorf("reading %q: %w", answer.Body.Result, err)
	}
	return readTimed(text)
}

// readTimed reads "NANOSECONDS RESULT".
func readTimed(line string) (took time.Duration, result string, err error) {
	number, result, ok := strings.Cut(line, " ")
	ns, err := strconv.ParseInt(number, 10, 64)
	if err != nil || !ok {
		return 0, "", fmt.Errorf("it says %q", line)
	}
	return time.Duration(ns), result, nil
}

// A runner is a program that waits for its next turn.
type runner struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Scanner
}

func startRunner(ctx context.Context, h *home, command []string) (*runner, error) {
	cmd, in, out, err := h.pipes(ctx, command[0], command[1:]...)
	if err != nil {
		return nil, err
	}
	return &runner{cmd, in, bufio.NewScanner(out)}, nil
}

func (r *runner) run(order string) (time.Duration, string, error) {
	if _, err := io.WriteString(r.in, order+"\n"); err != nil {
		return 0, "", err
	}
	if !r.out.Scan() {
		return 0, "", fmt.Errorf("it ended: %v", r.out.Err())
	}
	return readTimed(r.out.Text())
}

func (r *runner) close() {
	_ = r.in.Close()
	_ = r.cmd.Wait()
}

// build builds a Go program with the person's own caches.
func build(ctx context.Context, out, what string) error {
	text, err := exec.CommandContext(ctx, "go", "build", "-o", out, what).CombinedOutput()
	if err != nil {
		return fmt.Errorf("building %s: %w: %s", what, err, text)
	}
	return nil
}

// withCaches is h with the person's own caches of compiled packages, which take minutes to fill.
func (h *home) withCaches(ctx context.Context) (*home, error) {
	own := *h
	own.env = slices.Clone(h.env)
	for _, name := range []string{"GOCACHE", "GOMODCACHE", "GOPATH"} {
		value, err := exec.CommandContext(ctx, "go", "env", name).Output()
		if err != nil {
			return nil, fmt.Errorf("asking the go command: %w", err)
		}
		own.env = append(own.env, name+"="+strings.TrimSpace(string(value)))
	}
	cache := os.Getenv("GOAWAIT_CACHE")
	if cache == "" {
		dir, err := os.UserCacheDir()
		if err != nil {
			return nil, err
		}
		cache = filepath.Join(dir, "goawait")
	}
	own.env = append(own.env, "GOAWAIT_CACHE="+cache)
	return &own, nil
}
