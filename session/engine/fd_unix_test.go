//go:build unix

package engine

import "syscall"

func writeFD(fd int, s string) { syscall.Write(fd, []byte(s)) }
