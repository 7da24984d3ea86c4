package session

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goawait/goawait/session/engine/wire"
)

// A session that is opened again goes on where the journal ends, and can replay it.
func TestJournal(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	cfg := Config{Name: "a/b", StateDir: dir}
	w := openFake(t, "ok", cfg)
	w.run(`"fake:print one"`)
	w.run(`"fake:raise no"`)
	if _, err := w.Run(context.Background(), RunRequest{
		Source: `"fake:print three"`, Region: &Region{Path: "/doc.goa", Line: 4, Col: 2},
	}); err != nil {
		t.Fatal(err)
	}
	w.Terminate()

	path := filepath.Join(dir, "a%2Fb.jsonl")
	for name, want := range map[string]os.FileMode{dir: 0o700, path: 0o600} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// A machine that lost power may leave a last line cut short, and worse before it.
	if err := os.WriteFile(path, append([]byte("no record\n"), append(bytes.Clone(whole), whole[:20]...)...), 0o600); err != nil {
		t.Fatal(err)
	}

	w = openFake(t, "ok", cfg)
	h := w.History()
	if len(h) != 3 || h[2].Source != `"fake:print three"` || h[2].Line != 4 || h[1].State != wire.Raised {
		t.Fatalf("the history is %+v", h)
	}
	if err := w.Restart(context.Background(), true); err != nil {
		t.Fatal(err)
	}
	w.awaitOutput("one")
	w.awaitOutput("three")
	if r := w.Result(3); r == nil || r.Output != "three\n" || r.Region == nil || r.Region.Line != 4 {
		t.Errorf("cell 3 was replayed as %+v", r)
	}
	if r := w.Result(2); r != nil {
		t.Errorf("cell 2 was replayed as %+v", r)
	}
	if r := w.run(`"fake:print four"`); r.Cell != 4 {
		t.Errorf("the next cell has number %d", r.Cell)
	}
	w.Terminate()
	after, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(after, []byte("\n")); n != 5 || !bytes.HasSuffix(after, []byte("\n")) {
		t.Errorf("the journal has %d lines, want 5:\n%s", n, after)
	}
}

// Two sessions cannot write one journal at once; the second can once the first has ended.
func TestJournalIsInUse(t *testing.T) {
	cfg := Config{Name: "one", StateDir: t.TempDir()}
	w := openFake(t, "ok", cfg)
	other := cfg
	other.EngineCommand = []string{"nothing"}
	if s, err := Open(t.Context(), other); !errors.Is(err, ErrInUse) {
		if err == nil {
			s.Terminate()
		}
		t.Errorf("opening it once more gave %v", err)
	}
	w.Terminate()
	w = openFake(t, "ok", cfg)
	if r := w.run(`"fake:print again"`); !r.OK() {
		t.Errorf("opened again, a cell gave %+v", r)
	}
}

// A replay stops at the first cell that does not succeed, and says so.
func TestReplayStops(t *testing.T) {
	dir := t.TempDir()
	flag := filepath.Join(dir, "flag")
	w := openFake(t, "ok", Config{Workspace: dir})
	w.run(`"fake:print one"`)
	w.run(`"fake:unless flag"`)
	w.run(`"fake:print three"`)
	if err := os.WriteFile(flag, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	err := w.Restart(context.Background(), true)
	var stopped *ReplayError
	if !errors.As(err, &stopped) || stopped.Done != 1 || stopped.Total != 3 || stopped.Result.Cell != 2 {
		t.Fatalf("the replay gave %v", err)
	}
	if want := "replaying: stopped after 1 of 3 cells: cell 2, line 1: flag is there"; err.Error() != want {
		t.Errorf("the error is %q, want %q", err, want)
	}
	if err := os.Remove(flag); err != nil {
		t.Fatal(err)
	}
	if err := w.Restart(context.Background(), true); err != nil {
		t.Errorf("the second replay gave %v", err)
	}
}

// A restart without replay begins anew; one with replay after it goes back only if nothing
// was run since.
func TestFreshStart(t *testing.T) {
	w := openFake(t, "ok", Config{StateDir: t.TempDir()})
	w.run(`"fake:print old"`)
	w.run("%who")
	replayed := func() string {
		w.mu.Lock()
		w.events = nil
		w.mu.Unlock()
		if err := w.Restart(context.Background(), true); err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		w.mu.Lock()
		defer w.mu.Unlock()
		for _, e := range w.events {
			if e.Output != nil {
				b.WriteString(e.Output.Text)
			}
		}
		return b.String()
	}
	if err := w.Restart(context.Background(), false); err != nil {
		t.Fatal(err)
	}
	if got := replayed(); got != "old\n" {
		t.Errorf("with nothing new, %q was replayed", got)
	}
	w.run(`"fake:print new"`)
	if got := replayed(); got != "new\n" {
		t.Errorf("with something new, %q was replayed", got)
	}
}

// A restart interrupts what runs, however long that has to end, and gives up what waits.
func TestRestartWhileBusy(t *testing.T) {
	w := openFake(t, "ok", Config{timing: timing{grace: 1}})
	first := w.start(context.Background(), `"fake:hang"`)
	w.awaitOutput("hanging")
	queued := make(chan struct{})
	second := make(chan *Result, 1)
	go func() { // ends when the queue is given up
		r, _ := w.Run(context.Background(), RunRequest{Source: `"fake:print no"`, Queued: func() { close(queued) }})
		second <- r
	}()
	<-queued
	if err := w.Restart(context.Background(), false); err != nil {
		t.Fatal(err)
	}
	if r := <-first; r.State != wire.Interrupted || r.Text != "cell 1, line 1: interrupted: the session was restarted" {
		t.Errorf("the first gave %s, %q", r.State, r.Text)
	}
	if r := <-second; r == nil || r.State != wire.Interrupted {
		t.Errorf("the second gave %+v", r)
	}
	if r := w.run(`"fake:print next"`); !r.OK() || r.Cell != 2 {
		t.Errorf("the next cell gave %+v", r)
	}
}
