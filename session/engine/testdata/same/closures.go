package main

import (
	"fmt"
	"sort"
	"strings"
)

func counter() func() int {
	n := 0
	return func() int {
		n++
		return n
	}
}

func compose(fs ...func(int) int) func(int) int {
	return func(x int) int {
		for _, f := range fs {
			x = f(x)
		}
		return x
	}
}

func apply(n int, f func(int)) {
	for i := range n {
		f(i)
	}
}

var fib func(int) int

func even(n int) bool {
	if n == 0 {
		return true
	}
	return odd(n - 1)
}

func odd(n int) bool {
	if n == 0 {
		return false
	}
	return even(n - 1)
}

func ack(m, n int) int {
	if m == 0 {
		return n + 1
	}
	if n == 0 {
		return ack(m-1, 1)
	}
	return ack(m-1, ack(m, n-1))
}

func divmod(a, b int) (q, r int) { return a / b, a % b }

func show(q, r int) string { return fmt.Sprint("q", q, "r", r) }

func main() {
	a, b := counter(), counter()
	a()
	a()
	fmt.Println(a(), b())
	fmt.Println(compose(func(x int) int { return x + 1 }, func(x int) int { return x * 10 })(4))
	var fs []func() int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { i += 10; return i })
	}
	for _, f := range fs {
		fmt.Print(f(), f(), " ")
	}
	fmt.Println()
	fs = nil
	for i, s := range []string{"a", "bb", "ccc"} {
		fs = append(fs, func() int { i++; s += "x"; return i*100 + len(s) })
	}
	for _, f := range fs {
		fmt.Print(f(), f(), " ")
	}
	fmt.Println()
	fs = nil
	for i := range 3 {
		x := i * i
		y, z := x+1, x+2
		var w int
		w += x
		fs = append(fs, func() int { x++; y++; z++; w++; return x + y + z + w })
	}
	for _, f := range fs {
		fmt.Print(f(), f(), " ")
	}
	fmt.Println()
	var ptrs []*int
	for i := 0; i < 3; i++ {
		ptrs = append(ptrs, &i)
	}
	fmt.Println(*ptrs[0], *ptrs[1], *ptrs[2])
	fs = nil
	for i := 0; i < 4; i++ {
		if i == 1 {
			continue
		}
		fs = append(fs, func() int { return i })
		i := i * 2
		fs = append(fs, func() int { return i })
	}
	for _, f := range fs {
		fmt.Print(f(), " ")
	}
	fmt.Println()
	fib = func(n int) int {
		if n < 2 {
			return n
		}
		return fib(n-1) + fib(n-2)
	}
	fmt.Println(fib(15), even(10), odd(7), ack(2, 3))
	var fact func(int) int
	fact = func(n int) int {
		if n <= 1 {
			return 1
		}
		return n * fact(n-1)
	}
	fmt.Println(fact(10))
	total := 0
	apply(5, func(i int) { total += i })
	fmt.Println(total)
	fmt.Println(show(divmod(17, 5)))
	q, _ := divmod(9, 4)
	fmt.Println(q, func(a, b int) int { return a - b }(7, 3))
	add := func(a int) func(int) func(int) int {
		return func(b int) func(int) int {
			return func(c int) int { return a*100 + b*10 + c }
		}
	}
	fmt.Println(add(1)(2)(3))
	words := strings.FieldsFunc("a1b22c", func(r rune) bool { return r >= '0' && r <= '9' })
	fmt.Println(words, strings.Map(func(r rune) rune {
		if r == 'a' {
			return 'A'
		}
		return r
	}, "banana"))
	people := []struct {
		Name string
		Age  int
	}{{"A", 30}, {"B", 20}, {"C", 25}}
	sort.SliceStable(people, func(i, j int) bool { return people[i].Age < people[j].Age })
	fmt.Println(people)
	fmt.Println(sort.Search(100, func(i int) bool { return i*i >= 50 }))
	memo := map[int]int{}
	var mf func(int) int
	mf = func(n int) int {
		if v, ok := memo[n]; ok {
			return v
		}
		r := n
		if n > 1 {
			r = mf(n-1) + mf(n-2)
		}
		memo[n] = r
		return r
	}
	fmt.Println(mf(50))
	type op func(float64, float64) float64
	ops := map[string]op{"+": func(a, b float64) float64 { return a + b }, "*": func(a, b float64) float64 { return a * b }}
	fmt.Println(ops["+"](1, 2), ops["*"](3, 4))
	var shared int
	inc := func() { shared++ }
	get := func() int { return shared }
	inc()
	inc()
	shared *= 10
	inc()
	fmt.Println(get())
	x := 1
	func() {
		x := x + 1
		x++
		fmt.Println(x)
		func() { x = 50 }()
		fmt.Println(x)
	}()
	fmt.Println(x)
	vs := func(prefix string, xs ...any) string { return prefix + fmt.Sprint(len(xs)) + fmt.Sprint(xs...) }
	fmt.Println(vs("p"), vs("p", 1), vs("p", 1, "b"), vs("p", []any{1, 2}...))
	f := strings.ToUpper
	g := strings.NewReplacer("a", "b").Replace
	fmt.Println(f("x"), g("banana"))
	var sb strings.Builder
	w := sb.WriteString
	w("one ")
	w("two")
	fmt.Println(sb.String(), sb.Len())
	if h := func() bool { return true }; h() {
		fmt.Println("called")
	}
	defer func() {
		fmt.Println("deferred", x)
	}()
	x = 99
	assigned()
}

type pair struct{ A, B int }

func mkFunc(n int) func() int { return func() int { return n } }

func pairs(n int) (pair, []int) { return pair{n, n}, []int{n} }

// What is assigned to a variable is seen by those who captured it or point to it.
func assigned() {
	st := pair{1, 1}
	xs := []int{1}
	m := map[string]int{"a": 1}
	f := mkFunc(1)
	var a any = 1
	arr := [2]int{1, 1}
	p := &pair{1, 1}
	s := "1"
	n := 1
	show := func() { fmt.Println(st, xs, m, f(), a, arr, *p, s, n) }
	pst, pxs, pf, pa, parr, pp, ps, pn := &st, &xs, &f, &a, &arr, &p, &s, &n
	point := func() { fmt.Println(*pst, *pxs, (*pf)(), *pa, *parr, **pp, *ps, *pn) }
	show()
	st = pair{2, 2}
	xs = []int{2}
	m = map[string]int{"b": 2}
	f = func() int { return 2 }
	a = pair{2, 2}.A
	arr = [2]int{2, 2}
	p = &pair{2, 2}
	s = fmt.Sprint(2)
	n = len(xs) * 2
	show()
	point()
	st, xs = pairs(3)
	f = mkFunc(3)
	a = []int{3}
	arr = [2]int{}
	p = new(pair)
	s += "!"
	n += n
	show()
	point()
	other := []pair{{4, 4}}
	st = other[0]
	f, a = mkFunc(4), other[0].B
	fs := []func() int{mkFunc(5)}
	show()
	f = fs[0]
	a = f
	a = nil
	p = &other[0]
	p.A = 6
	show()
	point()
	fmt.Println(other)
	var late func() int
	user := func() int { return late() }
	late = mkFunc(7)
	fmt.Println(user())
	for i := range 3 {
		late = func() int { return i * 10 }
		st = pair{A: i}
		fmt.Print(user(), st, " ")
	}
	fmt.Println(func() pair { return st }())
	var err error
	check := func() bool { return err != nil }
	fmt.Print(check(), " ")
	_, err = fmt.Sscan("x", &n)
	fmt.Print(check(), " ")
	err = nil
	fmt.Println(check())
}
