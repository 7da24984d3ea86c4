package session

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strconv"
	"time"

	"github.com/goawait/goawait/session/engine/wire"
	"github.com/google/pprof/profile"
)

// A pprofWriter makes of what the engine tells a profile that `go tool pprof` reads. Its stacks are the
// person's functions at their own lines: what an interpreter does between them is left out,
// what they called of compiled packages is on top.
type pprofWriter struct {
	s     *Session
	out   *profile.Profile
	paths map[int64]*wire.ProfilePath
	funcs map[string]*profile.Function
	locs  map[string]*profile.Location
}

// The values of each sample, in this order.
const (
	sampleCount = iota
	sampleCPU
	sampleWait
	sampleValues
)

// pprof writes the profile p of the session, compressed.
func (s *Session) pprof(p *profiled, began time.Time) ([]byte, error) {
	w := &pprofWriter{
		s: s, paths: map[int64]*wire.ProfilePath{}, funcs: map[string]*profile.Function{}, locs: map[string]*profile.Location{},
		out: &profile.Profile{
			SampleType: []*profile.ValueType{
				{Type: "samples", Unit: "count"}, {Type: "cpu", Unit: "nanoseconds"}, {Type: "wait", Unit: "nanoseconds"},
			},
			DefaultSampleType: "cpu", TimeNanos: began.UnixNano(), DurationNanos: p.WallNs,
		},
	}
	for i := range p.Paths {
		w.paths[p.Paths[i].Number] = &p.Paths[i]
	}
	w.out.PeriodType, w.out.Period = p.cpu.PeriodType, p.cpu.Period
	for i := range p.samples {
		w.sample(&p.samples[i])
	}
	for i := range p.Paths {
		w.waits(&p.Paths[i])
	}
	if err := w.out.CheckValid(); err != nil {
		return nil, fmt.Errorf("making the profile: %w", err)
	}
	var b bytes.Buffer
	if err := w.out.Write(&b); err != nil {
		return nil, fmt.Errorf("writing the profile: %w", err)
	}
	return b.Bytes(), nil
}

// sample adds a sample of the runtime's profiler.
func (w *pprofWriter) sample(sample *sampled) {
	values := make([]int64, sampleValues)
	values[sampleCount], values[sampleCPU] = sample.count, sample.cpu
	out := &profile.Sample{Value: values}
	for _, f := range sample.frames {
		if f.cell != 0 {
			f.name, f.file, f.line = w.placeOf(wire.Position{Cell: f.cell, Line: f.line}, f.name)
		}
		out.Location = append(out.Location, w.location(f.name, f.file, f.line, f.symbol))
	}
	if path := sample.path; path != nil {
		line := sample.line
		if line == 0 {
			line = path.Line
		}
		out.Location = append(out.Location, w.stack(path, line)...)
	}
	if len(out.Location) > 0 {
		w.out.Sample = append(w.out.Sample, out)
	}
}

// waits adds what a path waited at its awaits.
func (w *pprofWriter) waits(p *wire.ProfilePath) {
	for _, wait := range p.Waits {
		name, file, line := w.place(p, wait.Line)
		values := make([]int64, sampleValues)
		values[sampleCount], values[sampleWait] = wait.Count, wait.Ns
		w.out.Sample = append(w.out.Sample, &profile.Sample{
			Value:    values,
			Location: append([]*profile.Location{w.location("await "+wait.What, file, line, name)}, w.stack(p, wait.Line)...),
		})
	}
}

// stack are the locations from a path, at a line of it, out to the cell.
func (w *pprofWriter) stack(p *wire.ProfilePath, line int) []*profile.Location {
	var out []*profile.Location
	for p != nil {
		name, file, at := w.place(p, line)
		out = append(out, w.location(name, file, at, name))
		line, p = p.From, w.paths[p.Parent]
		if p != nil && line == 0 {
			line = p.Line
		}
	}
	return out
}

// place names the function of a path, and a line of its cell as people find it.
func (w *pprofWriter) place(p *wire.ProfilePath, line int) (name, file string, at int) {
	return w.placeOf(wire.Position{Cell: p.Cell, Line: line}, p.Func)
}

// placeOf names a function of a cell, "" for its statements, and where it is, as people find it.
func (w *pprofWriter) placeOf(at wire.Position, fn string) (name, file string, line int) {
	if name = fn; name == "" {
		name = w.s.Place(wire.Position{Cell: at.Cell})
	}
	if path, line, ok := w.s.Locate(at); ok {
		if fn == "" {
			name = filepath.Base(path)
		}
		return name, path, line + 1
	}
	return name, w.s.Place(wire.Position{Cell: at.Cell}), at.Line
}

// location is the one location for a line of a function.
func (w *pprofWriter) location(name, file string, line int, system string) *profile.Location {
	key := name + "\x00" + file
	f := w.funcs[key]
	if f == nil {
		f = &profile.Function{ID: uint64(len(w.out.Function) + 1), Name: name, SystemName: system, Filename: file}
		w.funcs[key] = f
		w.out.Function = append(w.out.Function, f)
	}
	key += "\x00" + strconv.Itoa(line)
	l := w.locs[key]
	if l == nil {
		l = &profile.Location{ID: uint64(len(w.out.Location) + 1), Line: []profile.Line{{Function: f, Line: int64(line)}}}
		w.locs[key] = l
		w.out.Location = append(w.out.Location, l)
	}
	return l
}
