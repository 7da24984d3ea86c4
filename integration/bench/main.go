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
	only    string // "interrupts": nothing else is measured; "" is everything

	interrupts int // of each state on each runner
	warmups    int // of each measurement, not counted
	deadline   time.Duration
}

func main() {
	var o options
	flag.StringVar(&o.goawait, "goawait", "bin/goawait", "the `program` that is measured")
	flag.IntVar(&o.cells, "cells", 400, "round trips of each cell")
	flag.IntVar(&o.starts, "starts", 20, "cold starts")
	flag.IntVar(&o.keys, "keys", 300, "keystrokes for each size of document")
	flag.IntVar(&o.interrupts, "interrupts", 40, "interrupts in each state")
	flag.StringVar(&o.only, "only", "", "measure `interrupts` alone, which needs no IPython")
	flag.IntVar(&o.warmups, "warmups", 20, "of each, not counted")
	flag.DurationVar(&o.deadline, "deadline", 15*time.Minute, "for everything")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	ctx, cancel := context.WithTimeout(ctx, o.deadline)
	err := measure(ctx, o)
	cancel()
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
	noise := newNoise()
	interrupts, err := measureInterrupts(ctx, o, h, noise)
	if err != nil {
		return fmt.Errorf("measuring interrupts: %w", err)
	}
	if o.only == "interrupts" {
		reportInterrupts(os.Stdout, interrupts)
		return nil
	}
	cells, err := measureCells(ctx, o, h, noise)
	if err != nil {
		return fmt.Errorf("measuring cells: %w", err)
	}
	starts, err := measureStarts(ctx, o, h, noise)
	if err != nil {
		return fmt.Errorf("measuring cold starts: %w", err)
	}
	keys, err := measureKeystrokes(ctx, o, h, noise)
	if err != nil {
		return fmt.Errorf("measuring keystrokes: %w", err)
	}
	defer reportInterrupts(os.Stdout, interrupts)
	report(os.Stdout, describeMachine(ctx, o), append(cells, starts...), keys, noise)
	return nil
}
