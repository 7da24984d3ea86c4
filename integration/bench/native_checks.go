package main

import (
	"context"
	_ "embed"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
)

//go:embed loops/main.go
var loopsSource []byte

// loops are the functions of that program.
var loops = []string{"count", "scramble", "total", "prefix", "dot", "multiply", "letters", "collatz", "squares", "fib"}

// aimChecks is how much of their time tight loops may take more for being in a cell.
const aimChecks = 0.05

// loopTurns is how often each loop is run on each side: they are short, and the least is what counts.
const loopTurns = 60

// A checked is a tight loop in a compiled cell, which can be stopped anywhere, and in a program of the
// go command, which cannot.
type checked struct {
	name        string
	cell, built samples
}

func (c checked) cost() float64 { return c.cell.quickest()/c.built.quickest() - 1 }

// measureChecks runs the loops on both sides in turns.
func measureChecks(ctx context.Context, o options, h *home, n *noise) ([]checked, error) {
	dir, err := os.MkdirTemp("", "loops")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if h, err = h.withCaches(ctx); err != nil {
		return nil, err
	}
	goFile, built := filepath.Join(dir, "main.go"), filepath.Join(dir, "program")
	if err := os.WriteFile(goFile, loopsSource, 0o600); err != nil {
		return nil, err
	}
	if err := build(ctx, built, goFile); err != nil {
		return nil, err
	}
	c, err := startDAP(ctx, o, h)
	if err != nil {
		return nil, err
	}
	defer c.close()
	if _, err := c.run("%%native\n"+cellOf(loopsSource, 0), ""); err != nil {
		return nil, err
	}
	other, err := startRunner(ctx, h, []string{built})
	if err != nil {
		return nil, err
	}
	defer other.close()
	all := make([]checked, len(loops))
	for turn := range loopTurns + 1 {
		n.sample()
		for i, name := range loops {
			ours, got, err := c.timed("measure(" + strconv.Quote(name) + ")")
			if err != nil {
				return nil, err
			}
			theirs, want, err := other.run(name)
			if err != nil {
				return nil, err
			}
			if got != want {
				return nil, fmt.Errorf("%s gives %q in the cell, %q in the program", name, got, want)
			}
			all[i].name = name
			if turn > 0 {
				all[i].cell, all[i].built = append(all[i].cell, ours), append(all[i].built, theirs)
			}
		}
	}
	return all, nil
}

func reportChecks(w io.Writer, all []checked) {
	fmt.Fprintf(w, "\nTight loops in a compiled cell and in a program of the go command, the least of %d.\n", len(all[0].cell))
	fmt.Fprintln(w, "\n| loop | cell | `go build` | costs more |")
	fmt.Fprintln(w, "|---|---|---|---|")
	var costs []float64
	for _, c := range all {
		costs = append(costs, c.cost())
		fmt.Fprintf(w, "| %s | %s | %s | %+.1f %% |\n", c.name, brief(c.cell.quantile(0)), brief(c.built.quantile(0)), 100*c.cost())
	}
	slices.Sort(costs)
	median := (costs[(len(costs)-1)/2] + costs[len(costs)/2]) / 2
	fmt.Fprintf(w, "\nThe median is %+.1f %% (aim: at most %.0f %%)%s.\n", 100*median, 100*aimChecks, missed(median > aimChecks))
}
