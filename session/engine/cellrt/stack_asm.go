//go:build amd64 || arm64

package cellrt

// StackUsed returns how many bytes of its stack the current goroutine uses.
func StackUsed() uintptr
