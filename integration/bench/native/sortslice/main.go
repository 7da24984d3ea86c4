// Sort.Slice of 300,000 (Python: sort with a comparison).
package main

import (
	"bufio"
	"fmt"
	"os"
	"sort"
	"time"
)

func shuffled(n int) []int {
	list := make([]int, n)
	x := 1
	for i := range list {
		x = x * 1103515245 % 2147483648
		x = (x + 12345) % 2147483648
		list[i] = x
	}
	return list
}

func kernel() string {
	list := shuffled(300000)
	sort.Slice(list, func(i, j int) bool { return list[i] < list[j] })
	return fmt.Sprint(list[0], " ", list[len(list)/2], " ", list[len(list)-1])
}

func main() {
	for orders := bufio.NewScanner(os.Stdin); orders.Scan(); {
		start := time.Now()
		result := kernel()
		fmt.Println(time.Since(start).Nanoseconds(), result)
	}
}
