package transform_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/goawait/goawait/transform"
)

// TestLower compares what the cells of a session become.
func TestLower(t *testing.T) {
	importer := newImporter(t)
	eachGolden(t, "lower", func(t *testing.T) func(string, []byte) string {
		var ns *transform.Namespace
		cell := 0
		return func(name string, src []byte) string {
			cell++
			env := &transform.Env{Autoawait: true, Importer: importer, CellNo: cell}
			c := transform.Check(context.Background(), transform.Parse(src), ns, env)
			if !c.OK() {
				t.Fatalf("%s: %v", name, c.Errors)
			}
			l := transform.Lower(c, transform.LowerOptions{Package: fmt.Sprintf("cell%d", cell)})
			ns = ns.With(c)
			return describeLowered(t, l)
		}
	})
}

func describeLowered(t *testing.T, l *transform.Lowered) string {
	var b strings.Builder
	for _, p := range l.Problems {
		fmt.Fprintln(&b, "problem:", p.Msg)
	}
	fmt.Fprintln(&b, "uses:", l.Uses)
	for _, n := range l.Defines {
		fmt.Fprintln(&b, "defines:", n.Key, n.Kind)
	}
	lines := strings.Split(l.Source, "\n")
	if len(lines) != len(l.Lines) {
		t.Errorf("%d lines and %d in the table", len(lines), len(l.Lines))
	}
	for i, line := range lines {
		fmt.Fprintln(&b, strings.TrimRight(fmt.Sprintf("%d| %s", l.Lines[min(i, len(l.Lines)-1)], line), " "))
	}
	return b.String()
}
