// Calls in one statement with what they change: Go makes the calls first.
package main

import (
	"fmt"
	"io"
)

func try(name string, f func()) {
	fmt.Println(name)
	defer func() {
		if r := recover(); r != nil {
			fmt.Println("panic:", r)
		}
	}()
	f()
}

func main() {
	try("p2", p2)
	try("later", later)
	try("p4", p4)
	try("p6", p6)
	try("p7", p7)
	try("p10", p10)
	try("p12", p12)
	try("p13", p13)
	try("p14", p14)
	try("p15", p15)
	try("p16", p16)
	try("p17", p17)
	try("p19", p19)
	try("p20", p20)
	try("p21", p21)
	try("p22", p22)
	try("p23", p23)
	try("p24", p24)
}

func later() {
	s := []int{1, 2}
	f := func() int { s[0] = 9; return 1 }
	defer fmt.Println([2]int{s[0], s[1]}, s[0], s[0] > 5, f(), s[0] > 5)
}

func p2() {
	m := map[string]bool{"a": true}
	f := func() int { m["a"] = false; return 1 }
	fmt.Println(m["a"], f())
	n := map[string]int{"a": 1}
	g := func() int { n["a"] = 2; return 1 }
	fmt.Println(n["a"] == 1, g(), !m["a"], g())
	s := []bool{true}
	h := func() int { s[0] = false; return 1 }
	fmt.Println(s[0], h(), !s[0], h())
}

func p4() {
	x := map[string]struct{ A, B int }{"a": {1, 2}}
	f := func() int { x["a"] = struct{ A, B int }{3, 4}; return 1 }
	fmt.Println(x["a"], f())
	i := 0
	bs := "abcdef"
	g := func() int { i++; bs = "zyx"; return i }
	fmt.Println(bs[i], g(), bs[i], bs[i+1:g()+1], len(bs))
}

func p6() {
	x := 2
	s := []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}
	f := func() int { x = 4; return 6 }
	fmt.Println(s[x:f()])
	x = 2
	fmt.Println(s[x+1 : f()])
	x = 2
	fmt.Println(s[x : f() : x+5])
	x = 2
	fmt.Println(s[x:x+1], f(), s[x:x+1])
}

func p7() {
	var e error
	f := func() int { e = io.EOF; return 1 }
	fmt.Println(e, f())
	e = nil
	fmt.Println(e == nil, f(), e == nil)
	var i any
	g := func() int { i = 3; return 1 }
	fmt.Println(i, g())
	i = nil
	fmt.Println(i == nil, g())
}

func p10() {
	m := map[string]map[string]int{"a": {"x": 1}}
	f := func() int { m["a"] = map[string]int{"x": 5}; return 2 }
	old := m["a"]
	m["a"]["x"] += f()
	fmt.Println(m, old)
	m["a"]["y"] = f()
	fmt.Println(m, old)
}

func p12() {
	type T struct {
		A int
		F func(int) int
	}
	t := T{1, func(n int) int { return n + 1 }}
	g := func() int { t.F = func(n int) int { return n + 100 }; t.A = 50; return 1 }
	fmt.Println(t.F(g()), t.A)
	u := []func(int) int{func(n int) int { return n }}
	h := func() int { u[0] = func(n int) int { return -n }; return 3 }
	fmt.Println(u[0](h()))
}

func p13() {
	x := 1
	f := func() (int, int) { x++; return x, x * 10 }
	g := func(a, b int) int { return a + b }
	fmt.Println(x*100+g(f()), x)
	y := []int{x + 0, g(f()), x + 0}
	fmt.Println(y)
}

func p14() {
	x := 1
	f := func() bool { x++; return x%2 == 0 }
	if x+1 > 2 || f() && x+1 == 3 {
		fmt.Println("in", x)
	}
	ok := x+1 > 100 || (x*2 == 4 && f()) || x == 3
	fmt.Println(ok, x)
	for i := 0; i < 3 && (x*1 < 10 || f()); i++ {
		x += 5
		fmt.Println(x)
	}
	z := (x+1 == 17 && f() && x == 17) == (x+0 == 17)
	fmt.Println(z, x)
}

func p15() {
	b := []byte("abc")
	f := func() int { b[0] = 'Z'; return 1 }
	fmt.Println([]byte(string(b)), f(), string(b))
	b[0] = 'a'
	m := map[string]int{"abc": 1, "Zbc": 2}
	fmt.Println(m[string(b)], f())
	b[0] = 'a'
	fmt.Println(m[string(b)] + f()*0)
	b[0] = 'a'
	rs := []rune("xyz")
	g := func() string { rs[0] = 'q'; return "g" }
	fmt.Println(string(rs) + g())
}

func p16() {
	x := 3
	p := &x
	f := func() int { y := 4; p = &y; return 1 }
	fmt.Println(*p, f())
	q := &struct{ A, B int }{1, 2}
	g := func() int { q.A = 5; q = &struct{ A, B int }{7, 8}; return 1 }
	fmt.Println(*q, g(), q.A)
	r := &q.A
	h := func() int { q = nil; return 2 }
	fmt.Println(*r + h())
}

func p17() {
	ch := make(chan int, 4)
	x := 1
	f := func() int { x = 2; ch <- 7; return 0 }
	fmt.Println(x+1, f(), <-ch, x+1)
	ch <- x + f()*0 + x
	fmt.Println(len(ch), <-ch, <-ch, len(ch))
}

func p19() {
	x := 10
	f := func() int { x /= 2; return x }
	fmt.Println(x/f(), x%f()+x, -x+f(), ^x&f(), x<<1|f())
	x = 10
	y := 2.5
	g := func() float64 { y *= 2; return y }
	fmt.Println(float64(x)*y+g(), -y-g(), int(y)+int(g()))
}

func p20() {
	func() {
		x := 1
		f := func() int { x = 10; return 1 }
		defer fmt.Println(x+1, f(), x+1)
		x = 1
		defer func(a int, b bool, c int) { fmt.Println(a, b, c) }(x+1, x > 5, f())
	}()
	a := []int{1, 2}
	g := func() int { a[0] = 9; return 0 }
	done := make(chan bool)
	go func(v ...int) { fmt.Println(v); close(done) }(a[0], g(), a[0])
	<-done
}

func p21() {
	x := 1
	var i any = &x
	f := func() int { y := 5; i = &y; return 1 }
	fmt.Println(*i.(*int), f())
	j := any(1)
	g := func() int { j = 2; return 1 }
	fmt.Println(j.(int), g(), j.(int))
	fmt.Println(j.(int)*10 + g())
}

func p22() {
	a := make([]int, 0, 10)
	f := func() int { a = append(a, len(a)); return len(a) }
	fmt.Println(len(a), f(), len(a), cap(a), f(), a)
	b := append(a[:1], f())
	fmt.Println(b, a)
	c := append(append([]int{}, a...), f(), f())
	fmt.Println(c, min(len(a), f()), max(a[0], f()))
}

func p23() {
	x := 1
	f := func() int { x = 10; return 1 }
	switch x + 1 {
	case f() + 1:
		fmt.Println("A", x)
	case 11:
		fmt.Println("B")
	default:
		fmt.Println("C")
	}
	x = 1
	switch {
	case x+1 == f()+1:
		fmt.Println("A")
	default:
		fmt.Println("B")
	}
	x = 1
	switch y := x + f(); y {
	case 11:
		fmt.Println("11")
	case 2:
		fmt.Println("2")
	}
	x = 1
	switch z := any(x + f()).(type) {
	case int:
		fmt.Println(z)
	}
	for _, v := range []int{x * 1, f(), x * 1} {
		fmt.Println(v)
	}
}

func p24() {
	x := 1
	f := func() int { x = 10; return 1 }
	g := func() (a, b int) { a = 5; h := func() int { a = 6; return 1 }; return a + 1, h() }
	fmt.Println(g())
	k := func() (any, bool, int) { return x > 5, x > 5, f() }
	fmt.Println(k())
	x = 1
	l := func() ([]int, error) { return []int{x}, fmt.Errorf("%d", f()) }
	fmt.Println(l())
}
