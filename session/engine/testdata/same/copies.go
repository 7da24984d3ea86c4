package main

import "fmt"

type vec struct {
	X, Y int
	In   struct{ A [2]int }
}

func change(v vec) vec {
	v.X = 99
	v.In.A[0] = 98
	return v
}

func changeArr(a [3]int) { a[0] = 77 }

func changePtr(v *vec) { v.X = 55; v.In.A[1]++ }

func mk(n int) vec { return vec{X: n} }

func pairOf(v vec) (vec, [2]int) { return v, [2]int{v.X, v.Y} }

var global vec

func setGlobal(n int) vec {
	global.X = n
	return global
}

func main() {
	a := vec{X: 1, Y: 2}
	b := a
	b.X = 10
	b.In.A[0] = 5
	fmt.Println(a, b)
	c := change(a)
	fmt.Println(a, c)
	changePtr(&a)
	fmt.Println(a)
	p := &a
	d := *p
	p.X = 1000
	fmt.Println(d.X, a.X, (*p).X)
	*p = vec{X: 3}
	fmt.Println(a)
	arr := [3]int{1, 2, 3}
	changeArr(arr)
	arr2 := arr
	arr2[1] = 20
	fmt.Println(arr, arr2)
	m := map[string]vec{}
	m["a"] = a
	a.X = 4
	v := m["a"]
	v.X = 5
	fmt.Println(m["a"].X, a.X, v.X)
	s := []vec{a, a}
	s[0].X = 6
	e := s[0]
	e.X = 7
	fmt.Println(s[0].X, s[1].X, a.X, e.X)
	var list []vec
	for i, w := range s {
		w.X += i * 100
		list = append(list, w)
	}
	fmt.Println(list[0].X, list[1].X, s[1].X)
	var ptrs []*vec
	for i := range s {
		w := s[i]
		ptrs = append(ptrs, &w)
		w.Y = i + 40
	}
	fmt.Println(ptrs[0].Y, ptrs[1].Y, s[0].Y)
	ch := make(chan vec, 2)
	ch <- a
	a.X = 8
	ch <- a
	fmt.Println((<-ch).X, (<-ch).X)
	f := func() int { return a.X }
	g := func(v vec) func() int { return func() int { v.X++; return v.X } }(a)
	a.X = 9
	fmt.Println(f(), g(), g(), a.X)
	func() {
		defer fmt.Println("deferred sees", a.X)
		a.X = 10
	}()
	x, y := pairOf(a)
	y[0] = -1
	x.X = -2
	fmt.Println(a.X, x.X, y)
	g1 := setGlobal(1)
	g2 := setGlobal(2)
	fmt.Println(g1.X, g2.X, global.X)
	nested := [2][2]int{{1, 2}, {3, 4}}
	row := nested[0]
	row[0] = 100
	nested[1][1] = 40
	cp := nested
	cp[0][0] = 7
	fmt.Println(nested, row, cp)
	ms := map[string][2]int{"k": {1, 2}}
	got := ms["k"]
	got[0] = 9
	fmt.Println(ms, got)
	type boxed struct{ V any }
	z := boxed{V: [2]int{1, 2}}
	zz := z
	zz.V = 3
	fmt.Println(z.V, zz.V)
	var iface any = arr
	arr[0] = -5
	fmt.Println(iface, arr)
	st := struct{ P *int }{new(int)}
	st2 := st
	*st2.P = 4
	fmt.Println(*st.P)
	a, b = b, a
	fmt.Println(a.X, b.X)
	s[0], s[1] = s[1], s[0]
	fmt.Println(s[0].X, s[1].X)
	i := 1
	j := i
	i++
	k := i
	i = i + j + k
	fmt.Println(i, j, k)
	r := mk(1)
	t := mk(2)
	fmt.Println(r.X, t.X, mk(3).X, r == mk(1), r != t)
	grid := make([][3]int, 2)
	grid[0][1] = 5
	line := grid[0]
	line[2] = 6
	fmt.Println(grid, line)
	pa := &grid[1]
	pa[0] = 12
	for q := range pa {
		pa[q]++
	}
	fmt.Println(grid)
	inner := &a.In
	inner.A[1] = 77
	fmt.Println(a.In.A[1])
	sl := arr[:]
	sl[1] = 500
	fmt.Println(arr)
	old := arr
	for i := range old {
		arr[i] = old[len(old)-1-i]
	}
	fmt.Println(arr, old)
	fs := []func(vec) int{func(v vec) int { v.X *= 2; return v.X }}
	fmt.Println(fs[0](a), a.X)
	var zero vec
	w := zero
	w.In.A[0] = 1
	fmt.Println(zero == vec{}, w == zero)
	for n := 0; n < 2; n++ {
		var fresh vec
		var cnt int
		var sl []int
		fresh.X++
		cnt++
		sl = append(sl, n)
		fmt.Print(fresh.X, cnt, sl, " ")
	}
	fmt.Println()
}
