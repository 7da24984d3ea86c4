package engine

import (
	"bufio"
	"encoding/json"
	"testing"

	"github.com/goawait/goawait/session/engine/wire"
	"github.com/goawait/goawait/transform"
)

// BenchmarkRoundTrip is the engine's share of a cell: the process, the pipes, the protocol,
// and no code.
func BenchmarkRoundTrip(b *testing.B) {
	for lane, run := range map[string]*wire.Run{
		"scripted": {Source: "value"},
		"instant":  lowered(b, "1+1"),
	} {
		run.Cell, run.HasValue, run.Type = 1, true, &wire.Type{Text: "int"}
		b.Run(lane, func(b *testing.B) {
			c := startUnread(b, lane)
			out := bufio.NewReader(c.out)
			if _, err := out.ReadBytes('\n'); err != nil {
				b.Fatal(err)
			}
			line, err := json.Marshal(wire.Request{ID: 1, Op: wire.OpRun, Run: run})
			if err != nil {
				b.Fatal(err)
			}
			line = append(line, '\n')
			for b.Loop() {
				if _, err := c.in.Write(line); err != nil {
					b.Fatal(err)
				}
				if _, err := out.ReadBytes('\n'); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// lowered is a cell without names or imports.
func lowered(b *testing.B, src string) *wire.Run {
	checked := transform.Check(b.Context(), transform.Parse([]byte(src)), nil, &transform.Env{CellNo: 1})
	if !checked.OK() {
		b.Fatal(checked.Errors)
	}
	low := transform.Lower(checked, transform.LowerOptions{Package: "cell1"})
	return &wire.Run{Package: low.Package, Source: low.Source, Lines: low.Lines, Imports: low.Imports}
}
