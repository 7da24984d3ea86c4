package engine

import "golang.org/x/sys/unix"

func pipe(p []int) error { return unix.Pipe2(p, unix.O_CLOEXEC) }

// replace makes new a descriptor of the same file as old, which programs inherit.
func replace(old, new int) error { return unix.Dup3(old, new, 0) }

// enlarge asks for a pipe that can hold more. It is no loss if the system says no.
func enlarge(fd int) { unix.FcntlInt(uintptr(fd), unix.F_SETPIPE_SZ, drainOnce) }
