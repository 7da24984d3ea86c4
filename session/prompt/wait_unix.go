//go:build unix

package prompt

import (
	"context"
	"errors"
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// An interruptible reads from a file, which need not be one that the runtime can wait for,
// until ctx is done. Nothing is left behind then.
type interruptible struct {
	ctx  context.Context
	file *os.File
}

func (r *interruptible) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	fd := descriptor(r.file)
	var wake [2]int
	if err := unix.Pipe(wake[:]); err != nil {
		return 0, err
	}
	defer unix.Close(wake[0])
	defer unix.Close(wake[1])
	stopped := make(chan struct{})
	stop := context.AfterFunc(r.ctx, func() {
		defer close(stopped)
		_, _ = unix.Write(wake[1], []byte{0})
	})
	defer func() {
		if !stop() {
			<-stopped // before its pipe is closed
		}
	}()
	for {
		ready := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}, {Fd: int32(wake[0]), Events: unix.POLLIN}}
		if _, err := unix.Poll(ready, -1); errors.Is(err, unix.EINTR) {
			continue
		} else if err != nil {
			return 0, err
		}
		if err := r.ctx.Err(); err != nil {
			return 0, err
		}
		n, err := unix.Read(fd, p)
		switch {
		case errors.Is(err, unix.EINTR), errors.Is(err, unix.EAGAIN):
			continue
		case err != nil:
			return 0, err
		case n == 0:
			return 0, io.EOF
		}
		return n, nil
	}
}
