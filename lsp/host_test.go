package lsp_test

import (
	"context"
	"errors"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/goawait/goawait/lsp"
	"github.com/goawait/goawait/transform"
)

// A fakeHost is a session that tests steer by hand.
type fakeHost struct {
	mu      sync.Mutex // guards all below
	scope   lsp.Scope
	status  lsp.Status
	results []lsp.Result
	edits   []transform.Edit
	texts   map[string]string
	calls   []string
	runs    int64

	problems []string // of settings files
	subs     map[int]func(lsp.Event)
	next     int

	run func(context.Context, lsp.Region) (lsp.Result, error)
}

func newHost() *fakeHost {
	return &fakeHost{
		scope: lsp.Scope{Env: &transform.Env{
			Autoawait: true,
			Runners:   []string{"goroutine", "loop"},
			Magics:    []string{"autoawait", "time", "who"},
			Importer:  exportData{},
		}},
		status: lsp.Status{Autoawait: true, Runner: "goroutine", Scope: "session", State: "idle", Lane: "auto", Runners: []string{"goroutine", "loop"}},
		subs:   map[int]func(lsp.Event){},
		texts:  map[string]string{},
	}
}

func (h *fakeHost) Scope() lsp.Scope {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.scope
}

func (h *fakeHost) Subscribe(fn func(lsp.Event)) func() {
	h.mu.Lock()
	defer h.mu.Unlock()
	no := h.next
	h.next++
	h.subs[no] = fn
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.subs, no)
	}
}

// emit reports an event to the subscribers.
func (h *fakeHost) emit(e lsp.Event) {
	h.mu.Lock()
	var subs []func(lsp.Event)
	for _, fn := range h.subs {
		subs = append(subs, fn)
	}
	h.mu.Unlock()
	for _, fn := range subs {
		fn(e)
	}
}

// set changes the scope and says so.
func (h *fakeHost) set(change func(*transform.Env)) {
	h.mu.Lock()
	env := *h.scope.Env
	change(&env)
	h.scope.Env = &env
	h.mu.Unlock()
	h.emit(lsp.Event{Scope: true})
}

// define checks and "runs" a cell, so that its names are in the session.
func (h *fakeHost) define(t testing.TB, number int, src string) {
	t.Helper()
	h.mu.Lock()
	env := *h.scope.Env
	env.CellNo = number
	checked := transform.Check(context.Background(), transform.Parse([]byte(src)), h.scope.Names, &env)
	if !checked.OK() {
		t.Fatalf("the session's cell does not check: %v", checked.Errors)
	}
	h.scope.Names = h.scope.Names.With(checked)
	h.mu.Unlock()
	h.emit(lsp.Event{Scope: true})
}

// ran puts a result there and says so.
func (h *fakeHost) ran(r lsp.Result) {
	h.mu.Lock()
	h.results = append(h.results, r)
	h.runs++
	r.Run = h.runs
	h.results[len(h.results)-1].Run = r.Run
	h.mu.Unlock()
	h.emit(lsp.Event{Result: &r})
}

func (h *fakeHost) Documentation(obj types.Object) string {
	if obj.Pkg() != nil && obj.Pkg().Path() == "strings" && obj.Name() == "ToUpper" {
		return "ToUpper returns s with all Unicode letters mapped to their upper case.\nIt is *not* [ToTitle].\n\n\tcode(1)"
	}
	return ""
}

func (h *fakeHost) Results(path string) []lsp.Result {
	h.mu.Lock()
	defer h.mu.Unlock()
	var out []lsp.Result
	for _, r := range h.results {
		if r.Path == path {
			out = append(out, r)
		}
	}
	return out
}

func (h *fakeHost) Opened(path string, text []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.texts[path] = string(text)
}

func (h *fakeHost) Edited(path string, edit transform.Edit, text []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.edits = append(h.edits, edit)
	h.texts[path] = string(text)
}

func (h *fakeHost) Run(ctx context.Context, r lsp.Region) (lsp.Result, error) {
	h.called(fmt.Sprintf("run %s:%d:%d %q", r.Path, r.Line, r.Col, r.Source))
	if h.run != nil {
		return h.run(ctx, r)
	}
	end := r.Line + strings.Count(r.Source, "\n")
	return lsp.Result{
		Path: r.Path, Line: r.Line, Col: r.Col, EndLine: end, EndCol: 1 << 20,
		Cell: 1, Source: r.Source, State: "done", Text: "7", Type: "int",
	}, nil
}

func (h *fakeHost) Interrupt(context.Context) error {
	h.called("interrupt")
	return nil
}

func (h *fakeHost) Restart(_ context.Context, replay bool) error {
	h.called(fmt.Sprintf("restart %v", replay))
	return nil
}

func (h *fakeHost) GoGet(_ context.Context, module string) error {
	h.called("go get " + module)
	return nil
}

func (h *fakeHost) Configure(_ context.Context, c lsp.Change) error {
	if c.Runner != nil && *c.Runner == "trio" {
		return errors.New(`runner "trio" is not known; have: goroutine, loop`)
	}
	h.called("configure")
	if c.Autoawait != nil {
		h.mu.Lock()
		h.status.Autoawait = *c.Autoawait
		h.mu.Unlock()
		h.set(func(e *transform.Env) { e.Autoawait = *c.Autoawait })
	}
	return nil
}

func (h *fakeHost) Status() lsp.Status {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.status
}

func (h *fakeHost) called(what string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.calls = append(h.calls, what)
}

// takeCalls gives what was called since the last time.
func (h *fakeHost) takeCalls() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	calls := h.calls
	h.calls = nil
	return calls
}

// exportData imports what the tests use from the go command's export data.
type exportData struct{}

var testPackages = []string{"errors", "fmt", "net/http", "strings", "sync", "time", transform.AsyncPath}

// loaded imports testPackages, once.
var loaded = sync.OnceValues(func() (map[string]*types.Package, error) {
	args := append([]string{"list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}"}, testPackages...)
	out, err := exec.Command("go", args...).Output()
	if err != nil {
		return nil, fmt.Errorf("go list -export: %w", err)
	}
	files := map[string]string{}
	for line := range strings.Lines(string(out)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), " ")
		files[path] = file
	}
	gc := importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) {
		return os.Open(files[path])
	})
	packages := map[string]*types.Package{}
	for _, path := range testPackages {
		if packages[path], err = gc.Import(path); err != nil {
			return nil, err
		}
	}
	return packages, nil
})

func (exportData) Import(path string) (*types.Package, error) {
	packages, err := loaded()
	if err != nil {
		return nil, err
	}
	if pkg := packages[path]; pkg != nil {
		return pkg, nil
	}
	return nil, fmt.Errorf("package %s is not among those of the tests", path)
}

func (exportData) ByName(name string) string {
	i := slices.IndexFunc(testPackages, func(path string) bool {
		return path != transform.AsyncPath && path[strings.LastIndexByte(path, '/')+1:] == name
	})
	if i < 0 {
		return ""
	}
	return testPackages[i]
}
