package lsp

import (
	"context"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// defaultHistory is how many cells goawait/history gives where no limit is asked for.
const defaultHistory = 100

// optional is request for a method whose parameters may be left out.
func optional[P any](f func(*server, *P) (answer, error)) func(*server, json.RawMessage) (answer, error) {
	checked := request(f)
	return func(s *server, raw json.RawMessage) (answer, error) {
		if len(raw) == 0 || string(raw) == "null" {
			return f(s, new(P))
		}
		return checked(s, raw)
	}
}

// results answers goawait/results: what the client would have been told of a document, had it
// been there all the time.
func (s *server) results(p *DocumentParams) (answer, error) {
	snap, err := s.snapshot(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	return func(context.Context) (any, error) {
		out := []*ResultParams{}
		for _, r := range s.host.Results(snap.doc.path) {
			if !r.Lost {
				out = append(out, snap.resultParams(&r))
			}
		}
		slices.SortStableFunc(out, func(a, b *ResultParams) int { return comparePositions(a.Range.Start, b.Range.Start) })
		return out, nil
	}, nil
}

func comparePositions(a, b protocol.Position) int {
	if a.Line != b.Line {
		return int(int64(a.Line) - int64(b.Line))
	}
	return int(int64(a.Character) - int64(b.Character))
}

// clear answers goawait/clear. Every client is told, by goawait/cleared.
func (s *server) clear(p *ClearParams) (answer, error) {
	path := ""
	if p.TextDocument != nil {
		snap, err := s.snapshot(p.TextDocument.URI)
		if err != nil {
			return nil, err
		}
		path = snap.doc.path
	}
	return func(context.Context) (any, error) {
		s.host.Clear(path)
		return nil, nil
	}, nil
}

// history answers goawait/history.
func (s *server) history(p *HistoryParams) (answer, error) {
	if p.Limit < 0 {
		return nil, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "limit is %d; it must be 0 (%d of them) or more", p.Limit, defaultHistory)
	}
	limit := p.Limit
	if limit == 0 {
		limit = defaultHistory
	}
	return func(context.Context) (any, error) {
		out := []HistoryEntry{}
		for _, r := range s.host.History(limit) {
			e := HistoryEntry{
				Cell: r.Cell, Text: r.Source, State: stateOf(r.State), Value: r.Text,
				DurationMs: milliseconds(r.Duration), When: r.When.Format(time.RFC3339),
			}
			if r.Path != "" {
				e.URI = s.uriOf(r.Path)
			}
			out = append(out, e)
		}
		return out, nil
	}, nil
}

// variables answers goawait/variables.
func (s *server) variables(p *VariablesParams) (answer, error) {
	filter := strings.ToLower(strings.Clone(p.Filter))
	return func(ctx context.Context) (any, error) {
		vars, err := s.host.Variables(ctx)
		if err != nil {
			return nil, err
		}
		vars = slices.DeleteFunc(vars, func(v Variable) bool {
			return !strings.Contains(strings.ToLower(v.Name), filter) && !strings.Contains(strings.ToLower(v.Type), filter)
		})
		return append([]Variable{}, vars...), nil
	}, nil
}

// children answers goawait/children.
func (s *server) children(p *ChildrenParams) (answer, error) {
	if p.Ref <= 0 || p.Start < 0 || p.Count < 0 {
		return nil, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "ref must be one that goawait/variables gave, start and count 0 or more")
	}
	ref, start, count := p.Ref, p.Start, p.Count
	return func(ctx context.Context) (any, error) {
		parts, err := s.host.Children(ctx, ref, start, count)
		return append([]Variable{}, parts...), err
	}, nil
}

// tasks answers goawait/tasks.
func (s *server) tasks(*struct{}) (answer, error) {
	return func(ctx context.Context) (any, error) {
		tasks, err := s.host.Tasks(ctx)
		if err != nil {
			return nil, err
		}
		out := []TaskEntry{}
		for _, t := range tasks {
			e := TaskEntry{
				ID: t.ID, Name: t.Name, Cell: t.Cell, State: t.State, Waiting: t.Waiting,
				SinceMs: milliseconds(t.Since),
			}
			if t.Path != "" {
				line := t.Line
				e.URI, e.Line = s.uriOf(t.Path), &line
			}
			out = append(out, e)
		}
		return out, nil
	}, nil
}

// cancelTask answers goawait/cancelTask.
func (s *server) cancelTask(p *CancelTaskParams) (answer, error) {
	id := p.ID
	return func(ctx context.Context) (any, error) { return nil, s.host.CancelTask(ctx, id) }, nil
}

// setup answers goawait/setup.
func (s *server) setup(*struct{}) (answer, error) {
	return func(context.Context) (any, error) { return s.host.Setup(), nil }, nil
}

// uriOf names a document to the client: as the client itself does, if it has it open.
func (s *server) uriOf(path string) DocumentURI {
	if open := s.snapshots(path); len(open) > 0 {
		return open[0].doc.uri
	}
	if strings.Contains(path, "://") {
		return DocumentURI(path)
	}
	return uri.File(path)
}

// milliseconds is a duration as the protocol has it, to the microsecond.
func milliseconds(d time.Duration) float64 {
	return math.Round(float64(d.Nanoseconds())/1e3) / 1e3
}

// stateOf is the state that clients show for a Result's.
func stateOf(outcome string) string {
	switch outcome {
	case "queued":
		return StateQueued
	case "running":
		return StateRunning
	case "done":
		return StateOK
	case "interrupted":
		return StateInterrupted
	}
	return StateRaised
}
