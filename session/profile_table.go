package session

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/goawait/goawait/session/engine/wire"
	"github.com/google/pprof/profile"
)

// A profiled is what the engine told of a cell that was profiled, read.
type profiled struct {
	*wire.Profile
	cpu     *profile.Profile
	samples []sampled
}

func readProfile(p *wire.Profile) (*profiled, error) {
	cpu, samples, err := samples(p)
	return &profiled{p, cpu, samples}, err
}

// A profileRow is a function, over all the ways in which it was called.
type profileRow struct {
	where          string
	calls, outer   int64 // all, and those that were not made by a call of itself; 0 where they are not counted
	own, cum, wait int64 // nanoseconds
}

// profileTable is the profile as people read it, laid out as Python's.
func (x *execution) profileTable(p *profiling, got *profiled) string {
	t := x.profileRows(got)
	slices.SortStableFunc(t.list, p.order)
	var b strings.Builder
	fmt.Fprintf(&b, "%d function call%s in %.3f seconds", t.calls, plural(int(t.calls)), seconds(got.WallNs))
	if t.wait > 0 {
		fmt.Fprintf(&b, ", %.3f seconds of awaits", seconds(t.wait))
	}
	if t.sampled {
		b.WriteString("\ncompiled functions are sampled every 10 ms; their calls are not counted")
	}
	fmt.Fprintf(&b, "\n\n   Ordered by: %s\n\n   ncalls  tottime  percall  cumtime  percall  waiting where(function)\n", p.orderName)
	for _, r := range limited(t.list, p.limit) {
		r.write(&b)
	}
	if waits := x.waitRows(got.Profile); len(waits) > 0 {
		b.WriteString("\n   awaits  waiting  percall where(what)\n")
		for _, r := range limited(waits, p.limit) {
			fmt.Fprintf(&b, "%9d %8.3f %8.3f %s\n", r.calls, seconds(r.wait), seconds(r.wait)/float64(r.calls), r.where)
		}
	}
	return b.String()
}

func (r *profileRow) write(b *strings.Builder) {
	if r.calls == 0 {
		fmt.Fprintf(b, "%9s %8.3f %8s %8.3f %8s %8.3f %s\n", "-", seconds(r.own), "-", seconds(r.cum), "-", seconds(r.wait), r.where)
		return
	}
	n := strconv.FormatInt(r.calls, 10)
	if r.outer != r.calls {
		n += "/" + strconv.FormatInt(r.outer, 10)
	}
	fmt.Fprintf(b, "%9s %8.3f %8.3f %8.3f %8.3f %8.3f %s\n",
		n, seconds(r.own), seconds(r.own)/float64(r.calls), seconds(r.cum), seconds(r.cum)/float64(max(r.outer, 1)), seconds(r.wait), r.where)
}

func limited[T any](rows []T, limit int) []T {
	if limit > 0 && len(rows) > limit {
		return rows[:limit]
	}
	return rows
}

func seconds(ns int64) float64 { return float64(ns) / 1e9 }

// A profileRows sums up what is known of each function.
type profileRows struct {
	x           *execution
	byFunc      map[functionKey]*profileRow
	list        []*profileRow
	calls, wait int64 // of all
	sampled     bool  // some are known from samples only
}

// A functionKey tells functions apart. Those that are compiled have no line: it is not known
// alike to all who tell of them.
type functionKey struct {
	cell, line int
	name       string
	compiled   bool
}

func keyOf(p *wire.ProfilePath) functionKey {
	k := functionKey{p.Cell, p.Line, p.Func, p.Compiled}
	if p.Compiled {
		k.line = 0
	}
	return k
}

func (t *profileRows) row(k functionKey, line int) *profileRow {
	r := t.byFunc[k]
	if r == nil {
		r = &profileRow{where: t.x.placeOf(wire.Position{Cell: k.cell, Line: line}) + " (" + k.name + ")"}
		if k.name == "" {
			r.where = t.x.placeOf(wire.Position{Cell: k.cell}) + " (its statements)"
		}
		t.byFunc[k] = r
		t.list = append(t.list, r)
	}
	return r
}

func (x *execution) profileRows(p *profiled) *profileRows {
	t := &profileRows{x: x, byFunc: map[functionKey]*profileRow{}}
	byNumber := map[int64]*wire.ProfilePath{}
	for i := range p.Paths {
		path := &p.Paths[i]
		byNumber[path.Number] = path
		k := keyOf(path)
		inside := false // a call of itself
		for up := byNumber[path.Parent]; up != nil; up = byNumber[up.Parent] {
			inside = inside || keyOf(up) == k
		}
		r := t.row(k, path.Line)
		r.calls += path.Calls
		r.own += path.OwnNs
		r.wait += path.WaitNs
		if !inside {
			r.outer += path.Calls
			r.cum += path.CumNs
		}
		t.calls += path.Calls
		t.wait += path.WaitNs
	}
	for i := range p.samples {
		t.sample(&p.samples[i])
	}
	return t
}

// sample adds what one stack of the processor's profile says of compiled functions. What they
// took is not the own time of the path that called them.
func (t *profileRows) sample(s *sampled) {
	seen := map[functionKey]bool{}
	for _, f := range s.frames {
		k := functionKey{cell: f.cell, name: f.name, compiled: true}
		if f.cell == 0 || seen[k] {
			continue
		}
		t.sampled = true
		r := t.row(k, f.begins)
		r.cum += s.cpu
		if len(seen) == 0 {
			r.own += s.cpu
		}
		seen[k] = true
	}
	if len(seen) > 0 && s.path != nil {
		caller := t.row(keyOf(s.path), s.path.Line)
		caller.own = max(caller.own-s.cpu, 0)
	}
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
