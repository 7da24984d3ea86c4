package main

import "fmt"

// What yaegi puts where something else is, or gives no type.

func sized(xs []int, m map[string]bool) (int, int, int) {
	t := 6
	return t, len(xs), len(m)
}

func halves(c complex128) (int, float64, float64) { return 1, real(c), imag(c) }

func joined(x, y float64) (string, complex128) { return "c", complex(x, y) }

func texts(s string) (s2 string, n int, room int) { return s, len(s), cap(make([]int, 1, 4)) }

func _() { panic("nobody calls it") }

func named() (n int, text string) {
	more := func() string { n++; return fmt.Sprint(n) }
	return n, more()
}

func none(first int, rest ...string) (bool, int) { return rest == nil, len(rest) }

func anything(list ...any) bool { return list == nil }

func main() {
	fmt.Println(sized([]int{1, 2, 3}, map[string]bool{"a": true}))
	fmt.Println(halves(2 + 3i))
	fmt.Println(joined(4, 5))
	fmt.Println(texts("four"))
	fmt.Println(named())
	k := 1
	more := func() int { k++; return k }
	x, y := k, more()
	y, x = x, more()
	x, k = k, more()
	fmt.Println(x, y, k)

	fmt.Println(none(1))
	fmt.Println(none(1, "a"))
	fmt.Println(none(1, nil...))
	fmt.Println(none(1, []string{}...))
	fmt.Println(none(
		1,
	))
	fmt.Println(anything(), anything(), anything(nil), anything([]any(nil)...), append([]int(nil), nil...) == nil)
	func(rest ...int) { fmt.Println(rest == nil) }()
	defer func(first string, rest ...int) { fmt.Println(first, rest == nil) }("deferred")
	done := make(chan bool)
	go func(rest ...error) { done <- rest == nil }()
	fmt.Println(<-done)
	kept := []func(...int) bool{func(rest ...int) bool { return rest == nil }}
	fmt.Println(kept[0](), kept[0](1))

	i, b := 3, true
	loose := map[string]any{}
	loose["minus"], loose["not"] = nil, nil
	loose["minus"] = -i
	loose["not"] = !b
	loose["sum"] = i + 1
	loose["less"] = i < 2
	list := make([]any, 3)
	at := func(n int) int { fmt.Print("at ", n, "; "); return n }
	list[at(1)] = -at(2)
	list[at(2)] = at(3) + i
	var held struct{ V any }
	held.V = ^i
	to := &list[0]
	*to = i * 2
	fmt.Println(loose, list, held.V)

	errs := map[error]int{nil: 3}
	errs[nil]++
	fmt.Println(errs[nil], len(errs))
	delete(errs, nil)
	n, ok := errs[nil]
	errs[nil] = 4
	fmt.Println(n, ok, errs[nil])
	pointers := map[*int]string{nil: "none", &i: "i"}
	fmt.Println(pointers[nil], pointers[&i])

	p, q := &i, &i
	var err error
	if p == q && b {
		fmt.Println("the same")
	}
	if i == 3 && b {
		fmt.Println("three")
	}
	if err == nil && list != nil || b {
		fmt.Println("none")
	}
}
