package session_test

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/goawait/goawait/session"
	"github.com/goawait/goawait/session/engine"
	_ "github.com/goawait/goawait/session/engine/symbols/handlers" // cells may import what registers handlers
	"github.com/goawait/goawait/session/imports"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "write what the transcripts show into them")

func TestMain(m *testing.M) {
	switch {
	case len(os.Args) > 2 && os.Args[1] == "fake-engine":
		os.Exit(session.FakeEngine(os.Args[2], os.Stdin, os.Stdout))
	case len(os.Args) > 1 && os.Args[1] == "engine":
		os.Exit(engine.Main(os.Stdin, os.Stdout))
	}
	os.Exit(m.Run())
}

// TestScripts plays the transcripts in testdata through real sessions with real engines, each
// with the runners that its name allows.
//
// A transcript is a txtar file whose file "session" has cells, each begun by "> " with its
// further lines indented by two blanks, and after each what a person sees: what it printed,
// then its value or error. "= " begins a value where output may come at any time. "…" stands for any text within a line. $SRV is the address of an
// HTTP server, $RUNNER the runner. Lines that begin with "@ " drive the session:
//
//	@ await N TEXT     waits until the output of cell N has TEXT in it
//	@ output N         shows the output of cell N so far
//	@ start            runs the next cell without waiting for it
//	@ finish           waits for the started cell and shows what it gave
//	@ interrupt [N]    interrupts
//	@ kill             kills the engine, and waits until that is told
//	@ restart [replay] restarts
//
// The file "runners" may name the runners to play it with; "norace" says why it is not for
// the race detector; "workspace/NAME" is put into the workspace.
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	importer := imports.New(".")
	t.Cleanup(importer.Close)
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		runners := []string{"goroutine", "loop"}
		skip := false
		for _, f := range a.Files {
			switch f.Name {
			case "runners":
				runners = strings.Fields(string(f.Data))
			case "norace":
				skip = raceEnabled
			}
		}
		if skip {
			continue
		}
		for _, runner := range runners {
			name := strings.TrimSuffix(filepath.Base(file), ".txtar")
			t.Run(name+"/"+runner, func(t *testing.T) {
				if !*update {
					t.Parallel()
				}
				play(t, file, a, runner, importer)
			})
		}
	}
}

func play(t *testing.T, file string, a *txtar.Archive, runner string, importer *imports.Importer) {
	dir := t.TempDir()
	var script *txtar.File
	for i, f := range a.Files {
		if f.Name == "session" {
			script = &a.Files[i]
		}
		if name, ok := strings.CutPrefix(f.Name, "workspace/"); ok {
			if err := os.WriteFile(filepath.Join(dir, name), f.Data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	if script == nil {
		t.Fatalf("%s has no session", file)
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, `{"login": "gopher"}`)
	}))
	t.Cleanup(srv.Close)
	s, err := session.Open(t.Context(), session.Config{
		Workspace: dir, StateDir: filepath.Join(dir, "state"), Importer: importer,
		EngineCommand: []string{os.Args[0], "engine"}, Settings: session.Changes{Runner: &runner},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Terminate)
	p := &player{
		t: t, s: s, vars: strings.NewReplacer("$SRV", srv.URL, "$RUNNER", runner, "$DIR", dir),
		outputs: map[int]string{}, more: make(chan struct{}),
	}
	t.Cleanup(s.Subscribe(p.event))
	var now strings.Builder
	for _, step := range steps(string(script.Data)) {
		shown := p.step(step)
		want := p.vars.Replace(step.want)
		if matches(want, shown) {
			now.WriteString(step.head + step.want) // with its patterns
		} else {
			now.WriteString(step.head + shown)
		}
		if testing.Verbose() {
			t.Logf("%s%s", step.head, shown)
		}
		if *update {
			continue
		}
		if !matches(want, shown) {
			t.Fatalf("%s:%d: after\n%sthe person sees\n%s\nwant\n%s", file, step.line, step.head, indent(shown), indent(want))
		}
	}
	if *update {
		script.Data = []byte(strings.NewReplacer(srv.URL, "$SRV", dir, "$DIR").Replace(now.String()))
		if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func indent(s string) string {
	return "\t" + strings.ReplaceAll(strings.TrimSuffix(s, "\n"), "\n", "\n\t")
}

// patience is how long anything may take before the transcript has failed.
const patience = 2 * time.Minute

// A step is a cell or a command of a transcript.
type step struct {
	line int    // of the script
	head string // as written
	cell string // its text; "" for a command
	cmd  []string
	want string // what the person is to see
}

func steps(script string) []step {
	var out []step
	inCell := false
	for i, line := range strings.SplitAfter(script, "\n") {
		text := strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(text, "> "):
			out = append(out, step{line: i + 1, head: line, cell: text[2:]})
			inCell = true
		case strings.HasPrefix(text, "@ "):
			out = append(out, step{line: i + 1, head: line, cmd: strings.Fields(text[2:])})
			inCell = false
		case inCell && strings.HasPrefix(text, "  "):
			last := &out[len(out)-1]
			last.head += line
			last.cell += "\n" + text[2:]
		case len(out) > 0:
			out[len(out)-1].want += line
			inCell = false
		}
	}
	return out
}

// matches compares line by line; "…" in want stands for any text.
func matches(want, got string) bool {
	parts := strings.Split(strings.TrimRight(want, "\n"), "…")
	for i := range parts {
		parts[i] = regexp.QuoteMeta(parts[i])
	}
	return regexp.MustCompile(`^` + strings.Join(parts, `[^\n]*`) + `$`).MatchString(strings.TrimRight(got, "\n"))
}

// A player drives one session.
type player struct {
	t       *testing.T
	s       *session.Session
	vars    *strings.Replacer
	started chan string // gives what a cell that was started shows; nil if none was
	start   bool        // the next cell is only started

	mu      sync.Mutex // guards what follows
	outputs map[int]string
	deaths  int
	more    chan struct{} // closed and made anew by each event
}

func (p *player) event(e session.Event) {
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

// await waits until ok holds; it is asked after each event.
func (p *player) await(what string, ok func() bool) {
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

// step does one step and returns what the person sees.
func (p *player) step(st step) string {
	if st.cmd == nil {
		source := p.vars.Replace(st.cell)
		if !p.start {
			return p.run(source, strings.HasPrefix(st.want, "= "))
		}
		p.start = false
		shown := make(chan string, 1)
		p.started = shown
		go func() { shown <- p.run(source, false) }() // ends with the session at the latest
		return ""
	}
	arg := func(i int) int {
		n, _ := strconv.Atoi(strings.Join(st.cmd[min(i, len(st.cmd)):min(i+1, len(st.cmd))], ""))
		return n
	}
	switch st.cmd[0] {
	case "await":
		text := strings.Join(st.cmd[2:], " ")
		p.await(st.head, func() bool { return strings.Contains(p.outputs[arg(1)], text) })
	case "output":
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.outputs[arg(1)]
	case "start":
		p.start = true
	case "finish":
		select {
		case shown := <-p.started:
			return shown
		case <-time.After(patience):
			p.t.Fatalf("%d: the cell does not end", st.line)
		}
	case "interrupt":
		p.s.Interrupt(arg(1))
	case "kill":
		p.kill()
	case "restart":
		if err := p.s.Restart(context.Background(), len(st.cmd) > 1); err != nil {
			return err.Error() + "\n"
		}
	default:
		p.t.Fatalf("there is no command %q", st.head)
	}
	return ""
}

// run runs a cell and returns what it shows until it ends; bare is its value alone.
func (p *player) run(source string, bare bool) string {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	r, err := p.s.Run(ctx, session.RunRequest{Source: source, Context: "repl"})
	if err != nil {
		return "not run: " + err.Error() + "\n"
	}
	shown := r.Output
	if bare {
		shown = "= "
	}
	if shown != "" && !bare && !strings.HasSuffix(shown, "\n") {
		shown += "\n"
	}
	if r.Text != "" || bare {
		shown += r.Text + "\n"
	}
	return shown
}

// kill kills the engine as a stranger would.
func (p *player) kill() {
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
	p.await("the death", func() bool { return p.deaths > before })
}
