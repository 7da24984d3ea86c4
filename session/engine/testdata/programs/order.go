package main

import (
	"fmt"
	"strings"
)

var trace []string

func note(what string, n int) int {
	trace = append(trace, fmt.Sprintf("%s=%d", what, n))
	return n
}

// what stands below is made first
var (
	a = note("a", b+c)
	b = note("b", 2*c)
	c = note("c", 3)
)

// the spec's own example
var (
	a1 = note("a1", c1+b1)
	b1 = f1()
	c1 = f1()
	d1 = note("d1", 3)
)

func f1() int {
	d1++
	return note("f1", d1)
}

// through two functions, and a function that calls itself
var viaTwo = note("viaTwo", first())

func first() int { return second() + 1 }

func second() int {
	if late > 100 {
		return first()
	}
	return late
}

var late = note("late", 41)

// through a function literal, and a variable that holds one
var (
	lit    = func() int { return note("lit", later) }()
	later  = note("later", 7)
	held   = note("held", call(2))
	call   = func(n int) int { return n * factor }
	factor = note("factor", 21)
)

// a literal that is only kept refers to a variable all the same
var (
	kept      = func() int { return keptLater }
	keptLater = note("keptLater", 5)
	usesKept  = note("usesKept", kept())
)

// several at once, from one call and from several
var (
	x, y   = pair()
	px, py = note("px", py+1), note("py", pz)
	pz     = note("pz", 9)
)

func pair() (int, int) { return note("x", base), note("y", base+1) }

var base = note("base", 10)

// blanks are initialised too
var (
	_      = note("blank", under)
	under  = note("under", 1)
	_, _   = note("blank2", 1), note("blank3", under2)
	under2 = note("under2", 2)
)

// what has no value is zero before all else, and is not zeroed again
var (
	setsLater     = setter()
	set           int
	alsoSet, many []int
)

func setter() int {
	set = 5
	many = append(many, 1, 2)
	return note("setter", set)
}

// composite values, maps, slices, pointers
var (
	table  = map[string]int{"k": note("k", value), key: 2}
	value  = note("value", 8)
	key    = strings.Repeat("z", width)
	width  = note("width", 3)
	ptr    = &target
	target = note("target", *other)
	other  = &origin
	origin = note("origin", 6)
)

type rec struct{ n, m int }

var (
	r         = rec{m: note("rm", 1), n: note("rn", rn)}
	rn        = note("rnn", 2)
	list      = []func() int{func() int { return listLater }, second}
	listLater = note("listLater", 77)
)

// a local that has the name of a variable is not that variable
var shadowed = hides()

func hides() int {
	hidden := 1
	return note("hides", hidden)
}

var hidden = note("hidden", 2)

// a field, a label and a key that have the name of a variable
var (
	fields = note("fields", struct{ tail int }{tail: 3}.tail)
	tail   = note("tail", 4)
)

// types and constants may stand anywhere
var (
	sized [size]int
	typed later2 = later2(note("typed", size))
)

const (
	size = 2 + more
	more = 1
)

type later2 int

// conditions, conversions, comparisons and shifts
var (
	cond = note("cond", 1) > 0 && note("cond2", c2) > 0 || note("cond3", 0) > 0
	c2   = note("c2", 5)
	f64  = float64(note("f64", i8)) / 2
	i8   = note("i8", 3)
)

func main() {
	fmt.Println(strings.Join(trace, " "))
	fmt.Println(a, b, c, a1, b1, c1, d1, viaTwo, late, lit, later, held, factor, usesKept, x, y, px, py, pz)
	fmt.Println(setsLater, set, alsoSet == nil, many, table, *ptr, target, r, list[0](), list[1](), shadowed, hidden)
	fmt.Println(fields, tail, len(sized), int(typed), cond, f64, kept(), under, under2)
}
