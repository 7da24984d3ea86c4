package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/goawait/goawait/session/async"
)

// own measures one metric on one runner, in this process, and prints it: nanoseconds for each,
// or bytes. The bare runners are the language and its library, without the package.
func own(what string) error {
	runner, metric, _ := strings.Cut(what, "/")
	if measure := bare[what]; measure != nil {
		figure, err := measure()
		fmt.Println(figure)
		return err
	}
	loop, err := async.NewLoop(runner)
	if err != nil {
		return err
	}
	measure := metrics[metric]
	if measure == nil {
		return fmt.Errorf("there is no metric %q", metric)
	}
	scope := async.NewScope(context.Background(), 1, loop, async.Hooks{})
	v, err := scope.Run(async.New("main", func(ctx context.Context) (any, error) { return measure(ctx) }))
	if err != nil {
		return err
	}
	fmt.Println(v)
	return nil
}

var metrics = map[string]func(context.Context) (float64, error){
	"trivial":    trivial,
	"suspend":    suspend,
	"switch":     change,
	"gather10k":  func(ctx context.Context) (float64, error) { return gather(ctx, 10_000) },
	"gather100k": func(ctx context.Context) (float64, error) { return gather(ctx, 100_000) },
	"memory":     func(ctx context.Context) (float64, error) { return memory(ctx, pending) },
	"million":    func(ctx context.Context) (float64, error) { return memory(ctx, 1_000_000) }, // by hand: it takes 3 GB
}

// rounds is how often a measurement is made in one process; the best counts. In the first ones memory
// comes from the system. await.py and await.js have as many.
const rounds = 12

// each times n steps of f, after some that do not count, and gives the best of the rounds.
func each(n int, f func(n int) error) (float64, error) {
	best := 0.0
	for round := range rounds {
		start := processorTime()
		if err := f(n); err != nil {
			return 0, err
		}
		if took := float64(processorTime()-start) / float64(n); round == 1 || round > 1 && took < best {
			best = took
		}
	}
	return best, nil
}

// add is the coroutine that has nothing to wait for.
func add(i int) *async.Coroutine[int] {
	return async.New("add", func(context.Context) (int, error) { return i + 1, nil })
}

func trivial(ctx context.Context) (float64, error) {
	return each(100_000, func(n int) error {
		for i := range n {
			if _, err := add(i).Await(ctx); err != nil {
				return err
			}
		}
		return nil
	})
}

func suspend(ctx context.Context) (float64, error) {
	return each(100_000, func(n int) error {
		for range n {
			if _, err := async.Sleep(0).Await(ctx); err != nil {
				return err
			}
		}
		return nil
	})
}

// change is what it costs to change from one task to another: two that give way to each other.
func change(ctx context.Context) (float64, error) {
	return each(100_000, func(n int) error {
		play := func(ctx context.Context) (int, error) {
			for range n / 2 {
				if _, err := async.Sleep(0).Await(ctx); err != nil {
					return 0, err
				}
			}
			return 0, nil
		}
		_, err := async.Gather(async.New("player", play), async.New("player", play)).Await(ctx)
		return err
	})
}

func gather(ctx context.Context, n int) (float64, error) {
	return each(n, func(n int) error {
		all := make([]async.Awaitable[int], n)
		for i := range all {
			all[i] = async.New("one", func(ctx context.Context) (int, error) {
				_, err := async.Sleep(0).Await(ctx)
				return i, err
			})
		}
		_, err := async.Gather(all...).Await(ctx)
		return err
	})
}

const pending = 100_000

// memory is what each of n sleeping tasks takes.
func memory(ctx context.Context, n int) (float64, error) {
	before := resident()
	all := make([]*async.Task[struct{}], n)
	for i := range all {
		all[i] = async.Spawn(async.Sleep(time.Hour))
	}
	for all[n-1].Waiting() == "" {
		async.Sleep(time.Millisecond).Await(ctx)
	}
	async.Sleep(200 * time.Millisecond).Await(ctx)
	used := resident() - before
	runtime.KeepAlive(all)
	return used / float64(n), nil
}

// resident is the memory of the process, after what is garbage has been given back.
func resident() float64 {
	runtime.GC()
	debug.FreeOSMemory()
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return float64(m.HeapInuse + m.StackInuse)
	}
	pages, _ := strconv.Atoi(strings.Fields(string(text))[1])
	return float64(pages * os.Getpagesize())
}
