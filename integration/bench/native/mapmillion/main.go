// A map of a million, filled and read.
package main

import (
	"bufio"
	"fmt"
	"os"
	"time"
)

func fill(n int) map[int]int {
	m := map[int]int{}
	for i := 0; i < n; i++ {
		m[i*7919] = i
	}
	return m
}

func kernel() string {
	m := fill(1000000)
	sum := 0
	for i := 0; i < 1000000; i++ {
		sum += m[i*7919]
	}
	return fmt.Sprint(len(m), " ", sum)
}

func main() {
	for orders := bufio.NewScanner(os.Stdin); orders.Scan(); {
		start := time.Now()
		result := kernel()
		fmt.Println(time.Since(start).Nanoseconds(), result)
	}
}
