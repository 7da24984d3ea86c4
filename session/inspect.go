package session

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/types"
	"strings"

	"github.com/goawait/goawait/session/engine/wire"
	"github.com/goawait/goawait/transform"
)

// ErrBusy answers a hover's evaluation while a cell runs.
var ErrBusy = errors.New("a cell runs")

// Tasks returns the tasks that are alive. Without an engine there are none.
func (s *Session) Tasks(ctx context.Context) ([]wire.Task, error) {
	l := s.engines.current()
	if l == nil {
		return nil, nil
	}
	m, err := l.call(ctx, wire.Request{Op: wire.OpTasks})
	if err != nil {
		return nil, fmt.Errorf("asking for the tasks: %w", err)
	}
	for i := range m.Tasks {
		m.Tasks[i].Cell = s.shownUnder(m.Tasks[i].Cell)
	}
	return m.Tasks, nil
}

// Where is the position of the cell that runs: of the top-level statement that it is at, as far
// as the engine has told.
func (s *Session) Where() (at wire.Position, running bool) {
	cell, busy := s.queue.busy()
	if !busy || cell == 0 {
		return at, false
	}
	at = wire.Position{Cell: cell}
	if l := s.engines.current(); l != nil {
		l.mu.Lock()
		told := l.at
		l.mu.Unlock()
		if told != nil && (told.Cell == cell || s.shownUnder(told.Cell) == cell) {
			at = *told
		}
	}
	if at.Line == 0 {
		at.Line = max(s.likelyLine(cell, 0), 1)
	}
	return at, true
}

// LeftBehind returns how many goroutines interrupts have left behind in calls that could not be
// stopped, and that still run. Without an engine there are none.
func (s *Session) LeftBehind(ctx context.Context) (int, error) {
	l := s.engines.current()
	if l == nil {
		return 0, nil
	}
	m, err := l.call(ctx, wire.Request{Op: wire.OpTasks})
	if err != nil {
		return 0, fmt.Errorf("asking for what was left behind: %w", err)
	}
	return m.Left, nil
}

// CancelTask cancels a task. It is no error if the task has ended.
func (s *Session) CancelTask(ctx context.Context, id int64) error {
	l := s.engines.current()
	if l == nil {
		return nil
	}
	if _, err := l.call(ctx, wire.Request{Op: wire.OpCancelTask, Task: id}); err != nil {
		return fmt.Errorf("cancelling task %d: %w", id, err)
	}
	return nil
}

// CancelCell cancels a cell with its children: it interrupts the cell if it runs, and cancels
// its tasks, those included that they spawn meanwhile. It returns how many tasks there were.
func (s *Session) CancelCell(ctx context.Context, cell int) (int, error) {
	s.queue.interrupt(cell, nil)
	cancelled := map[int64]bool{}
	for news := true; news; {
		tasks, err := s.Tasks(ctx)
		if err != nil {
			return len(cancelled), err
		}
		news = false
		for _, t := range tasks {
			if t.Cell != cell || cancelled[t.ID] {
				continue
			}
			news, cancelled[t.ID] = true, true
			if l := s.engines.current(); l != nil {
				// That it has ended meanwhile is what was wanted.
				_, _ = l.call(ctx, wire.Request{Op: wire.OpCancelTask, Task: t.ID})
			}
		}
		if ctx.Err() != nil {
			return len(cancelled), context.Cause(ctx)
		}
	}
	return len(cancelled), nil
}

// Variables returns the session's variables with their values, sorted by name, those that
// hold earlier results (_3) left out. They can be had while a cell runs.
func (s *Session) Variables(ctx context.Context) ([]wire.Value, error) {
	var vars []*transform.Name
	for _, n := range s.Namespace().Names() {
		if n.Kind == transform.KindVar && !isResultName(n.Name) {
			vars = append(vars, n)
		}
	}
	return s.values(ctx, vars)
}

// values asks the engine for the values of variables.
func (s *Session) values(ctx context.Context, vars []*transform.Name) ([]wire.Value, error) {
	l := s.engines.current()
	if l == nil || len(vars) == 0 {
		return nil, nil
	}
	keys := make([]string, len(vars))
	for i, n := range vars {
		keys[i] = n.Key
	}
	m, err := l.call(ctx, wire.Request{Op: wire.OpInspect, Inspect: &wire.Inspect{Keys: keys}})
	if err != nil {
		return nil, fmt.Errorf("asking for variables: %w", err)
	}
	if len(m.Children) != len(vars) {
		return nil, fmt.Errorf("asking for %d variables: the engine gave %d", len(vars), len(m.Children))
	}
	for i, n := range vars {
		m.Children[i].Name = n.Name
		m.Children[i].Type = typeText(n.Obj.Type())
	}
	return m.Children, nil
}

// Children returns count parts of a value from start on; all of them, up to a limit of the
// engine's, if count is 0. ref is valid until the engine ends or names are reset.
func (s *Session) Children(ctx context.Context, ref int64, start, count int) ([]wire.Value, error) {
	l := s.engines.current()
	if l == nil {
		return nil, errDead
	}
	m, err := l.call(ctx, wire.Request{Op: wire.OpInspect, Inspect: &wire.Inspect{Ref: ref, Start: start, Count: count}})
	if err != nil {
		return nil, fmt.Errorf("asking for the parts of a value: %w", err)
	}
	return m.Children, nil
}

// isResultName reports whether a name is one of _, __, ___, _3, Out and In.
func isResultName(name string) bool {
	return name == "Out" || name == "In" || strings.HasPrefix(name, "_") && strings.Trim(name[1:], "_0123456789") == ""
}

// typeText is a type as a person writes it in a cell.
func typeText(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		if p.Path() == cellPath {
			return ""
		}
		return p.Name()
	})
}

// cellPath is the package path under which cells are checked.
const cellPath = "cell"

// peek answers a silent request for the value of a variable at once, while cells run too.
// nil leaves it to the queue.
func (s *Session) peek(ctx context.Context, r RunRequest) *Result {
	if !r.Silent {
		return nil
	}
	n := s.Namespace().Lookup(strings.TrimSpace(r.Source))
	if n == nil || n.Kind != transform.KindVar {
		return nil
	}
	vals, err := s.values(ctx, []*transform.Name{n})
	if err != nil || len(vals) != 1 {
		return nil
	}
	return &Result{Source: r.Source, State: wire.Done, Value: &vals[0], Text: vals[0].Text, Conn: r.Conn}
}

// expression carries out a silent request, which may only be an expression.
func (x *execution) expression(c *transform.Cell) (*outcome, error) {
	if len(c.Errors) > 0 {
		return x.rejected(c.Src, c.Errors), nil
	}
	if len(c.Items) != 1 || c.Items[0].Kind != transform.ItemExpr {
		return &outcome{state: CheckFailed, text: "only an expression can be evaluated here"}, nil
	}
	if x.req.Context == "hover" && !hoverable(x.req.Source) {
		return &outcome{state: CheckFailed, text: "a hover evaluates names, selectors and indexes only"}, nil
	}
	return x.code(c)
}

// hoverable reports whether evaluating an expression runs no code of the person's.
func hoverable(source string) bool {
	e, err := parser.ParseExpr(source)
	if err != nil {
		return false
	}
	ok := true
	ast.Inspect(e, func(n ast.Node) bool {
		switch n.(type) {
		case nil, *ast.Ident, *ast.SelectorExpr, *ast.IndexExpr, *ast.BasicLit, *ast.ParenExpr, *ast.StarExpr:
		default:
			ok = false
		}
		return ok
	})
	return ok
}
