package main

import (
	"iter"
	"runtime"
	"sync"
	"time"
)

// What loop and goroutine are made of: coroutines of package iter, and goroutines.
const (
	bareCoroutine = "bare coroutine"
	bareGoroutine = "bare goroutine"
)

// bare is what can be had without the package: nobody who gives each task a stack of its own, as
// the language does, has much better figures. They do no more than they must: no task can be cancelled, has a
// name or an error, and the coroutines have no queue.
var bare = map[string]func() (float64, error){
	bareCoroutine + "/switch":     bareSwitch,
	bareGoroutine + "/switch":     func() (float64, error) { return each(100_000, giveWay) },
	bareCoroutine + "/gather10k":  func() (float64, error) { return each(10_000, resumeAll) },
	bareGoroutine + "/gather10k":  func() (float64, error) { return each(10_000, waitForAll) },
	bareCoroutine + "/gather100k": func() (float64, error) { return each(100_000, resumeAll) },
	bareGoroutine + "/gather100k": func() (float64, error) { return each(100_000, waitForAll) },
	bareCoroutine + "/again10k":   func() (float64, error) { return each(10_000, resumeAgain(10_000)) },   // by hand: no row has it
	bareCoroutine + "/again100k":  func() (float64, error) { return each(100_000, resumeAgain(100_000)) }, // likewise
	bareGoroutine + "/memory":     bareMemory,
}

// bareSwitch is one switch between two coroutines: to resume one takes two.
func bareSwitch() (float64, error) {
	next, stop := iter.Pull(func(yield func(int) bool) {
		for yield(0) {
		}
	})
	defer stop()
	return each(100_000, func(n int) error {
		for range n / 2 {
			next()
		}
		return nil
	})
}

// giveWay has two goroutines give way to each other, n times in all.
func giveWay(n int) error {
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			for range n / 2 {
				runtime.Gosched()
			}
		})
	}
	both.Wait()
	return nil
}

// resumeAll makes n coroutines that suspend once, and resumes each twice, to its end.
func resumeAll(n int) error {
	values, next := make([]int, n), make([]func() (struct{}, bool), n)
	for i := range n {
		next[i], _ = iter.Pull(func(yield func(struct{}) bool) {
			yield(struct{}{})
			values[i] = i
		})
	}
	for range 2 {
		for i := range n {
			next[i]()
		}
	}
	return nil
}

// resumeAgain makes n coroutines that never end, and returns what resumes each of them twice: what
// a gather takes that makes none.
func resumeAgain(n int) func(int) error {
	next := make([]func() (struct{}, bool), n)
	for i := range n {
		next[i], _ = iter.Pull(func(yield func(struct{}) bool) {
			for yield(struct{}{}) {
			}
		})
	}
	return func(int) error {
		for range 2 {
			for i := range n {
				next[i]()
			}
		}
		return nil
	}
}

// waitForAll starts n goroutines that give way once, and waits for them.
func waitForAll(n int) error {
	values := make([]int, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			runtime.Gosched()
			values[i] = i
		})
	}
	all.Wait()
	return nil
}

// bareMemory is the memory of a goroutine that is parked, by the same measure.
func bareMemory() (float64, error) {
	before := resident()
	stop := make(chan bool)
	for range pending {
		go func() { <-stop }() // ends with the process
	}
	for runtime.NumGoroutine() < pending {
		runtime.Gosched()
	}
	time.Sleep(200 * time.Millisecond) // for all of them to park: there is nothing to wait for
	return (resident() - before) / pending, nil
}
