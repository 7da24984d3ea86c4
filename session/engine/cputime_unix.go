//go:build unix

package engine

import "syscall"

// cpuTime is the processor time that this process has taken so far, in nanoseconds, its own
// and the system's for it.
func cpuTime() (user, sys int64) {
	var now syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &now) != nil {
		return 0, 0
	}
	return now.Utime.Nano(), now.Stime.Nano()
}
