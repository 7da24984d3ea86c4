// Goawait writes Go the way people write in IPython: cells with top-level await, run in a
// session that lives on, from an editor or the terminal. See `goawait help`.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

// The exit statuses, as they stand in the documents.
const (
	exitOK          = 0
	exitFailed      = 1 // a cell did not check or raised, or the command could not do its work
	exitUsage       = 2
	exitInterrupted = 130
)

// version is set by the linker in released builds.
var version = ""

// A command is one subcommand. run gets the arguments after the name and returns the exit status.
type command struct {
	name, args, short string
	run               func(ctx context.Context, args []string, std stdio) int
}

// stdio is what a command reads and writes, so that tests can stand in.
type stdio struct {
	in       io.Reader
	out, err io.Writer
}

func commands() []command {
	return []command{
		{"run", "[flags] FILE | PROGRAM [ARG…] | -e CODE | -", "run the cells of a file in a session of its own, or a program", runRun},
		{"repl", "[flags] [--session NAME]", "a prompt in this terminal", runREPL},
		{"check", "[--json] FILE…", "report what is wrong in files, without running them", runCheck},
		{"fmt", "[-l] [-d] [-w] [FILE…]", "lay files out as gofmt would, the dialect kept", runFmt},
		{"lsp", "[--workspace DIR] [--standalone | --restricted]", "speak LSP on standard input and output", runLSP},
		{"dap", "[--workspace DIR] [--standalone] [--session NAME]", "speak DAP on standard input and output", runDAP},
		{"serve", "[--workspace DIR]", "the workspace's background process, in the foreground", runServe},
		{"sessions", "[restart NAME | end NAME]", "list, restart or end the sessions of this user", runSessions},
		{"doctor", "[--workspace DIR]", "what works here, and what to do about what does not", runDoctor},
		{"version", "", "print the version", runVersion},
		{"help", "[COMMAND]", "this text, or a command's", runHelp},
		{"engine", "", "run cells for a session (started by goawait itself)", runEngine},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := dispatch(ctx, os.Args[1:], stdio{os.Stdin, os.Stdout, os.Stderr})
	stop()
	os.Exit(status)
}

// dispatch runs the subcommand that args name.
func dispatch(ctx context.Context, args []string, std stdio) int {
	if len(args) == 0 {
		usage(std.err)
		return exitUsage
	}
	name := args[0]
	switch name {
	case "-h", "-help", "--help":
		name = "help"
	case "-v", "-version", "--version":
		name = "version"
	}
	for _, c := range commands() {
		if c.name == name {
			return c.run(ctx, args[1:], std)
		}
	}
	fmt.Fprintf(std.err, "goawait: unknown command %q; `goawait help` lists them\n", args[0])
	return exitUsage
}

func usage(w io.Writer) {
	fmt.Fprint(w, "Goawait runs Go cells with top-level await, from your editor or here.\n\nUsage: goawait COMMAND [ARGUMENTS]\n\n")
	for _, c := range commands() {
		if c.name != "engine" {
			fmt.Fprintf(w, "  %-9s %s\n", c.name, c.short)
		}
	}
	fmt.Fprint(w, "\n`goawait help COMMAND` tells a command's flags.\n")
}

func runHelp(ctx context.Context, args []string, std stdio) int {
	fs := newFlags("help", std)
	if status, done := fs.parse(args, 0, 1); done {
		return status
	}
	if about := fs.Arg(0); about != "" && about != "help" {
		return dispatch(ctx, []string{about, "-h"}, std)
	}
	usage(std.out)
	return exitOK
}

func runVersion(_ context.Context, args []string, std stdio) int {
	fs := newFlags("version", std)
	if status, done := fs.parse(args, 0, 0); done {
		return status
	}
	fmt.Fprintln(std.out, "goawait", Version())
	return exitOK
}

// Version is the linked version, or what the build recorded.
func Version() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
