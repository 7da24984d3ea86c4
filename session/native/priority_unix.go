//go:build unix

package native

import "syscall"

// leaving is the niceness of what nobody waits for.
const leaving = 10

// giveWay lowers the priority of a process that was just started, and so of what it starts. That
// it cannot be done is no matter.
func giveWay(pid int) { _ = syscall.Setpriority(syscall.PRIO_PROCESS, pid, leaving) }
