//go:build !unix

package session

import (
	"io"
	"os"
	"os/exec"
	"syscall"
)

// ownGroup does nothing here: there are no process groups to lead.
func ownGroup(*exec.Cmd) {}

// killGroup ends cmd.
func killGroup(cmd *exec.Cmd) { cmd.Process.Kill() }

// endedBy reports no signal: there are none here.
func endedBy(*os.ProcessState) string { return "" }

// shell is the command line that has the system's shell run line.
func shell(line string) []string { return []string{"cmd", "/C", line} }

// readable gives nothing here: a pipe can only be waited for, so what a package writes to the
// engine's own standard error may come after its cell's result.
func readable(io.Reader) syscall.RawConn { return nil }

func readNow(uintptr, []byte) (n int, ended bool) { return 0, true }
