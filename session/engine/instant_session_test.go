package engine

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/goawait/goawait/session/engine/wire"
	"github.com/goawait/goawait/session/imports"
	"github.com/goawait/goawait/transform"
)

var update = flag.Bool("update", false, "rewrite the expectations in testdata")

// TestInstant plays the sessions in testdata/instant. The files of each are cells, in the
// order in which they run, each followed by what is seen of it. How a cell is played is the
// first word of its name: "cell" runs it, "interrupt" interrupts it once it has printed
// "running", "die" expects that it ends the engine. "owner N" shows what was printed in the
// name of cell N by now.
func TestInstant(t *testing.T) {
	files, err := filepath.Glob("testdata/instant/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no sessions: %v", err)
	}
	importer := imports.New(".")
	defer importer.Close()
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			play(t, file, importer)
		})
	}
}

func play(t *testing.T, file string, importer transform.Importer) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	p := &player{t: t, c: startChild(t, "instant"), importer: importer}
	for i := 0; i+1 < len(archive.Files); i += 2 {
		cell, want := archive.Files[i], &archive.Files[i+1]
		how, arg, _ := strings.Cut(cell.Name, " ")
		var got string
		if how == "owner" {
			n, _ := strconv.Atoi(arg)
			got = p.seen(n)
		} else {
			got = p.play(how, string(cell.Data))
		}
		if *update {
			want.Data = []byte(got)
		} else if got != string(want.Data) {
			t.Errorf("%s: got\n%swant\n%s", cell.Name, got, want.Data)
		}
	}
	if *update {
		old, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if text := txtar.Format(archive); !bytes.Equal(text, old) {
			if err := os.WriteFile(file, text, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// A player is a session with an engine: it checks, lowers, runs.
type player struct {
	t        *testing.T
	c        *child
	importer transform.Importer
	ns       *transform.Namespace
	cells    int
}

func (p *player) play(how, src string) string {
	p.t.Helper()
	p.cells++
	run, errs := p.lower(src)
	if errs != "" {
		return errs
	}
	id := p.c.send(wire.Request{Op: wire.OpRun, Run: run})
	switch how {
	case "interrupt":
		p.c.until(func(m *wire.Message) bool {
			return m.Output != nil && m.Output.Cell == run.Cell && strings.Contains(m.Output.Text, "running")
		})
		p.c.send(wire.Request{Op: wire.OpInterrupt, Interrupt: &wire.Interrupt{Cell: run.Cell}})
	case "die":
		p.c.racy = strings.Contains(src, "go func")
		p.c.ends()
		return p.died(run.Cell)
	}
	result := p.result(p.c.reply(id))
	return p.seen(run.Cell) + result
}

func (p *player) lower(src string) (*wire.Run, string) {
	cell := transform.Parse([]byte(src))
	checked := transform.Check(p.t.Context(), cell, p.ns, &transform.Env{Autoawait: true, Runners: []string{"goroutine", "loop"}, Importer: p.importer, CellNo: p.cells})
	if !checked.OK() {
		return nil, fmt.Sprintf("does not check: %s\n", checked.Errors[0].Msg)
	}
	low := transform.Lower(checked, transform.LowerOptions{Package: fmt.Sprint("cell", p.cells)})
	if len(low.Problems) > 0 {
		return nil, fmt.Sprintf("does not lower: %s\n", low.Problems[0].Msg)
	}
	p.ns = p.ns.With(checked)
	run := &wire.Run{
		Cell: p.cells, Package: low.Package, Source: low.Source, Lines: low.Lines, Imports: low.Imports, Uses: low.Uses,
		Async: cell.Async, HasValue: checked.HasValue, Type: wireShape(low.Value),
	}
	for _, n := range low.Defines {
		run.Defines = append(run.Defines, wire.Define{Key: n.Key, Name: n.Name, Kind: n.Kind.String()})
	}
	return run, ""
}

func wireShape(s *transform.Shape) *wire.Type {
	if s == nil {
		return nil
	}
	t := &wire.Type{Text: s.Text, Order: s.Order, Elem: wireShape(s.Elem), Key: wireShape(s.Key), Fields: map[string]*wire.Type{}}
	for name, f := range s.Fields {
		t.Fields[name] = wireShape(f)
	}
	return t
}

// seen tells what was seen before the result: the cell's output, a stream after the other.
func (p *player) seen(cell int) string {
	var b strings.Builder
	for _, stream := range []string{"stdout", "stderr"} {
		if text := p.c.output(cell, stream); text != "" {
			for line := range strings.Lines(text) {
				fmt.Fprintf(&b, "%s| %s\n", stream, strings.TrimSuffix(line, "\n"))
			}
		}
	}
	for _, m := range p.c.seen {
		if m.Task != nil && m.Task.Task.Cell == cell && m.Task.Error != "" {
			fmt.Fprintf(&b, "%s: %s%s\n", m.Task.What, m.Task.Error, places(m.Task.Trace))
		}
	}
	return b.String()
}

func (p *player) result(m *wire.Message) string {
	r := m.Result
	if r == nil {
		return m.Error + "\n"
	}
	text := string(r.State)
	if r.Error != "" {
		text += ": " + r.Error + places(r.Trace)
	}
	if r.Value != nil {
		text += fmt.Sprintf(": %s (%s)", address.ReplaceAllString(r.Value.Text, "0x…"), r.Value.Type)
	}
	if r.Left > 0 {
		text += fmt.Sprintf(", %d left behind", r.Left)
	}
	return text + "\n"
}

var (
	address   = regexp.MustCompile(`0x[0-9a-f]{6,}`)
	fatalLine = regexp.MustCompile(`(?m)^fatal error: .*`)
)

func places(trace []wire.Position) string {
	text := ""
	for _, p := range trace {
		text += fmt.Sprintf(" <%d:%d %s>", p.Cell, p.Line, p.Func)
	}
	return text
}

// died tells how the engine ended: what it said itself, or the first line of what its runtime
// said, and where it was.
func (p *player) died(cell int) string {
	at := &wire.Position{Cell: cell, Line: 1}
	reason := fatalLine.FindString(p.c.stderr.String())
	text := p.seen(cell)
	for _, m := range p.c.seen {
		if m.At != nil {
			at = m.At
		}
		if m.Fatal != nil {
			reason = m.Fatal.Reason
			if m.Fatal.At != nil {
				at = m.Fatal.At
			}
		}
	}
	p.c = startChild(p.t, "instant")
	p.ns = nil
	return fmt.Sprintf("%sdied at %d:%d: %s\n", text, at.Cell, at.Line, reason)
}

// A panic on a raw goroutine is told, and ends nothing.
func TestRawGoroutinePanics(t *testing.T) {
	importer := imports.New(".")
	defer importer.Close()
	p := &player{t: t, c: startChild(t, "instant"), importer: importer, cells: 1}
	run, errs := p.lower("x := 1\ngo func() {\n\tvar m map[string]int\n\tm[`x`] = 1\n}()")
	if errs != "" {
		t.Fatal(errs)
	}
	p.c.send(wire.Request{Op: wire.OpRun, Run: run})
	news := p.c.find(func(m *wire.Message) bool { return m.Task != nil && m.Task.What == "panicked" }).Task
	if news.Task.Cell != 1 || news.Error != "panic: assignment to entry in nil map" || len(news.Trace) == 0 || news.Trace[0].Line != 4 {
		t.Errorf("%+v", news)
	}
	p.cells++
	if got := p.play("cell", "2"); got != "done: 2 (int)\n" {
		t.Error(got)
	}
}
