package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

func isNil(x error) any { return x == nil }

func both(x error) (any, error) { return x != nil && true, x }

func anyOf(n int) any {
	switch n {
	case 0:
		return nil
	case 1:
		return n
	case 2:
		return fmt.Sprint(n)
	case 3:
		return []int{n}
	case 4:
		return n > 3
	case 5:
		return func() int { return n }
	case 6:
		return &n
	case 7:
		return map[string]any{"n": n}
	case 8:
		return n + 1
	case 9:
		return -n
	case 10:
		return float64(n) / 4
	}
	return errors.New("none")
}

func reader(s string) io.Reader {
	if s == "" {
		return nil
	}
	return strings.NewReader(s)
}

func writer() io.Writer { return new(strings.Builder) }

func chain(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("chain: %w", err)
}

func main() {
	var err error
	fmt.Println(isNil(nil), isNil(io.EOF))
	fmt.Println(both(nil))
	fmt.Println(both(io.EOF))
	for i := range 12 {
		x := anyOf(i)
		switch v := x.(type) {
		case nil:
			fmt.Print("nil ")
		case func() int:
			fmt.Print("func ", v(), " ")
		case *int:
			fmt.Print("ptr ", *v, " ")
		default:
			fmt.Printf("%T:%v ", x, v)
		}
	}
	fmt.Println()
	var b any
	b = err == nil
	fmt.Println(b)
	b = err != io.EOF && true
	fmt.Println(b)
	l := []any{err == nil, !(err == nil), len("a") > 0, -len("abc"), len("x") + 1}
	fmt.Println(l...)
	m := map[string]any{"k": err == nil, "n": len("a") == 1}
	fmt.Println(m)
	ch := make(chan any, 1)
	ch <- err == nil
	fmt.Println(<-ch)
	var st struct{ V any }
	st.V = err == nil
	fmt.Println(st)
	func(x any) { fmt.Println(x) }(err == nil)
	l = append(l, err != nil, 1 < len(l))
	fmt.Println(l)
	bb := err == nil
	cc := bb == (err == nil)
	var z any = err == nil
	fmt.Println(bb, cc, z, z == true)
	fmt.Println(reader("") == nil, reader("x") != nil, writer() != nil)
	fmt.Println(chain(nil), chain(chain(io.EOF)), errors.Is(chain(io.EOF), io.EOF))
	joined := errors.Join(io.EOF, nil, errors.New("b"))
	fmt.Println(joined, errors.Is(joined, io.EOF))
	var w io.Writer
	if sb, ok := writer().(*strings.Builder); ok {
		w = sb
		fmt.Fprint(w, "into")
		fmt.Println(sb.String(), w == io.Writer(sb))
	}
	var rw io.ReadWriter
	_, ok := w.(io.ReadWriter)
	fmt.Println(rw == nil, ok)
	var s fmt.Stringer = w.(fmt.Stringer)
	fmt.Println(s, s.String(), len(s.String()))
	xs := []any{1, "1", 1.0, int64(1), nil, []int(nil) == nil}
	for i, x := range xs {
		for j, y := range xs {
			if i != j && x == y {
				fmt.Println("equal", i, j)
			}
		}
	}
	counts := map[any]int{}
	for _, x := range []any{1, "1", 1.0, 1, int64(1), true, [2]int{1, 2}, [2]int{1, 2}} {
		counts[x]++
	}
	fmt.Println(len(counts), counts[1], counts[[2]int{1, 2}], counts["2"])
	fs := []error{nil, io.EOF}
	for _, e := range fs {
		if e != nil {
			fmt.Println(e)
		} else {
			fmt.Println("no error")
		}
	}
	var pe *strings.Builder
	var e2 fmt.Stringer = pe
	fmt.Println(e2 == nil, pe == nil)
	var fn any = strings.ToUpper
	fmt.Println(fn.(func(string) string)("up"))
	nested := map[string]any{"a": map[string]any{"b": []any{1, map[string]any{"c": "deep"}}}}
	fmt.Println(nested["a"].(map[string]any)["b"].([]any)[1].(map[string]any)["c"])
	nested["a"].(map[string]any)["new"] = 5
	fmt.Println(nested)
	if v, ok := nested["zzz"].(string); !ok {
		fmt.Printf("%q\n", v)
	}
	var iface interface{} = 3
	if n, ok := iface.(int); ok && n > 2 {
		fmt.Println(n * 2)
	}
	iface = iface.(int) + 1
	fmt.Println(iface, iface.(int) > 3)
}
