package main

import (
	"os/exec"
	"runtime"
	"syscall"
)

// endWithUs has the system kill a program that is about to be started when this process ends,
// however it ends. That goes by the thread that starts the program: the caller keeps to one until
// it has waited for the program, and calls done then.
func endWithUs(cmd *exec.Cmd) (done func()) {
	runtime.LockOSThread()
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = new(syscall.SysProcAttr)
	}
	cmd.SysProcAttr.Pdeathsig = syscall.SIGKILL
	return runtime.UnlockOSThread
}
