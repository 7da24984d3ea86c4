package session_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/goawait/goawait/session"
	"github.com/goawait/goawait/session/engine"
	_ "github.com/goawait/goawait/session/engine/symbols/handlers" // cells may import what registers handlers
	"github.com/goawait/goawait/session/imports"
	"github.com/goawait/goawait/session/sessiontest"
)

var update = flag.Bool("update", false, "write what the transcripts show into them")

func TestMain(m *testing.M) {
	switch {
	case len(os.Args) > 2 && os.Args[1] == "fake-engine":
		os.Exit(session.FakeEngine(os.Args[2], os.Stdin, os.Stdout))
	case len(os.Args) > 1 && os.Args[1] == "engine":
		os.Exit(engine.Main(os.Stdin, os.Stdout))
	}
	os.Exit(testMain(m))
}

// testMain runs the tests. What the race detector finds in cells that race, as one that dies of it
// does, is not for the person.
func testMain(m *testing.M) int {
	dir, err := os.MkdirTemp("", "goawait-session-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	if os.Getenv("GORACE") == "" {
		os.Setenv("GORACE", "log_path="+filepath.Join(dir, "race"))
	}
	return m.Run()
}

// TestScripts plays the transcripts in testdata through real sessions with real engines, each
// with the runners that its name allows. Package sessiontest says what is in them; the program's
// tests play them too.
func TestScripts(t *testing.T) {
	importer := imports.New(".")
	t.Cleanup(importer.Close)
	for _, tr := range sessiontest.Read(t, "testdata/*.txtar") {
		if tr.Has("norace") && raceEnabled {
			continue
		}
		for _, runner := range tr.Runners {
			t.Run(tr.Name+"/"+runner, func(t *testing.T) {
				if !*update {
					t.Parallel()
				}
				play(t, tr, runner, importer)
			})
		}
	}
}

func play(t *testing.T, tr *sessiontest.Transcript, runner string, importer *imports.Importer) {
	dir := t.TempDir()
	tr.Furnish(t, dir)
	s, err := session.Open(t.Context(), session.Config{
		Workspace: dir, StateDir: filepath.Join(dir, "state"), Importer: importer,
		EngineCommand: []string{os.Args[0], "engine"}, Settings: session.Changes{Runner: &runner},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Terminate)
	p := &person{t: t, s: s, outputs: map[int]string{}, more: make(chan struct{})}
	t.Cleanup(s.Subscribe(p.event))
	tr.Play(t, p, runner, dir, *update)
}

// patience is how long anything may take before a transcript has failed.
const patience = 2 * time.Minute

// A person is somebody at a session of this process.
type person struct {
	t *testing.T
	s *session.Session

	mu      sync.Mutex // guards what follows
	outputs map[int]string
	deaths  int
	more    chan struct{} // closed and made anew by each event
}

func (p *person) event(e session.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case e.Output != nil:
		p.outputs[e.Output.Cell] += e.Output.Text
	case e.Died != nil:
		p.deaths++
	}
	close(p.more)
	p.more = make(chan struct{})
}

// until waits until ok holds; it is asked after each event.
func (p *person) until(what string, ok func() bool) {
	p.t.Helper()
	late := time.After(patience)
	for {
		p.mu.Lock()
		done, more := ok(), p.more
		p.mu.Unlock()
		if done {
			return
		}
		select {
		case <-more:
		case <-late:
			p.t.Fatalf("waited in vain for %s; the outputs are %v", what, p.outputs)
		}
	}
}

// Start implements sessiontest.Person.
func (p *person) Start(cell string) func() (printed, last string) {
	type shown struct{ printed, last string }
	ended := make(chan shown, 1)
	go func() { // ends with the cell, or by the context
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		r, err := p.s.Run(ctx, session.RunRequest{Source: cell, Context: "repl"})
		if err != nil {
			ended <- shown{last: "not run: " + err.Error()}
			return
		}
		ended <- shown{r.Output, r.Text}
	}()
	return func() (string, string) {
		got := <-ended
		return got.printed, got.last
	}
}

// Await implements sessiontest.Person.
func (p *person) Await(cell int, text string) {
	p.t.Helper()
	p.until(fmt.Sprintf("%q of cell %d", text, cell), func() bool { return strings.Contains(p.outputs[cell], text) })
}

// Output implements sessiontest.Person.
func (p *person) Output(cell int) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.outputs[cell]
}

// Interrupt implements sessiontest.Person.
func (p *person) Interrupt(cell int) { p.s.Interrupt(cell) }

// Restart implements sessiontest.Person.
func (p *person) Restart(replay bool) error { return p.s.Restart(context.Background(), replay) }

// Kill implements sessiontest.Person.
func (p *person) Kill() {
	r, err := p.s.Run(context.Background(), session.RunRequest{Source: "os.Getpid()", Silent: true})
	if err != nil || r.Value == nil {
		p.t.Fatalf("the engine's number: %+v, %v", r, err)
	}
	pid, err := strconv.Atoi(r.Value.Text)
	if err != nil {
		p.t.Fatal(err)
	}
	p.mu.Lock()
	before := p.deaths
	p.mu.Unlock()
	engine, err := os.FindProcess(pid)
	if err == nil {
		err = engine.Kill()
	}
	if err != nil {
		p.t.Fatal(err)
	}
	p.until("the death", func() bool { return p.deaths > before })
}
