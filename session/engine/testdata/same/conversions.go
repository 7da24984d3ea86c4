package main

import "fmt"

func try(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(name, r)
		}
	}()
	f()
}

func main() {
	s := []int{1, 2, 3, 4, 5, 6, 7, 8}
	try("array", func() { fmt.Println([9]int(s)) })
	try("pointer", func() { fmt.Println((*[9]int)(s)) })
	try("fits", func() { fmt.Println([3]int(s), *(*[2]int)(s[6:])) })
	i := 9
	try("swap", func() { s[0], s[i] = s[i], s[0] })
	fmt.Println(s)
}
