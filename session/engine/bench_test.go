package engine

import (
	"bufio"
	"encoding/json"
	"testing"

	"github.com/goawait/goawait/session/engine/wire"
)

// BenchmarkRoundTrip is the engine's share of a cell: the process, the pipes, the protocol,
// and no code.
func BenchmarkRoundTrip(b *testing.B) {
	for _, lane := range []string{"scripted"} {
		b.Run(lane, func(b *testing.B) {
			c := startUnread(b, lane)
			out := bufio.NewReader(c.out)
			if _, err := out.ReadBytes('\n'); err != nil {
				b.Fatal(err)
			}
			line, err := json.Marshal(wire.Request{ID: 1, Op: wire.OpRun, Run: &wire.Run{Cell: 1, Source: "value", HasValue: true, Type: &wire.Type{Text: "int"}}})
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
