//go:build !unix

package session

import (
	"os"
	"os/exec"
)

// ownGroup does nothing here: there are no process groups to lead.
func ownGroup(*exec.Cmd) {}

// killGroup ends cmd.
func killGroup(cmd *exec.Cmd) { cmd.Process.Kill() }

// endedBy reports no signal: there are none here.
func endedBy(*os.ProcessState) string { return "" }

// shell is the command line that has the system's shell run line.
func shell(line string) []string { return []string{"cmd", "/C", line} }
