//go:build unix

package engine

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// A pipeEnd is our side of a tap.
type pipeEnd struct {
	in   int      // the reading end, which does not block
	conn *os.File // the reading end again, for the runtime's poller
	keep int      // the writing end, so that there is a writer whatever is closed
}

func (t *pipeEnd) open() error {
	var p [2]int
	if err := pipe(p[:]); err != nil {
		return err
	}
	t.in, t.keep = p[0], p[1]
	enlarge(t.in)
	if err := syscall.SetNonblock(t.in, true); err != nil {
		return err
	}
	t.conn = os.NewFile(uintptr(t.in), "tap")
	return nil
}

// writer gives another file of the writing end. Closing it closes nothing else.
func (t *pipeEnd) writer(name string) (*os.File, error) {
	fd, err := duplicateFD(t.keep)
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), name), nil
}

// makeStandard makes the writing end what is written to below package os.
func (t *pipeEnd) makeStandard() error { return replace(t.keep, 1) }

// read reads what is in the pipe without waiting; n <= 0 means nothing.
func (t *pipeEnd) read(p []byte) (n int) {
	for {
		n, err := syscall.Read(t.in, p)
		if err != syscall.EINTR {
			return n
		}
	}
}

// each calls f whenever there may be something to read, for ever.
func (t *pipeEnd) each(f func()) {
	conn, err := t.conn.SyscallConn()
	if err != nil {
		return
	}
	conn.Read(func(uintptr) bool { f(); return false })
}

// sync returns when what was written before it can be read, which here it can at once.
func (t *pipeEnd) sync() {}

func duplicate(f *os.File) (*os.File, error) {
	fd, err := duplicateFD(int(f.Fd()))
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), f.Name()), nil
}

// pollable is duplicate for a file that is read from. A pipe or a socket is made one that the
// runtime can wait on: a goroutine that blocks in the system instead keeps what it has just made
// ready from running, until somebody notices.
func pollable(f *os.File) (*os.File, error) {
	fd, err := duplicateFD(int(f.Fd()))
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err == nil && info.Mode()&(fs.ModeNamedPipe|fs.ModeSocket) != 0 {
		_ = syscall.SetNonblock(fd, true) // else it is read from as it is
	}
	return os.NewFile(uintptr(fd), f.Name()), nil
}

// duplicateFD gives another descriptor, above the standard ones and not inherited by
// programs that the person's code starts.
func duplicateFD(fd int) (int, error) {
	for {
		n, err := fcntl(fd, syscall.F_DUPFD_CLOEXEC, 3)
		if !errors.Is(err, syscall.EINTR) {
			return n, err
		}
	}
}

// fcntl is the system call. Package syscall is used here and not x/sys: the engine of a
// workspace is linked with the workspace's own packages, whose x/sys may be another.
func fcntl(fd, cmd, arg int) (int, error) {
	n, _, errno := syscall.Syscall(syscall.SYS_FCNTL, uintptr(fd), uintptr(cmd), uintptr(arg))
	if errno != 0 {
		return -1, errno
	}
	return int(n), nil
}

// silenceInput makes standard input empty.
func silenceInput() error {
	fd, err := syscall.Open(os.DevNull, syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	if err := replace(fd, 0); err != nil {
		return err
	}
	if fd, err = duplicateFD(fd); err == nil {
		stdin, *os.Stdin = *os.Stdin, *os.NewFile(uintptr(fd), os.Stdin.Name())
	}
	return err
}
