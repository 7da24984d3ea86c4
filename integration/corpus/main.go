// Command corpus runs a few thousand Go programs that others wrote through goawait and
// compares what they print, and how they end, with what the Go toolchain makes of them.
//
// The programs are the single-file "// run" programs of Go's own test folder and those of
// yaegi's _test folder, which come with the toolchain and the module cache. Each is built with
// `go build` and run, which gives what is expected, and then run in lanes:
//
//   - instant: `goawait run --lane instant prog.go`
//   - auto: `goawait run prog.go`
//   - cell: the program as the cell of a .goa file, in lane native
//
// What is expected is kept in a cache folder, as building it takes long, and so is what came out
// of each lane: with -resume a run of the same goawait goes on where it was stopped. Programs
// whose own output differs from run to run, or that the toolchain does not build, are left out
// and counted.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

type options struct {
	goawait, cache, report, refusals, listed string
	toolchain                                string // its version
	lanes                                    []string
	match                                    *regexp.Regexp
	every, jobs                              int
	timeout                                  time.Duration
	resume                                   bool
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	o, err := parse()
	if err == nil {
		err = run(ctx, o)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "corpus:", err)
		os.Exit(1)
	}
}

func parse() (o options, err error) {
	cache, _ := os.UserCacheDir()
	flag.StringVar(&o.goawait, "goawait", "bin/goawait", "the `program` to test")
	flag.StringVar(&o.cache, "cache", filepath.Join(cache, "goawait-corpus"), "`folder` for what is expected")
	flag.StringVar(&o.report, "report", "", "write the report as Markdown to this `file`")
	flag.StringVar(&o.refusals, "refusals", "", "write what the instant lane refuses to this `file`")
	flag.IntVar(&o.every, "every", 1, "take one program in `n`")
	flag.IntVar(&o.jobs, "j", 2, "run `n` programs at once")
	flag.BoolVar(&o.resume, "resume", false, "go on where a run of the same goawait was stopped")
	flag.DurationVar(&o.timeout, "timeout", 30*time.Second, "for one program in one lane")
	lanes := flag.String("lanes", "instant,auto,cell", "the `lanes` to run in")
	match := flag.String("run", "", "take programs whose name matches this `pattern`")
	flag.StringVar(&o.listed, "list", "", "take the programs named in this `file`, one a line")
	flag.Parse()
	o.lanes = strings.Split(*lanes, ",")
	for _, lane := range o.lanes {
		if !slices.Contains([]string{"instant", "auto", "cell"}, lane) {
			return o, fmt.Errorf("lane %q is not known; have: instant, auto, cell", lane)
		}
	}
	if o.match, err = regexp.Compile(*match); err != nil {
		return o, err
	}
	if o.goawait, err = filepath.Abs(o.goawait); err == nil {
		_, err = os.Stat(o.goawait)
	}
	return o, err
}

// run runs the corpus. It fails where something is different in a lane.
func run(ctx context.Context, o options) error {
	var err error
	if o.toolchain, err = command(ctx, "go", "env", "GOVERSION"); err != nil {
		return err
	}
	programs, err := find(ctx, o)
	if err != nil {
		return err
	}
	c := &corpus{options: o, outcomes: make([]outcome, len(programs))}
	if c.journal, err = openJournal(o); err != nil {
		return err
	}
	defer c.journal.file.Close()
	if c.tmp, err = os.MkdirTemp("", "goawait-corpus-"); err != nil {
		return err
	}
	defer os.RemoveAll(c.tmp)
	defer c.useOwnCache()()
	if err := c.warmUp(ctx); err != nil {
		return err
	}
	var wg sync.WaitGroup
	next := make(chan int)
	for range o.jobs {
		wg.Go(func() { // ends when next is closed
			for i := range next {
				c.outcomes[i] = c.try(ctx, programs[i])
			}
		})
	}
	start := time.Now()
	for i := range programs {
		if i > 0 && i%100 == 0 {
			fmt.Fprintf(os.Stderr, "%d of %d programs, %v\n", i, len(programs), time.Since(start).Round(time.Second))
		}
		select {
		case next <- i:
		case <-ctx.Done():
		}
	}
	close(next)
	wg.Wait()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return c.conclude(time.Since(start))
}

// useOwnCache has goawait build in a folder of the corpus', so that some thousand programs do not
// push the person's out of theirs. The engine stays there for the next run.
func (c *corpus) useOwnCache() (done func()) {
	built := filepath.Join(c.cache, "built")
	c.env = append(os.Environ(), "GOAWAIT_CACHE="+built)
	return func() {
		os.RemoveAll(filepath.Join(built, "plugin"))
		os.RemoveAll(filepath.Join(built, "program"))
	}
}

// warmUp has the engine of compiled cells built, if it is to be used: that takes longer than a
// program may, and is told on standard error.
func (c *corpus) warmUp(ctx context.Context) error {
	if !slices.Contains(c.lanes, "cell") {
		return nil
	}
	cmd := exec.CommandContext(ctx, c.goawait, "run", "--lane", "native", "-e", "1")
	cmd.Dir, cmd.Env = c.tmp, c.env
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building the engine of compiled cells: %w\n%s", err, out)
	}
	return nil
}
