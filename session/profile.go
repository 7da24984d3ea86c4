package session

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/goawait/goawait/session/engine/wire"
	"github.com/google/pprof/profile"
)

// markKey is the label by which the engine names the path of a sample, async.MarkKey.
const markKey = "goawait-at"

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
func (s *Session) pprof(p *wire.Profile, began time.Time) ([]byte, error) {
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
	if len(p.CPU) > 0 {
		cpu, err := profile.Parse(bytes.NewReader(p.CPU))
		if err != nil {
			return nil, fmt.Errorf("reading the engine's profile: %w", err)
		}
		w.out.PeriodType, w.out.Period = cpu.PeriodType, cpu.Period
		for _, sample := range cpu.Sample {
			w.cpu(sample)
		}
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

// cpu adds a sample of the runtime's profiler.
func (w *pprofWriter) cpu(sample *profile.Sample) {
	if len(sample.Value) < 2 {
		return
	}
	values := make([]int64, sampleValues)
	values[sampleCount], values[sampleCPU] = sample.Value[0], sample.Value[1]
	out := &profile.Sample{Value: values}
	number := int64(0)
	if labels := sample.Label[markKey]; len(labels) > 0 {
		number, _ = strconv.ParseInt(labels[0], 10, 64)
	}
	path := w.paths[number]
	for _, f := range compiledPart(sample, path != nil) {
		out.Location = append(out.Location, w.location(f.Name, f.Filename, 0, f.SystemName))
	}
	if path != nil {
		out.Location = append(out.Location, w.stack(path, path.Line)...)
	}
	if len(out.Location) > 0 {
		w.out.Sample = append(w.out.Sample, out)
	}
}

// compiledPart gives the functions on top of a stack, innermost first, up to the interpreter's if
// the sample is one of the person's functions.
func compiledPart(sample *profile.Sample, ofCell bool) []*profile.Function {
	var fs []*profile.Function
	for _, l := range sample.Location {
		for _, line := range l.Line {
			if line.Function == nil {
				continue
			}
			if name := line.Function.Name; ofCell && (strings.HasPrefix(name, "github.com/traefik/yaegi/") || ownFunction(name)) {
				for len(fs) > 0 && strings.HasPrefix(fs[len(fs)-1].Name, "reflect.") {
					fs = fs[:len(fs)-1]
				}
				return fs
			}
			fs = append(fs, line.Function)
		}
	}
	return fs
}

// ownFunction reports whether a function is one of the runtime that interpreted code calls.
func ownFunction(name string) bool {
	return strings.HasPrefix(name, "github.com/goawait/goawait/session/")
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
	cell := wire.Position{Cell: p.Cell, Line: line}
	if name = p.Func; name == "" {
		name = w.s.Place(wire.Position{Cell: p.Cell})
	}
	if path, at, ok := w.s.Locate(cell); ok {
		if p.Func == "" {
			name = filepath.Base(path)
		}
		return name, path, at + 1
	}
	return name, w.s.Place(wire.Position{Cell: p.Cell}), line
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
