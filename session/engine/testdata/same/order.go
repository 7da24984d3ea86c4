package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

var trace []string

func note(s string, n int) int {
	trace = append(trace, s)
	return n
}

func noteB(s string, b bool) bool {
	trace = append(trace, s)
	return b
}

func flush() {
	fmt.Println(strings.Join(trace, " "))
	trace = nil
}

func two() (int, string) { return note("two", 2), "b" }

func three(a, b, c int) int { return a*100 + b*10 + c }

func fail(n int) error {
	switch n {
	case 1:
		return io.EOF
	case 2:
		return fmt.Errorf("wrap: %w", os.ErrNotExist)
	}
	return nil
}

func main() {
	fmt.Println(three(note("a", 1), note("b", 2), note("c", 3)))
	flush()
	x := note("l", 1) + note("m", 2)*note("r", 3)
	fmt.Println(x)
	flush()
	fmt.Println(noteB("1", false) && noteB("2", true), noteB("3", true) || noteB("4", true), noteB("5", true) && !noteB("6", false))
	flush()
	m := map[string]int{"a": note("v1", 1), "b": note("v2", 2)}
	s := []int{note("s1", 1), note("s2", 2)}
	flush()
	s[note("i", 1)] = note("v", 5)
	s[note("j", 0)] += note("w", 7)
	m["a"] += note("ma", 3)
	flush()
	fmt.Println(m, s)
	a, b := note("x", 1), note("y", 2)
	a, b = note("p", b), note("q", a)
	flush()
	fmt.Println(a, b)
	if n := note("init", 3); noteB("cond", n > 5) {
		fmt.Println("no")
	} else if noteB("elif", n > 2) {
		fmt.Println("elif")
	}
	flush()
	switch note("tag", 2) {
	case note("c1", 1), note("c2", 2):
		fmt.Println("hit")
	case note("c3", 3):
	}
	flush()
	for i := note("start", 0); noteB("test", i < 2); i += note("step", 1) {
		note("body", 0)
	}
	flush()
	for range s[:note("once", 2)] {
		note("r", 0)
	}
	flush()
	n, str := two()
	fmt.Println(n, str)
	func(i int, s string) { fmt.Println(i, s) }(two())
	trace = nil
	defer func(n int) { flush() }(note("darg", 1))
	fmt.Println(len(trace))
	for i := 0; i < 3; i++ {
		switch err := fail(i); {
		case err == nil:
			fmt.Println("nil")
		case errors.Is(err, io.EOF):
			fmt.Println("eof", err == io.EOF)
		default:
			fmt.Println("other", err, errors.Is(err, os.ErrNotExist))
		}
		switch fail(i) {
		case nil:
			fmt.Println("nil again")
		case io.EOF:
			fmt.Println("eof again")
		default:
			fmt.Println("default")
		}
	}
	var e1, e2 error = nil, errors.New("x")
	fmt.Println(e1, e2, e1 == nil, e2 != nil)
	var r io.Reader = strings.NewReader("abc")
	if sr, ok := r.(*strings.Reader); ok {
		fmt.Println(sr.Len())
	}
	if _, ok := r.(io.Writer); !ok {
		fmt.Println("no writer")
	}
	data, err := io.ReadAll(io.TeeReader(io.LimitReader(r, 2), io.Discard))
	fmt.Println(string(data), err)
	var fn func(int) (int, error)
	fmt.Println(fn == nil)
	fn = func(n int) (int, error) {
		if n < 0 {
			return 0, errors.New("negative")
		}
		return n * 2, nil
	}
	if v, err := fn(4); err == nil {
		fmt.Println(v)
	}
	if _, err := fn(-4); err != nil {
		fmt.Println(err)
	}
	v, err := fn(3)
	w, err := fn(-1)
	fmt.Println(v, w, err)
	u8 := uint8(255)
	i8 := int8(u8)
	f := 3.99
	neg := -3.99
	big := 1 << 40
	fmt.Println(i8, int(f), int(neg), uint8(big+3), int32(big+5), float32(f), rune("é"[0]), string(rune(233)), []byte("é"))
	var i64 int64 = -1
	fmt.Println(uint64(i64), uint32(i64), i64>>1, uint8(i64)>>1, ^0, -7>>1, -7/2, uint32(1)<<31)
	bs := []byte("hello")
	bs2 := bs
	bs2[0] = 'J'
	str2 := string(bs)
	bs[1] = 'E'
	fmt.Println(str2, string(bs), string(bs2))
	rs := []rune(str2)
	rs[0] = 'é'
	fmt.Println(string(rs), len(string(rs)))
	for i, b := range bs {
		bs[i] = b - 'a' + 'A'
	}
	fmt.Println(string(bs))
	arr := [2]int(s)
	_ = arr
}
