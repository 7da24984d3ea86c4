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
	"strings"
)

//go:embed loops/main.go
var loopsSource []byte

// loops are the functions of that program.
var loops = []string{"count", "scramble", "total", "prefix", "dot", "multiply", "letters", "collatz", "squares", "fib"}

// aimChecks is how much of their time tight loops may take more for being in a cell.
const aimChecks = 0.05

// Each loop is run so often on each side in each of some places: they are short, and the least is
// what counts. A place is some ten bytes from the one before.
const (
	loopTurns  = 20
	loopPlaces = 6
)

// A checked is a tight loop in a compiled cell, which can be stopped anywhere, and in a program of the
// go command, which cannot: the least of each place.
type checked struct {
	name        string
	cell, built samples
}

func (c checked) cost() float64 { return float64(c.cell.mean())/float64(c.built.mean()) - 1 }

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
	c, err := startDAP(ctx, o, h)
	if err != nil {
		return nil, err
	}
	defer c.close()
	all := make([]checked, len(loops))
	for i, name := range loops {
		all[i].name = name
	}
	for place := range loopPlaces {
		if err := checkPlace(ctx, h, n, c, dir, place, all); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// checkPlace measures the loops in one place.
func checkPlace(ctx context.Context, h *home, n *noise, c *dapClient, dir string, place int, all []checked) error {
	var shift strings.Builder
	for i := range place {
		fmt.Fprintf(&shift, "place%d++\n", i+1)
	}
	source := []byte(strings.ReplaceAll(string(loopsSource), "// place\n", shift.String()))
	goFile, built := filepath.Join(dir, fmt.Sprintf("main%d.go", place)), filepath.Join(dir, fmt.Sprint("program", place))
	if err := os.WriteFile(goFile, source, 0o600); err != nil {
		return err
	}
	if err := build(ctx, built, goFile); err != nil {
		return err
	}
	if _, err := c.run("%%native\n"+cellOf(source, place), ""); err != nil {
		return err
	}
	other, err := startRunner(ctx, h, []string{built})
	if err != nil {
		return err
	}
	defer other.close()
	for i, name := range loops {
		var cell, program samples
		for range loopTurns {
			n.sample()
			ours, got, err := c.timed("measure(" + strconv.Quote(name) + ")")
			if err != nil {
				return err
			}
			theirs, want, err := other.run(name)
			if err != nil {
				return err
			}
			if got != want {
				return fmt.Errorf("%s gives %q in the cell, %q in the program", name, got, want)
			}
			cell, program = append(cell, ours), append(program, theirs)
		}
		all[i].cell, all[i].built = append(all[i].cell, cell.quantile(0)), append(all[i].built, program.quantile(0))
	}
	return nil
}

func reportChecks(w io.Writer, all []checked) {
	fmt.Fprintf(w, "\nTight loops in a compiled cell and in a program of the go command: the least of %d runs, the mean of %d places in memory.\n", loopTurns, loopPlaces)
	fmt.Fprintln(w, "\n| loop | cell | `go build` | costs more |")
	fmt.Fprintln(w, "|---|---|---|---|")
	var costs []float64
	for _, c := range all {
		costs = append(costs, c.cost())
		fmt.Fprintf(w, "| %s | %s | %s | %+.1f %% |\n", c.name, c.cell.within(), c.built.within(), 100*c.cost())
	}
	slices.Sort(costs)
	median := (costs[(len(costs)-1)/2] + costs[len(costs)/2]) / 2
	fmt.Fprintf(w, "\nThe median is %+.1f %% (aim: at most %.0f %%)%s.\n", 100*median, 100*aimChecks, missed(median > aimChecks))
}
