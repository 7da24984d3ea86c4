//go:build amd64 || arm64

package engine

// stackUsed returns how many bytes of its stack the current goroutine uses.
func stackUsed() uintptr
