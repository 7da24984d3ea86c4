//go:build unix && !linux

package engine

import "syscall"

func pipe(p []int) error {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	if err := syscall.Pipe(p); err != nil {
		return err
	}
	syscall.CloseOnExec(p[0])
	syscall.CloseOnExec(p[1])
	return nil
}

// replace makes new a descriptor of the same file as old, which programs inherit.
func replace(old, new int) error { return syscall.Dup2(old, new) }

// enlarge does nothing: pipes grow by themselves here.
func enlarge(int) {}
