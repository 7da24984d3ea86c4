// The types of what the runtime panics with.
package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
)

func try(f func()) {
	defer func() {
		r := recover()
		fmt.Printf("%T %v\n", r, r)
		if err, ok := r.(error); ok {
			fmt.Printf("%s\n", err)
		}
	}()
	f()
}

func main() {
	none, n := []int(nil), -1
	var nilMap map[string]int
	var nilFunc func()
	var nilError error
	var any1 any = "a"
	anyMap := map[any]int{}
	try(func() { _ = none[3] })
	try(func() { _ = none[2:] })
	try(func() { nilMap["a"] = 1 })
	try(func() { fmt.Println(1 / (n + 1)) })
	try(func() { fmt.Println(any1.(int)) })
	var w io.Writer = os.Stdout
	try(func() { fmt.Println(w.(*bytes.Buffer)) })
	try(func() { fmt.Println(w.(fmt.Stringer)) })
	try(func() { fmt.Println(error(io.EOF).(fmt.Stringer)) })
	try(func() { fmt.Println(nilError.(*os.PathError)) })
	try(func() { fmt.Println(nilError.(fmt.Stringer)) })
	try(func() { panic(fmt.Sprintf("x%d", n)) })
	try(func() { ch := make(chan int); close(ch); close(ch) })
	try(func() { _ = make([]int, n) })
	try(func() { _ = make([]int, 0, n) })
	try(func() { _ = make(chan int, n) })
	try(func() { nilFunc() })
	try(func() { _ = [2]int(none) })
	try(func() { _ = (*[3]int)(make([]int, 2)) })
	try(func() { strings.Repeat("x", n) })
	try(func() { anyMap[func() {}] = 1 })
	try(func() { anyMap[[]int{1}]++ })
	try(func() { fmt.Println(nilError.Error()) })
	try(func() { panic(nil) })
	try(func() { fmt.Println(1 << n) })
}
