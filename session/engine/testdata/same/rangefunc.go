package main

import (
	"errors"
	"fmt"
	"iter"
	"strings"
)

func upto(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		defer fmt.Println("sequence ends")
		for i := 0; i < n; i++ {
			if !yield(i) {
				fmt.Println("stopped at", i)
				return
			}
		}
	}
}

func pairs(words ...string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for i, w := range words {
			if !yield(i, w) {
				return
			}
		}
	}
}

func thrice(yield func() bool) {
	_ = yield() && yield() && yield()
}

func find(seq iter.Seq[int], want int) (at int, err error) {
	defer func() { fmt.Println("found", at, err) }()
	for v := range seq {
		defer fmt.Println("deferred", v)
		if v == want {
			return v * 10, nil
		}
	}
	return -1, errors.New("nothing")
}

func named(seq iter.Seq[int]) (n int, words []string) {
	for v := range seq {
		n += v
		words = append(words, fmt.Sprint(v))
		if n > 3 {
			return
		}
	}
	n = -n
	return
}

func nested() string {
outer:
	for i := range upto(4) {
		for j, w := range pairs("a", "b", "c") {
			switch {
			case i == 0:
				continue outer
			case i == 1 && j == 1:
				continue
			case i == 2 && j == 1:
				break
			case i == 3:
				break outer
			}
			for k := range 3 {
				if k == 1 && j == 2 {
					continue outer
				}
				if k == 2 {
					break
				}
				fmt.Println(i, j, w, k)
			}
		}
	}
	for i := range upto(2) {
		for v := range upto(5) {
			if v == 2+i {
				return fmt.Sprint("returned ", i, v)
			}
		}
	}
	return "none"
}

func closures() {
	var fs []func() int
	for v := range upto(3) {
		v := v * 2
		fs = append(fs, func() int { v++; return v })
	}
	for _, f := range fs {
		fmt.Print(f(), " ", f(), " ")
	}
	fmt.Println()
}

func panics(recoverAt string) (result string) {
	defer func() {
		if r := recover(); r != nil {
			result = fmt.Sprint("recovered ", r)
		}
	}()
	seq := func(yield func(int) bool) {
		defer fmt.Println("cleaned up")
		defer func() {
			if recoverAt == "sequence" {
				fmt.Println("swallowed", recover())
			}
		}()
		yield(1)
		if recoverAt == "before" {
			panic("in the sequence")
		}
		yield(2)
	}
	for v := range seq {
		if v == 1 && recoverAt != "before" {
			panic(fmt.Sprint("in the body ", v))
		}
	}
	return "ended"
}

func misbehaves(how string) (result string) {
	defer func() {
		if r := recover(); r != nil {
			_, isError := r.(error)
			result = fmt.Sprint(isError, " ", r)
		}
	}()
	var kept func(int) bool
	for v := range func(yield func(int) bool) {
		kept = yield
		yield(1)
		if how == "again" {
			yield(2)
		}
	} {
		if how == "again" {
			break
		}
		_ = v
	}
	kept(3)
	return "ended"
}

type kind int

func functions() func() string {
	for v := range upto(3) {
		if v == 1 {
			return func() string { return fmt.Sprint("made at ", v) }
		}
	}
	return nil
}

func values(k int) (any, error, []int, map[string]int, func(int) int, struct{ A, B int }) {
	for v := range upto(9) {
		if v == k {
			return v, nil, []int{v}, map[string]int{"v": v}, func(n int) int { return n + v }, struct{ A, B int }{v, v * 2}
		}
	}
	return nil, errors.New("too far"), nil, nil, nil, struct{ A, B int }{}
}

func multi() (int, error) {
	for range upto(1) {
		return find(upto(3), 1)
	}
	return 0, nil
}

func recursive(n int) (sum int) {
	for v := range upto(n) {
		if v > 1 {
			return sum + recursive(n-1)
		}
		sum += v + n
	}
	return sum
}

func assigns() {
	var v int
	var s []int
	s = append(s, 0, 0)
	for v = range upto(3) {
	}
	for s[v-1], s[0] = range map[int]int{5: 6} {
	}
	i, w := 0, ""
	for i, w = range pairs("x", "y") {
		if i == 1 {
			break
		}
	}
	fmt.Println(v, s, i, w)
}

func main() {
	for v := range upto(3) {
		fmt.Println("item", v)
	}
	for range thrice {
		fmt.Println("again")
	}
	for i, w := range pairs("a", "b", "c") {
		if i == 1 {
			continue
		}
		fmt.Println(i, w)
	}
	for i := range pairs("a", "b") {
		fmt.Println(i)
	}
	for _, w := range pairs("a", "b") {
		fmt.Println(w)
	}
	fmt.Println(find(upto(5), 2))
	fmt.Println(find(upto(2), 7))
	fmt.Println(named(upto(9)))
	fmt.Println(named(upto(2)))
	fmt.Println(nested())
	closures()
	for _, at := range []string{"function", "before"} {
		fmt.Println(panics(at))
	}
	fmt.Println(panics("sequence"))
	fmt.Println(misbehaves("again"))
	fmt.Println(misbehaves("late"))
	fmt.Println(functions()())
	a, err, s, m, f, st := values(3)
	fmt.Println(a, err, s, m, f(4), st)
	a, err, s, m, f, st = values(30)
	fmt.Println(a, err, s, m, f == nil, st)
	fmt.Println(multi())
	fmt.Println(recursive(4))
	assigns()
	for line := range strings.Lines("one\ntwo\nthree") {
		fmt.Printf("%q\n", line)
		if strings.HasPrefix(line, "two") {
			break
		}
	}
	func() {
		defer func() { fmt.Println(recover()) }()
		var none iter.Seq[int]
		for range none {
		}
	}()
	total := 0
	for v := range upto(5) {
		func() {
			for w := range upto(v) {
				if w == 2 {
					return
				}
				total += w + v
			}
		}()
	}
	fmt.Println(total)
	select {
	default:
		for v := range upto(3) {
			if v == 1 {
				break
			}
		}
	}
}
