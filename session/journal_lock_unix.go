//go:build unix

package session

import (
	"errors"
	"os"
	"syscall"
)

// lockFile takes a file for this process alone, until it is closed or the process ends. It does
// not wait: the error is ErrInUse if another has it.
func lockFile(file *os.File) error {
	err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return ErrInUse
	}
	return nil // where files cannot be locked there is no harm in trying
}
