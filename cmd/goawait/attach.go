package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/goawait/goawait/dap"
	"github.com/goawait/goawait/session"
	"github.com/goawait/goawait/session/background"
)

// serveProgram speaks DAP on standard input and output for a session inside a program.
func serveProgram(ctx context.Context, name string, std stdio) error {
	dialing, cancel := context.WithTimeout(ctx, controlTimeout)
	defer cancel()
	r, err := attachProgram(dialing, name)
	if err != nil {
		return err
	}
	defer r.Close()
	log := slog.New(slog.NewTextHandler(std.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	return dap.Serve(ctx, pipe{std}, programHost{r}, dap.WithLog(log))
}

// attachSession connects to any session of this user: a workspace's or one inside a program.
func attachSession(ctx context.Context, name string) (*session.Remote, located, error) {
	found, err := findSessions(ctx)
	if err != nil {
		return nil, located{}, err
	}
	s, err := choose(found, name)
	if err != nil {
		return nil, located{}, err
	}
	conn, err := background.Dial(ctx, s.place, session.RemoteProtocol)
	if err == nil && !s.program {
		_, err = io.WriteString(conn, s.Name+"\n") // a workspace may have several
	}
	if err != nil {
		return nil, located{}, fmt.Errorf("attaching to %s: %w", s, err)
	}
	return session.DialRemote(conn), s, nil
}

// serveRemote lets a client use the session that its first line names.
func (h *hub) serveRemote(ctx context.Context, conn io.ReadWriteCloser) {
	var name []byte
	for one := []byte{0}; ; name = append(name, one[0]) {
		if _, err := io.ReadFull(conn, one); err != nil || len(name) > maxName {
			return
		}
		if one[0] == '\n' {
			break
		}
	}
	if s := h.named(string(name)); s != nil {
		s.ServeRemote(ctx, conn)
	}
}

const maxName = 1000 // bytes of a session's name

// attachProgram connects to the session inside a program that name means.
func attachProgram(ctx context.Context, name string) (*session.Remote, error) {
	s, err := program(ctx, name)
	if err != nil {
		return nil, err
	}
	r, err := dialProgram(ctx, s.place)
	if err != nil {
		return nil, fmt.Errorf("attaching to %s: %w", s, err)
	}
	return r, nil
}

// A programHost is the one session inside a program, whatever the client calls it.
type programHost struct{ *session.Remote }

var errGone = errors.New("the program has left its prompt")

// Attach implements dap.Host.
func (h programHost) Attach(context.Context, dap.Target) (dap.Session, bool, error) {
	select {
	case <-h.Done():
		return nil, false, errGone
	default:
		return h.Remote, false, nil
	}
}

// Document implements dap.Host.
func (h programHost) Document(path string) ([]byte, bool) {
	text, err := os.ReadFile(path)
	return text, err == nil
}
