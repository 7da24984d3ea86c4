package main

import (
	"fmt"
	"sort"
	"strings"
)

type point struct{ x, y int }

type grid [3][3]int

type byLen []string

type celsius float64

func sum(xs ...int) (total int) {
	for _, x := range xs {
		total += x
	}
	return
}

func swap(a, b string) (string, string) { return b, a }

func main() {
	s := []int{3, 1, 2}
	s = append(s, 5, 4)
	s = append(s, s...)
	fmt.Println(s, len(s), s[1:3], s[:2], s[7:], s[len(s)-1])
	t := s[2:4:5]
	fmt.Println(len(t), cap(t))
	t = append(t, 100)
	t = append(t, 200)
	t[0] = -1
	fmt.Println(s, t)
	copied := make([]int, 3)
	fmt.Println(copy(copied, s), copied)
	var nils []int
	fmt.Println(nils == nil, len(nils), append(nils, 1))
	for i := range nils {
		fmt.Println("never", i)
	}
	m := map[string]int{"a": 1, "b": 2}
	m["c"]++
	m["a"] += 10
	v, ok := m["zz"]
	fmt.Println(m, v, ok, len(m))
	if v, ok := m["b"]; ok {
		fmt.Println("b is", v)
	}
	delete(m, "b")
	_, ok = m["b"]
	fmt.Println(ok)
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	fmt.Println(keys)
	total := 0
	for _, v := range m {
		total += v
	}
	fmt.Println(total)
	ms := map[string][]string{}
	ms["x"] = append(ms["x"], "1", "2")
	ms["x"][0] = "one"
	fmt.Println(ms)
	mm := map[string]map[string]int{}
	if mm["a"] == nil {
		mm["a"] = map[string]int{}
	}
	mm["a"]["b"]++
	mm["a"]["b"]++
	fmt.Println(mm, mm["none"]["x"])
	mp := map[point]string{{1, 2}: "a", {3, 4}: "b"}
	fmt.Println(mp[point{1, 2}], mp[point{9, 9}] == "", len(mp))
	arr := [5]int{1, 2, 3}
	brr := arr
	brr[0] = 100
	fmt.Println(arr, brr, arr == brr, len(arr), arr == [5]int{1, 2, 3})
	for i, v := range arr {
		arr[4] = 9
		fmt.Print(i, v, " ")
	}
	fmt.Println(arr)
	pa := &arr
	pa[1] = 77
	for i := range pa {
		fmt.Print(i)
	}
	fmt.Println(arr, len(pa), pa[1:3])
	var g [3][3]int
	g[1][2] = 5
	g[0][0]++
	fmt.Println(g, g[1][2], len(g[0]))
	idx := [...]string{2: "c", 0: "a"}
	fmt.Println(len(idx), idx[2], idx[0], idx[1] == "")
	p := point{1, 2}
	q := p
	q.x = 10
	pq := &q
	pq.y++
	fmt.Println(p.x, p.y, q.x, q.y, p == q, p == point{1, 2})
	ps := []point{{1, 2}, {x: 3}}
	ps[1].y = 8
	for i := range ps {
		ps[i].x *= 2
	}
	for _, p := range ps {
		p.x = 0
	}
	fmt.Println(ps[0].x, ps[0].y, ps[1].x, ps[1].y)
	pps := []*point{{5, 6}, {7, 8}}
	for _, p := range pps {
		p.x++
	}
	fmt.Println(pps[0].x, pps[1].x)
	anon := struct {
		Name string
		Tags []string
		In   struct{ A, B int }
	}{Name: "n", Tags: []string{"t"}}
	anon.In.A = 3
	cp := anon
	cp.In.A++
	cp.Tags[0] = "shared"
	fmt.Println(anon, cp.In.A)
	fmt.Printf("%v %+v\n", anon, anon)
	table := []struct {
		in   string
		want int
	}{{"a", 1}, {"bb", 2}, {in: "ccc", want: 3}}
	for _, tc := range table {
		fmt.Println(len(tc.in) == tc.want, tc.in)
	}
	nested := map[string][]map[string]any{"k": {{"a": 1, "b": []int{1}}, nil}}
	fmt.Println(nested, len(nested["k"]))
	fmt.Println(sum(), sum(1, 2, 3), sum(s[:2]...), sum([]int{4, 5}...))
	fmt.Println(swap("x", "y"))
	a, b := swap("1", "2")
	a, b = b, a
	fmt.Println(a, b)
	s[0], s[1] = s[1], s[0]
	i := 0
	s[i], i = 55, 2
	fmt.Println(s, i)
	s[i], i = 66, 0
	fmt.Println(s[2], i)
	var temp celsius = 36.6
	temp += 0.4
	fmt.Println(float64(temp) > 36, temp*2 == 74)
	var bl byLen = strings.Fields("ccc a bb")
	sort.Slice(bl, func(i, j int) bool { return len(bl[i]) < len(bl[j]) })
	fmt.Println([]string(bl), bl[0])
	words := strings.Fields("the cat the dog the end")
	count := map[string]int{}
	for _, w := range words {
		count[w]++
	}
	type kv struct {
		k string
		v int
	}
	var kvs []kv
	for k, v := range count {
		kvs = append(kvs, kv{k, v})
	}
	sort.Slice(kvs, func(i, j int) bool {
		if kvs[i].v != kvs[j].v {
			return kvs[i].v > kvs[j].v
		}
		return kvs[i].k < kvs[j].k
	})
	for _, kv := range kvs {
		fmt.Print(kv.k, "=", kv.v, " ")
	}
	fmt.Println()
	clear(count)
	fmt.Println(len(count))
	matrix := make([][]float64, 3)
	for i := range matrix {
		matrix[i] = make([]float64, 3)
		for j := range matrix[i] {
			matrix[i][j] = float64(i*3 + j)
		}
	}
	fmt.Println(matrix, strings.Split("a,b,c", ",")[1], []int{1, 2, 3}[2], "hello"[1:3], map[string]int{"z": 26}["z"])
	var bs []byte
	bs = append(bs, "text"...)
	bs = append(bs, '!', 33)
	fmt.Println(string(bs), bs)
	var list []any
	list = append(list, 1, "a", nil, 2.5, []int{1})
	fmt.Println(list...)
	fmt.Println(list, len(list))
	rev := []int{1, 2, 3, 4, 5}
	for i, j := 0, len(rev)-1; i < j; i, j = i+1, j-1 {
		rev[i], rev[j] = rev[j], rev[i]
	}
	fmt.Println(rev)
	rev = append(rev[:1], rev[2:]...)
	fmt.Println(rev)
	rev = append([]int{0}, rev...)
	fmt.Println(rev, cap(rev) >= len(rev))
	var e struct {
		A int
		B *int
	}
	fmt.Println(e.B == nil, e.A)
	l := new([]int)
	*l = append(*l, 1)
	fmt.Println(*l, len(*l), (*l)[0])
	mf := map[string]func(int) int{"dbl": func(i int) int { return i * 2 }}
	mf["inc"] = func(i int) int { return i + 1 }
	fmt.Println(mf["dbl"](4), mf["inc"](4), mf["no"] == nil)
}
