package session

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/goawait/goawait/session/engine/wire"
)

// FakeEngine is for the TestMain of the tests outside the package.
var FakeEngine = fakeEngine

// fakeEngine speaks package wire as an engine does, and does what is written in string
// literals of the cells that it is given: "fake:exit 3", "fake:print text" …
func fakeEngine(start string, in io.Reader, out io.Writer) int {
	switch start {
	case "dies":
		fmt.Fprintln(os.Stderr, "no room for an engine here")
		return 1
	case "mute":
		io.Copy(io.Discard, in)
		return 0
	}
	f := &fake{out: json.NewEncoder(out), stops: map[int]chan struct{}{}, stubborn: start == "stubborn"}
	version := wire.Version
	if start == "old" {
		version = 0
	}
	f.send(wire.Message{Ready: &wire.Ready{Version: version, PID: os.Getpid(), Plugins: start == "plugins"}})
	runs := make(chan wire.Request, 100)
	go func() { // ends with the process
		for req := range runs {
			f.run(req)
		}
	}()
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxMessage)
	for lines.Scan() {
		var req wire.Request
		if err := json.Unmarshal(lines.Bytes(), &req); err != nil {
			return 2
		}
		switch req.Op {
		case wire.OpRun:
			runs <- req
		case wire.OpInterrupt:
			f.interrupt(req.Interrupt.Cell)
			f.send(wire.Message{ID: req.ID})
		case wire.OpSwap: // the file's name says which functions it has
			f.send(wire.Message{ID: req.ID, Swapped: &wire.Swapped{Keys: strings.Fields(req.Swap.Plugin)}})
		case wire.OpShutdown:
			if f.stubborn {
				continue
			}
			f.send(wire.Message{ID: req.ID})
			return 0
		case wire.OpTasks:
			f.send(wire.Message{ID: req.ID, Tasks: []wire.Task{{ID: 7, Name: "work()", Cell: 1, State: "waiting", Waiting: "a channel", At: &wire.Position{Cell: 1, Line: 2}}}})
		default:
			f.send(wire.Message{ID: req.ID})
			if start == "fleeting" {
				return 1
			}
		}
	}
	if f.stubborn {
		select {}
	}
	return 0
}

type fake struct {
	stubborn bool // it does not end when it is told to

	mu    sync.Mutex // guards what follows
	out   *json.Encoder
	stops map[int]chan struct{}
}

func (f *fake) send(m wire.Message) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.out.Encode(m)
}

func (f *fake) stop(cell int) chan struct{} {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.stops[cell] == nil {
		f.stops[cell] = make(chan struct{})
	}
	return f.stops[cell]
}

func (f *fake) interrupt(cell int) {
	stop := f.stop(cell)
	select {
	case <-stop:
	default:
		close(stop)
	}
}

var fakeOrder = regexp.MustCompile(`"fake:(\w+) ?([^"]*)"`)

func (f *fake) run(req wire.Request) {
	r := req.Run
	res := wire.Result{State: wire.Done, DurationNs: 1}
	text := r.Source
	if r.Direct != nil {
		text = strconv.Quote(r.Direct.Name)
	}
	for _, order := range fakeOrder.FindAllStringSubmatch(text, -1) {
		switch arg := order[2]; order[1] {
		case "exit":
			code, _ := strconv.Atoi(arg)
			f.send(wire.Message{Fatal: &wire.Fatal{Reason: "os.Exit(" + arg + ")", Code: code, At: &wire.Position{Cell: r.Cell, Line: 1}}})
			os.Exit(code)
		case "crash": // as the runtime does
			fmt.Fprintf(os.Stderr, "runtime: something\n%s\n\ngoroutine 1 [running]:\n", arg)
			os.Exit(2)
		case "stray": // as println in a package does
			os.Stderr.WriteString(arg + "\n")
		case "kill":
			if self, err := os.FindProcess(os.Getpid()); err == nil {
				self.Kill()
			}
			select {}
		case "garbage":
			f.mu.Lock()
			os.Stdout.WriteString("Hello, I am no protocol\n")
			f.mu.Unlock()
			select {}
		case "close":
			os.Stdout.Close()
			select {}
		case "huge":
			f.mu.Lock()
			os.Stdout.WriteString(strings.Repeat("x", maxMessage+1))
			select {}
		case "at":
			line, _ := strconv.Atoi(arg)
			f.send(wire.Message{At: &wire.Position{Cell: r.Cell, Line: line}})
		case "hang":
			f.send(wire.Message{Output: &wire.Output{Cell: r.Cell, Stream: "stdout", Text: "hanging\n"}})
			select {}
		case "block":
			f.send(wire.Message{Output: &wire.Output{Cell: r.Cell, Stream: "stdout", Text: "blocked\n"}})
			<-f.stop(r.Cell)
			res.State, res.Trace = wire.Interrupted, []wire.Position{{Cell: r.Cell, Line: 1}}
		case "print":
			f.send(wire.Message{Output: &wire.Output{Cell: r.Cell, Stream: "stdout", Text: arg + "\n"}})
		case "unless": // a file of that name is there
			if _, err := os.Stat(arg); err == nil {
				res.State, res.Error, res.Trace = wire.Raised, arg+" is there", []wire.Position{{Cell: r.Cell, Line: 1}}
			}
		case "fault": // as if the interpreter did not compile the lowered cell
			if r.Lane == laneInstant {
				res.State, res.Error = wire.Refused, arg
			}
		case "raise":
			res.State, res.Error, res.Trace = wire.Raised, arg, []wire.Position{{Cell: r.Cell, Line: 2}}
		case "called": // a function that cell 1 declared
			res.State, res.Error, res.Trace = wire.Panicked, arg, []wire.Position{{Cell: 1, Line: 1}, {Cell: r.Cell, Line: 2}}
		case "news":
			f.send(wire.Message{Task: &wire.TaskNews{What: "failed", Task: wire.Task{ID: 3, Name: "work()", Cell: r.Cell}, Error: arg, Trace: []wire.Position{{Cell: r.Cell, Line: 4}}}})
		}
	}
	f.send(wire.Message{ID: req.ID, Result: &res})
}

// A watched is a session on a fake engine, with all that it reported.
type watched struct {
	*Session
	t *testing.T

	mu     sync.Mutex // guards what follows
	events []Event
	more   chan struct{} // closed and made anew by each event
}

// openFake opens a session on a fake engine that starts in the given way.
func openFake(t *testing.T, start string, cfg Config) *watched {
	t.Helper()
	cfg.EngineCommand = []string{os.Args[0], "fake-engine", start}
	s, err := Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	w := &watched{Session: s, t: t, more: make(chan struct{})}
	s.Subscribe(func(e Event) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.events = append(w.events, e)
		close(w.more)
		w.more = make(chan struct{})
	})
	t.Cleanup(s.Terminate)
	return w
}

// await returns the first event that want accepts, waiting for it.
func (w *watched) await(what string, want func(Event) bool) Event {
	w.t.Helper()
	late := time.After(20 * time.Second)
	for seen := 0; ; {
		w.mu.Lock()
		events, more := w.events, w.more
		w.mu.Unlock()
		for ; seen < len(events); seen++ {
			if want(events[seen]) {
				return events[seen]
			}
		}
		select {
		case <-more:
		case <-late:
			w.t.Fatalf("waited in vain for %s", what)
		}
	}
}

func (w *watched) awaitOutput(text string) {
	w.t.Helper()
	w.await("output "+text, func(e Event) bool { return e.Output != nil && strings.Contains(e.Output.Text, text) })
}

// printed is all that was written so far.
func (w *watched) printed() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var b strings.Builder
	for _, e := range w.events {
		if e.Output != nil {
			b.WriteString(e.Output.Text)
		}
	}
	return b.String()
}

// run runs a cell that must be attempted.
func (w *watched) run(source string) *Result {
	w.t.Helper()
	r, err := w.Run(context.Background(), RunRequest{Source: source})
	if err != nil {
		w.t.Fatalf("Run(%q): %v", source, err)
	}
	return r
}

// start runs a cell in the background. What it gave can be received once.
func (w *watched) start(ctx context.Context, source string) <-chan *Result {
	out := make(chan *Result, 1)
	go func() { // ends with the session at the latest
		r, _ := w.Run(ctx, RunRequest{Source: source})
		out <- r
	}()
	return out
}
