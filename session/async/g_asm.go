//go:build amd64 || arm64

package async

// getg returns a number that no two goroutines alive at once share.
//
// Labels are inherited, so they say to which task a goroutine belongs but not whether it is
// the task's own goroutine, the only one that may suspend it. This says so.
func getg() uintptr
