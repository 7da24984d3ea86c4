// Places that are parts of what a call or an index that is no plain one gives.
package main

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

func main() {
	q1()
	q2()
	q3()
	q4()
	q5()
	q7()
	q10()
	q11()
	q12()
	r1()
	r2()
	r3()
	slices()
	r4()
	r5()
	r6()
	r7()
	r9()
	r12()
}

func q1() {
	s := []int{1, 2, 3}
	sl := func() []int { return s }
	sl()[1] = 13
	fmt.Println(s)
	sl()[0] += 100
	fmt.Println(s)
	sl()[2]++
	sl()[2] <<= 2
	fmt.Println(s)
	for sl()[0] = range 3 {
	}
	fmt.Println(s)
}

func q2() {
	type P struct {
		A int
		B [2]int
		C struct{ D int }
	}
	s := []P{{A: 1}, {A: 2}}
	sl := func() []P { return s }
	sl()[0].A = 5
	sl()[1].B[1] = 6
	sl()[0].C.D = 7
	sl()[0].A++
	sl()[0].C.D += 3
	fmt.Println(s)
	q := &sl()[0].A
	*q = 50
	r := &sl()[1].B
	r[0] = 9
	fmt.Println(s)
	sl()[1].C = struct{ D int }{4}
	fmt.Println(s)
	t := sl()[0].B[:]
	t[0] = 44
	fmt.Println(s)
}

func q3() {
	a := [][2]int{{1, 2}, {3, 4}}
	f := func() [][2]int { return a }
	f()[0][1] = 9
	f()[1][0]++
	f()[1][1] += 7
	fmt.Println(a)
	n := 1
	f()[n][n-1] = 100
	fmt.Println(a)
	copy(f()[0][:], []int{70, 71})
	fmt.Println(a)
}

func q4() {
	pa := &[3]int{1, 2, 3}
	f := func() *[3]int { return pa }
	f()[0] = 9
	f()[1]++
	f()[2] *= 5
	fmt.Println(*pa)
	for i := range 3 {
		f()[i] = i * 2
	}
	fmt.Println(*pa)
	(*f())[1] = 77
	fmt.Println(*pa)
	x := &f()[2]
	*x = 5
	fmt.Println(*pa)
}

func q5() {
	type P struct {
		A int
		M map[string]int
		S []int
		N *int
	}
	p := &P{M: map[string]int{}, S: []int{1, 2}, N: new(int)}
	f := func() *P { return p }
	f().A = 3
	f().A++
	f().M["a"] = 1
	f().M["a"]++
	f().S[0] = 8
	f().S[1] -= 1
	*f().N = 6
	*f().N += 2
	fmt.Println(p.A, p.M, p.S, *p.N)
	f().S = append(f().S, 5)
	f().S[2]++
	fmt.Println(p.S)
	x := &f().A
	*x = 99
	fmt.Println(p.A)
}

func q7() {
	type P struct {
		A int
		B []int
	}
	ps := []*P{{A: 1, B: []int{1}}, {A: 2}}
	ps[0].A = 7
	ps[0].B[0] = 8
	ps[1].B = append(ps[1].B, 3)
	fmt.Println(*ps[0], *ps[1])
	pp := &ps
	(*pp)[0].A = 70
	(*pp)[1] = &P{A: 5}
	fmt.Println(*ps[0], *ps[1])
	i := 0
	ps[i].B[i]++
	ps[i].A, i = 100, 1
	fmt.Println(*ps[0], i)
	arr := [2]P{}
	arr[1].A = 3
	arr[0].B = []int{4}
	arr[0].B[0]++
	fmt.Println(arr)
	ap := &arr
	ap[1].A++
	(*ap)[0].A = 9
	fmt.Println(arr)
}

func q10() {
	b := []byte("hello")
	f := func() []byte { return b }
	f()[0] = 'J'
	f()[1] -= 32
	f()[2:][0] = 'L'
	fmt.Println(string(b))
	f()[1:3][1]++
	fmt.Println(string(b))
	s := [][]string{{"a"}, {"b"}}
	k := func(i int) []string { return s[i] }
	k(0)[0] += "x"
	k(1)[0] = k(0)[0] + "y"
	fmt.Println(s)
}

func q11() {
	func() {
		s := []int{1, 2, 3}
		s[0] = 4
		([]int)(s)[1] = 5
		func() []int { return s }()[2] = 6
		fmt.Println(s)
		v := struct{ S []int }{s}
		v.S[0] = 7
		(&v).S[1] = 8
		fmt.Println(s)
		[]int{1}[0] = 3
		map[string]int{}["a"] = 1
		(&struct{ A int }{}).A = 3
		*(&s[0]) = 11
		fmt.Println(s)
	}()
}

func q12() {
	var arr [2][3]int
	f := func() *[2][3]int { return &arr }
	f()[1][2] = 4
	f()[0][1]++
	arr[1][0] = 9
	row := &f()[1]
	row[1] = 6
	fmt.Println(arr)
	for i := range arr {
		for j := range arr[i] {
			f()[i][j] += 10
		}
	}
	fmt.Println(arr, f()[1], len(f()[0]))
}

func r1() {
	arr := [4]int{}
	pa := &arr
	var i8 int8 = 1
	f := func() int { return 2 }
	pa[i8] = 5
	pa[f()] = 6
	pa[i8+1]++
	pa[f()+1] += 4
	pa[3%f()] -= 1
	fmt.Println(arr)
	q := &pa[f()]
	*q = 70
	fmt.Println(arr)
}

func r2() {
	type P struct {
		A int
		B [3]int
	}
	arr := [2]P{}
	pa := &arr
	var u uint8 = 1
	f := func() int { return 1 }
	pa[u].A = 5
	pa[f()].B[u] = 6
	pa[u].A++
	pa[f()].B[f()+1] = 9
	pa[0].B[u] = 3
	fmt.Println(arr)
	arr[u].A *= 2
	arr[f()].B[u]++
	arr[f()].B[f()] += 100
	fmt.Println(arr)
	q := &pa[u].A
	*q = 70
	r := &arr[f()].B
	r[0] = 8
	fmt.Println(arr)
}

func slices() {
	type P struct{ A [2]int }
	pa := &[2]P{}
	var i8 int8 = 1
	z := pa[i8].A[:]
	z[0] = 3
	copy(pa[i8-1].A[:1], []int{4})
	fmt.Println(*pa)
}

func r3() {
	type P struct {
		A int
		B []int
		C *[2]int
	}
	s := []P{{B: []int{1}, C: &[2]int{}}, {C: &[2]int{}}}
	var u uint8 = 1
	f := func() int { return 1 }
	s[u].A = 5
	s[f()].A++
	s[u-1].B[u-1] = 7
	s[f()].C[u] = 8
	s[0].C[f()] += 9
	fmt.Println(s[0].A, s[0].B, *s[0].C, s[1].A, *s[1].C)
	p := &s[f()]
	p.A = 77
	p2 := &s[u].A
	*p2++
	fmt.Println(s[1].A)
}

func r4() {
	x := struct {
		A [3]int
		P *[3]int
		S []struct{ N int }
	}{P: &[3]int{}, S: make([]struct{ N int }, 2)}
	f := func() int { return 1 }
	x.A[f()] = 4
	x.P[f()] = 5
	x.S[f()].N = 6
	x.S[f()-1].N--
	x.A[f()+1]++
	fmt.Println(x.A, *x.P, x.S)
	px := &x
	px.A[f()] += 4
	px.P[f()] += 5
	px.S[f()].N += 6
	fmt.Println(x.A, *x.P, x.S)
	ppx := &px
	(*ppx).A[f()]++
	(**ppx).P[f()]++
	(*ppx).S[f()].N++
	fmt.Println(x.A, *x.P, x.S)
}

func r5() {
	var mus [2]sync.Mutex
	var st struct {
		mu sync.Mutex
		n  int
		wg sync.WaitGroup
		l  []sync.Mutex
		m  map[string]*sync.Mutex
	}
	f := func() int { return 1 }
	mus[f()].Lock()
	fmt.Println(mus[1].TryLock(), mus[0].TryLock())
	mus[1].Unlock()
	st.mu.Lock()
	fmt.Println(st.mu.TryLock())
	st.mu.Unlock()
	st.l = make([]sync.Mutex, 2)
	st.l[f()].Lock()
	fmt.Println(st.l[1].TryLock(), st.l[0].TryLock())
	g := func() []sync.Mutex { return st.l }
	g()[1].Unlock()
	fmt.Println(st.l[1].TryLock())
	g()[0].Unlock()
	g()[0].Lock()
	fmt.Println(st.l[0].TryLock())
	st.m = map[string]*sync.Mutex{"a": {}}
	st.m["a"].Lock()
	fmt.Println(st.m["a"].TryLock())
	k := func() *struct{ mu sync.Mutex } { return nil }
	_ = k
}

func r6() {
	type C struct {
		N atomic.Int64
		B strings.Builder
		T time.Time
	}
	cs := make([]C, 2)
	f := func() []C { return cs }
	f()[1].N.Add(5)
	f()[1].N.Add(2)
	f()[0].B.WriteString("x")
	f()[0].B.WriteString("y")
	f()[1].T = time.Unix(0, 0).UTC()
	fmt.Println(cs[1].N.Load(), f()[1].N.Load(), cs[0].B.String(), f()[0].B.Len(), cs[1].T.Year(), f()[1].T.Unix())
	add := f()[1].N.Add
	add(10)
	fmt.Println(cs[1].N.Load())
	cs[f()[0].B.Len()-1].N.Store(99)
	fmt.Println(cs[1].N.Load())
	p := &f()[0].N
	p.Store(4)
	fmt.Println(cs[0].N.Load())
}

func r7() {
	type C struct{ N atomic.Int64 }
	m := map[string]*C{"a": {}}
	g := func() map[string]*C { return m }
	g()["a"].N.Add(3)
	m["a"].N.Add(4)
	fmt.Println(m["a"].N.Load())
	pc := &C{}
	h := func() *C { return pc }
	h().N.Add(1)
	h().N.Add(1)
	fmt.Println(pc.N.Load())
	hh := func() **C { return &pc }
	(*hh()).N.Add(1)
	(**hh()).N.Add(1)
	fmt.Println(pc.N.Load())
	add := h().N.Add
	add(5)
	defer func() { fmt.Println(pc.N.Load()) }()
	defer h().N.Add(100)
}

func r9() {
	s := []int{1, 2, 3}
	f := func() []int { return s }
	for i := range f() {
		f()[i] *= 2
	}
	for f()[0] = 0; f()[0] < 3; f()[0]++ {
	}
	fmt.Println(s)
	var k int
	for k, f()[1] = range []int{7, 8} {
	}
	fmt.Println(k, s)
}

func r12() {
	s := []int{1, 2, 3}
	i := 0
	next := func() int { i++; return i - 1 }
	s[next()]++
	s[next()] += 10
	s[next()] <<= 1
	fmt.Println(s, i)
	m := map[int]int{}
	i = 0
	m[next()]++
	m[next()] += 5
	m[next()] = next()
	fmt.Println(m, i)
	p := &s
	(*p)[0] = 50
	(*p)[next()-2]++
	fmt.Println(s, i)
}
