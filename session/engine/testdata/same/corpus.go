package main

import "fmt"

// Constructs in which programs of Go's own tests once found a difference.

type pair [2]int

var nobody map[string]string = nil

func swapped() (a, b int) {
	a, b = 1, 2
	return b, a
}

func careful() (ok bool, n int) {
	defer func() { recover() }()
	var p *int
	return true, *p
}

func both() (ok bool) {
	defer func() { recover() }()
	var p *int
	ok, _ = true, *p
	return
}

func answer(c chan bool, b bool) string {
	go func() { c <- b }()
	if <-c {
		return "yes"
	}
	return "no"
}

func waits(c chan bool) (n int) {
	go func() { c <- true; c <- true; c <- false }()
	for <-c {
		n++
	}
	return n
}

func moved() (int, int) {
	one, two := map[int]int{0: 1}, map[int]int{0: 2}
	x := one
	x[0] += func() int { x = two; return 0 }()
	return one[0], two[0]
}

func lengths(p *[4]int) (n int) {
	for i := range p {
		n += i
	}
	for i := range *p {
		n += i
	}
	for range p {
		n++
	}
	return n
}

func main() {
	var x *pair = nil
	m := map[string]*pair{"a": x}
	fmt.Println(m["a"] == nil, nobody == nil, len(m))
	fmt.Println(swapped())
	fmt.Println(careful())
	fmt.Println(both())
	c := make(chan bool)
	fmt.Println(answer(c, true), answer(c, false), waits(c))
	fmt.Println(moved())
	fmt.Println(lengths(nil))

	for i, r := range "a\xca\xfe\u0123\U0010ffffx" {
		fmt.Println(i, r)
	}
	var fs []func() rune
	for i, r := range "añb" {
		if i == 1 {
			continue
		}
		fs = append(fs, func() rune { return r })
	}
	for _, f := range fs {
		fmt.Println(f())
	}
	n := 0
outer:
	for range "abc" {
		for i := range "xyz" {
			if i == 1 {
				continue outer
			}
			n++
		}
	}
	fmt.Println(n)

	chans := []chan int{make(chan int, 2), make(chan int, 2)}
	for round := range 2 {
		for i, c := range chans {
			c <- 10*round + i
		}
	}
	for _, c := range chans {
		fmt.Println(<-c, <-c)
	}

	p := pair{0, 1}
	if p == (pair{0, 0}) {
		fmt.Println("wrong")
	}
	switch p {
	case pair{0, 0}:
		fmt.Println("wrong")
	case pair{0, 1}:
		fmt.Println("right")
	}
	fmt.Println(1<<2.0, uint8(3)<<(2+0i))

	calls := 0
	null := func() *[5]int { calls++; return nil }
	arrays := make(chan *[6]string, 1)
	arrays <- nil
	fmt.Println(len(null()), cap(null()), calls, len(<-arrays), cap(arrays))
	if len(null()) == 5 && cap((*[7]int)(nil)) == 7 {
		fmt.Println("not followed", calls)
	}
}
