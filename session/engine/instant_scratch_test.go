package engine

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/goawait/goawait/session/async"
	"github.com/goawait/goawait/session/display"
	"github.com/goawait/goawait/session/engine/lanes"
	"github.com/goawait/goawait/session/engine/wire"
	"github.com/goawait/goawait/session/imports"
	"github.com/goawait/goawait/transform"
)

// importer is shared by the tests of this package: the standard library costs most once.
var importer = sync.OnceValue(func() *imports.Importer { return imports.New("") })

// stamps are of the runs of all tests.
var stamps atomic.Int64

// A scratch is a session without processes: cells are checked, lowered and run here.
type scratch struct {
	ns    *transform.Namespace
	lane  lane
	names namespace
	loop  *async.TaskLoop
	cells int

	mu          sync.Mutex // guards out
	out         bytes.Buffer
	all         bool      // take standard error too
	onlyAllowed bool      // a cell has to lie inside the lane's table
	tee         io.Writer // takes standard output instead, if it is not nil
	source      string    // lowered, of the last cell
	compiled    bool      // no cell is evaluated as it stands
	program     bool      // cells are ordinary programs
	handover    bool      // loops look for compiled code
}

func newScratch(t testing.TB, runner string) *scratch {
	t.Helper()
	loop, err := async.NewLoop(runner)
	if err != nil {
		t.Fatal(err)
	}
	s := &scratch{loop: loop}
	s.lane, s.names = newInstant(s)
	return s
}

// print makes s a host.
func (s *scratch) print(stream string, p []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tee != nil && (s.all || stream == "stdout") {
		s.tee.Write(p)
		return
	}
	s.out.Write(p)
}

func (s *scratch) exit(code int, at wire.Position) {
	s.print("", fmt.Appendf(nil, "exit %d at cell %d, line %d\n", code, at.Cell, at.Line))
	panic("exit")
}

// output returns what was printed since it was last asked for.
func (s *scratch) output() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	text := s.out.String()
	s.out.Reset()
	return text
}

// prepare checks and lowers a cell.
func (s *scratch) prepare(src string) (*cell, *transform.Checked, error) {
	s.cells++
	env := &transform.Env{Autoawait: true, Importer: importer(), CellNo: s.cells, Program: s.program}
	c := transform.Check(context.Background(), transform.Parse([]byte(src)), s.ns, env)
	if !c.OK() {
		var b strings.Builder
		for _, e := range c.Errors {
			fmt.Fprintf(&b, "%d: %s\n", 1+strings.Count(src[:min(e.Start, len(src))], "\n"), e.Msg)
		}
		return nil, c, fmt.Errorf("check: %s", b.String())
	}
	if s.onlyAllowed {
		for _, r := range lanes.Instant(c, importer().Has) {
			return nil, c, fmt.Errorf("line %d: %s", 1+strings.Count(src[:r.Start], "\n"), r.Msg)
		}
	}
	l := transform.Lower(c, transform.LowerOptions{Package: fmt.Sprintf("cell%d", s.cells), Handover: s.handover})
	s.source = l.Source
	for _, e := range l.Problems {
		return nil, c, fmt.Errorf("lower: %d: %s", 1+strings.Count(src[:e.Start], "\n"), e.Msg)
	}
	r := &wire.Run{Cell: s.cells, Package: l.Package, Source: l.Source, Lines: l.Lines, Imports: l.Imports, Uses: l.Uses, Async: c.Cell.Async, HasValue: c.HasValue, Handover: l.Handover, Stamp: stamps.Add(1)}
	if !s.compiled {
		r.Direct = lanes.Direct(c)
	}
	for _, d := range l.Defines {
		r.Defines = append(r.Defines, wire.Define{Key: d.Key, Name: d.Name, Kind: d.Kind.String()})
	}
	if c.HasValue {
		r.KeepAs = fmt.Sprintf("Out_%d", s.cells)
		r.Type = wireType(l.Value)
	}
	hooks := async.Hooks{
		Failed:   func(t *async.AnyTask, err error) { s.report("failed "+t.Name(), err, t.Trace()) },
		Panicked: func(_ *async.Scope, err *async.PanicError) { s.report("panicked", err, err.Trace) },
	}
	made := &cell{Run: r, hot: func() {}, show: func(reflect.Value) {}, interrupted: make(chan struct{}), scope: async.NewScope(context.Background(), r.Cell, s.loop, hooks)}
	return made, c, nil
}

func (s *scratch) report(what string, err error, trace []async.Position) {
	s.print("", fmt.Appendf(nil, "[%s: %v at %v]\n", what, err, trace))
}

// run runs a cell and returns what the person sees of it, the output first.
func (s *scratch) run(src string) string {
	c, checked, err := s.prepare(src)
	if err != nil {
		return err.Error()
	}
	o := s.execute(c, checked)
	return s.output() + s.shown(c, o)
}

func (s *scratch) execute(c *cell, checked *transform.Checked) outcome {
	o := s.lane.run(c)
	c.scope.End()
	if o.state == wire.Done {
		s.ns = s.ns.With(checked)
		if c.HasValue {
			s.names.keep(wire.Define{Key: c.KeepAs}, o.value)
			s.ns = s.ns.WithResult(c.Cell, checked.Value, c.KeepAs)
		}
	}
	return o
}

func (s *scratch) shown(c *cell, o outcome) string {
	if o.state != wire.Done {
		text := string(o.state)
		for _, p := range o.trace {
			text += fmt.Sprintf(" %d:%d:%s", p.Cell, p.Line, p.Func)
		}
		return text + ": " + o.err
	}
	if !c.HasValue {
		return ""
	}
	return display.Of(o.value, displayType(c.Type)).Text
}

func wireType(s *transform.Shape) *wire.Type {
	if s == nil {
		return nil
	}
	t := &wire.Type{Text: s.Text, Order: s.Order, Elem: wireType(s.Elem), Key: wireType(s.Key)}
	if s.Fields != nil {
		t.Fields = map[string]*wire.Type{}
		for k, f := range s.Fields {
			t.Fields[k] = wireType(f)
		}
	}
	return t
}
