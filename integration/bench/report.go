package main

import (
	"fmt"
	"io"
	"time"
)

// report prints everything that was measured, as Markdown.
func (r *results) report(w io.Writer, machine string) {
	fmt.Fprintf(w, "%s\n", machine)
	if len(r.contests) > 0 {
		reportContests(w, r.contests)
	}
	if len(r.typings) > 0 {
		reportTypings(w, r.typings)
	}
	if len(r.races) > 0 {
		reportRaces(w, r.races)
	}
	if len(r.checks) > 0 {
		reportChecks(w, r.checks)
	}
	if len(r.noise.took) > 0 {
		r.noise.report(w)
	}
	if len(r.interrupts) > 0 {
		reportInterrupts(w, r.interrupts)
	}
	reportOpening(w, r.openings)
	reportCompiled(w, r.footprints)
}

// report says how evenly the machine ran meanwhile.
func (n *noise) report(w io.Writer) {
	p50 := n.took.median()
	times := func(q float64) float64 { return float64(n.took.quantile(q)) / float64(p50) }
	fmt.Fprintf(w, "\nNoise: a fixed piece of work, timed %d times between the measurements, took %s in the median, "+
		"%.2f times that at p95, %.2f at p99, %.1f at worst.\n", len(n.took), brief(p50), times(0.95), times(0.99), times(1))
}

func reportContests(w io.Writer, contests []contest) {
	fmt.Fprintln(w, "\n| | goawait p50 (p10–p90) | IPython p50 (p10–p90) | times faster (in fifths of the run) | aim |")
	fmt.Fprintln(w, "|---|---|---|---|---|")
	for _, c := range contests {
		low, high := c.ratioSpread()
		fmt.Fprintf(w, "| %s | %s | %s | **%.0f×** (%.0f–%.0f) | %.0f× |\n", c.name, c.ours.cell(), c.theirs.cell(), c.ratio(), low, high, c.aim)
	}
}

func reportTypings(w io.Writer, typings []typing) {
	fmt.Fprintln(w, "\n| keystroke to diagnostics | p50 (p10–p90) | p99 | aim for p50 |")
	fmt.Fprintln(w, "|---|---|---|---|")
	for _, t := range typings {
		fmt.Fprintf(w, "| %d lines, %s | %s | %s | %s |\n", t.lines, t.where, t.took.cell(), brief(t.took.quantile(0.99)), brief(t.aim))
	}
}

// cell is "1.23 ms (1.10–1.50)" with one unit.
func (s samples) cell() string {
	unit, name := unitOf(s.median())
	in := func(q float64) string { return number(float64(s.quantile(q)) / float64(unit)) }
	return fmt.Sprintf("%s %s (%s–%s)", in(0.5), name, in(0.1), in(0.9))
}

// within is "1.23 ms (1.10–1.50)", the mean and the extremes.
func (s samples) within() string {
	unit, name := unitOf(s.mean())
	in := func(d time.Duration) string { return number(float64(d) / float64(unit)) }
	return fmt.Sprintf("%s %s (%s–%s)", in(s.mean()), name, in(s.quantile(0)), in(s.quantile(1)))
}

func brief(d time.Duration) string {
	unit, name := unitOf(d)
	return number(float64(d)/float64(unit)) + " " + name
}

// number has about three digits.
func number(x float64) string {
	switch {
	case x >= 100:
		return fmt.Sprintf("%.0f", x)
	case x >= 10:
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.2f", x)
}

func unitOf(d time.Duration) (time.Duration, string) {
	switch {
	case d >= time.Second:
		return time.Second, "s"
	case d >= time.Millisecond:
		return time.Millisecond, "ms"
	}
	return time.Microsecond, "µs"
}
