package background

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"
)

// greeting is what a client's first line begins with; the number is the greeting's version.
const greeting = "goawait/1 "

// What the first line of the background process may be, beside an error.
const (
	answerOK   = "ok"      // what follows on the connection is the protocol
	answerLent = "ok lent" // the protocol is on the files that came with the greeting; over follows
)

// over ends a connection whose protocol was on lent files.
const over = "over"

// maxGreeting bounds the first line in either direction, in bytes.
const maxGreeting = 4096

// ErrNotRunning says that the workspace has no background process.
var ErrNotRunning = errors.New("no background process runs for this workspace")

// Dial connects to the workspace's running background process and asks for the protocol
// ("lsp", "dap" or "control"). It returns ErrNotRunning where there is none.
func Dial(ctx context.Context, p Place, protocol string) (net.Conn, error) {
	conn, _, err := dial(ctx, p, protocol, nil)
	return conn, err
}

// dial is Dial, and lends the process files, if they are of use to it. taken says whether it
// took them.
func dial(ctx context.Context, p Place, protocol string, files []*os.File) (_ net.Conn, taken bool, _ error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "unix", p.Socket())
	if err != nil {
		return nil, false, fmt.Errorf("%w (%v)", ErrNotRunning, err)
	}
	if deadline, ok := ctx.Deadline(); ok {
		_ = conn.SetDeadline(deadline)
	}
	answer, err := greet(conn, protocol, files)
	if hungUp(err) {
		_ = conn.Close()
		return nil, false, fmt.Errorf("%w (it ended while it was greeted: %v)", ErrNotRunning, err)
	}
	if err != nil {
		_ = conn.Close()
		return nil, false, fmt.Errorf("greeting the background process: %w", err)
	}
	if answer != answerOK && answer != answerLent {
		_ = conn.Close()
		return nil, false, fmt.Errorf("the background process refused: %s", strings.TrimPrefix(answer, "error "))
	}
	_ = conn.SetDeadline(time.Time{})
	return conn, answer == answerLent, nil
}

// greet says what the connection is for, lending files with it, and returns the answer.
func greet(conn net.Conn, protocol string, files []*os.File) (answer string, err error) {
	if err := sendGreeting(conn, greeting+protocol+"\n", files); err != nil {
		return "", err
	}
	return readLine(conn)
}

// hungUp reports whether err says that the other side is gone: a process that is being killed,
// or has just had enough of waiting, may still be connected to, but does not answer.
func hungUp(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// DialOrStart connects to the workspace's background process, starting it with command where
// it is not running. Of several callers at once, one starts it and the others wait.
//
// The command must call Serve and print its report of being ready, or of why not, on its
// standard output; it is started in a session of its own, so that it outlives the caller.
func DialOrStart(ctx context.Context, p Place, protocol string, command []string) (net.Conn, error) {
	conn, _, err := dialOrStart(ctx, p, protocol, command, nil)
	return conn, err
}

func dialOrStart(ctx context.Context, p Place, protocol string, command []string, files []*os.File) (_ net.Conn, taken bool, _ error) {
	conn, taken, err := dial(ctx, p, protocol, files)
	if !errors.Is(err, ErrNotRunning) {
		return conn, taken, err
	}
	unlock, err := lockedfile.MutexAt(p.Lock()).Lock()
	if err != nil {
		return nil, false, fmt.Errorf("locking the workspace's socket: %w", err)
	}
	defer unlock()
	conn, taken, err = dial(ctx, p, protocol, files)
	if !errors.Is(err, ErrNotRunning) {
		return conn, taken, err
	}
	if err := start(ctx, p, command); err != nil {
		return nil, false, err
	}
	return dial(ctx, p, protocol, files)
}

// start runs command detached and returns when it has said that it is ready.
func start(ctx context.Context, p Place, command []string) error {
	logFile, err := os.OpenFile(p.Log(), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("opening the background process's log: %w", err)
	}
	defer logFile.Close()
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Dir = p.Workspace
	cmd.Stderr = logFile
	cmd.SysProcAttr = detached()
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return fmt.Errorf("starting the background process: %w", err)
	}
	defer stdout.Close()
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("starting the background process: %w", err)
	}
	report := make(chan string, 1)
	go func() { // ends when the child has reported or closed its output, or stdout is closed above
		line, err := readLine(stdout)
		if err != nil {
			line = "error it ended before it was ready; see " + p.Log()
		}
		report <- line
	}()
	select {
	case line := <-report:
		if line != readyLine {
			_ = cmd.Wait()
			return fmt.Errorf("starting the background process: %s", strings.TrimPrefix(line, "error "))
		}
		return cmd.Process.Release()
	case <-ctx.Done():
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		return fmt.Errorf("starting the background process: %w", ctx.Err())
	}
}

// readLine reads one line byte by byte, so that nothing after it is consumed.
func readLine(r io.Reader) (string, error) {
	var line []byte
	one := make([]byte, 1)
	for len(line) < maxGreeting {
		n, err := r.Read(one)
		if n == 1 {
			if one[0] == '\n' {
				return strings.TrimSuffix(string(line), "\r"), nil
			}
			line = append(line, one[0])
			continue
		}
		if err != nil {
			return "", err
		}
	}
	return "", bufio.ErrTooLong
}
