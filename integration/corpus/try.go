package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// A corpus is one run of it.
type corpus struct {
	options
	tmp      string
	env      []string // of goawait
	journal  *journal
	outcomes []outcome
}

// A run is what a program did.
type run1 struct {
	Stdout, Stderr string
	Status         int
	TimedOut       bool
}

// An expectation is what the toolchain's own build of a program did.
type expectation struct {
	run1
	Broken   bool // it does not build
	Unsteady bool // it does not do the same each time
}

// A verdict is how a program fared in a lane.
type verdict string

const (
	equal     verdict = "equal"
	different verdict = "different"
	refused   verdict = "refused"
	slow      verdict = "too slow"
)

// An outcome is how a program fared.
type outcome struct {
	program
	left  string             // why it was left out; empty if it was not
	lanes map[string]verdict // by lane
	notes map[string]string  // by lane: the difference, or the refusal
}

// try runs a program in all lanes, or takes what became of it before.
func (c *corpus) try(ctx context.Context, p program) outcome {
	o := outcome{program: p, lanes: map[string]verdict{}, notes: map[string]string{}}
	if e, ok := c.journal.known[key(p, "")]; ok {
		o.left = e.Note
		return o
	}
	dir := filepath.Join(c.tmp, strings.ReplaceAll(strings.TrimSuffix(p.name, ".go"), "/", "_"))
	defer os.RemoveAll(dir)
	var want *expectation
	for _, lane := range c.lanes {
		if e, ok := c.journal.known[key(p, lane)]; ok {
			o.lanes[lane], o.notes[lane] = e.Verdict, e.Note
			continue
		}
		if want == nil {
			if err := errors.Join(os.MkdirAll(dir, 0o700), os.WriteFile(filepath.Join(dir, filepath.Base(p.name)), p.text, 0o600)); err != nil {
				o.left = err.Error()
				return o
			}
			want = c.expected(ctx, dir, p)
			if o.left = want.useless(); o.left != "" {
				c.note(ctx, p, "", "", o.left)
				return o
			}
		}
		o.lanes[lane], o.notes[lane] = c.tryIn(ctx, lane, dir, p, want)
		c.note(ctx, p, lane, o.lanes[lane], o.notes[lane])
	}
	return o
}

// note keeps a verdict for a run that goes on from this one, unless this one is being stopped.
func (c *corpus) note(ctx context.Context, p program, lane string, v verdict, note string) {
	if ctx.Err() != nil {
		return
	}
	if err := c.journal.note(p, lane, v, note); err != nil {
		fmt.Fprintln(os.Stderr, "corpus:", err)
	}
}

// tryIn runs a program in one lane. What it makes in its folder goes before the next lane.
func (c *corpus) tryIn(ctx context.Context, lane, dir string, p program, want *expectation) (verdict, string) {
	file := filepath.Base(p.name)
	args := []string{"run", "--lane", lane, file}
	if lane == "cell" {
		name := strings.TrimSuffix(file, ".go") + ".goa"
		if err := os.WriteFile(filepath.Join(dir, name), asCell(p.text), 0o600); err != nil {
			return refused, err.Error()
		}
		args = []string{"run", "--lane", "native", name}
	}
	got := c.execute(ctx, dir, c.env, c.goawait, args...)
	if got.Status == 1 && unchecked.MatchString(got.Stderr) {
		return refused, got.Stderr
	}
	return compare(want.run1, got)
}

// useless says why nothing can be compared with what was expected; empty if it can.
func (e *expectation) useless() string {
	switch {
	case e.Broken:
		return "the toolchain does not build it"
	case e.Unsteady:
		return "it does not do the same each time"
	case e.TimedOut:
		return "it takes too long"
	}
	return ""
}

// unchecked matches what is said of a program that no cell can be, or that a lane refuses:
// nothing ran. What fails as it runs has no column.
var unchecked = regexp.MustCompile(`^\S+\.goa?:\d+:\d+: |^goawait run: .*native lane`)

// expected builds and runs a program with the toolchain, or takes what that gave before.
func (c *corpus) expected(ctx context.Context, dir string, p program) *expectation {
	sum := sha256.Sum256(append([]byte(c.toolchain+" "+p.name+"\n"), p.text...))
	cached := filepath.Join(c.cache, hex.EncodeToString(sum[:16])+".json")
	e := new(expectation)
	if text, err := os.ReadFile(cached); err == nil && json.Unmarshal(text, e) == nil {
		return e
	}
	exe := filepath.Join(dir, "expected.exe")
	if got := c.execute(ctx, dir, nil, "go", "build", "-ldflags=-s -w", "-o", exe, filepath.Base(p.name)); got.Status != 0 {
		e.Broken = true
	} else {
		e.run1 = c.execute(ctx, dir, nil, exe)
		_, differs := compare(e.run1, c.execute(ctx, dir, nil, exe))
		e.Unsteady = differs != ""
	}
	if ctx.Err() == nil && !e.TimedOut { // it may have been the machine
		text, err := json.Marshal(e)
		if err = errors.Join(err, os.MkdirAll(c.cache, 0o700)); err == nil {
			_ = os.WriteFile(cached, text, 0o600)
		}
	}
	return e
}

// execute runs a command and keeps what it printed.
func (c *corpus) execute(ctx context.Context, dir string, env []string, name string, args ...string) run1 {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	var out, errs bytes.Buffer
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr, cmd.WaitDelay = dir, env, &out, &errs, 2*time.Second
	err := cmd.Run()
	r := run1{Stdout: out.String(), Stderr: errs.String(), TimedOut: ctx.Err() != nil}
	if cmd.ProcessState != nil {
		r.Status = cmd.ProcessState.ExitCode()
	} else if err != nil {
		r.Status = -1
	}
	return r
}

// died matches the line in which a Go program says why it ended.
var died = regexp.MustCompile(`(?m)^(panic|fatal error): .*$`)

// compare says whether two runs are equal, and what the first difference is if not.
func compare(want, got run1) (verdict, string) {
	switch {
	case got.TimedOut:
		return slow, "it was stopped"
	case want.Stdout != got.Stdout:
		return different, "standard output: " + firstDifference(want.Stdout, got.Stdout)
	case want.Status != got.Status:
		return different, fmt.Sprintf("exit status: want %d, got %d: %s", want.Status, got.Status, firstLine(got.Stderr))
	case want.Status == 0 && want.Stderr != got.Stderr:
		return different, "standard error: " + firstDifference(want.Stderr, got.Stderr)
	case want.Status != 0:
		w, g := died.FindString(want.Stderr), died.FindString(got.Stderr)
		if w != g {
			return different, "last words: " + firstDifference(w, g)
		}
	}
	return equal, ""
}

// firstDifference shows the first line in which two texts differ.
func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		var a, b string
		if i < len(w) {
			a = w[i]
		}
		if i < len(g) {
			b = g[i]
		}
		if a != b || i >= len(w) || i >= len(g) {
			return fmt.Sprintf("line %d: want %.200q, got %.200q", i+1, a, b)
		}
	}
	return "none"
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return line
}

var packageClause = regexp.MustCompile(`(?m)^package main\b`)

// asCell makes the text of a cell of a program: its package clause goes, and main is called.
func asCell(text []byte) []byte {
	at := packageClause.FindIndex(text)
	out := bytes.Clone(text)
	copy(out[at[0]:at[1]], bytes.Repeat([]byte(" "), at[1]-at[0]))
	return append(out, "\nmain();\n"...)
}
