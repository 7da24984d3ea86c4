//go:build unix && !linux

package engine

import (
	"syscall"

	"golang.org/x/sys/unix"
)

func pipe(p []int) error {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	if err := unix.Pipe(p); err != nil {
		return err
	}
	unix.CloseOnExec(p[0])
	unix.CloseOnExec(p[1])
	return nil
}

// replace makes new a descriptor of the same file as old, which programs inherit.
func replace(old, new int) error { return unix.Dup2(old, new) }

// enlarge does nothing: pipes grow by themselves here.
func enlarge(int) {}
