// Spectral norm of a matrix of 400 by 400.
package main

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"time"
)

func at(i, j int) float64 { return 1 / float64((i+j)*(i+j+1)/2+i+1) }

func times(v, u []float64) {
	for i := range v {
		sum := 0.0
		for j := range u {
			sum += at(i, j) * u[j]
		}
		v[i] = sum
	}
}

func timesTransposed(v, u []float64) {
	for i := range v {
		sum := 0.0
		for j := range u {
			sum += at(j, i) * u[j]
		}
		v[i] = sum
	}
}

func timesBoth(v, u, temp []float64) {
	times(temp, u)
	timesTransposed(v, temp)
}

func kernel() string {
	const n = 400
	u, v, temp := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range u {
		u[i] = 1
	}
	for i := 0; i < 10; i++ {
		timesBoth(v, u, temp)
		timesBoth(u, v, temp)
	}
	var vBv, vv float64
	for i := 0; i < n; i++ {
		vBv += u[i] * v[i]
		vv += v[i] * v[i]
	}
	return fmt.Sprintf("%.9f", math.Sqrt(vBv/vv))
}

func main() {
	for orders := bufio.NewScanner(os.Stdin); orders.Scan(); {
		start := time.Now()
		result := kernel()
		fmt.Println(time.Since(start).Nanoseconds(), result)
	}
}
