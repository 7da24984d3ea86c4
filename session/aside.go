package session

import (
	"io"
	"sync"
	"syscall"
)

// An aside is our end of an engine's own standard error. What is in the pipe can be read when it is
// asked for, and not only when the goroutine that waits for it gets to it: the engine's messages take another way,
// and what was written before one of them is to be told before it.
type aside struct {
	from io.ReadCloser
	to   io.Writer
	conn syscall.RawConn // of from; nil where it can only be waited for

	mu  sync.Mutex // held from reading until what was read was told; it guards buf
	buf []byte
}

const (
	asideChunk = 32 << 10
	asideDrain = 1 << 20 // bytes read at most when they are asked for: somebody may go on writing
)

func (a *aside) open(from io.ReadCloser, to io.Writer) {
	a.from, a.to = from, to
	a.conn = readable(from)
	a.buf = make([]byte, asideChunk)
}

// pump hands on what comes until the pipe ends.
func (a *aside) pump() {
	if a.conn == nil {
		_, _ = io.Copy(a.to, a.from) // it ends with the engine, in whatever way
		return
	}
	_ = a.conn.Read(func(fd uintptr) (ended bool) { // fails when we have closed it
		for {
			n, ended := a.take(fd)
			if n <= 0 {
				return ended
			}
		}
	})
}

// drain hands on what is in the pipe by now.
func (a *aside) drain() {
	if a.conn == nil {
		return
	}
	_ = a.conn.Control(func(fd uintptr) { // fails when we have closed it
		for budget := asideDrain; budget > 0; {
			n, _ := a.take(fd)
			if n <= 0 {
				return
			}
			budget -= n
		}
	})
}

// take hands on what one reading gives, without waiting: n is 0 if there is nothing.
func (a *aside) take(fd uintptr) (n int, ended bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	n, ended = readNow(fd, a.buf)
	if n > 0 {
		_, _ = a.to.Write(a.buf[:n]) // it keeps it in memory
	}
	return n, ended
}
