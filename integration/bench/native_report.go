package main

import (
	"fmt"
	"io"
)

// quickest is the least of the samples, which other work on the machine has touched least.
func (s samples) quickest() float64 { return float64(s.quantile(0)) }

func reportRaces(w io.Writer, races []race) {
	fmt.Fprintf(w, "\nMedians, of %d runs of cell and program by turns; the interpreter alone has one. Speed is that of a cell, compiled, as "+
		"a part of the program's: by the medians, and by the best of each.\n", len(races[0].cell))
	fmt.Fprintln(w, "\n| | cell in lane auto | lane at first | `go build` | speed (aim 0.9) | Python 3 | yaegi alone | declared to compiled (aim 1.5 s) |")
	fmt.Fprintln(w, "|---|---|---|---|---|---|---|---|")
	for _, r := range races {
		built := r.others[sideBuilt]
		speed := float64(built.median()) / float64(r.cell.median())
		best := built.quickest() / r.cell.quickest()
		fmt.Fprintf(w, "| %s | %s | %s | %s | **%.2f**, %.2f%s | %s, %.0f× | %s, %.0f× | %s%s |\n",
			r.name, brief(r.cell.median()), r.lane, brief(built.median()), speed, best, missed(max(speed, best) < aimNative),
			brief(r.others[sidePython].median()), float64(r.others[sidePython].median())/float64(r.cell.median()),
			brief(r.others[sideYaegi].median()), float64(r.others[sideYaegi].median())/float64(r.cell.median()),
			r.declared.cell(), missed(r.declared.median() > aimDeclared))
	}
}

func missed(is bool) string {
	if is {
		return " (missed)"
	}
	return ""
}
