// Package main measures awaiting side by side: programs that do the same by session/async on
// each of its runners, by CPython's asyncio and trio, and by Node. It prints a table as
// Markdown, with the medians of several turns, and says which of its aims are met.
//
// Every figure is of a process of its own; the sides take turns, so that what else the machine
// does falls on all of them. Times are processor time, of all threads and with the collection of
// garbage, so that a machine under load hardly changes them; memory is the resident set.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"
)

func main() {
	turns := flag.Int("turns", 5, "how often each side is measured")
	only := flag.String("only", "", "the `METRICS` to measure, separated by commas; all if empty")
	one := flag.String("one", "", "measure `RUNNER/METRIC` here, print the figure, and end")
	deadline := flag.Duration("deadline", 3*time.Minute, "for each figure")
	flag.Parse()
	if *one != "" {
		if err := own(*one); err != nil {
			fail(err)
		}
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := compare(ctx, *turns, *only, *deadline)
	stop()
	if err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "await:", err)
	os.Exit(1)
}
