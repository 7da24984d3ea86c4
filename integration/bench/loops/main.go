// Tight loops, each as small as such loops get. For every line that it reads, which names one, the
// program runs that loop and says how many nanoseconds it took and what it gave.
package main

import (
	"bufio"
	"fmt"
	"os"
	"time"
)

const rounds = 3000000

// What a loop costs depends on where in memory it lies. So it is measured in several places: the
// comments "place" become so many of these statements.
var place1, place2, place3, place4, place5 int

var _ = []*int{&place1, &place2, &place3, &place4, &place5} // as it stands here, none is mentioned

func count(n int) (sum int) {
	// place
	for i := 0; i < n; i++ {
		sum += i
	}
	return sum
}

func scramble(n int) int {
	// place
	x := uint64(88172645463325252)
	for range n {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
	}
	return int(x)
}

func total(list []int) (sum int) {
	// place
	for _, v := range list {
		sum += v
	}
	return sum
}

func prefix(list []int) int {
	// place
	for i := 1; i < len(list); i++ {
		list[i] = list[i-1] + i
	}
	return list[len(list)-1]
}

func dot(a, b []float64) int {
	// place
	sum := 0.0
	for i := range a {
		sum += a[i] * b[i]
	}
	return int(sum)
}

func multiply(a, b, c []float64, n int) int {
	// place
	for i := 0; i < n; i++ {
		for j := 0; j < n; j++ {
			sum := 0.0
			for k := 0; k < n; k++ {
				sum += a[i*n+k] * b[k*n+j]
			}
			c[i*n+j] = sum
		}
	}
	return int(c[n*n-1])
}

func letters(text string) (n int) {
	// place
	for i := 0; i < len(text); i++ {
		if text[i] == 'a' {
			n++
		}
	}
	return n
}

func collatz(n int) (steps int) {
	// place
	for i := 1; i < n; i++ {
		for x := i; x != 1; steps++ {
			if x%2 == 0 {
				x /= 2
			} else {
				x = 3*x + 1
			}
		}
	}
	return steps
}

func square(x int) int { return x * x }

func squares(n int) (sum int) {
	// place
	for i := 0; i < n; i++ {
		sum += square(i)
	}
	return sum
}

func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

func numbers(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i * 7 % 1000
	}
	return list
}

func floats(n int) []float64 {
	list := make([]float64, n)
	for i := range list {
		list[i] = float64(i%1000) / 7
	}
	return list
}

func text(n int) string {
	list := make([]byte, n)
	for i := range list {
		list[i] = byte('a' + i%26)
	}
	return string(list)
}

// measure runs a loop. What it works on is made before.
func measure(name string) string {
	var loop func() int
	switch name {
	case "count":
		loop = func() int { return count(rounds) }
	case "scramble":
		loop = func() int { return scramble(rounds) }
	case "total":
		list := numbers(10000)
		loop = func() (n int) {
			for range rounds / 10000 {
				n += total(list)
			}
			return n
		}
	case "prefix":
		list := numbers(10000)
		loop = func() (n int) {
			for range rounds / 10000 {
				n += prefix(list)
			}
			return n
		}
	case "dot":
		a, b := floats(5000), floats(5000)
		loop = func() (n int) {
			for range rounds / 5000 {
				n += dot(a, b)
			}
			return n
		}
	case "multiply":
		a, b, c := floats(10000), floats(10000), floats(10000)
		loop = func() int { return multiply(a, b, c, 100) }
	case "letters":
		s := text(10000)
		loop = func() (n int) {
			for range rounds / 10000 {
				n += letters(s)
			}
			return n
		}
	case "collatz":
		loop = func() int { return collatz(20000) }
	case "squares":
		loop = func() int { return squares(rounds) }
	case "fib":
		loop = func() int { return fib(25) }
	}
	start := time.Now()
	result := loop()
	return fmt.Sprint(time.Since(start).Nanoseconds(), " ", result)
}

func main() {
	for orders := bufio.NewScanner(os.Stdin); orders.Scan(); {
		fmt.Println(measure(orders.Text()))
	}
}
