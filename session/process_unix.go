//go:build unix

package session

import (
	"io"
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

// readable gives what an engine's pipe can be read by without waiting; nil if it is no pipe.
func readable(from io.Reader) syscall.RawConn {
	f, ok := from.(*os.File)
	if !ok {
		return nil
	}
	conn, err := f.SyscallConn()
	if err != nil {
		return nil
	}
	return conn
}

// readNow reads what is there, without waiting. n is 0 if there is nothing, or it has ended.
func readNow(fd uintptr, p []byte) (n int, ended bool) {
	for {
		n, err := syscall.Read(int(fd), p)
		switch err {
		case syscall.EINTR:
			continue
		case syscall.EAGAIN:
			return 0, false
		}
		return max(n, 0), n <= 0
	}
}
