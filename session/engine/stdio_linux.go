package engine

import "syscall"

// setPipeSize is F_SETPIPE_SZ, which package syscall does not have.
const setPipeSize = 1031

func pipe(p []int) error { return syscall.Pipe2(p, syscall.O_CLOEXEC) }

// replace makes new a descriptor of the same file as old, which programs inherit.
func replace(old, new int) error { return syscall.Dup3(old, new, 0) }

// enlarge asks for a pipe that can hold more. It is no loss if the system says no.
func enlarge(fd int) { _, _ = fcntl(fd, setPipeSize, drainOnce) }
