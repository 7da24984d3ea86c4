package main

import (
	"context"
	"fmt"
	"os"

	"github.com/goawait/goawait/session/background"
)

func runLSP(ctx context.Context, args []string, std stdio) int {
	return runChannel(ctx, "lsp", args, std)
}

func runDAP(ctx context.Context, args []string, std stdio) int {
	return runChannel(ctx, "dap", args, std)
}

// runChannel joins standard input and output to the workspace's background process, or, with
// --standalone, serves them in this process.
func runChannel(ctx context.Context, protocol string, args []string, std stdio) int {
	fs := newFlags(protocol, std)
	workspace := fs.String("workspace", ".", "the workspace's `folder`")
	standalone := fs.Bool("standalone", false, "keep everything in this process: the session ends with it")
	restricted, inside := new(bool), new(string)
	switch protocol {
	case "lsp":
		fs.BoolVar(restricted, "restricted", false, "for a workspace that is not trusted: diagnostics, and nothing is executed")
	case "dap":
		fs.StringVar(inside, "session", "", "attach to the session `NAME` inside a running program (see goawait sessions)")
	}
	if status, done := fs.parse(args, 0, 0); done {
		return status
	}
	useEditorsGo()
	var err error
	switch {
	case *restricted:
		err = serveRestricted(ctx, std)
	case *inside != "":
		err = serveProgram(ctx, *inside, std)
	case *standalone:
		err = serveStandalone(ctx, protocol, *workspace, std)
	default:
		err = bridge(ctx, protocol, *workspace, std)
	}
	if err != nil {
		fmt.Fprintf(std.err, "goawait %s: %v\n", protocol, err)
		return exitFailed
	}
	return exitOK
}

// bridge joins std to the workspace's background process until either side ends.
func bridge(ctx context.Context, protocol, workspace string, std stdio) error {
	place, err := background.PlaceOf(workspace)
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("finding this program: %w", err)
	}
	return background.Bridge(ctx, place, protocol, []string{self, "serve", "--workspace", place.Workspace}, std.in, std.out)
}
