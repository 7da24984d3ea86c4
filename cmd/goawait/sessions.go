package main

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/goawait/goawait/session/background"
)

// controlTimeout bounds one question to a background process.
const controlTimeout = 10 * time.Second

// runSessions lists the sessions of this user, or restarts or ends one. A session is named by
// its name, by its workspace, or by workspace:name.
func runSessions(ctx context.Context, args []string, std stdio) int {
	fs := newFlags("sessions", std)
	if status, done := parse(fs, args, 0, 2); done {
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
			_, err = ask(ctx, s.place, controlRequest{Op: fs.Arg(0), Session: s.Name})
		}
	default:
		fs.Usage()
		return exitUsage
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
	place background.Place
	pid   int
	since time.Time
}

func (l located) String() string { return l.place.Workspace + ":" + l.Name }

// findSessions asks every background process of this user. One that does not answer is
// left out: it is ending.
func findSessions(ctx context.Context) ([]located, error) {
	cards, err := background.List()
	if err != nil {
		return nil, err
	}
	var found []located
	for _, card := range cards {
		place, err := background.PlaceOf(card.Workspace)
		if err != nil {
			continue
		}
		reply, err := ask(ctx, place, controlRequest{Op: "list"})
		if err != nil {
			continue
		}
		for _, s := range reply.Sessions {
			found = append(found, located{s, place, card.PID, card.Started})
		}
	}
	return found, nil
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
		if s.Name == name || s.place.Workspace == name || s.String() == name {
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
