//go:build unix

package session

import (
	"os"
	"os/exec"
	"syscall"
)

// ownGroup makes cmd the leader of a process group, so that a terminal's Ctrl-C does not
// reach it and what it starts can be ended with it.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
}

// killGroup ends cmd and its group.
func killGroup(cmd *exec.Cmd) {
	if syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) != nil {
		cmd.Process.Kill()
	}
}

// endedBy names the signal that ended a process; "" if none did.
func endedBy(state *os.ProcessState) string {
	if ws, ok := state.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
		if ws.Signal() == syscall.SIGKILL {
			return "SIGKILL"
		}
		return ws.Signal().String()
	}
	return ""
}

// shell is the command line that has the person's shell run line.
func shell(line string) []string { return []string{"/bin/sh", "-c", line} }
