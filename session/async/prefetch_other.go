//go:build !amd64 && !arm64

package async

// prefetchStack does nothing here.
func prefetchStack(base uintptr) {}
