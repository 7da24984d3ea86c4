package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"time"
)

// options say how much is measured.
type options struct {
	goawait string // path of the program
	cells   int    // round trips of each cell on each side
	starts  int    // cold starts on each side
	keys    int    // keystrokes for each document
	only    string // one of parts: nothing else is measured; "" is everything

	interrupts int // of each state on each runner
	turns      int // of each small program on each side
	warmups    int // of each measurement, not counted
	deadline   time.Duration

	compiled int
	ahead    time.Duration
	cold     bool
}

func main() {
	var o options
	flag.StringVar(&o.goawait, "goawait", "bin/goawait", "the `program` that is measured")
	flag.IntVar(&o.cells, "cells", 400, "round trips of each cell")
	flag.IntVar(&o.starts, "starts", 20, "cold starts")
	flag.IntVar(&o.keys, "keys", 300, "keystrokes for each size of document")
	flag.IntVar(&o.interrupts, "interrupts", 40, "interrupts in each state")
	flag.IntVar(&o.turns, "turns", 5, "runs of each small program")
	flag.StringVar(&o.only, "only", "", "measure one `part` alone: interrupts, cells, starts, keystrokes, native, checks, opening or compiled, the last two not otherwise; IPython is needed for cells and starts")
	flag.IntVar(&o.compiled, "compiled", 200, "compiled cells in one session")
	flag.BoolVar(&o.cold, "cold", true, "opening: compile the standard library as well")
	flag.DurationVar(&o.ahead, "ahead", time.Minute, "from opening a workspace to its first cell, where dependencies are to be compiled meanwhile")
	flag.IntVar(&o.warmups, "warmups", 20, "of each, not counted")
	flag.DurationVar(&o.deadline, "deadline", 20*time.Minute, "for each part")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := measure(ctx, o)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// measure does everything in a home of its own, and prints the report.
func measure(ctx context.Context, o options) error {
	program, err := filepath.Abs(o.goawait)
	if err != nil {
		return err
	}
	if _, err := os.Stat(program); err != nil {
		return fmt.Errorf("%w (make build makes it)", err)
	}
	o.goawait = program
	h, err := newHome()
	if err != nil {
		return err
	}
	defer h.remove()
	found := results{noise: newNoise()}
	known := false
	for _, p := range parts {
		if o.only != p.name && (o.only != "" || p.apart) {
			continue
		}
		known = true
		ctx, cancel := context.WithTimeout(ctx, o.deadline)
		err := p.measure(ctx, o, h, &found)
		if ctx.Err() == context.DeadlineExceeded {
			err = fmt.Errorf("it took more than %v (-deadline)", o.deadline)
		}
		cancel()
		if err != nil {
			return fmt.Errorf("measuring %s: %w", p.name, err)
		}
	}
	if !known {
		return fmt.Errorf("-only %s is not known; have: interrupts, cells, starts, keystrokes, native, checks, opening, compiled", o.only)
	}
	found.report(os.Stdout, describeMachine(ctx, o))
	return nil
}

// results are what was measured.
type results struct {
	noise      *noise
	contests   []contest
	typings    []typing
	interrupts []interruption
	races      []race
	checks     []checked
	openings   []opening
	footprints []footprint
}

// parts are what can be measured, in the order in which that is done.
var parts = []struct {
	name    string
	apart   bool // is measured only if it is asked for
	measure func(context.Context, options, *home, *results) error
}{
	{"interrupts", false, func(ctx context.Context, o options, h *home, r *results) (err error) {
		r.interrupts, err = measureInterrupts(ctx, o, h, r.noise)
		return err
	}},
	{"cells", false, func(ctx context.Context, o options, h *home, r *results) error {
		found, err := measureCells(ctx, o, h, r.noise)
		r.contests = append(r.contests, found...)
		return err
	}},
	{"starts", false, func(ctx context.Context, o options, h *home, r *results) error {
		found, err := measureStarts(ctx, o, h, r.noise)
		r.contests = append(r.contests, found...)
		return err
	}},
	{"keystrokes", false, func(ctx context.Context, o options, h *home, r *results) (err error) {
		r.typings, err = measureKeystrokes(ctx, o, h, r.noise)
		return err
	}},
	{"native", false, func(ctx context.Context, o options, h *home, r *results) (err error) {
		r.races, err = measureNative(ctx, o, h, r.noise)
		return err
	}},
	{"checks", false, func(ctx context.Context, o options, h *home, r *results) (err error) {
		r.checks, err = measureChecks(ctx, o, h, r.noise)
		return err
	}},
	{"opening", true, func(ctx context.Context, o options, h *home, r *results) (err error) {
		r.openings, err = measureOpening(ctx, o, h)
		return err
	}},
	{"compiled", true, func(ctx context.Context, o options, h *home, r *results) (err error) {
		r.footprints, err = measureCompiled(ctx, o, h)
		return err
	}},
}
