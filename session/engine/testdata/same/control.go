package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
)

func classify(n int) string {
	switch {
	case n < 0:
		return "neg"
	case n == 0:
		return "zero"
	case n < 10 && n%2 == 0:
		return "small even"
	}
	return "other"
}

func named(n int) (res string, err error) {
	if n > 5 {
		err = fmt.Errorf("too big: %d", n)
		return
	}
	res = strconv.Itoa(n)
	return res + "!", nil
}

func kind(x any) string {
	switch v := x.(type) {
	case nil:
		return "nil"
	case int:
		return "int " + strconv.Itoa(v+1)
	case string, []byte:
		return fmt.Sprintf("text %s", v)
	case error:
		return "error " + v.Error()
	case fmt.Stringer:
		return "stringer " + v.String()
	case func() int:
		return fmt.Sprint("func ", v())
	case []int:
		return fmt.Sprint("ints ", len(v))
	case map[string]any:
		return fmt.Sprint("map ", len(v))
	default:
		return fmt.Sprintf("other %v", v)
	}
}

// asserted jumps on type assertions, whose values yaegi looks for in the wrong place.
func asserted() {
	is := func(i int, n int) any { return i == n }
	for i := range 4 {
		switch {
		case is(i, 1).(bool):
			fmt.Println("one")
			continue
		case !is(i, 0).(bool) && is(i, 3).(bool):
			return
		case !is(i, 2).(bool):
			fmt.Println("not two")
		}
		switch true {
		case is(i, 2).(bool):
			fmt.Println("two")
		}
		for j := 0; is(j, 0).(bool); j++ {
			fmt.Println("once", i)
		}
		if !is(i, 2).(bool) {
			fmt.Println("asserted", i)
		}
	}
}

func main() {
	asserted()
	for _, n := range []int{-1, 0, 4, 5, 12} {
		fmt.Println(n, classify(n))
	}
	for i := 0; i < 10; i++ {
		if i == 3 {
			continue
		}
		if i == 6 {
			break
		}
		fmt.Print(i, " ")
	}
	fmt.Println()
outer:
	for i := 0; i < 3; i++ {
		for j := 0; j < 3; j++ {
			if j == 2 {
				continue outer
			}
			if i == 2 {
				break outer
			}
			fmt.Print(i, j, " ")
		}
	}
	fmt.Println()
	n := 0
	for n < 5 {
		n++
	}
	for {
		n++
		if n > 7 {
			break
		}
	}
	fmt.Println(n)
	for i := range 3 {
		i *= 10
		fmt.Print(i, " ")
	}
	for range 2 {
		fmt.Print("r ")
	}
	var u8 uint8 = 3
	for i := range u8 {
		fmt.Printf("%T%d ", i, i)
	}
	fmt.Println()
	switch x := 5; x {
	case 1, 2, 3:
		fmt.Println("low")
	case 4, 5:
		fmt.Println("mid")
		fallthrough
	case 6:
		fmt.Println("fell")
	default:
		fmt.Println("default")
	}
	switch s := "b"; {
	case s == "a":
		fmt.Println("a")
	default:
		fmt.Println("dflt", s)
	case s == "c":
		fmt.Println("c")
	}
	for i := 0; i < 3; i++ {
		switch i {
		case 1:
			continue
		case 2:
			break
		}
		fmt.Print("after ", i, " ")
	}
	fmt.Println()
	fmt.Println(named(3))
	r, err := named(9)
	fmt.Println(r == "", err)
	if r, err := named(2); err != nil {
		fmt.Println("no")
	} else if r == "2!" {
		fmt.Println("yes", r)
	} else {
		fmt.Println("else")
	}
	for _, x := range []any{nil, 1, "s", []byte("b"), errors.New("e"), func() int { return 4 }, []int{1, 2}, map[string]any{"a": 1}, 2.5, true} {
		fmt.Println(kind(x))
	}
	_, err = os.Open("/no/such/file")
	fmt.Println(err, errors.Is(err, os.ErrNotExist))
	var pe *os.PathError
	fmt.Println(errors.As(err, &pe), pe.Op, pe.Path)
	wrapped := fmt.Errorf("wrapped: %w", io.EOF)
	fmt.Println(wrapped, errors.Is(wrapped, io.EOF), errors.Unwrap(wrapped) == io.EOF)
	if _, err := strconv.Atoi("x"); err != nil {
		fmt.Println(err)
	}
	x := 1
	{
		x := 2
		x++
		fmt.Println(x)
	}
	if x := 10; x > 5 {
		x++
		fmt.Println(x)
	}
	fmt.Println(x)
	for i, x := 0, "a"; i < 2; i++ {
		x += "b"
		fmt.Print(x, " ")
	}
	fmt.Println(x)
	var i any = "text"
	if s, ok := i.(string); ok {
		fmt.Println(s, len(s))
	}
	if _, ok := i.(int); !ok {
		fmt.Println("not an int")
	}
	st, isSt := i.(fmt.Stringer)
	fmt.Println(st == nil, isSt)
	k := 0
	for i := 0; i < 3; i, k = i+1, k+2 {
	}
	fmt.Println(k)
	var arr [3]int
	var idx int
	for idx, arr[idx] = range []int{7, 8, 9} {
	}
	fmt.Println(idx, arr)
	var key, val string
	for key, val = range map[string]string{"k": "v"} {
	}
	fmt.Println(key, val)
	func() {
		for i := 0; ; i++ {
			if i > 2 {
				return
			}
			fmt.Print(i)
		}
	}()
	fmt.Println()
}
