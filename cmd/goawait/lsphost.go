package main

import (
	"context"
	"fmt"
	"go/types"
	"path/filepath"
	"strings"
	"sync"

	"github.com/goawait/goawait/lsp"
	"github.com/goawait/goawait/session"
	"github.com/goawait/goawait/transform"
)

// An lspHost gives the language server the default session of a hub: it turns what the session
// says into the server's terms. Safe for concurrent use; one serves all connections.
type lspHost struct {
	hub *hub

	mu       sync.Mutex // guards what follows
	session  *session.Session
	unsub    func()
	last     lsp.Status     // that was published
	building bool           // something takes long, and editors show it
	editor   map[string]any // settings that an editor gave last
	nextID   int
	subs     map[int]func(lsp.Event)
}

// newLSPHost opens the default session.
func newLSPHost(ctx context.Context, h *hub) (*lspHost, error) {
	host := &lspHost{hub: h, subs: map[int]func(lsp.Event){}}
	if err := h.watch(ctx, host.follow); err != nil {
		return nil, err
	}
	h.importer.OnLoaded(func() { host.publish(lsp.Event{Scope: true}) })
	if h.fresh != nil {
		h.fresh.tell(func(text string) { host.publish(lsp.Event{Notice: text}) })
	}
	return host, nil
}

// follow makes s the session that documents belong to.
func (l *lspHost) follow(s *session.Session) {
	l.mu.Lock()
	if l.unsub != nil {
		l.unsub()
	}
	if l.editor != nil {
		s.EditorSettings(l.editor, nil) // what is wrong was said when they were given
	}
	l.session, l.last = s, lspStatus(s.Status())
	l.unsub = s.Subscribe(l.sessionEvent)
	l.mu.Unlock()
	l.publish(lsp.Event{Scope: true})
}

// current is the default session; one that was terminated is replaced.
func (l *lspHost) current() *session.Session {
	if s, _, err := l.hub.open(context.Background(), defaultSession, nil); err == nil {
		return s
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.session
}

// sessionEvent passes on what a language server's client can see.
func (l *lspHost) sessionEvent(e session.Event) {
	if (e.Result != nil || e.Died != nil) && l.setBuilding(false) {
		l.publish(lsp.Event{Progress: &lsp.Progress{End: true}}) // it is done under a cell
	}
	switch {
	case e.Result != nil:
		if r := e.Result; r.Region != nil {
			result := l.result(r)
			l.publish(lsp.Event{Result: &result})
		}
		l.publish(lsp.Event{Scope: true})
	case e.Compiled != nil:
		if r := l.current().Result(e.Compiled.Cell); r != nil && r.Region != nil {
			result := l.result(r)
			l.publish(lsp.Event{Result: &result})
		}
	case e.Stage != nil:
		if r := e.Stage; r.Region != nil {
			result := l.result(r)
			l.publish(lsp.Event{Result: &result})
		}
	case e.Status != nil:
		status := lspStatus(*e.Status)
		l.publish(lsp.Event{Status: &status})
		if l.configured(status) {
			l.publish(lsp.Event{Scope: true})
		}
	case e.Died != nil:
		l.publish(lsp.Event{Scope: true})
	case e.Output != nil:
		l.publish(lsp.Event{Output: lspOutput(e.Output)})
	case e.Progress != nil:
		p := e.Progress
		l.setBuilding(!p.End)
		l.publish(lsp.Event{Progress: &lsp.Progress{Title: p.Title, Text: p.Text, Done: p.Done, Total: p.Total, End: p.End}})
	case e.Cleared != nil:
		l.publish(lsp.Event{Clear: e.Cleared})
	}
}

func lspOutput(o *session.Output) *lsp.Output {
	out := &lsp.Output{Cell: o.Cell, Task: o.Task, Category: o.Stream, Text: o.Text}
	if r := o.Region; r != nil {
		out.Path, out.Line, out.Col, out.EndLine, out.EndCol = r.Path, r.Line, r.Col, r.EndLine, r.EndCol
	}
	return out
}

func lspStatus(st session.Status) lsp.Status {
	return lsp.Status{
		Autoawait: st.Autoawait, Runner: st.Runner, Scope: st.Scope, State: st.State,
		Tasks: st.Tasks, Lane: st.Lane, Runners: session.Runners(), InlineResults: st.InlineResults,
	}
}

// setBuilding notes whether something takes long, and gives whether something did.
func (l *lspHost) setBuilding(now bool) (before bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	before, l.building = l.building, now
	return before
}

// configured tells whether a check comes out differently under the status than under the
// one before it.
func (l *lspHost) configured(status lsp.Status) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	before := l.last
	l.last = status
	return before.Autoawait != status.Autoawait || before.Runner != status.Runner
}

func (l *lspHost) publish(e lsp.Event) {
	l.mu.Lock()
	fns := make([]func(lsp.Event), 0, len(l.subs))
	for _, fn := range l.subs {
		fns = append(fns, fn)
	}
	l.mu.Unlock()
	for _, fn := range fns {
		fn(e)
	}
}

// Subscribe implements lsp.Host.
func (l *lspHost) Subscribe(fn func(lsp.Event)) (cancel func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	id := l.nextID
	l.nextID++
	l.subs[id] = fn
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.subs, id)
	}
}

// Scope implements lsp.Host.
func (l *lspHost) Scope() lsp.Scope {
	s := l.current()
	return lsp.Scope{Names: s.Namespace(), Env: s.Env(), Transformed: s.Transforms()}
}

// Documentation implements lsp.Host.
func (l *lspHost) Documentation(obj types.Object) string { return l.hub.importer.Doc(obj) }

// Results implements lsp.Host.
func (l *lspHost) Results(path string) []lsp.Result {
	var out []lsp.Result
	for _, r := range l.current().Results(path) {
		out = append(out, l.result(r))
	}
	return out
}

// result turns a session's result into the language server's terms.
func (l *lspHost) result(r *session.Result) lsp.Result {
	out := lsp.Result{
		Run: r.Run, Cell: r.Cell, Source: r.Source, State: string(r.State), Text: r.Text,
		Output: r.Output, When: r.When, Duration: r.Duration, Lane: r.Lane, Compiling: r.Compiling, Native: r.Native, Stale: r.Stale, Lost: r.Lost, Pending: r.Pending(),
	}
	if at := r.Region; at != nil {
		out.Path, out.Line, out.Col, out.EndLine, out.EndCol = at.Path, at.Line, at.Col, at.EndLine, at.EndCol
	}
	if r.Value != nil && !r.Value.Nil {
		out.Type = r.Value.Type
	}
	for _, d := range r.Diagnostics {
		if d.Code == session.Raised {
			out.Error, out.ErrorAt = withoutPlace(r), d.Start
		}
	}
	return out
}

// withoutPlace is the error of a result less the position that it begins with, if that is the cell's own.
func withoutPlace(r *session.Result) string {
	if r.Region == nil || len(r.Trace) > 0 && r.Trace[0].Cell != r.Cell {
		return r.Text
	}
	base := filepath.Base(r.Region.Path) + ":"
	if rest, ok := strings.CutPrefix(r.Text, base); ok {
		if _, what, ok := strings.Cut(rest, ": "); ok {
			return what
		}
	}
	return r.Text
}

// Opened implements lsp.Host.
func (l *lspHost) Opened(path string, text []byte) {
	l.hub.setText(path, text)
	l.current().Edited(path, nil, text)
}

// Edited implements lsp.Host.
func (l *lspHost) Edited(path string, edit transform.Edit, text []byte) {
	l.hub.setText(path, text)
	l.current().Edited(path, []transform.Edit{edit}, text)
}

// Run implements lsp.Host.
func (l *lspHost) Run(ctx context.Context, region lsp.Region) (lsp.Result, error) {
	request := session.RunRequest{Source: region.Source, Context: "repl", Queued: region.Queued}
	if region.Path != "" {
		request.Region = &session.Region{Path: region.Path, Line: region.Line, Col: region.Col}
	}
	r, err := l.current().Run(ctx, request)
	if err != nil {
		return lsp.Result{}, fmt.Errorf("running the region: %w", err)
	}
	return l.result(r), nil
}

// Interrupt implements lsp.Host.
func (l *lspHost) Interrupt(context.Context) error {
	l.current().Interrupt(0)
	return nil
}

// Restart implements lsp.Host.
func (l *lspHost) Restart(ctx context.Context, replay bool) error {
	return l.current().Restart(ctx, replay)
}

// Configure implements lsp.Host.
func (l *lspHost) Configure(_ context.Context, change lsp.Change) error {
	return l.current().Set(session.Changes{Autoawait: change.Autoawait, Runner: change.Runner, LoopScope: change.Scope})
}

// EditorSettings implements lsp.Host.
func (l *lspHost) EditorSettings(now, before map[string]any) []string {
	l.mu.Lock()
	l.editor = now
	l.mu.Unlock()
	return problemTexts(l.current().EditorSettings(now, before))
}

// Problems implements lsp.Host.
func (l *lspHost) Problems() []string { return problemTexts(l.current().Problems()) }

func problemTexts(problems []session.Problem) []string {
	var out []string
	for _, p := range problems {
		out = append(out, p.String())
	}
	return out
}

// Status implements lsp.Host.
func (l *lspHost) Status() lsp.Status { return lspStatus(l.current().Status()) }
