package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sort"
	"strings"
	"sync"
	"time"
)

type base struct {
	A, b int
	tags []string
}

type middle struct {
	base
	A string // hides base.A
}

type top struct {
	middle
	*side
	C int
}

type side struct {
	S    string
	next func() int
}

type named int

type odd struct {
	int
	string
	named
	*bool
	error
	any
}

type alias = base

type byAlias struct {
	alias
	n int
}

type counter struct {
	sync.Mutex
	n int
}

type buffer struct{ *bytes.Buffer }

type when struct{ time.Time }

type reader struct {
	io.Reader
	count int
}

type (
	lefty  struct{ X, L int }
	righty struct{ X, R int }
	both   struct {
		lefty
		righty
	}
)

type deep struct {
	both
	X int
}

type (
	empty     struct{}
	withEmpty struct {
		empty
		N int
	}
)

type keyed struct {
	base2
	k string
}
type base2 struct{ p, q int }

type (
	array struct{ grid }
	grid  [3]int
	table map[string]int
	list  []int
	fn    func(int) int
	kinds struct {
		table
		list
		fn
	}
)

func catch(what string, f func()) {
	defer func() {
		if v := recover(); v != nil {
			fmt.Println(what, v)
		}
	}()
	f()
	fmt.Println(what, "ended")
}

func makeTop(n int) top {
	fmt.Print("made ")
	return top{middle: middle{base: base{n, n + 1, nil}, A: "m"}, side: &side{S: "s"}, C: n}
}

func main() {
	// reading and writing at every depth, and what hides what
	t := top{middle: middle{base{1, 2, []string{"x"}}, "hidden"}, side: &side{S: "side"}, C: 3}
	fmt.Println(t.A, t.base.A, t.middle.base.A, t.b, t.tags, t.S, t.C)
	t.b = 20
	t.base.A++
	t.A += "!"
	t.S = "other"
	t.tags = append(t.tags, "y")
	t.tags[0] += "z"
	fmt.Println(t.middle, t.side.S, t.middle.base.b)

	// copies copy what is embedded, and share what is pointed to
	u := t
	u.b, u.C = 99, 98
	u.S = "shared"
	fmt.Println(t.b, t.S, t.C, u.b, u.S, u.C)

	// addresses of promoted fields
	p := &t.b
	*p = 7
	q := &u.base
	q.b = 8
	pa := &u.middle.base.A
	*pa *= 5
	fmt.Println(t.b, t.middle.b, u.b, u.base.A)

	// through a pointer, and a pointer to a pointer
	pt := &t
	pt.b++
	ppt := &pt
	(*ppt).b++
	(**ppt).tags = nil
	fmt.Println(t.b, pt.base.b, len(t.tags))

	// nil pointers that lie between
	var none *top
	catch("nil outer", func() { fmt.Println(none.b) })
	catch("nil write", func() { none.C = 1 })
	var half top
	catch("nil side", func() { fmt.Println(half.S) })
	catch("nil side write", func() { half.S = "x" })
	catch("nil side address", func() { p := &half.S; fmt.Println(p != nil) })
	half.side = &side{}
	half.S = "now"
	fmt.Println(half.S, half.next == nil)

	// basic types, pointers, errors and any as fields
	yes := true
	o := odd{1, "two", 3, &yes, errors.New("four"), 5}
	o.int++
	o.string += "!"
	o.named *= 2
	*o.bool = false
	fmt.Println(o.int, o.string, o.named, yes, o.error, o.any)
	fmt.Println(o.Error(), o.error.Error())
	o = odd{string: "only", any: o.int}
	fmt.Println(o.int, o.string, o.bool == nil, o.error == nil, o.any)
	catch("nil error", func() { _ = o.Error() })

	// an alias embeds under its own name
	ba := byAlias{alias: alias{1, 2, nil}, n: 3}
	ba.A, ba.alias.b = 10, 20
	fmt.Println(ba.A, ba.b, ba.n)
	var plain base = ba.alias
	plain.A = 0
	fmt.Println(ba.A, plain.b)

	// equal depth: only what is asked for by its path
	d := deep{both{lefty{1, 2}, righty{3, 4}}, 5}
	fmt.Println(d.X, d.lefty.X, d.righty.X, d.L, d.R, d.both.lefty.L)
	d.L, d.R = d.R, d.L
	d.X, d.lefty.X, d.righty.X = d.righty.X, d.X, d.lefty.X
	fmt.Println(d)

	// comparing, and keys of maps
	k1, k2 := keyed{base2{1, 2}, "k"}, keyed{base2{1, 2}, "k"}
	fmt.Println(k1 == k2, k1.base2 == k2.base2, k1 != keyed{})
	k2.q++
	m := map[keyed]string{k1: "one", k2: "two"}
	fmt.Println(k1 == k2, m[keyed{base2{1, 2}, "k"}], m[keyed{base2{1, 3}, "k"}], len(m))
	w1, w2 := withEmpty{N: 1}, withEmpty{empty{}, 1}
	fmt.Println(w1 == w2, w1.empty == empty{})

	// printing
	fmt.Println(k1, d, w1, []keyed{k1}, map[string]lefty{"l": {1, 2}})
	fmt.Printf("%v %v\n", both{}, &both{})
	fmt.Println(struct {
		lefty
		Y int
	}{lefty{1, 2}, 3})

	// methods of packages, by value and pointer
	var c counter
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			c.Lock()
			defer c.Unlock()
			c.n += i
		}()
	}
	wg.Wait()
	pc := &c
	pc.Lock()
	fmt.Println(pc.n, c.TryLock())
	pc.Unlock()
	lock, unlock := c.Lock, pc.Unlock
	lock()
	fmt.Println(c.TryLock())
	unlock()
	fmt.Println(c.TryLock())

	b := buffer{new(bytes.Buffer)}
	b.WriteString("hello")
	fmt.Fprintf(b.Buffer, " %d", 5)
	write := b.WriteByte
	b.Buffer = bytes.NewBufferString("new")
	_ = write('!')
	fmt.Println(b.String(), b.Len())
	b = buffer{}
	catch("nil buffer", func() { b.WriteString("x") })
	defer func() { fmt.Println("deferred", b.Buffer == nil) }()

	at := when{time.Date(2024, 2, 29, 1, 2, 3, 0, time.UTC)}
	year := at.Year
	at.Time = at.AddDate(1, 0, 0)
	fmt.Println(at.Year(), year(), at.Format(time.DateOnly), at.Before(at.Add(1)))

	r := reader{Reader: strings.NewReader("abcdef")}
	two := make([]byte, 2)
	n, err := r.Read(two)
	r.count += n
	rest, err2 := io.ReadAll(r.Reader)
	fmt.Println(string(two), err, string(rest), err2, r.count)
	read := r.Read
	r.Reader = nil
	n, err = read(two)
	fmt.Println(n, err)
	catch("nil reader", func() { _, _ = r.Read(two) })

	// kinds that are no structs
	ks := kinds{table{"a": 1}, list{3, 1, 2}, func(n int) int { return n * 2 }}
	ks.table["b"]++
	ks.list = append(ks.list, 9)
	sort.Ints(ks.list)
	fmt.Println(ks.table, ks.list, ks.fn(4), len(ks.list))
	ar := array{grid{1, 2, 3}}
	br := ar
	br.grid[1] = 7
	fmt.Println(ar.grid, br.grid, ar == br)

	// order of evaluation, closures, and results of calls
	fmt.Println(makeTop(1).b, makeTop(2).S)
	next := func() *top { fmt.Print("next "); return &t }
	next().b = makeTop(5).C
	next().middle.A += "set"
	fmt.Println(t.b, t.A)
	var fs []func() int
	for x := (both{lefty: lefty{X: 0}}); x.L < 3; x.L++ {
		fs = append(fs, func() int { x.R += x.L; return x.R })
	}
	for _, f := range fs {
		fmt.Print(f(), f(), " ")
	}
	fmt.Println()
	var ps []*int
	for x := (lefty{}); x.L < 3; x.L++ {
		y := both{lefty: x}
		ps = append(ps, &y.L)
	}
	fmt.Println(*ps[0], *ps[1], *ps[2])

	// in slices, maps, arrays, channels, and local types that shadow
	ts := []top{makeTop(1), makeTop(2)}
	for i := range ts {
		ts[i].b *= 10
		ts[i].side.S += fmt.Sprint(i)
	}
	for _, x := range ts {
		x.b = 0
		x.S += "?"
	}
	fmt.Println(ts[0].b, ts[1].b, ts[0].S, ts[1].S)
	ms := map[string]*top{"t": &ts[0]}
	ms["t"].b = 5
	ms["t"].S = "in map"
	fmt.Println(ts[0].b, ts[0].S, ms["t"].base.b)
	mv := map[string]both{"v": {lefty: lefty{L: 4}}}
	fmt.Println(mv["v"].L, mv["none"].R)
	ch := make(chan both, 1)
	ch <- both{righty: righty{R: 6}}
	fmt.Println((<-ch).R)
	{
		type base struct{ A string }
		type local struct {
			base
			*lefty
		}
		l := local{base{"local"}, &lefty{X: 1}}
		l.X++
		fmt.Println(l.A, l.X, l.lefty.X)
		conv := struct {
			base
			*lefty
		}(l)
		conv.A = "converted"
		fmt.Println(conv.A, l.A, conv.lefty == l.lefty)
	}
	// zero values, new, and pointers compared
	z := new(top)
	z.b--
	fmt.Println(z.b, z.side == nil, z.A == "", &z.middle.base == &z.base)
}
