package background_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/goawait/goawait/session/background"
)

// serveEnv makes the test binary a background process for the workspace it names.
const serveEnv = "GOAWAIT_TEST_SERVE"

func TestMain(m *testing.M) {
	if dir := os.Getenv(serveEnv); dir != "" {
		p, err := background.PlaceOf(dir)
		if err == nil {
			err = background.Serve(context.Background(), p, background.Options{
				Handlers: map[string]background.Handler{"pid": pid}, KeepAlive: func() time.Duration { return 2 * time.Second }, Ready: os.Stdout,
			})
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// pid tells who serves, then waits for the client to leave.
func pid(_ context.Context, conn io.ReadWriteCloser) {
	fmt.Fprintln(conn, os.Getpid())
	_, _ = io.Copy(io.Discard, conn)
}

// place gives a workspace with a runtime folder of its own, whose path is short.
func place(t *testing.T) background.Place {
	t.Helper()
	dir, err := os.MkdirTemp("", "ga")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	t.Setenv("GOAWAIT_RUNTIME_DIR", filepath.Join(dir, "run"))
	p, err := background.PlaceOf(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func timeout(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}

func TestOneProcessForManyCallers(t *testing.T) {
	p := place(t)
	t.Setenv(serveEnv, p.Workspace)
	ctx := timeout(t)
	const callers = 8
	pids := make([]string, callers)
	conns := make([]net.Conn, callers)
	var wg sync.WaitGroup
	for i := range callers {
		wg.Go(func() {
			conn, err := background.DialOrStart(ctx, p, "pid", []string{os.Args[0]})
			if err != nil {
				t.Error(err)
				return
			}
			conns[i] = conn
			pids[i], _ = bufio.NewReader(conn).ReadString('\n')
		})
	}
	wg.Wait()
	for _, pid := range pids {
		if pid == "" || pid != pids[0] {
			t.Fatalf("callers met different processes: %q", pids)
		}
	}
	cards, err := background.List()
	if err != nil || len(cards) != 1 || cards[0].Workspace != p.Workspace {
		t.Errorf("List() = %v, %v; want the one workspace", cards, err)
	}
	for _, conn := range conns {
		conn.Close()
	}
	for range time.Tick(5 * time.Millisecond) { // the last client left: it ends by itself, and its socket goes
		if _, err := os.Stat(p.Socket()); err != nil {
			return
		}
		if ctx.Err() != nil {
			t.Fatal("it still runs long after its last client left")
		}
	}
}

func TestFailureToStartIsReported(t *testing.T) {
	p := place(t)
	t.Setenv(serveEnv, filepath.Join(p.Workspace, "missing"))
	_, err := background.DialOrStart(timeout(t), p, "pid", []string{os.Args[0]})
	if err == nil || !strings.Contains(err.Error(), p.Log()) {
		t.Errorf("error %v does not name the log", err)
	}
}

func TestStaleSocketIsCleared(t *testing.T) {
	p := place(t)
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: p.Socket()})
	if err != nil {
		t.Fatal(err)
	}
	l.SetUnlinkOnClose(false)
	l.Close()
	t.Setenv(serveEnv, p.Workspace)
	conn, err := background.DialOrStart(timeout(t), p, "pid", []string{os.Args[0]})
	if err != nil {
		t.Fatal(err)
	}
	conn.Close()
}

func TestProcessThatEndsWhileItIsGreeted(t *testing.T) {
	p := place(t)
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: p.Socket()})
	if err != nil {
		t.Fatal(err)
	}
	l.SetUnlinkOnClose(false)
	go func() { // ends with the first connection
		conn, err := l.Accept()
		l.Close()
		if err == nil {
			conn.Close() // without having read: the client's connection is reset
		}
	}()
	t.Setenv(serveEnv, p.Workspace)
	conn, err := background.DialOrStart(timeout(t), p, "pid", []string{os.Args[0]})
	if err != nil {
		t.Fatal(err)
	}
	conn.Close()
}

func TestWrongGreetings(t *testing.T) {
	p := place(t)
	ctx, cancel := context.WithCancel(timeout(t))
	ready := &syncWriter{written: make(chan struct{}, 1)}
	served := make(chan error, 1)
	go func() {
		served <- background.Serve(ctx, p, background.Options{Handlers: map[string]background.Handler{"pid": pid}, Ready: ready})
	}()
	<-ready.written
	for _, first := range []string{"GET / HTTP/1.1\r\n", "goawait/2 pid\n", "goawait/1 nothing\n", strings.Repeat("x", 10_000)} {
		conn, err := net.Dial("unix", p.Socket())
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(conn, first)
		answer, _ := io.ReadAll(conn)
		if strings.HasPrefix(string(answer), "ok") {
			t.Errorf("greeting %.20q was let in", first)
		}
		conn.Close()
	}
	if err := background.Serve(ctx, p, background.Options{}); err == nil || !strings.Contains(err.Error(), "already serves") {
		t.Errorf("a second process for the workspace: %v", err)
	}
	cancel()
	if err := <-served; err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(p.Socket()); err == nil {
		t.Error("the socket outlived its process")
	}
}

func TestNobodyElseIsLetIn(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("folders have no mode on Windows")
	}
	p := place(t)
	if info, err := os.Stat(p.Dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("runtime folder: %v, %v; want mode 0700", info, err)
	}
	if err := os.Chmod(p.Dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := background.PlaceOf(p.Workspace); err == nil || !strings.Contains(err.Error(), "open to others") {
		t.Errorf("an open runtime folder was accepted: %v", err)
	}
}

// A syncWriter tells when it was first written to.
type syncWriter struct{ written chan struct{} }

func (w *syncWriter) Write(b []byte) (int, error) {
	select {
	case w.written <- struct{}{}:
	default:
	}
	return len(b), nil
}
