package main

import (
	"context"
	"go/types"
	"strings"
	"time"

	"github.com/goawait/goawait/lsp"
	"github.com/goawait/goawait/session"
	"github.com/goawait/goawait/session/engine/wire"
	"github.com/goawait/goawait/transform"
)

// Declaration implements lsp.Host.
func (l *lspHost) Declaration(obj types.Object, name *transform.Name) (lsp.Place, bool) {
	if name == nil || name.Kind == transform.KindImport {
		file, line := l.hub.importer.Position(obj)
		return lsp.Place{Path: file, Line: max(line-1, 0)}, file != ""
	}
	r := l.current().Result(name.Cell)
	if r == nil || r.Region == nil || name.Start > len(r.Source) {
		return lsp.Place{}, false
	}
	before := r.Source[:name.Start]
	place := lsp.Place{Path: r.Region.Path, Line: r.Region.Line + strings.Count(before, "\n"), Col: len(before) - strings.LastIndexByte(before, '\n') - 1}
	if place.Line == r.Region.Line {
		place.Col += r.Region.Col
	}
	return place, true
}

// CompleteMagic implements lsp.Host.
func (l *lspHost) CompleteMagic(text string, offset int) (items []lsp.MagicCompletion, start, end int) {
	got := l.current().Complete(text, offset)
	for _, in := range got.Items {
		items = append(items, lsp.MagicCompletion{Label: in.Label, Insert: in.Insert, Kind: in.Kind, Detail: in.Detail, Doc: in.Doc})
	}
	return items, got.Start, got.End
}

// Clear implements lsp.Inspector.
func (l *lspHost) Clear(path string) { l.current().ClearResults(path) }

// History implements lsp.Inspector.
func (l *lspHost) History(limit int) []lsp.Result {
	s := l.current()
	entries := s.History()
	entries = entries[max(0, len(entries)-limit):]
	out := make([]lsp.Result, len(entries))
	for i := range entries {
		e := &entries[i]
		out[i] = lsp.Result{
			Path: e.Path, Line: e.Line, Col: e.Col, Cell: e.Cell, Source: e.Source, State: string(e.State),
			When: e.When, Duration: e.Duration,
		}
		// A replay runs a cell again under its number; the entry is of the run before it.
		if r := s.Result(e.Cell); r != nil && r.When.Equal(e.When) {
			out[i].Text = r.Text
		}
	}
	return out
}

// Variables implements lsp.Inspector.
func (l *lspHost) Variables(ctx context.Context) ([]lsp.Variable, error) {
	vars, err := l.current().Variables(ctx)
	return lspVariables(vars), err
}

// Children implements lsp.Inspector.
func (l *lspHost) Children(ctx context.Context, ref int64, start, count int) ([]lsp.Variable, error) {
	parts, err := l.current().Children(ctx, ref, start, count)
	return lspVariables(parts), err
}

func lspVariables(values []wire.Value) []lsp.Variable {
	out := make([]lsp.Variable, len(values))
	for i, v := range values {
		out[i] = lsp.Variable{Name: v.Name, Type: v.Type, Value: v.Text, Ref: v.Ref, Children: v.Children}
	}
	return out
}

// Tasks implements lsp.Inspector.
func (l *lspHost) Tasks(ctx context.Context) ([]lsp.Task, error) {
	s := l.current()
	tasks, err := s.Tasks(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]lsp.Task, len(tasks))
	for i, t := range tasks {
		out[i] = lsp.Task{ID: t.ID, Name: t.Name, Cell: t.Cell, State: t.State, Waiting: t.Waiting, Since: time.Duration(t.SinceMs * float64(time.Millisecond))}
		if t.At != nil {
			out[i].Path, out[i].Line, _ = s.Locate(*t.At)
		}
	}
	return out, nil
}

// CancelTask implements lsp.Inspector.
func (l *lspHost) CancelTask(ctx context.Context, id int64) error {
	return l.current().CancelTask(ctx, id)
}

// Setup implements lsp.Inspector.
func (l *lspHost) Setup() lsp.Setup {
	return lsp.Setup{
		Runners: l.current().Runners(), Lanes: session.Lanes(), Scopes: session.LoopScopes(),
		Settings: l.current().Settings().ByKey(),
	}
}
