//go:build !amd64 && !arm64

package cellrt

import (
	"bytes"
	"runtime"
	"strconv"
)

// StackUsed is not known here: recursion without an end is stopped by the Go runtime, which
// ends the process.
func StackUsed() uintptr { return 0 }

// goroutine returns a number that no two goroutines share. It costs about a microsecond here.
func goroutine() uintptr {
	var buf [64]byte
	words := bytes.Fields(buf[:runtime.Stack(buf[:], false)]) // goroutine 7 [running]:
	if len(words) < 2 {
		return 0
	}
	n, _ := strconv.ParseUint(string(words[1]), 10, 64)
	return uintptr(n)
}
