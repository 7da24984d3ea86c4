package main

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goawait/goawait/session"
	"github.com/goawait/goawait/session/engine/wire"
	"github.com/goawait/goawait/session/native"
)

// exitPanic is the status of a Go program that a panic or the runtime ended.
const exitPanic = 2

// runProgram runs an ordinary file of package main: in the instant lane where that takes it,
// else compiled, as `go run` would; so are all files of a folder. The exit status is the program's own.
func runProgram(ctx context.Context, f runFlags, path string, text []byte, args []string, std stdio) int {
	if isFolder(path) {
		if f.changes.Lane != nil && *f.changes.Lane == "instant" {
			fmt.Fprintf(std.err, "goawait run: %s is the folder of a program, which needs the native lane\n", path)
			return exitFailed
		}
		return runCompiled(ctx, f, path, args, std)
	}
	if at, name := otherPackage(path, text); name != "" {
		fmt.Fprintf(std.err, "%s: package %s is no program; a program is of package main\n", at, name)
		return exitFailed
	}
	lane := "auto"
	if f.changes.Lane != nil {
		lane = *f.changes.Lane
	}
	if lane != "native" && len(args) == 0 {
		switch why := ownProcess(text); {
		case why == "":
			if status, ran := runInstantly(ctx, f, path, text, lane == "instant", std); ran {
				return status
			}
		case lane == "instant":
			fmt.Fprintf(std.err, "goawait run: %s: %s, and so the native lane\n", path, why)
			return exitFailed
		}
	} else if lane == "instant" {
		fmt.Fprintln(std.err, "goawait run: arguments need a process of its own, and so the native lane")
		return exitFailed
	}
	return runCompiled(ctx, f, path, args, std)
}

// otherPackage names the package of a file, and where it says so, if that is not main.
func otherPackage(path string, text []byte) (at token.Position, name string) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, path, text, parser.PackageClauseOnly)
	if err != nil || file.Name.Name == "main" {
		return at, "" // what is wrong with it, if anything, is said where it is run
	}
	return fset.Position(file.Name.Pos()), file.Name.Name
}

// restOfProgram is the folder of a file, as it is given to `goawait run`, if the program has other
// files there; "" if it has none.
func restOfProgram(path string) string {
	folder := filepath.Dir(path)
	names, _ := filepath.Glob(filepath.Join(folder, "*.go"))
	for _, name := range names {
		if name == filepath.Clean(path) || strings.HasSuffix(name, "_test.go") || isFolder(path) {
			continue
		}
		if text, err := os.ReadFile(name); err == nil {
			if file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.PackageClauseOnly); err == nil && file.Name.Name == "main" {
				if filepath.IsLocal(folder) && folder != "." {
					folder = "." + string(filepath.Separator) + folder
				}
				return folder
			}
		}
	}
	return ""
}

// ownPackages are packages that show or change the process that a program runs in. In the
// instant lane that is an engine's.
var ownPackages = []string{"flag", "os/signal", "plugin", "runtime/debug", "runtime/pprof", "runtime/trace", "syscall", "testing", "C"}

// ownNames are names of other packages that do.
var ownNames = []string{
	"os.Args", "os.Executable", "os.Stdin", "os.Getpid", "os.Getppid", "os.FindProcess",
	"fmt.Scan", "fmt.Scanf", "fmt.Scanln",
}

// inherited are what hands a process's own files on: to the children of a program that starts
// some, which write beside what the engine passes on.
var inherited = []string{"os.Stdout", "os.Stderr", "os.NewFile"}

// sharedRuntime are the names of package runtime that mean the same in an engine.
var sharedRuntime = []string{"GC", "Gosched", "GOMAXPROCS", "GOOS", "GOARCH", "Compiler", "Version", "NumCPU", "Error", "TypeAssertionError", "KeepAlive"}

// debugDirective matches a directive that sets how the runtime and the standard library behave.
var debugDirective = regexp.MustCompile(`(?m)^//go:debug[ \t]`)

// ownProcess names what in a program needs a process of its own; nothing if all can run in an
// engine.
func ownProcess(text []byte) (why string) {
	file, err := parser.ParseFile(token.NewFileSet(), "", text, parser.SkipObjectResolution)
	if err != nil {
		return "" // it will not run
	}
	for _, spec := range file.Imports {
		if path, err := strconv.Unquote(spec.Path.Value); err == nil && slices.Contains(ownPackages, path) {
			return "package " + path + " needs a process of its own"
		}
		if spec.Name != nil && spec.Name.Name == "." {
			return "an import into the file's own scope needs a process of its own"
		}
	}
	if debugDirective.Match(text) {
		return "a //go:debug directive needs a process of its own"
	}
	std, starts := false, false
	ast.Inspect(file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			pkg, ok := sel.X.(*ast.Ident)
			if !ok {
				return true
			}
			name := pkg.Name + "." + sel.Sel.Name
			std = std || slices.Contains(inherited, name)
			starts = starts || name == "exec.Command" || name == "exec.CommandContext" || name == "os.StartProcess"
			if slices.Contains(ownNames, name) || pkg.Name == "runtime" && !slices.Contains(sharedRuntime, sel.Sel.Name) {
				why = name + " needs a process of its own"
			}
		}
		return why == ""
	})
	if why == "" && std && starts {
		return "starting a process that may inherit the program's own files needs a process of its own"
	}
	return why
}

// runInstantly runs a program in an engine, if the instant lane takes it. If it does not,
// nothing ran, and complain tells whether to say why.
func runInstantly(ctx context.Context, f runFlags, path string, text []byte, complain bool, std stdio) (status int, ran bool) {
	fail := func(err error) (int, bool) {
		fmt.Fprintf(std.err, "goawait run: %v\n", err)
		return exitFailed, true
	}
	cfg, err := sessionConfig(".")
	if err != nil {
		return fail(err)
	}
	lane := "instant"
	cfg.Settings, cfg.SettingsFrom, cfg.StateDir = f.changes, "command line", ""
	cfg.Settings.Lane = &lane
	s, err := session.Open(ctx, cfg.Config)
	if err != nil {
		return fail(err)
	}
	defer s.Terminate()
	code := exitPanic
	stop := s.Subscribe(func(e session.Event) {
		if e.Died != nil && e.Died.Code >= 0 {
			code = e.Died.Code
		}
		printOutput(e.Output, std)
	})
	defer stop()
	running, cancel := f.within(ctx)
	defer cancel()
	r, err := s.Run(running, session.FileCells(path, text)[0])
	switch {
	case ctx.Err() != nil:
		return exitInterrupted, true
	case running.Err() != nil:
		return fail(f.tooLate())
	case err != nil:
		return fail(err)
	case r.OK():
		return exitOK, true
	case r.State == session.CheckFailed:
		if complain {
			printFailure(s, r, std.err)
		}
		return exitFailed, complain
	case r.State == session.Died:
		s.Terminate() // what the engine said as it died has come
		if !strings.Contains(r.Text, "os.Exit(") {
			fmt.Fprintln(std.err, asItEnds(r))
		}
		return code, true
	}
	printPanic(s, r, std.err)
	return exitPanic, true
}

// printPanic says what a Go program says that ends in a panic, at the person's lines.
func printPanic(s *session.Session, r *session.Result, w io.Writer) {
	_, msg, panicked := strings.Cut(r.Text, "panic: ")
	if !panicked {
		fmt.Fprintln(w, r.Text)
		return
	}
	fmt.Fprintf(w, "panic: %s\n\ngoroutine 1 [running]:\n", msg)
	for _, at := range r.Trace {
		path, line, ok := s.Locate(wire.Position{Cell: at.Cell, Line: at.Line})
		if ok && at.Func != "" { // else it is the call of main that was added
			fmt.Fprintf(w, "main.%s(...)\n\t%s:%d\n", at.Func, path, line+1)
		}
	}
}

// runCompiled builds a program with the person's toolchain and runs it with this process's
// own standard files.
func runCompiled(ctx context.Context, f runFlags, path string, args []string, std stdio) int {
	fail := func(err error) int {
		fmt.Fprintf(std.err, "goawait run: %v\n", err)
		return exitFailed
	}
	dir, err := os.Getwd()
	if err != nil {
		return fail(err)
	}
	tc, err := native.Find(ctx, dir, nil)
	if tc == nil {
		return fail(err)
	}
	cache, err := native.DefaultCache()
	if err != nil {
		return fail(err)
	}
	program, err := tc.Program(ctx, dir, path, cache)
	var built *native.BuildError
	switch {
	case ctx.Err() != nil:
		return exitInterrupted
	case errors.As(err, &built):
		fmt.Fprintln(std.err, built.Text)
		if folder := restOfProgram(path); folder != "" && strings.Contains(built.Text, "undefined: ") {
			fmt.Fprintf(std.err, "goawait run: this is one file of a program that has others; goawait run %s takes them all\n", folder)
		}
		return exitFailed
	case err != nil:
		return fail(err)
	}
	running, cancel := f.within(ctx)
	defer cancel()
	cmd := exec.CommandContext(running, program, args...)
	cmd.Args[0] = program
	cmd.Stdin, cmd.Stdout, cmd.Stderr = std.in, std.out, std.err
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = time.Second
	defer endWithUs(cmd)()
	err = cmd.Run()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return exitInterrupted
	case running.Err() != nil:
		return fail(f.tooLate())
	case errors.As(err, &exit) && exit.ExitCode() >= 0:
		return exit.ExitCode()
	case errors.As(err, &exit):
		fmt.Fprintln(std.err, "goawait run:", exit)
		return exitPanic
	case err != nil:
		return fail(err)
	}
	return exitOK
}
