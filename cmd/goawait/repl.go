package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"syscall"

	"github.com/goawait/goawait/session"
	"github.com/goawait/goawait/session/background"
)

// runREPL is a prompt in this terminal: for a session of its own, which ends with it, or with
// --session for one that an editor or a program has.
func runREPL(_ context.Context, args []string, std stdio) int {
	fs := newFlags("repl", std)
	workspace := fs.String("workspace", ".", "the workspace's `folder`")
	name := fs.String("session", "", "join the session `NAME`: a workspace's, or one inside a program (see goawait sessions)")
	changes := new(session.Changes)
	fs.settings(changes)
	if status, done := fs.parse(args, 0, 0); done {
		return status
	}
	if err := changes.Apply(new(session.Settings)); err != nil {
		fmt.Fprintf(std.err, "goawait repl: %v\n", err)
		return exitUsage
	}
	// Ctrl-C is the prompt's: it interrupts cells and gives up lines.
	signal.Reset(os.Interrupt)
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	var err error
	if *name != "" {
		err = joinSession(ctx, *name, *changes, std)
	} else {
		err = ownSession(ctx, *workspace, *changes, std)
	}
	if err != nil && ctx.Err() == nil {
		fmt.Fprintf(std.err, "goawait repl: %v\n", err)
		return exitFailed
	}
	return exitOK
}

// ownSession opens a session, whose history goes on from one time to the next, and its prompt.
func ownSession(ctx context.Context, workspace string, changes session.Changes, std stdio) error {
	place, err := background.PlaceOf(workspace)
	if err != nil {
		return err
	}
	cfg, err := sessionConfig(place.Workspace)
	if err != nil {
		return err
	}
	defer cfg.importer.Close()
	cfg.Settings, cfg.SettingsFrom = changes, "command line"
	if dir, err := stateDir(); err == nil {
		cfg.StateDir = filepath.Join(dir, place.Key)
	}
	s, err := openFree(ctx, cfg.Config)
	if err != nil {
		return err
	}
	defer s.Terminate()
	(&freshness{compiler: cfg.compiler, types: cfg.importer}).follow(s)
	banner := "goawait " + Version() + "; %quickref lists the magics, exit or Ctrl-D leaves."
	if s.Name() != promptName {
		banner += "\nAnother prompt is open in this folder; this one has names and a history of its own (" + s.Name() + ")."
	}
	return s.Prompt(ctx, std.in, std.out, banner)
}

// promptName is the name of the session of a prompt.
const promptName = "repl"

// openFree opens the session of a prompt: each of those that are open at once has its own
// history.
func openFree(ctx context.Context, cfg session.Config) (*session.Session, error) {
	for n := 1; ; n++ {
		if cfg.Name = promptName; n > 1 {
			cfg.Name += "-" + strconv.Itoa(n)
		}
		s, err := session.Open(ctx, cfg)
		if !errors.Is(err, session.ErrInUse) {
			return s, err
		}
	}
}

// joinSession opens a prompt for a session that lives elsewhere, which stays when it is left.
func joinSession(ctx context.Context, name string, changes session.Changes, std stdio) error {
	dialing, cancel := context.WithTimeout(ctx, controlTimeout)
	defer cancel()
	r, s, err := attachSession(dialing, name)
	if err != nil {
		return err
	}
	defer r.Close()
	if err := r.SetEditor(changes); err != nil {
		return err
	}
	return r.Prompt(ctx, std.in, std.out, fmt.Sprintf("joined %s; exit or Ctrl-D leaves it as it is.", s))
}
