package async

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"time"
)

// inBench runs fn as the root of a scope on each runner.
func inBench(b *testing.B, fn func(b *testing.B, ctx context.Context)) {
	for _, runner := range waitingRunners {
		b.Run(runner, func(b *testing.B) {
			l, err := NewLoop(runner)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			if _, err := NewScope(b.Context(), 1, l, Hooks{}).Run(New("bench", func(ctx context.Context) (any, error) {
				fn(b, ctx)
				return nil, nil
			})); err != nil {
				b.Fatal(err)
			}
		})
	}
}

var one = func(context.Context) (int, error) { return 1, nil }

// An await that does not suspend: the coroutine is made and awaited.
func BenchmarkAwaitNew(b *testing.B) {
	inBench(b, func(b *testing.B, ctx context.Context) {
		for b.Loop() {
			if _, err := New("one", one).Await(ctx); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// An await that does not suspend, of a task that has ended: nothing is made.
func BenchmarkAwaitDoneTask(b *testing.B) {
	inBench(b, func(b *testing.B, ctx context.Context) {
		t := Spawn(New("one", one))
		for b.Loop() {
			if _, err := t.Await(ctx); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// One trip around the loop.
func BenchmarkYield(b *testing.B) {
	inBench(b, func(b *testing.B, ctx context.Context) {
		for b.Loop() {
			if err := sleep(ctx, 0); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// An await that suspends: of a task that was just spawned.
func BenchmarkSpawnAwait(b *testing.B) {
	inBench(b, func(b *testing.B, ctx context.Context) {
		for b.Loop() {
			if _, err := Spawn(New("one", one)).Await(ctx); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// A call off the loop.
func BenchmarkCall(b *testing.B) {
	inBench(b, func(b *testing.B, ctx context.Context) {
		for b.Loop() {
			if _, err := Call(ctx, "one", one); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkGather10k(b *testing.B) {
	inBench(b, func(b *testing.B, ctx context.Context) {
		for b.Loop() {
			aws := make([]Awaitable[int], 10_000)
			for i := range aws {
				aws[i] = New("one", one)
			}
			if _, err := Gather(aws...).Await(ctx); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkCurrentTask(b *testing.B) {
	inBench(b, func(b *testing.B, ctx context.Context) {
		for b.Loop() {
			if CurrentTask() == nil {
				b.Fatal("no task")
			}
		}
	})
}

func BenchmarkCheckpoint(b *testing.B) {
	inBench(b, func(b *testing.B, ctx context.Context) {
		for b.Loop() {
			Checkpoint()
		}
	})
}

// BenchmarkPendingTask reports the memory of a task that sleeps, beside that of a goroutine
// that does.
func BenchmarkPendingTask(b *testing.B) {
	const tasks = 100_000
	measure := func(b *testing.B, start func(), stop func()) {
		for b.Loop() {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			start()
			runtime.GC()
			runtime.ReadMemStats(&after)
			used := after.HeapInuse + after.StackInuse - before.HeapInuse - before.StackInuse
			b.ReportMetric(float64(used)/tasks, "B/task")
			stop()
		}
	}
	b.Run("bare", func(b *testing.B) {
		quit, ended := make(chan bool), make(chan bool)
		measure(b, func() {
			for range tasks {
				go func() { // ends by quit
					<-quit
					ended <- true
				}()
			}
			for runtime.NumGoroutine() < tasks {
				runtime.Gosched()
			}
			time.Sleep(100 * time.Millisecond) // a measurement, not a test: let all of them park
		}, func() {
			close(quit)
			for range tasks {
				<-ended
			}
			quit = make(chan bool)
		})
	})
	inBench(b, func(b *testing.B, ctx context.Context) {
		all := make([]*Task[struct{}], tasks)
		measure(b, func() {
			for i := range all {
				all[i] = Spawn(Sleep(time.Hour))
			}
			for all[tasks-1].Waiting() == "" {
				sleep(ctx, 0)
			}
			sleep(ctx, 100*time.Millisecond)
		}, func() {
			for _, t := range all {
				t.Cancel()
			}
			for _, t := range all {
				t.Await(ctx)
			}
			clear(all)
		})
	})
}

func TestAwaitWithoutSuspensionAllocatesNothing(t *testing.T) {
	for _, runner := range waitingRunners {
		inTask(t, runner, func(ctx context.Context) {
			const runs = 100
			ready := make([]*Coroutine[int], runs+1)
			for i := range ready {
				ready[i] = New("one", one)
			}
			next, task := 0, Spawn(New("one", one))
			task.Await(ctx)
			ch := make(chan int, runs+1)
			for range runs + 1 {
				ch <- 1
			}
			for what, f := range map[string]func(){
				"coroutine": func() { ready[next].Await(ctx); next++ },
				"made here": func() { New("one", one).Await(ctx) },
				"captures": func() {
					n := next
					New("next", func(context.Context) (int, error) { return n + 1, nil }).Await(ctx)
				},
				"long name":  func() { New("a name that a frame has no room for", one).Await(ctx) },
				"task":       func() { task.Await(ctx) },
				"channel":    func() { Recv(ctx, ch) },
				"checkpoint": Checkpoint,
				"current":    func() { CurrentTask() },
			} {
				if n := testing.AllocsPerRun(runs, f); n != 0 {
					t.Errorf("%s on %s: %v allocations", what, runner, n)
				}
			}
		})
	}
}

func ExampleGather() {
	double := func(n int) *Coroutine[int] {
		return New("double", func(ctx context.Context) (int, error) { return 2 * n, nil })
	}
	values, err := Run(Gather(double(1), double(2), double(3)))
	fmt.Println(values, err)
	// Output: [2 4 6] <nil>
}
