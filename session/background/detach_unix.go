//go:build unix

package background

import "syscall"

// detached keeps the process out of the caller's terminal and process group, so that neither
// a hang-up nor an interrupt meant for an editor reaches it.
func detached() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }
