package session

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/goawait/goawait/session/engine/wire"
	"github.com/goawait/goawait/transform"
)

// A profiling is one use of %prun.
type profiling struct {
	file, table string // where the profile and the table go; "" for a temporary file, and nowhere
	limit       int    // of the table's lines; 0 is none
	order       func(a, b *profileRow) int
	orderName   string
	quiet       bool
	got         *wire.Profile
}

// profileOrders are the ways to sort a profile, by the names that Python's profiler has for them.
var profileOrders = map[string]struct {
	name    string
	compare func(a, b *profileRow) int
}{
	"time":       {"internal time", func(a, b *profileRow) int { return cmp.Compare(b.own, a.own) }},
	"cumulative": {"cumulative time", func(a, b *profileRow) int { return cmp.Compare(b.cum, a.cum) }},
	"calls":      {"call count", func(a, b *profileRow) int { return cmp.Compare(b.calls, a.calls) }},
	"wait":       {"waiting", func(a, b *profileRow) int { return cmp.Compare(b.wait, a.wait) }},
	"name":       {"function name", func(a, b *profileRow) int { return strings.Compare(a.where, b.where) }},
}

// A profileRow is a function, over all the ways in which it was called.
type profileRow struct {
	where          string
	calls, outer   int64 // all, and those that were not made by a call of itself
	own, cum, wait int64 // nanoseconds
}

// prun carries out %prun and %%prun.
func (x *execution) prun(m *transform.Magic) (*outcome, error) {
	p := &profiling{}
	if err := p.read(m.Options); err != nil {
		return x.complain(m, "%%prun: %v", err), nil
	}
	c := x.takenCell(m)
	if slices.ContainsFunc(c.Items, isMagic) {
		return x.complain(m, "%%prun profiles Go, and no magics"), nil
	}
	if len(c.Items) == 0 && len(c.Errors) == 0 {
		return x.complain(m, "%%prun needs code to run"), nil
	}
	x.profile = p
	defer func() { x.profile = nil }()
	out, err := x.code(c)
	if err != nil || p.got == nil {
		return out, err
	}
	if err := x.showProfile(p); err != nil {
		return x.failed(m, err), nil
	}
	return out, nil
}

// read takes over the options.
func (p *profiling) read(opts []transform.Option) error {
	order := "time"
	for _, o := range opts {
		switch o.Letter {
		case 'q':
			p.quiet = true
			continue
		case 'D':
			p.file = o.Value
		case 'T':
			p.table = o.Value
		case 's':
			order = map[string]string{"cumtime": "cumulative", "tottime": "time", "ncalls": "calls", "waiting": "wait"}[o.Value]
			if order == "" {
				order = o.Value
			}
		case 'l':
			n, err := strconv.Atoi(o.Value)
			if err != nil || n < 1 {
				return fmt.Errorf("-l needs a number of lines, and not %q", o.Value)
			}
			p.limit = n
		}
		if o.Value == "" {
			return fmt.Errorf("-%c needs a value", o.Letter)
		}
	}
	by, ok := profileOrders[order]
	if !ok {
		return fmt.Errorf("-s %s is no order; there are calls, cumulative, name, time and wait", order)
	}
	p.order, p.orderName = by.compare, by.name
	return nil
}

// showProfile prints the table and writes the files.
func (x *execution) showProfile(p *profiling) error {
	if p.got.Problem != "" {
		x.printf("there is no profile of the processor: %s", p.got.Problem)
	}
	table := x.profileTable(p)
	if !p.quiet {
		x.print(table)
	}
	if p.table != "" {
		if err := os.WriteFile(x.s.path(p.table), []byte(table), 0o666); err != nil {
			return err
		}
		x.printf("*** Profile printout saved to text file %s", p.table)
	}
	data, err := x.s.pprof(p.got, x.result.When)
	if err != nil {
		return err
	}
	name, shown := x.s.path(p.file), p.file
	var file *os.File
	if p.file == "" {
		file, err = os.CreateTemp("", "goawait-cell"+strconv.Itoa(x.cell)+"-*.pprof")
	} else {
		file, err = os.Create(name)
	}
	if err != nil {
		return err
	}
	if p.file == "" {
		shown = file.Name()
	}
	_, err = file.Write(data)
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	if !p.quiet || p.file != "" {
		x.printf("*** Profile written to %s; go tool pprof reads it (-sample_index=wait for the awaits)", shown)
	}
	return nil
}

// profileTable is the profile as people read it, laid out as Python's.
func (x *execution) profileTable(p *profiling) string {
	rows, calls, wait := x.profileRows(p.got)
	slices.SortStableFunc(rows, p.order)
	var b strings.Builder
	fmt.Fprintf(&b, "%d function call%s in %.3f seconds", calls, plural(int(calls)), seconds(p.got.WallNs))
	if wait > 0 {
		fmt.Fprintf(&b, ", %.3f seconds of awaits", seconds(wait))
	}
	fmt.Fprintf(&b, "\n\n   Ordered by: %s\n\n   ncalls  tottime  percall  cumtime  percall  waiting where(function)\n", p.orderName)
	for _, r := range limited(rows, p.limit) {
		n := strconv.FormatInt(r.calls, 10)
		if r.outer != r.calls {
			n += "/" + strconv.FormatInt(r.outer, 10)
		}
		fmt.Fprintf(&b, "%9s %8.3f %8.3f %8.3f %8.3f %8.3f %s\n",
			n, seconds(r.own), seconds(r.own)/float64(r.calls), seconds(r.cum), seconds(r.cum)/float64(max(r.outer, 1)), seconds(r.wait), r.where)
	}
	if waits := x.waitRows(p.got); len(waits) > 0 {
		b.WriteString("\n   awaits  waiting  percall where(what)\n")
		for _, r := range limited(waits, p.limit) {
			fmt.Fprintf(&b, "%9d %8.3f %8.3f %s\n", r.calls, seconds(r.wait), seconds(r.wait)/float64(r.calls), r.where)
		}
	}
	return b.String()
}

func limited[T any](rows []T, limit int) []T {
	if limit > 0 && len(rows) > limit {
		return rows[:limit]
	}
	return rows
}

func seconds(ns int64) float64 { return float64(ns) / 1e9 }

// profileRows sums up the paths of each function, and gives how many calls there were, and the
// time in awaits.
func (x *execution) profileRows(p *wire.Profile) (rows []*profileRow, calls, wait int64) {
	type key struct {
		cell, line int
		name       string
	}
	byFunc := map[key]*profileRow{}
	byNumber := map[int64]*wire.ProfilePath{}
	for i := range p.Paths {
		path := &p.Paths[i]
		byNumber[path.Number] = path
		k := key{path.Cell, path.Line, path.Func}
		r := byFunc[k]
		if r == nil {
			r = &profileRow{where: x.placeOf(wire.Position{Cell: path.Cell, Line: path.Line})}
			if path.Func == "" {
				r.where = x.placeOf(wire.Position{Cell: path.Cell}) + " (its statements)"
			} else {
				r.where += " (" + path.Func + ")"
			}
			byFunc[k] = r
			rows = append(rows, r)
		}
		inside := false // a call of itself
		for up := byNumber[path.Parent]; up != nil; up = byNumber[up.Parent] {
			inside = inside || key{up.Cell, up.Line, up.Func} == k
		}
		r.calls += path.Calls
		r.own += path.OwnNs
		r.wait += path.WaitNs
		if !inside {
			r.outer += path.Calls
			r.cum += path.CumNs
		}
		calls += path.Calls
		wait += path.WaitNs
	}
	return rows, calls, wait
}

// waitRows sums up the awaits of each place, the longest first.
func (x *execution) waitRows(p *wire.Profile) []*profileRow {
	byPlace := map[string]*profileRow{}
	var rows []*profileRow
	for i := range p.Paths {
		for _, w := range p.Paths[i].Waits {
			where := x.placeOf(wire.Position{Cell: p.Paths[i].Cell, Line: w.Line}) + " (" + w.What + ")"
			r := byPlace[where]
			if r == nil {
				r = &profileRow{where: where}
				byPlace[where] = r
				rows = append(rows, r)
			}
			r.calls += w.Count
			r.wait += w.Ns
		}
	}
	slices.SortStableFunc(rows, func(a, b *profileRow) int { return cmp.Compare(b.wait, a.wait) })
	return rows
}
