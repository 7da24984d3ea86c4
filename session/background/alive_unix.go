//go:build unix

package background

import (
	"errors"
	"syscall"
)

// alive tells whether a process with that number exists.
func alive(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
