package background

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"strings"
	"sync"
	"time"
)

// readyLine is what a started process prints when it listens.
const readyLine = "ready"

// greetTimeout bounds how long a connection may take to say what it wants.
const greetTimeout = 10 * time.Second

// A Handler serves one connection of one protocol and returns when it is over. The
// connection is closed after it; a Close before ends its reads and writes.
type Handler func(ctx context.Context, conn io.ReadWriteCloser)

// Options of Serve.
type Options struct {
	Handlers map[string]Handler // by protocol
	// KeepAlive says how long the process stays with no client and nothing Busy; 0 is for ever, and so is nil.
	KeepAlive func() time.Duration
	Busy      func() bool
	Ready     io.Writer // is told when the socket listens, or why it does not; may be nil
	Version   string
	Program   string // see Card
	Log       *slog.Logger
}

// A Card says who serves a workspace, or a session inside a program.
type Card struct {
	Workspace string    `json:"workspace"`
	Key       string    `json:"key"`               // of its place
	Program   string    `json:"program,omitempty"` // the name of the session inside a program; "" for a workspace's process
	PID       int       `json:"pid"`
	Version   string    `json:"version"`
	Started   time.Time `json:"started"`
}

// Serve is the background process of one workspace: it listens until ctx is done or nobody
// has needed it for as long as opts.KeepAlive says. It returns an error where another process already serves
// there. On return all handlers have ended and the socket is gone.
func Serve(ctx context.Context, p Place, opts Options) (err error) {
	report := func(line string) {
		if opts.Ready != nil {
			_, _ = io.WriteString(opts.Ready, line+"\n")
		}
	}
	listener, err := listen(ctx, p)
	if err != nil {
		report("error " + err.Error())
		return err
	}
	card, _ := json.Marshal(Card{Workspace: p.Workspace, Key: p.Key, Program: opts.Program, PID: os.Getpid(), Version: opts.Version, Started: time.Now()})
	if err := os.WriteFile(p.Card(), card, 0o600); err != nil {
		_ = listener.Close()
		report("error " + err.Error())
		return fmt.Errorf("writing the workspace's card: %w", err)
	}
	defer os.Remove(p.Card())
	report(readyLine)

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := &server{opts: opts, idle: newIdle(opts.KeepAlive, opts.Busy, cancel)}
	defer s.idle.stop()
	stop := context.AfterFunc(ctx, func() { _ = listener.Close() })
	defer stop()
	var conns sync.WaitGroup
	for {
		conn, err := listener.Accept()
		if err != nil {
			cancel()
			conns.Wait()
			if errors.Is(err, net.ErrClosed) {
				return nil
			}
			return fmt.Errorf("accepting a connection: %w", err)
		}
		conns.Go(func() { s.handle(ctx, conn) })
	}
}

// listen opens the socket, clearing one that a dead process left.
func listen(ctx context.Context, p Place) (net.Listener, error) {
	if conn, err := net.DialTimeout("unix", p.Socket(), time.Second); err == nil {
		_ = conn.Close()
		return nil, fmt.Errorf("a background process already serves %s", p.Workspace)
	}
	if err := os.Remove(p.Socket()); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("clearing a stale socket: %w", err)
	}
	var lc net.ListenConfig
	listener, err := lc.Listen(ctx, "unix", p.Socket())
	if err != nil {
		return nil, fmt.Errorf("listening: %w", err)
	}
	if err := os.Chmod(p.Socket(), 0o600); err != nil {
		_ = listener.Close()
		return nil, fmt.Errorf("closing the socket to others: %w", err)
	}
	return listener, nil
}

type server struct {
	opts Options
	idle *idle
}

// handle greets one connection and gives it, or what it lends, to its handler.
func (s *server) handle(ctx context.Context, conn net.Conn) {
	defer conn.Close()
	s.idle.arrive()
	defer s.idle.leave()
	defer func() {
		if r := recover(); r != nil && s.opts.Log != nil {
			s.opts.Log.Error("a connection's handler panicked", "panic", r)
		}
	}()
	_ = conn.SetDeadline(time.Now().Add(greetTimeout))
	line, lent, err := receiveGreeting(conn)
	if err != nil {
		return
	}
	protocol, known := strings.CutPrefix(line, greeting)
	handler := s.opts.Handlers[protocol]
	if !known || handler == nil {
		closeAll(lent)
		_, _ = fmt.Fprintf(conn, "error it speaks another version (%s)\n", s.opts.Version)
		return
	}
	answer, stream := answerOK, io.ReadWriteCloser(conn)
	if len(lent) == 2 {
		answer, stream = answerLent, &loan{in: lent[0], out: lent[1]}
		defer stream.Close()
	}
	if _, err := io.WriteString(conn, answer+"\n"); err != nil {
		return
	}
	_ = conn.SetDeadline(time.Time{})
	stop := context.AfterFunc(ctx, func() { _ = stream.Close() })
	defer stop()
	if len(lent) == 2 {
		go func() { // ends with conn: when the lender has gone, or below
			_, _ = io.Copy(io.Discard, conn)
			_ = stream.Close()
		}()
		defer func() { _, _ = io.WriteString(conn, over+"\n") }()
	}
	handler(ctx, stream)
}
