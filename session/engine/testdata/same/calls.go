// Calls in one statement with what they change: Go makes the calls first.
package main

import (
	"fmt"
	"strconv"
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
	try("o1", o1)
	try("o4", o4)
	try("o5", o5)
	try("o7", o7)
	try("o9", o9)
	try("o10", o10)
	try("o11", o11)
	try("o13", o13)
	try("o16", o16)
	try("o23", o23)
	try("o25", o25)
	try("o32", o32)
	try("o33", o33)
	try("o42", o42)
	try("o43", o43)
	try("o46", o46)
	try("o47", o47)
	try("o48", o48)
	try("o58", o58)
	try("o59", o59)
	try("o64", o64)
	try("o68", o68)
	try("o71", o71)
	try("o72", o72)
	try("o73", o73)
	try("o74", o74)
	try("o76", o76)
	try("o78", o78)
	try("o79", o79)
	try("o80", o80)
	try("o81", o81)
	try("o83", o83)
	try("o84", o84)
	try("o85", o85)
	try("o86", o86)
	try("o94", o94)
}

func o1() {
	m := map[string]int{"a": 1}
	f := func() int { m["a"] = 5; return 9 }
	fmt.Println(m["a"], f())
}

func o4() {
	a := []int{1, 2, 3}
	f := func() int { a[0] = 9; return 1 }
	fmt.Println(a[0], f())
	fmt.Println(a[0]+f(), f()+a[0])
}

func o5() {
	a := []int{1, 2, 3}
	f := func() int { a = []int{7, 8, 9}; return 1 }
	fmt.Println(a[0], f())
}

func o7() {
	a := []int{1, 2, 3}
	b := a
	f := func() int { a = []int{7, 8, 9}; return 1 }
	a[0] = f()
	fmt.Println(a, b)
}

func o9() {
	x := 1
	p := &x
	y := 2
	f := func() int { p = &y; return 10 }
	*p = f()
	fmt.Println(x, y)
}

func o10() {
	x := 1
	f := func() int { x = 10; return 1 }
	z := x + f()
	fmt.Println(z)
	x = 1
	z = f() + x
	fmt.Println(z)
	x = 1
	z = x + f() + x
	fmt.Println(z)
}

func o11() {
	x := 1
	f := func() int { x = 10; return 1 }
	s := []int{x, f(), x}
	fmt.Println(s)
	x = 1
	t := [3]int{x, f(), x}
	fmt.Println(t)
	x = 1
	m := map[int]int{x: 1, f() + 100: x}
	fmt.Println(m)
}

func o13() {
	x := 1
	f := func() int { x = 10; return 1 }
	a := []int{0, 0, 0}
	a[x%3], x = x, f()
	fmt.Println(a, x)
}

func o16() {
	m := map[string]int{"a": 1}
	f := func() int { m["a"] = 10; return 1 }
	m["a"] += f()
	fmt.Println(m)
}

func o23() {
	x := []int{1}
	f := func() int { x = append(x, 2); return 0 }
	fmt.Println(len(x), f(), len(x))
	y := len(x) + f() + len(x)
	fmt.Println(y)
}

func o25() {
	x := []int{1}
	f := func() int { x = append(x, 2); return 9 }
	x = append(x, f())
	fmt.Println(x)
}

func o32() {
	p := &struct{ A int }{1}
	f := func() int { p.A = 10; return 1 }
	fmt.Println(p.A, f())
	z := p.A + f()
	p.A = 1
	w := p.A + f()
	fmt.Println(z, w)
}

func o33() {
	p := &struct{ A int }{1}
	f := func() int { p = &struct{ A int }{20}; return 1 }
	fmt.Println(p.A, f())
	q := p
	p.A = f()
	fmt.Println(q.A, p.A)
}

func o42() {
	g := func() (x int, err error) { f := func() int { x = 10; return 1 }; return x, fmt.Errorf("%d", f()) }
	fmt.Println(g())
}

func o43() {
	m := map[string][]int{"a": {1}}
	f := func() int { m["a"] = append(m["a"], 2); return 3 }
	m["a"] = append(m["a"], f())
	fmt.Println(m)
}

func o46() {
	x := 1
	f := func() int { x = 10; return 1 }
	y := -x + f()
	x = 1
	z := x*2 + f()
	x = 1
	w := float64(x) + float64(f())
	fmt.Println(y, z, w)
}

func o47() {
	x := 1
	f := func() int { x = 10; return 1 }
	y := int64(x) << f()
	x = 1
	s := "abcdef"[x : f()+3]
	fmt.Println(y, s)
}

func o48() {
	s := "abc"
	f := func() int { s = "xyz"; return 1 }
	fmt.Println(s[0], f(), s[f()])
	s = "abc"
	b := s[f()]
	fmt.Println(string(b))
	s = "abc"
	fmt.Println(s[f():])
}

func o58() {
	x := 1
	inc := func() int { x++; return x }
	arr := [4]int{inc(), x, inc(), x}
	fmt.Println(arr)
	m := map[string]int{"a": inc(), "b": x, "c": inc()}
	fmt.Println(m)
	sl := []any{inc(), x, x + inc()}
	fmt.Println(sl)
}

func o59() {
	x := 1
	inc := func() int { x++; return x }
	y := x*100 + inc()*10 + x
	fmt.Println(y)
	z := inc() - x
	fmt.Println(z)
	z = x - inc()
	fmt.Println(z)
}

func o64() {
	var i any = 1
	f := func() int { i = "s"; return 2 }
	fmt.Println(i.(int), f())
}

func o68() {
	b := []byte("abc")
	s := string(b)
	f := func() int { b[0] = 'X'; return 1 }
	fmt.Println(string(b), f(), string(b), s)
	t := string(b[:1]) + strconv.Itoa(f()) + string(b)
	fmt.Println(t)
	b[0] = 'q'
	u := string(b) + strconv.Itoa(f())
	fmt.Println(u)
}

func o71() {
	x := []int{1, 2, 3}
	f := func() int { x = x[:1]; return 0 }
	fmt.Println(x[2], f())
	y := x[:3][2] + f()
	fmt.Println(y)
}

func o72() {
	x := map[string]int(nil)
	f := func() map[string]int { fmt.Println("f"); return x }
	g := func() string { fmt.Println("g"); return "k" }
	h := func() int { fmt.Println("h"); return 1 }
	f()[g()] = h()
}

func o73() {
	var p *struct{ A int }
	h := func() int { fmt.Println("h"); return 1 }
	p.A = h()
}

func o74() {
	var a []int
	h := func() int { fmt.Println("h"); return 1 }
	a[5] = h()
}

func o76() {
	var i any = "s"
	h := func() int { fmt.Println("h"); return 1 }
	fmt.Println(i.(int) + h())
}

func o78() {
	z := 0
	h := func() int { fmt.Println("h"); return 1 }
	fmt.Println(1/z + h())
}

func o79() {
	z := 0
	h := func() int { fmt.Println("h"); return 1 }
	fmt.Println(1/z, h())
}

func o80() {
	var a []int
	h := func() int { fmt.Println("h"); return 1 }
	fmt.Println(a[3], h())
}

func o81() {
	var a []int
	h := func() int { fmt.Println("h"); return 1 }
	x := a[3] + h()
	fmt.Println(x)
}

func o83() {
	var p *int
	h := func() int { p = new(int); return 1 }
	*p = h()
	fmt.Println(*p)
}

func o84() {
	var p *int
	h := func() int { p = new(int); return 1 }
	fmt.Println(*p, h())
}

func o85() {
	var p *int
	h := func() int { p = new(int); return 1 }
	x := *p + h()
	fmt.Println(x)
}

func o86() {
	a := []int{1, 2, 3, 4}
	f := func() int { a = nil; return 2 }
	fmt.Println(a[1:f()])
}

func o94() {
	x := 1
	f := func() int { x = 10; return 1 }
	ok := x == 1 || f() == 1
	fmt.Println(ok, x)
	v := []bool{x == 1, f() == 1, x == 1}
	fmt.Println(v)
}
