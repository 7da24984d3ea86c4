package engine

import (
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// awaitBlocked waits until the engine's output pipe is full: nobody has read and the engine
// has written all it could. The system has no event for that.
func awaitBlocked(t *testing.T, c *child) {
	t.Helper()
	size, err := unix.FcntlInt(c.out.Fd(), unix.F_GETPIPE_SZ, 0)
	if err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(patience)
	for {
		n, err := unix.IoctlGetInt(int(c.out.Fd()), unix.TIOCINQ)
		if err != nil {
			t.Fatal(err)
		}
		if n >= size-4096 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the pipe holds %d of %d bytes", n, size)
		}
		time.Sleep(time.Millisecond)
	}
}
