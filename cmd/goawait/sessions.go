package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/goawait/goawait/session"
	"github.com/goawait/goawait/session/background"
)

// controlTimeout bounds one question to a background process.
const controlTimeout = 10 * time.Second

// runSessions lists the sessions of this user, or restarts or ends one. A session is named by
// its name, by its workspace, or by workspace:name.
func runSessions(ctx context.Context, args []string, std stdio) int {
	fs := newFlags("sessions", std)
	if status, done := fs.parse(args, 0, 2); done {
		return status
	}
	ctx, cancel := context.WithTimeout(ctx, controlTimeout)
	defer cancel()
	found, err := findSessions(ctx)
	switch {
	case err != nil:
	case fs.NArg() == 0:
		listSessions(found, std)
	case fs.NArg() == 2 && (fs.Arg(0) == "restart" || fs.Arg(0) == "end"):
		var s located
		if s, err = choose(found, fs.Arg(1)); err == nil {
			err = manage(ctx, s, fs.Arg(0))
		}
	case fs.NArg() == 1 && (fs.Arg(0) == "restart" || fs.Arg(0) == "end"):
		return fs.misused("%s needs the NAME of a session, as `goawait sessions` lists them", fs.Arg(0))
	default:
		return fs.misused("%q is neither restart NAME nor end NAME", strings.Join(fs.Args(), " "))
	}
	if err != nil {
		fmt.Fprintf(std.err, "goawait sessions: %v\n", err)
		return exitFailed
	}
	return exitOK
}

// A located session is one with the place of its background process.
type located struct {
	sessionCard
	place   background.Place
	program bool // it is inside a program, and not its workspace's
	pid     int
	since   time.Time
}

func (l located) String() string {
	if l.program {
		return fmt.Sprintf("%s@%d", l.Name, l.pid)
	}
	return l.place.Workspace + ":" + l.Name
}

// findSessions asks every background process of this user. One that does not answer is
// left out: it is ending.
func findSessions(ctx context.Context) ([]located, error) {
	cards, err := background.List()
	if err != nil {
		return nil, err
	}
	var found []located
	for _, card := range cards {
		if card.Program != "" {
			if s, err := findProgram(ctx, card); err == nil {
				found = append(found, s)
			}
			continue
		}
		place, err := background.PlaceOf(card.Workspace)
		if err != nil {
			continue
		}
		reply, err := ask(ctx, place, controlRequest{Op: "list"})
		if err != nil {
			continue
		}
		for _, s := range reply.Sessions {
			found = append(found, located{s, place, false, card.PID, card.Started})
		}
	}
	return found, nil
}

// findProgram asks a program for the session inside it.
func findProgram(ctx context.Context, card background.Card) (located, error) {
	place, err := card.Place()
	if err != nil {
		return located{}, err
	}
	r, err := dialProgram(ctx, place)
	if err != nil {
		return located{}, err
	}
	defer r.Close()
	o, err := r.Overview(ctx)
	return located{sessionCard{o.Name, o.Status, o.Names, o.Cells}, place, true, card.PID, card.Started}, err
}

// dialProgram connects to the session inside a program.
func dialProgram(ctx context.Context, place background.Place) (*session.Remote, error) {
	conn, err := background.Dial(ctx, place, session.RemoteProtocol)
	if err != nil {
		return nil, err
	}
	return session.DialRemote(conn), nil
}

// manage restarts or ends a session.
func manage(ctx context.Context, s located, op string) error {
	if !s.program {
		_, err := ask(ctx, s.place, controlRequest{Op: op, Session: s.Name})
		return err
	}
	r, err := dialProgram(ctx, s.place)
	if err != nil {
		return err
	}
	defer r.Close()
	if op == "restart" {
		return r.Restart(ctx, false)
	}
	r.Terminate()
	return nil
}

// program finds the session inside a program that name means.
func program(ctx context.Context, name string) (located, error) {
	found, err := findSessions(ctx)
	if err != nil {
		return located{}, err
	}
	found = slices.DeleteFunc(found, func(s located) bool { return !s.program })
	return choose(found, name)
}

func listSessions(found []located, std stdio) {
	if len(found) == 0 {
		fmt.Fprintln(std.out, "no sessions; an editor starts one with its first run")
		return
	}
	w := tabwriter.NewWriter(std.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "SESSION\tSTATE\tCELLS\tNAMES\tTASKS\tRUNNER\tPID\tUP")
	for _, s := range found {
		fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%d\t%s\t%d\t%v\n", s, s.Status.State, s.Cells, s.Names, s.Status.Tasks,
			s.Status.Runner, s.pid, time.Since(s.since).Round(time.Second))
	}
	_ = w.Flush()
}

// choose finds the one session that name means.
func choose(found []located, name string) (located, error) {
	var matches []located
	var all []string
	for _, s := range found {
		all = append(all, s.String())
		if s.Name == name || !s.program && s.place.Workspace == name || s.String() == name {
			matches = append(matches, s)
		}
	}
	switch {
	case len(matches) == 1:
		return matches[0], nil
	case len(matches) > 1:
		return located{}, fmt.Errorf("%q means several sessions; have: %s", name, strings.Join(all, ", "))
	case len(all) == 0:
		return located{}, fmt.Errorf("no session %q; none is running", name)
	}
	return located{}, fmt.Errorf("no session %q; have: %s", name, strings.Join(all, ", "))
}
