package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

//go:embed await.py
var python string

//go:embed await.js
var script string

// A side is one way of awaiting, and the command that measures a metric of it.
type side struct {
	name    string
	command func(metric string) []string
}

// sides are all that are compared: ours first, then the others. A side whose program is not
// there is left out, and the report says so.
func sides(dir string) (all []side, missing []string, err error) {
	self, err := os.Executable()
	if err != nil {
		return nil, nil, err
	}
	py, js := filepath.Join(dir, "await.py"), filepath.Join(dir, "await.js")
	if err := errors.Join(os.WriteFile(py, []byte(python), 0o600), os.WriteFile(js, []byte(script), 0o600)); err != nil {
		return nil, nil, err
	}
	for _, runner := range []string{"loop", "goroutine", bareCoroutine, bareGoroutine} {
		all = append(all, side{runner, func(metric string) []string { return []string{self, "-one", runner + "/" + metric} }})
	}
	interpreter := "python3"
	if _, err := os.Stat("/usr/bin/python3"); err == nil {
		interpreter = "/usr/bin/python3" // apt's, which finds apt's trio
	}
	for _, library := range []string{"asyncio", "trio"} {
		if exec.Command(interpreter, "-c", "import "+library).Run() != nil {
			missing = append(missing, library+" (apt-get install python3-trio)")
			continue
		}
		all = append(all, side{library, func(metric string) []string { return []string{interpreter, py, library, metric} }})
	}
	if _, err := exec.LookPath("node"); err != nil {
		missing = append(missing, "Node (apt-get install nodejs)")
	} else {
		all = append(all, side{"Node", func(metric string) []string { return []string{"node", "--expose-gc", js, metric} }},
			side{immediate, func(metric string) []string { return []string{"node", "--expose-gc", js, metric, "immediate"} }})
	}
	return all, missing, nil
}

// immediate is Node where a task that gives way lets the event loop have its turn, as asyncio's
// and trio's do. By itself, "Node" gives way by microtasks, which timers and input wait for.
const immediate = "Node, setImmediate"

// A row is one metric.
type row struct {
	metric, title string
	suspends      bool
}

// has reports whether the side has a figure of its own for the row.
func (s side) has(r row) bool {
	switch s.name {
	case bareCoroutine, bareGoroutine:
		return bare[s.name+"/"+r.metric] != nil
	case immediate:
		return r.suspends
	}
	return true
}

// rows are the metrics in the order of the table.
var rows = []row{
	{"trivial", "await that does not suspend, ns", false},
	{"suspend", "await that does, ns", true},
	{"switch", "change between two tasks, ns", true},
	{"gather10k", "gather of 10,000, ns a task", true},
	{"gather100k", "gather of 100,000, ns a task", true},
	{"memory", "memory of a pending task, B", false},
}

// A table holds the figures by metric and side.
type table map[string]map[string][]float64

// compare measures all sides in turns, and reports.
func compare(ctx context.Context, turns int, only string, deadline time.Duration) error {
	dir, err := os.MkdirTemp("", "await")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	all, missing, err := sides(dir)
	if err != nil {
		return err
	}
	t := make(table)
	for range turns {
		for _, r := range rows {
			for _, s := range all {
				if !s.has(r) || only != "" && !slices.Contains(strings.Split(only, ","), r.metric) {
					continue
				}
				figure, err := s.measure(ctx, r.metric, deadline)
				if err != nil {
					return fmt.Errorf("measuring %s of %s: %w", r.metric, s.name, err)
				}
				if t[r.metric] == nil {
					t[r.metric] = make(map[string][]float64)
				}
				t[r.metric][s.name] = append(t[r.metric][s.name], figure)
			}
		}
	}
	report(t, all, missing, turns)
	return nil
}

func (s side) measure(ctx context.Context, metric string, deadline time.Duration) (float64, error) {
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	args := s.command(metric)
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return 0, err
	}
	return strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
}

// report prints the table and which aims are met.
func report(t table, all []side, missing []string, turns int) {
	fmt.Printf("%s, %d processors, %s; medians of %d turns (least of them)\n\n", runtime.Version(), runtime.NumCPU(), runtime.GOARCH, turns)
	header, rule := "| |", "|---|"
	for _, s := range all {
		header, rule = header+" "+s.name+" |", rule+"---|"
	}
	fmt.Println(header + "\n" + rule)
	for _, r := range rows {
		if len(t[r.metric]) == 0 {
			continue
		}
		line := "| " + r.title + " |"
		for _, s := range all {
			if figures := t[r.metric][s.name]; len(figures) > 0 {
				line += fmt.Sprintf(" %.0f (%.0f) |", median(figures), slices.Min(figures))
			} else {
				line += " |"
			}
		}
		fmt.Println(line)
	}
	for _, m := range missing {
		fmt.Println("\nnot compared, because it is not here: " + m)
	}
	fmt.Println()
	for _, a := range aims(t) {
		fmt.Println("- " + a)
	}
}

// aims says of each aim whether it is met, by the medians.
func aims(t table) (said []string) {
	aim := func(metric, ours, theirs string, times float64, what string) {
		a, b := t[metric][ours], t[metric][theirs]
		if len(a) == 0 || len(b) == 0 {
			return
		}
		ratio, verdict := median(b)/median(a), "met"
		if ratio < times {
			verdict = "not met"
		}
		said = append(said, fmt.Sprintf("%s: %s, %s, aim %.3g× of %s: %.2f×, %s", what, ours, metric, times, theirs, ratio, verdict))
	}
	for _, metric := range []string{"suspend", "switch", "gather10k", "gather100k"} {
		aim(metric, "loop", "asyncio", 10, "ten times faster where it suspends")
		aim(metric, "goroutine", "asyncio", 10, "ten times faster where it suspends")
	}
	for _, metric := range []string{"trivial", "suspend", "switch", "gather10k", "gather100k"} {
		aim(metric, "loop", "Node", 1, "faster than Node")
		aim(metric, "goroutine", "Node", 1, "faster than Node")
	}
	for _, runner := range []string{"goroutine", "loop"} {
		aim("memory", runner, bareGoroutine, 1/1.2, "within 1.2 times a bare goroutine")
	}
	return said
}

func median(figures []float64) float64 {
	sorted := slices.Sorted(slices.Values(figures))
	return sorted[len(sorted)/2]
}
