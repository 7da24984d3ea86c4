//go:build amd64 || arm64

package async

// prefetchStack asks the processor for the part of a stack that a task which awaits something uses,
// downwards from base, and for what a switch uses of its goroutine (see getg). It waits for neither,
// and may be given addresses that are not in use any more.
//
//go:noescape
func prefetchStack(base, goroutine uintptr)
