package main

import (
	"fmt"
	"io"
)

// quickest is the least of the samples, which other work on the machine has touched least.
func (s samples) quickest() float64 { return float64(s.quantile(0)) }

func reportRaces(w io.Writer, races []race) {
	fmt.Fprintf(w, "\nMedians, of %d runs of cell and program by turns; Python has two, the interpreter alone one, and what took too long was stopped. Speed is that of a cell, compiled, as "+
		"a part of the program's: by the medians, and by the best of each.\n", len(races[0].cell))
	fmt.Fprintln(w, "\n| | cell in lane auto | lane at first | `go build` | speed (aim 0.9) | Python 3 | yaegi alone | declared to compiled (aim 1.5 s) |")
	fmt.Fprintln(w, "|---|---|---|---|---|---|---|---|")
	for _, r := range races {
		built := r.others[sideBuilt]
		speed := float64(built.median()) / float64(r.cell.median())
		best := built.quickest() / r.cell.quickest()
		fmt.Fprintf(w, "| %s | %s | %s | %s | **%.2f**, %.2f%s | %s | %s | %s%s |\n",
			r.name, brief(r.cell.median()), r.lane, brief(built.median()), speed, best, missed(max(speed, best) < aimNative),
			r.slower(sidePython), r.slower(sideYaegi),
			r.declared.cell(), missed(r.declared.median() > aimDeclared))
	}
}

// slower says how long a side takes, and how many times longer than the cell.
func (r race) slower(side string) string {
	took, more := r.others[side].median(), ""
	if r.over[side] {
		more = "> "
	}
	return fmt.Sprintf("%s%s, %s%.0f×", more, brief(took), more, float64(took)/float64(r.cell.median()))
}

func missed(is bool) string {
	if is {
		return " (missed)"
	}
	return ""
}
