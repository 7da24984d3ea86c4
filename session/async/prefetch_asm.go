//go:build amd64 || arm64

package async

// prefetchStack asks the processor for the part of a stack that a task which awaits something uses,
// downwards from base. It does not wait for it, and may be given an address that is not in use any more.
//
//go:noescape
func prefetchStack(base uintptr)
