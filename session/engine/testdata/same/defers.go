package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
)

func order() {
	for i := 0; i < 3; i++ {
		defer fmt.Println("deferred", i)
	}
	for i := range 2 {
		defer func() { fmt.Println("closure", i) }()
	}
	x := 1
	defer fmt.Println("arg", x)
	x = 2
	fmt.Println("body", x)
}

func safe(f func()) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("recovered: %v", r)
		}
	}()
	f()
	return nil
}

func result() (n int) {
	defer func() { n *= 2 }()
	n = 3
	return n + 1
}

func unnamed() int {
	n := 1
	defer func() { n = 100 }()
	return n
}

func nested() (s string) {
	defer func() {
		s += fmt.Sprint(" outer:", recover())
	}()
	defer func() {
		defer func() { s += fmt.Sprint(" inner:", recover()) }()
		panic("second")
	}()
	panic("first")
}

func replaced() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("got %v", r)
		}
	}()
	defer fmt.Println("runs all the same")
	defer func() { panic("new") }()
	panic("old")
}

func through() (r any) {
	defer func() { r = recover() }()
	deep(3)
	return "not reached"
}

func deep(n int) {
	defer func() { fmt.Print("unwind ", n, " ") }()
	if n == 0 {
		panic(errors.New("bottom"))
	}
	deep(n - 1)
}

func early(n int) string {
	defer func() { fmt.Print("<", n, ">") }()
	if n > 1 {
		return "big"
	}
	for i := range 3 {
		if i == n {
			return fmt.Sprint("at ", i)
		}
	}
	return "end"
}

func locked(mu *sync.Mutex, m map[string]int, k string) int {
	mu.Lock()
	defer mu.Unlock()
	m[k]++
	return m[k]
}

func main() {
	order()
	var nilmap map[string]int
	var nilptr *struct{ A int }
	var nilfunc func()
	var nilerr error
	var empty []int
	var x any = "text"
	zero, i, j := 0, 5, -1
	arr := [3]int{1, 2, 3}
	str := "abc"
	fmt.Println(safe(func() { fmt.Println(1 / zero) }))
	fmt.Println(safe(func() { nilmap["a"] = 1 }))
	fmt.Println(safe(func() { nilptr.A = 1 }))
	fmt.Println(safe(func() { fmt.Println(nilptr.A) }))
	fmt.Println(safe(func() { fmt.Println(*nilptr) }))
	fmt.Println(safe(func() { nilfunc() }))
	fmt.Println(safe(func() { fmt.Println(nilerr.Error()) }))
	fmt.Println(safe(func() { fmt.Println(empty[0]) }))
	fmt.Println(safe(func() { fmt.Println(empty[i]) }))
	fmt.Println(safe(func() { arr[i] = 3 }))
	fmt.Println(safe(func() { fmt.Println(arr[j+zero]) }))
	fmt.Println(safe(func() { fmt.Println(str[i]) }))
	fmt.Println(safe(func() { fmt.Println(str[i:]) }))
	fmt.Println(safe(func() { fmt.Println(str[2 : 1+zero]) }))
	fmt.Println(safe(func() { fmt.Println(empty[1:]) }))
	fmt.Println(safe(func() { fmt.Println(arr[i:]) }))
	fmt.Println(safe(func() { fmt.Println(arr[:i]) }))
	fmt.Println(safe(func() { fmt.Println(arr[2:i:3]) }))
	fmt.Println(safe(func() { fmt.Println(arr[:][j:]) }))
	fmt.Println(safe(func() { fmt.Println(strings.Split("a,b", ",")[i]) }))
	fmt.Println(safe(func() { fmt.Println(strings.Split("a,b", ",")[i:]) }))
	fmt.Println(safe(func() { fmt.Println(x.(int)) }))
	fmt.Println(safe(func() { fmt.Println(x.(error)) }))
	fmt.Println(safe(func() { fmt.Println(nilerr.(fmt.Stringer)) }))
	fmt.Println(safe(func() { _ = make([]int, j) }))
	fmt.Println(safe(func() { c := make(chan int); close(c); close(c) }))
	fmt.Println(safe(func() { c := make(chan int); close(c); c <- 1 }))
	fmt.Println(safe(func() { panic("plain") }))
	fmt.Println(safe(func() { panic(fmt.Sprintf("formatted %d", 3)) }))
	fmt.Println(safe(func() { panic(os.ErrNotExist) }))
	fmt.Println(safe(func() { var a, b any = []int{1}, []int{1}; fmt.Println(a == b) }))
	fmt.Println(safe(func() { m := map[any]int{}; m[[]int{1}] = 2 }))
	fmt.Println(safe(func() { fmt.Println(i < 3 && empty[i] > 0, i > 3 && len(str) > 0 && str[i] > 0) }))
	fmt.Println(safe(func() {
		for k := 0; ; k++ {
			empty = append(empty, arr[k])
		}
	}), empty)
	fmt.Println(safe(func() {}))
	fmt.Println(result(), unnamed(), nested())
	fmt.Println(replaced())
	fmt.Println(through())
	fmt.Println(early(0), early(1), early(2), early(-1))
	var mu sync.Mutex
	m := map[string]int{}
	locked(&mu, m, "a")
	fmt.Println(locked(&mu, m, "a"), mu.TryLock())
	err := func() (err error) {
		defer func() {
			r := recover()
			var re runtime.Error
			if e, ok := r.(runtime.Error); ok {
				re = e
			}
			err = fmt.Errorf("runtime error? %v %w", re != nil, re)
		}()
		return fmt.Errorf("%d", arr[i])
	}()
	fmt.Println(err)
	func() {
		defer func() { fmt.Println("nothing to recover:", recover()) }()
	}()
	func() {
		defer func() {
			defer func() { fmt.Println("again", recover()) }()
			panic(fmt.Sprint("re-panic ", recover()))
		}()
		panic(1)
	}()
	ch := make(chan int, 1)
	func() {
		defer close(ch)
		defer delete(m, "a")
		ch <- 1
	}()
	v, ok := <-ch
	_, ok2 := <-ch
	fmt.Println(v, ok, ok2, len(m))
}
