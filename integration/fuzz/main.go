// Command fuzz makes up Go programs (package invent), runs each as the toolchain builds it and
// as goawait does, and compares what they print. It ends after a given time, or at the first
// difference, which it makes small and keeps.
//
// Programs of many parts are run at once, as building costs more than running. There are three
// ways to run them, in turns:
//
//   - native: the program is one cell, in lane native
//   - cells: declarations and the statements of each part are cells of their own, in lane auto
//   - instant: the program is one cell, in lane instant; parts that the lane refuses are left out
//
// Where the dialect's words stand in a cell, go run gets the program without them.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

type options struct {
	goawait, keep string
	time          time.Duration
	seed          int64
	parts         int
	ways          []string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var o options
	flag.StringVar(&o.goawait, "goawait", "bin/goawait", "the `program` to test")
	flag.StringVar(&o.keep, "keep", ".", "`folder` for programs that differ")
	flag.DurationVar(&o.time, "time", time.Minute, "how long to go on")
	flag.Int64Var(&o.seed, "seed", time.Now().Unix()*1000, "the seed of the first part; each part takes the next")
	flag.IntVar(&o.parts, "parts", 60, "how many `parts` a program has")
	ways := flag.String("ways", "native,cells,instant", "the `ways` to run programs in")
	flag.Parse()
	o.ways = strings.Split(*ways, ",")
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "fuzz:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) error {
	var err error
	if o.goawait, err = filepath.Abs(o.goawait); err != nil {
		return err
	}
	f := &fuzzer{options: o, ran: map[string]int{}, refused: map[string]int{}}
	if f.dir, err = os.MkdirTemp("", "goawait-fuzz-"); err != nil {
		return err
	}
	defer os.RemoveAll(f.dir)
	f.env = append(os.Environ(), "GOAWAIT_CACHE="+f.cache())
	defer os.RemoveAll(filepath.Join(f.cache(), "plugin"))
	fmt.Printf("from seed %d\n", o.seed)
	defer f.counts()
	end := time.Now().Add(o.time)
	for seed := o.seed; time.Now().Before(end) && ctx.Err() == nil; {
		for _, w := range ways {
			if !slices.Contains(o.ways, w.name) {
				continue
			}
			d, err := f.try(ctx, w, seed)
			if err != nil && ctx.Err() == nil {
				return fmt.Errorf("%s, from seed %d: %w", w.name, seed, err)
			}
			if d != nil {
				return f.report(ctx, d)
			}
			seed += int64(o.parts)
		}
	}
	return ctx.Err()
}

// counts says how many programs were the same, also where one was not.
func (f *fuzzer) counts() {
	for _, w := range ways {
		fmt.Printf("%-8s %d programs equal to go run, %d more refused\n", w.name, f.ran[w.name], f.refused[w.name])
	}
}
