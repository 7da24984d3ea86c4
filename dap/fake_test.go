package dap_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/goawait/goawait/dap"
	"github.com/goawait/goawait/dap/daptest"
	"github.com/goawait/goawait/session"
	"github.com/goawait/goawait/session/engine/wire"
	"github.com/goawait/goawait/transform"
)

// A fakeSession runs cells whose text says what they do; see cells. It keeps the promises that
// the server relies on: one cell after another in the order of Queued, events before results.
type fakeSession struct {
	mu       sync.Mutex      // guards what follows
	tail     <-chan struct{} // closed when the newest cell in the queue has ended
	subs     map[int]func(session.Event)
	nextSub  int
	last     int
	regions  map[int]*session.Region
	calls    []string           // what was asked of it, in order
	stop     context.CancelFunc // interrupts the cell that runs
	names    []wire.Value
	children map[int64][]wire.Value
	tasks    []wire.Task
	ended    bool
}

func newFakeSession() *fakeSession {
	f := &fakeSession{
		subs:    map[int]func(session.Event){},
		regions: map[int]*session.Region{}, children: map[int64][]wire.Value{},
	}
	f.children[100] = []wire.Value{{Name: "[0]", Text: "7", Type: "int"}, {Name: "[1]", Text: "8", Type: "int"}}
	f.children[101] = []wire.Value{
		{Name: "Login", Text: `"gopher"`, Type: "string"},
		{Name: "Tags", Text: "[7 8]", Type: "[]int", Ref: 100, Children: 2},
	}
	for i := range 1234 {
		f.children[102] = append(f.children[102], wire.Value{Name: fmt.Sprintf("[%d]", i), Text: strconv.Itoa(i * i), Type: "int"})
		f.children[103] = append(f.children[103], wire.Value{Name: strconv.Quote(strconv.Itoa(i)), Text: "true", Type: "bool"})
	}
	f.names = []wire.Value{
		{Name: "n", Text: "7", Type: "int"},
		{Name: "user", Text: `{Login:"gopher"}`, Type: "struct{…}", Ref: 101, Children: 2},
	}
	return f
}

// A cell is what a text does in a fakeSession. It fills in res.
type cell func(ctx context.Context, f *fakeSession, res *session.Result, arg string)

// cells are by the first word of their text.
var cells = map[string]cell{
	"1+1": func(_ context.Context, _ *fakeSession, res *session.Result, _ string) {
		res.Value = &wire.Value{Text: "2", Type: "int"}
	},
	"none": func(_ context.Context, _ *fakeSession, res *session.Result, _ string) {
		res.Value = &wire.Value{Text: "<nil>", Type: "error", Nil: true}
	},
	"user": func(_ context.Context, f *fakeSession, res *session.Result, _ string) {
		res.Value = &wire.Value{Text: `{Login:"gopher"}`, Type: "struct{…}", Ref: 101, Children: 2}
	},
	"squares": func(_ context.Context, f *fakeSession, res *session.Result, _ string) {
		res.Value = &wire.Value{Text: "[0 1 4 …]", Type: "[]int", Ref: 102, Children: 1234}
	},
	"flags": func(_ context.Context, f *fakeSession, res *session.Result, _ string) {
		res.Value = &wire.Value{Text: "map[…]", Type: "map[string]bool", Ref: 103, Children: 1234}
	},
	"print": func(_ context.Context, f *fakeSession, res *session.Result, arg string) {
		f.print(res.Cell, "stdout", arg+"\n")
	},
	"raise": func(_ context.Context, f *fakeSession, res *session.Result, _ string) {
		res.State = wire.Raised
		res.Trace = []wire.Position{{Cell: res.Cell, Line: 1, Func: "f"}, {Cell: res.Cell, Line: 2}}
		for range 1000 {
			res.Trace = append(res.Trace, wire.Position{Cell: res.Cell, Line: 1, Func: "again"})
		}
		res.Text = f.Place(res.Trace[0]) + ": await: EOF {braces}"
		res.Diagnostics = []transform.Error{{Start: 0, End: 5, Severity: transform.SeverityError, Code: session.Raised, Msg: "await: EOF"}}
	},
	"bad": func(_ context.Context, f *fakeSession, res *session.Result, _ string) {
		res.State = session.CheckFailed
		res.Text = f.Place(wire.Position{Cell: res.Cell, Line: 1}) + ":5: undefined: \U0001F600"
		at := strings.Index(res.Source, "oops")
		res.Diagnostics = []transform.Error{{Start: at, End: at + 4, Severity: transform.SeverityError, Code: transform.TypeError, Msg: "undefined: oops"}}
	},
	"spin": func(ctx context.Context, _ *fakeSession, res *session.Result, _ string) {
		<-ctx.Done()
		res.State, res.Text = wire.Interrupted, fmt.Sprintf("cell %d, line 1: interrupted", res.Cell)
	},
	"die": func(_ context.Context, f *fakeSession, res *session.Result, _ string) {
		res.State, res.Text = session.Died, fmt.Sprintf("cell %d, line 1: the engine ended: os.Exit(3)", res.Cell)
		f.publish(session.Event{Died: &session.Death{Reason: "os.Exit(3)", Cell: res.Cell, Line: 1, Region: f.region(res.Cell), Message: res.Text}})
	},
	"build": func(ctx context.Context, f *fakeSession, res *session.Result, how string) {
		p := session.Progress{Title: "compiling packages", Cell: res.Cell}
		for i, path := range []string{"gonum/blas", "gonum/mat"} {
			p.Text, p.Done, p.Total = path, i, 2
			f.publish(session.Event{Progress: &p})
		}
		if how == "forever" {
			<-ctx.Done()
			res.State, res.Text = wire.Interrupted, fmt.Sprintf("cell %d, line 1: interrupted", res.Cell)
		}
		f.publish(session.Event{Progress: &session.Progress{Title: p.Title, Cell: p.Cell, End: true}})
	},
	"spawn": func(_ context.Context, f *fakeSession, res *session.Result, name string) {
		task := wire.Task{
			ID: int64(res.Cell), Name: name, Cell: res.Cell, State: "waiting", Waiting: "sleep",
			At: &wire.Position{Cell: res.Cell, Line: 2, Func: name},
		}
		f.mu.Lock()
		f.tasks = append(f.tasks, task)
		f.mu.Unlock()
		f.publish(session.Event{Task: &wire.TaskNews{What: "spawned", Task: task}})
	},
	"finish": func(_ context.Context, f *fakeSession, _ *session.Result, what string) {
		f.mu.Lock()
		if len(f.tasks) == 0 {
			f.mu.Unlock()
			return
		}
		task := f.tasks[0]
		f.tasks = f.tasks[1:]
		f.mu.Unlock()
		f.print(task.Cell, "stdout", "by the task\n")
		f.publish(session.Event{Task: &wire.TaskNews{What: what, Task: task}})
	},
	"hour": func(context.Context, *fakeSession, *session.Result, string) {
		time.Sleep(time.Hour) // in a bubble of synctest: until nothing else can happen
	},
	"fault": func(context.Context, *fakeSession, *session.Result, string) { panic("the fake breaks") },
}

func (f *fakeSession) Run(ctx context.Context, r session.RunRequest) (*session.Result, error) {
	f.call("run %s", r.Source)
	before, ended := f.enqueue()
	r.Queued()
	select {
	case <-before:
		defer close(ended)
	case <-ctx.Done():
		go func() { // ends with the cell before
			<-before
			close(ended)
		}()
		return nil, context.Cause(ctx)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	res := f.begin(r, stop)
	word, arg, _ := strings.Cut(strings.TrimSpace(r.Source), " ")
	do, ok := cells[word]
	if !ok {
		return nil, fmt.Errorf("the fake session knows no cell %q", word)
	}
	do(ctx, f, res, arg)
	if !r.Silent {
		f.publish(session.Event{Result: res})
	}
	return res, nil
}

// enqueue gives a cell its place: it begins after before, and closes ended.
func (f *fakeSession) enqueue() (before <-chan struct{}, ended chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	before, ended = f.tail, make(chan struct{})
	if before == nil {
		free := make(chan struct{})
		close(free)
		before = free
	}
	f.tail = ended
	return before, ended
}

func (f *fakeSession) begin(r session.RunRequest, stop context.CancelFunc) *session.Result {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.stop = stop
	res := &session.Result{Source: r.Source, State: wire.Done, Duration: 1500 * time.Microsecond, Region: r.Region, Conn: r.Conn}
	if !r.Silent {
		f.last++
		res.Cell = f.last
		f.regions[res.Cell] = r.Region
	}
	return res
}

func (f *fakeSession) call(format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, fmt.Sprintf(format, args...))
}

func (f *fakeSession) asked() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.calls)
}

func (f *fakeSession) publish(e session.Event) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, fn := range f.subs {
		fn(e)
	}
}

func (f *fakeSession) print(cell int, stream, text string) {
	f.publish(session.Event{Output: &session.Output{Cell: cell, Stream: stream, Text: text, Region: f.region(cell)}})
}

func (f *fakeSession) region(cell int) *session.Region {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.regions[cell]
}

func (f *fakeSession) Subscribe(fn func(session.Event)) (cancel func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.nextSub++
	id := f.nextSub
	f.subs[id] = fn
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.subs, id)
	}
}

func (f *fakeSession) subscribers() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.subs)
}

func (f *fakeSession) SetEditor(c session.Changes) error {
	s := session.Defaults()
	return c.Apply(&s)
}

func (f *fakeSession) Interrupt(cell int) {
	f.call("interrupt %d", cell)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.stop != nil {
		f.stop()
	}
}

func (f *fakeSession) Restart(_ context.Context, replay bool) error {
	f.call("restart %t", replay)
	return nil
}

func (f *fakeSession) Terminate() {
	f.call("terminate")
	f.mu.Lock()
	was := f.ended
	f.ended = true
	f.mu.Unlock()
	if !was {
		f.publish(session.Event{Status: &session.Status{State: "ended"}})
	}
}

func (f *fakeSession) Tasks(context.Context) ([]wire.Task, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.tasks), nil
}

func (f *fakeSession) CancelTask(_ context.Context, id int64) error {
	f.call("cancel task %d", id)
	if !slices.ContainsFunc(f.tasks, func(t wire.Task) bool { return t.ID == id }) {
		return fmt.Errorf("task %d is not alive", id)
	}
	return nil
}

func (f *fakeSession) Variables(context.Context) ([]wire.Value, error) { return f.names, nil }

func (f *fakeSession) Children(_ context.Context, ref int64, start, count int) ([]wire.Value, error) {
	all := f.children[ref]
	if start > len(all) {
		return nil, errors.New("the server asked for children that are not there")
	}
	return all[start:min(start+count, len(all))], nil
}

func (f *fakeSession) Complete(text string, offset int) session.Completions {
	f.call("complete %q at %d", text, offset)
	start := strings.LastIndexByte(text[:offset], ' ') + 1
	return session.Completions{Start: start, End: offset, Items: []session.Completion{
		{Label: "Println", Insert: "Println(", Kind: "func", Detail: "func(a ...any)"}, {Label: "odd", Insert: "odd", Kind: "whatever"},
	}}
}

func (f *fakeSession) Where() (wire.Position, bool) { return wire.Position{}, false }

func (f *fakeSession) Place(at wire.Position) string {
	if r := f.region(at.Cell); r != nil {
		return fmt.Sprintf("%s:%d", filepath.Base(r.Path), r.Line+at.Line)
	}
	return fmt.Sprintf("cell %d, line %d", at.Cell, at.Line)
}

func (f *fakeSession) Locate(at wire.Position) (string, int, bool) {
	if r := f.region(at.Cell); r != nil {
		return r.Path, r.Line + at.Line - 1, true
	}
	return "", 0, false
}

// A fakeHost has sessions by name.
type fakeHost struct {
	mu        sync.Mutex // guards what follows
	sessions  map[string]*fakeSession
	targets   []dap.Target
	documents map[string]string
	hold      chan struct{} // if not nil, Attach waits for it
	refuse    error         // if not nil, Attach fails with it
}

func newFakeHost() *fakeHost {
	return &fakeHost{sessions: map[string]*fakeSession{}, documents: map[string]string{}}
}

func (h *fakeHost) session(name string) *fakeSession {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.sessions[name] == nil {
		h.sessions[name] = newFakeSession()
	}
	return h.sessions[name]
}

func (h *fakeHost) Attach(ctx context.Context, target dap.Target) (dap.Session, bool, error) {
	if h.hold != nil {
		select {
		case <-h.hold:
		case <-ctx.Done():
			return nil, false, context.Cause(ctx)
		}
	}
	if h.refuse != nil {
		return nil, false, h.refuse
	}
	h.mu.Lock()
	made := h.sessions[target.Name] == nil
	h.targets = append(h.targets, target)
	h.mu.Unlock()
	return h.session(target.Name), made, nil
}

func (h *fakeHost) Document(path string) ([]byte, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	text, ok := h.documents[path]
	return []byte(text), ok
}

// serve starts a server for host and returns its client; served gets what Serve returned.
func serve(t testing.TB, ctx context.Context, host dap.Host, options ...dap.Option) (c *daptest.Client, served <-chan error) {
	near, far := net.Pipe()
	done := make(chan error, 1)
	go func() { done <- dap.Serve(ctx, far, host, options...) }() // ends when the client, or ctx, does
	return daptest.New(t, near), done
}
