package daptest

import (
	"bytes"
	"io"
	"os/exec"
	"sync"
	"testing"
	"time"
)

// endTime is how long a program may take to end once its standard input has.
const endTime = 10 * time.Second

// Command starts cmd, a program that speaks the protocol on its standard input and output,
// and returns a client of it. When the test ends the program's input does too, and it must
// end by itself. What it wrote to standard error is shown if the test failed.
func Command(t testing.TB, cmd *exec.Cmd) *Client {
	t.Helper()
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // after New's, so that all has been read
		err := cmd.Wait()
		if t.Failed() {
			t.Logf("%s ended with %v, and wrote\n%s", cmd, err, said.Bytes())
		}
	})
	return New(t, &program{Reader: out, WriteCloser: in, t: t, cmd: cmd})
}

// A program is a process as a connection. Closing it ends its input, and later the process.
type program struct {
	io.Reader
	io.WriteCloser
	t    testing.TB
	cmd  *exec.Cmd
	once sync.Once
}

// Close implements io.Closer.
func (p *program) Close() error {
	p.once.Do(func() {
		late := time.AfterFunc(endTime, func() {
			p.t.Errorf("%s did not end within %v of its input", p.cmd, endTime)
			_ = p.cmd.Process.Kill()
		})
		p.t.Cleanup(func() { late.Stop() })
	})
	return p.WriteCloser.Close()
}
