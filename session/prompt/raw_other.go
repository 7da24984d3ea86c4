//go:build !(linux || darwin || dragonfly || freebsd || netbsd || openbsd)

package prompt

import (
	"os"

	"golang.org/x/term"
)

// rawMode has every key come as it is typed.
func rawMode(f *os.File) (restore func(), err error) {
	fd := descriptor(f)
	old, err := term.MakeRaw(fd)
	if err != nil {
		return nil, err
	}
	return func() { _ = term.Restore(fd, old) }, nil
}
