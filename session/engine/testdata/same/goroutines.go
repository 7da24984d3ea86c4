package main

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"sync"
	"sync/atomic"
	"time"
)

func produce(n int) <-chan int {
	ch := make(chan int)
	go func() {
		defer close(ch)
		for i := range n {
			ch <- i
		}
	}()
	return ch
}

func square(in <-chan int) <-chan int {
	out := make(chan int, 2)
	go func() {
		for v := range in {
			out <- v * v
		}
		close(out)
	}()
	return out
}

func worker(id int, jobs <-chan int, results chan<- [2]int, wg *sync.WaitGroup) {
	defer wg.Done()
	for j := range jobs {
		results <- [2]int{id, j * 2}
	}
}

func main() {
	nothing()
	for v := range square(produce(5)) {
		fmt.Print(v, " ")
	}
	fmt.Println()
	var wg sync.WaitGroup
	var mu sync.Mutex
	sum := 0
	for i := 1; i <= 50; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			defer mu.Unlock()
			sum += i
		}()
	}
	wg.Wait()
	fmt.Println(sum)
	var n atomic.Int64
	for i := range 20 {
		wg.Add(1)
		go func(k int) {
			n.Add(int64(k))
			wg.Done()
		}(i)
	}
	wg.Wait()
	fmt.Println(n.Load())
	jobs, results := make(chan int, 10), make(chan [2]int, 10)
	for w := range 3 {
		wg.Add(1)
		go worker(w, jobs, results, &wg)
	}
	for i := range 9 {
		jobs <- i
	}
	close(jobs)
	wg.Wait()
	close(results)
	var got []int
	for r := range results {
		got = append(got, r[1])
	}
	sort.Ints(got)
	fmt.Println(got)
	ch := make(chan string, 1)
	select {
	case s := <-ch:
		fmt.Println("got", s)
	default:
		fmt.Println("empty")
	}
	ch <- "x"
	select {
	case s, ok := <-ch:
		fmt.Println("got", s, ok)
	case <-time.After(5 * time.Second):
		fmt.Println("late")
	}
	select {
	case ch <- "y":
		fmt.Println("sent", len(ch), cap(ch))
	default:
		fmt.Println("full")
	}
	select {
	case <-time.After(time.Millisecond):
		fmt.Println("timeout")
	case v := <-make(chan int):
		fmt.Println(v)
	}
	done := make(chan struct{})
	data := make(chan int)
	go func() {
		for i := 0; i < 3; i++ {
			data <- i
		}
		close(done)
	}()
	total := 0
loop:
	for {
		select {
		case v := <-data:
			total += v
		case <-done:
			break loop
		}
	}
	fmt.Println(total)
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	<-ctx.Done()
	fmt.Println(ctx.Err(), errors.Is(ctx.Err(), context.DeadlineExceeded))
	var once sync.Once
	for range 3 {
		once.Do(func() { fmt.Println("once") })
	}
	var m sync.Map
	m.Store("a", 1)
	v, ok := m.Load("a")
	fmt.Println(v, ok)
	errc := make(chan error, 2)
	go func() { errc <- errors.New("e1") }()
	go func() { errc <- nil }()
	e1, e2 := <-errc, <-errc
	fmt.Println(e1 == nil != (e2 == nil))
	var nilch chan int
	select {
	case <-nilch:
	default:
		fmt.Println("nil channel")
	}
	closed := make(chan int, 1)
	closed <- 4
	close(closed)
	a, ok1 := <-closed
	b, ok2 := <-closed
	fmt.Println(a, ok1, b, ok2, <-closed)
	rw := &sync.RWMutex{}
	cache := map[int]int{}
	for i := range 10 {
		wg.Add(2)
		go func() {
			defer wg.Done()
			rw.Lock()
			cache[i] = i
			rw.Unlock()
		}()
		go func() {
			defer wg.Done()
			rw.RLock()
			_ = cache[i]
			rw.RUnlock()
		}()
	}
	wg.Wait()
	fmt.Println(len(cache))
	chs := []chan int{make(chan int, 1), make(chan int, 1)}
	chs[1] <- 5
	fmt.Println(<-chs[1], len(chs[0]))
	fn := make(chan func() int, 1)
	fn <- func() int { return 6 }
	fmt.Println((<-fn)())
	time.AfterFunc(time.Millisecond, func() { close(fn) })
	_, open := <-fn
	fmt.Println(open)
}

// nothing receives values that have no fields.
func nothing() {
	done := make(chan struct{}, 2)
	done <- struct{}{}
	close(done)
	a := <-done
	b, ok := <-done
	set := map[struct{}]int{a: 1}
	set[b]++
	fmt.Println(a, b, ok, set)
}
