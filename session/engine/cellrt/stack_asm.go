//go:build amd64 || arm64

package cellrt

// StackUsed returns how many bytes of its stack the current goroutine uses.
func StackUsed() uintptr

// goroutine returns a number that no two goroutines alive at once share.
func goroutine() uintptr
