package engine

import (
	"fmt"
	"os"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// awaitBlocked waits until the engine's output pipe takes no more: nobody has read, and the
// engine has written all it could. The system's own word for full is that the pipe cannot be
// written; how many bytes that is depends on the sizes of the writes.
func awaitBlocked(t *testing.T, c *child) {
	t.Helper()
	write, err := os.OpenFile(fmt.Sprintf("/proc/self/fd/%d", c.out.Fd()), os.O_WRONLY|unix.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer write.Close()
	deadline := time.Now().Add(patience)
	for {
		poll := []unix.PollFd{{Fd: int32(write.Fd()), Events: unix.POLLOUT}}
		switch _, err := unix.Poll(poll, 0); {
		case err == nil && poll[0].Revents&unix.POLLOUT == 0:
			return
		case err != nil && err != unix.EINTR:
			t.Fatal(err)
		}
		if time.Now().After(deadline) {
			t.Fatal("the engine stopped writing before its pipe was full")
		}
		time.Sleep(time.Millisecond)
	}
}
