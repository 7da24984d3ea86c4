package session

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/goawait/goawait/session/engine/wire"
	"github.com/google/pprof/profile"
)

// markKey is the label by which the engine names the path of a sample, async.MarkKey.
const markKey = "goawait-at"

// A sampled is one stack of the runtime's profiler, less what is not the person's.
type sampled struct {
	count, cpu int64
	frames     []sampledFrame    // what the path called, innermost first: functions of libraries, and of compiled cells
	path       *wire.ProfilePath // in which it fell; nil if that is not known
	line       int               // of the path, where it called; 0 if it is not known
}

// A sampledFrame is a compiled function on a stack.
type sampledFrame struct {
	name, file, symbol string
	cell, line, begins int // of the person's; cell is 0 for any other function
}

// samples reads the runtime's profile.
func samples(p *wire.Profile) (*profile.Profile, []sampled, error) {
	cpu := new(profile.Profile)
	if len(p.CPU) == 0 {
		return cpu, nil, nil
	}
	cpu, err := profile.Parse(bytes.NewReader(p.CPU))
	if err != nil {
		return nil, nil, fmt.Errorf("reading the engine's profile: %w", err)
	}
	paths := map[int64]*wire.ProfilePath{}
	for i := range p.Paths {
		paths[p.Paths[i].Number] = &p.Paths[i]
	}
	var list []sampled
	for _, s := range cpu.Sample {
		if len(s.Value) < 2 {
			continue
		}
		one := sampled{count: s.Value[0], cpu: s.Value[1]}
		if labels := s.Label[markKey]; len(labels) > 0 {
			number, _ := strconv.ParseInt(labels[0], 10, 64)
			one.path = paths[number]
		}
		one.frames = compiledPart(s, one.path != nil, p.Compiled)
		if n := len(one.frames) - 1; one.path != nil && one.path.Compiled && n >= 0 && one.frames[n].cell != 0 {
			one.line, one.frames = one.frames[n].line, one.frames[:n] // it is the path itself
		}
		list = append(list, one)
	}
	return cpu, list, nil
}

// compiledPart gives the functions on top of a stack, innermost first, up to the interpreter's or
// the runtime's of cells if the sample is one of the person's functions.
func compiledPart(sample *profile.Sample, ofCell bool, cells map[string]int) []sampledFrame {
	var fs []sampledFrame
	for _, l := range sample.Location {
		for _, line := range l.Line {
			fn := line.Function
			if fn == nil {
				continue
			}
			if ofCell && (strings.HasPrefix(fn.Name, "github.com/traefik/yaegi/") || ownFunction(fn.Name)) {
				if len(fs) == 0 {
					continue
				}
				for len(fs) > 0 && strings.HasPrefix(fs[len(fs)-1].symbol, "reflect.") {
					fs = fs[:len(fs)-1]
				}
				return fs
			}
			f := sampledFrame{name: fn.Name, file: fn.Filename, symbol: fn.SystemName}
			if id, name, ok := wire.CompiledSymbol(fn.Name, fn.Filename); !ok && strings.HasPrefix(fn.Name, wire.CellsPath) {
				continue // what lowering added
			} else if ok && cells[id] != 0 {
				f = sampledFrame{name: name, symbol: fn.SystemName, cell: cells[id], line: int(line.Line), begins: int(fn.StartLine)}
			}
			fs = append(fs, f)
		}
	}
	return fs
}

// ownFunction reports whether a function is one of the runtime that code of cells calls.
func ownFunction(name string) bool {
	return strings.HasPrefix(name, "github.com/goawait/goawait/session/")
}
