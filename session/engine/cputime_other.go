//go:build !unix

package engine

// cpuTime is not to be had here without more.
func cpuTime() (user, sys int64) { return 0, 0 }
