//go:build linux || darwin || dragonfly || freebsd || netbsd || openbsd

package prompt

import (
	"os"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// rawMode has every key come as it is typed. What other goroutines of the program print still
// gets its carriage returns.
func rawMode(f *os.File) (restore func(), err error) {
	fd := descriptor(f)
	old, err := term.MakeRaw(fd)
	if err != nil {
		return nil, err
	}
	if t, err := unix.IoctlGetTermios(fd, getTermios); err == nil {
		t.Oflag |= unix.OPOST | unix.ONLCR
		_ = unix.IoctlSetTermios(fd, setTermios, t)
	}
	return func() { _ = term.Restore(fd, old) }, nil
}
