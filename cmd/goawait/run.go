package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/goawait/goawait/session"
	"github.com/goawait/goawait/session/engine"
	_ "github.com/goawait/goawait/session/engine/symbols/handlers" // cells may import what registers handlers
	"github.com/goawait/goawait/session/engine/wire"
	"github.com/goawait/goawait/transform"
)

// runFlags are the flags of `goawait run`.
type runFlags struct {
	code    string
	values  bool
	timeout time.Duration
	changes session.Changes
	args    []string // of a program
}

// parseRun parses the command line and finds the text to run: path is empty where it comes
// from -e or standard input.
func parseRun(args []string, std stdio) (f runFlags, path string, text []byte, status int, done bool) {
	fs := newFlags("run", std)
	fs.StringVar(&f.code, "e", "", "run `CODE` and print its value")
	fs.BoolVar(&f.values, "values", false, "print Out[n]: … after each cell with a value")
	fs.Func("timeout", "interrupt after this `duration`, such as 30s; 0 is never", func(s string) (err error) {
		if f.timeout, err = time.ParseDuration(s); err != nil || f.timeout < 0 {
			return errors.New("must be a duration such as 30s or 1m30s")
		}
		return nil
	})
	fs.settings(&f.changes)
	if status, done = fs.parse(args, 0, -1); done {
		return f, "", nil, status, true
	}
	if f.args = fs.Args()[min(1, fs.NArg()):]; len(f.args) > 0 && !isProgram(fs.Arg(0)) {
		return f, "", nil, fs.misused("%s takes no arguments (flags stand before it): %s", fs.Arg(0), strings.Join(f.args, " ")), true
	}
	if err := f.changes.Apply(new(session.Settings)); err != nil {
		fmt.Fprintf(std.err, "goawait run: %v\n", err)
		return f, "", nil, exitUsage, true
	}
	given := fs.isSet("e")
	switch {
	case given && fs.NArg() > 0:
		return f, "", nil, fs.misused("-e CODE and the file %s cannot both be run", fs.Arg(0)), true
	case !given && fs.NArg() == 0:
		return f, "", nil, fs.misused("there is nothing to run: name a file, or give code with -e"), true
	}
	var err error
	switch {
	case given:
		text = []byte(f.code)
	case fs.Arg(0) == "-":
		text, err = io.ReadAll(std.in)
	default:
		if path = fs.Arg(0); !isFolder(path) {
			text, err = os.ReadFile(path)
		}
	}
	if err != nil {
		fmt.Fprintf(std.err, "goawait run: %v\n", err)
		return f, "", nil, exitFailed, true
	}
	return f, path, text, exitOK, false
}

// within is ctx, ended by the flag -timeout.
func (f *runFlags) within(ctx context.Context) (context.Context, context.CancelFunc) {
	if f.timeout <= 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, f.timeout)
}

// tooLate is the error of what -timeout ended.
func (f *runFlags) tooLate() error { return fmt.Errorf("timed out after %v", f.timeout) }

// isProgram tells an ordinary Go file, or the folder of a program, from a file of cells.
func isProgram(path string) bool { return filepath.Ext(path) == ".go" || isFolder(path) }

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// runRun runs cells in a fresh session that ends with the command. It stops at the first cell
// that does not run to its end; os.Exit in one gives the status.
func runRun(ctx context.Context, args []string, std stdio) int {
	f, path, text, status, done := parseRun(args, std)
	if done {
		return status
	}
	if isProgram(path) {
		return runProgram(ctx, f, path, text, f.args, std)
	}
	fail := func(err error) int {
		fmt.Fprintf(std.err, "goawait run: %v\n", err)
		return exitFailed
	}
	cfg, err := sessionConfig(workspaceOf(path))
	if err != nil {
		return fail(err)
	}
	cfg.Dir = "."
	cfg.Settings, cfg.SettingsFrom, cfg.StateDir = f.changes, "command line", ""
	s, err := session.Open(ctx, cfg.Config)
	if err != nil {
		return fail(err)
	}
	stop := s.Subscribe(func(e session.Event) { printOutput(e.Output, std) })
	defer stop()
	defer s.Terminate()
	running, cancel := f.within(ctx)
	defer cancel()
	if path != "" {
		if err := s.Prepare(running, sources(text)); err != nil && running.Err() == nil {
			return fail(err)
		}
	}
	status, last := runCells(running, s, path, text, f.values, std)
	if status == exitOK {
		settle(running, s)
	}
	s.Terminate() // what a package printed by itself may come last
	switch {
	case ctx.Err() != nil:
		return exitInterrupted
	case running.Err() != nil:
		return fail(f.tooLate())
	case status == exitOK && isE(f, path) && last != nil && last.Value != nil && !last.Value.Nil:
		fmt.Fprintln(std.out, last.Value.Text)
	}
	return status
}

// isE tells whether the code was given on the command line, whose value is printed at the end.
func isE(f runFlags, path string) bool { return path == "" && f.code != "" && !f.values }

// sources are the texts of the cells of a file.
func sources(text []byte) []string {
	var list []string
	for _, cell := range transform.SplitCells(text) {
		list = append(list, string(text[cell.Body:cell.End]))
	}
	return list
}

// runCells runs the cells of text one after another and returns the last result.
func runCells(ctx context.Context, s *session.Session, path string, text []byte, values bool, std stdio) (int, *session.Result) {
	var last *session.Result
	lines := 0
	counted := 0
	for _, cell := range transform.SplitCells(text) {
		body := text[cell.Body:cell.End]
		lines += bytes.Count(text[counted:cell.Body], []byte("\n"))
		counted = cell.Body
		if len(bytes.TrimSpace(body)) == 0 {
			continue
		}
		request := session.RunRequest{Source: string(body), Context: "repl"}
		if path != "" {
			request.Region = &session.Region{Path: path, Line: lines}
		}
		result, err := s.Run(ctx, request)
		if err != nil {
			if ctx.Err() == nil {
				fmt.Fprintf(std.err, "goawait run: %v\n", err)
			}
			return exitFailed, last
		}
		last = result
		if status, own := exited(result); own {
			return status, last
		}
		if !result.OK() {
			printFailure(s, result, std.err)
			return exitFailed, last
		}
		if values && result.Value != nil && !result.Value.Nil {
			fmt.Fprintf(std.out, "Out[%d]: %s\n", result.Cell, result.Value.Text)
		}
	}
	return exitOK, last
}

// exited is the status that a cell ended the run with, by os.Exit.
func exited(r *session.Result) (status int, own bool) {
	if r.State != session.Died {
		return 0, false
	}
	_, text, own := strings.Cut(r.Text, "os.Exit(")
	if own {
		_, err := fmt.Sscanf(text, "%d)", &status)
		own = err == nil
	}
	return status, own
}

// printFailure prints a result's error in one line, the other diagnostics of its check, and
// the way that a raised error took through the person's functions.
func printFailure(s *session.Session, r *session.Result, w io.Writer) {
	fmt.Fprintln(w, asItEnds(r))
	if r.State == session.CheckFailed {
		for _, e := range r.Diagnostics[min(1, len(r.Diagnostics)):] {
			if e.Severity == transform.SeverityError {
				fmt.Fprintln(w, placed(s, r, e.Start)+": "+inOneLine(e.Msg))
			}
		}
	}
	for at, times := range session.Frames(r.Trace[min(1, len(r.Trace)):]) {
		from := "\tfrom " + s.Place(at)
		if times > 1 {
			from += fmt.Sprintf(" (%d times)", times)
		}
		fmt.Fprintln(w, from)
	}
}

// asItEnds is the error of a result with which a run is over: no new engine is started.
func asItEnds(r *session.Result) string {
	text, _, _ := strings.Cut(r.Text, session.NewEngine)
	return text
}

// placed names a place in a cell as its first error is placed: "a.goa:4:1", or "cell 1, line 4,
// column 1" where it has no file.
func placed(s *session.Session, r *session.Result, off int) string {
	line, col := transform.NewLines([]byte(r.Source)).ByteCol(off)
	at := s.Place(wire.Position{Cell: r.Cell, Line: line + 1})
	if r.Region == nil {
		return fmt.Sprintf("%s, column %d", at, col+1)
	}
	if line == 0 {
		col += r.Region.Col
	}
	return fmt.Sprintf("%s:%d", at, col+1)
}

// printOutput passes on what the person's code wrote.
func printOutput(o *session.Output, std stdio) {
	if o == nil {
		return
	}
	w := std.out
	if o.Stream != "stdout" {
		w = std.err
	}
	if o.Bytes != nil {
		_, _ = w.Write(o.Bytes)
		return
	}
	_, _ = io.WriteString(w, o.Text)
}

// runEngine is the child's side of a session.
func runEngine(_ context.Context, args []string, std stdio) int {
	if len(args) > 0 {
		fmt.Fprintln(std.err, "goawait engine: takes no arguments; it is started by goawait itself")
		return exitUsage
	}
	return engine.Main(os.Stdin, os.Stdout)
}
