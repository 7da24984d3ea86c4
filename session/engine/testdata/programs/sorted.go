package main

import "fmt"

// in the order of the text already
var (
	n     int
	a     = 1
	b, c  = a + 1, a + 2
	names = []string{"x", fmt.Sprint(b)}
)

var (
	d = f(c)
	e string
)

func f(n int) int { e = "not yet zero"; return n * 2 }

func main() {
	n++
	fmt.Println(n, a, b, c, d, names)
	fmt.Printf("%q\n", e)
	n, a := "local", n
	fmt.Println(n, a)
}
