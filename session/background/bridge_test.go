package background_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/goawait/goawait/session/background"
)

// echo serves a workspace whose one protocol says on what it was reached, then repeats lines
// until the client leaves. ended gets a token for each connection that is over.
func echo(t *testing.T) (p background.Place, ended chan struct{}) {
	t.Helper()
	p, ended = place(t), make(chan struct{}, 8)
	ctx, cancel := context.WithCancel(timeout(t))
	ready, served := &syncWriter{written: make(chan struct{}, 1)}, make(chan error, 1)
	handler := func(_ context.Context, conn io.ReadWriteCloser) {
		kind := "lent\n"
		if _, ok := conn.(net.Conn); ok {
			kind = "copied\n"
		}
		_, _ = io.WriteString(conn, kind)
		_, _ = io.Copy(conn, conn)
		ended <- struct{}{}
	}
	go func() { // ends with stop
		served <- background.Serve(ctx, p, background.Options{
			Handlers: map[string]background.Handler{"echo": handler}, Ready: ready,
		})
	}()
	<-ready.written
	t.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return p, ended
}

// A bridged is a client of Bridge: what it writes to in, and reads from out.
type bridged struct {
	in   *os.File
	out  *bufio.Reader
	done chan error
	stop context.CancelFunc
}

// bridge runs Bridge between pipes; plain hides that they are.
func bridge(t *testing.T, p background.Place, plain bool) *bridged {
	t.Helper()
	inRead, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	out, outWrite, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(timeout(t))
	b := &bridged{in: in, out: bufio.NewReader(out), done: make(chan error, 1), stop: stop}
	r, w := io.Reader(inRead), io.Writer(outWrite)
	if plain {
		r, w = struct{ io.Reader }{r}, struct{ io.Writer }{w}
	}
	go func() { // ends with the bridge
		b.done <- background.Bridge(ctx, p, "echo", nil, r, w)
		inRead.Close()
		outWrite.Close()
	}()
	t.Cleanup(func() { in.Close(); out.Close() })
	return b
}

func (b *bridged) line(t *testing.T) string {
	t.Helper()
	line, err := b.out.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return line
}

func TestBridge(t *testing.T) {
	p, ended := echo(t)
	for _, plain := range []bool{false, true} {
		b := bridge(t, p, plain)
		want := "lent\n"
		if plain || runtime.GOOS == "windows" {
			want = "copied\n"
		}
		if got := b.line(t); got != want {
			t.Errorf("it was reached by files %s", got)
		}
		long := strings.Repeat("x", 1<<20) + "\n"
		go io.WriteString(b.in, "one\n"+long) // ends when it was read, below
		if one, two := b.line(t), b.line(t); one != "one\n" || two != long {
			t.Errorf("%d and %d bytes came back", len(one), len(two))
		}
		b.in.Close()
		<-ended
		if err := <-b.done; err != nil {
			t.Errorf("after the client left: %v", err)
		}
		if rest, err := io.ReadAll(b.out); len(rest) != 0 || err != nil {
			t.Errorf("left over: %q, %v", rest, err)
		}
	}
}

// A bridge that is ended takes its connection with it, whoever holds its pipes.
func TestBridgeIsEnded(t *testing.T) {
	p, ended := echo(t)
	for _, plain := range []bool{false, true} {
		b := bridge(t, p, plain)
		b.line(t)
		b.stop()
		<-ended
		if err := <-b.done; err != nil {
			t.Errorf("asked to end, it failed: %v", err)
		}
	}
}

// A process that dies is told of; one that is merely done is not.
func TestBridgeLosesItsProcess(t *testing.T) {
	p := place(t)
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: p.Socket()})
	if err != nil {
		t.Fatal(err)
	}
	go func() { // ends with the one connection
		conn, err := l.Accept()
		if err != nil {
			return
		}
		_, _ = bufio.NewReader(conn).ReadString('\n')
		_, _ = io.WriteString(conn, "ok lent\n")
		conn.Close()
		l.Close()
	}()
	b := bridge(t, p, false)
	if err := <-b.done; !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("the error is %v", err)
	}
}
