package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"

	"github.com/goawait/goawait/dap"
	"github.com/goawait/goawait/lsp"
	"github.com/goawait/goawait/session"
	"github.com/goawait/goawait/session/background"
)

// runServe is the workspace's background process.
func runServe(ctx context.Context, args []string, std stdio) int {
	fs := newFlags("serve", std)
	workspace := fs.String("workspace", ".", "the workspace's `folder`")
	if status, done := fs.parse(args, 0, 0); done {
		return status
	}
	useEditorsGo()
	if err := serve(ctx, *workspace, std); err != nil {
		fmt.Fprintf(std.err, "goawait serve: %v\n", err)
		return exitFailed
	}
	return exitOK
}

func serve(ctx context.Context, workspace string, std stdio) error {
	place, err := background.PlaceOf(workspace)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(std.err, nil))
	h, err := newHub(place.Workspace, log)
	if err != nil {
		return err
	}
	defer h.close()
	if dir, err := stateDir(); err != nil {
		log.Warn("journals are not kept", "err", err)
	} else {
		h.base.StateDir = filepath.Join(dir, place.Key)
	}
	channels, err := newChannels(ctx, h, log)
	if err != nil {
		return err
	}
	ctx, end := context.WithCancel(ctx)
	defer end()
	go h.compileAhead(ctx) // ends by itself, or with ctx
	handlers := map[string]background.Handler{
		"control": func(ctx context.Context, conn io.ReadWriteCloser) { control(ctx, conn, h, end) },
	}
	handlers[session.RemoteProtocol] = h.serveRemote
	for _, protocol := range []string{"lsp", "dap"} {
		handlers[protocol] = func(ctx context.Context, conn io.ReadWriteCloser) {
			if err := channels.serve(ctx, protocol, conn); err != nil {
				log.Info("connection ended", "protocol", protocol, "err", err)
			}
		}
	}
	return background.Serve(ctx, place, background.Options{
		Handlers: handlers, KeepAlive: h.keepAlive, Busy: h.busy,
		Ready: std.out, Version: Version(), Log: log,
	})
}

// channels are the two protocol servers over one hub.
type channels struct {
	hub *hub
	lsp *lspHost
	log *slog.Logger
}

func newChannels(ctx context.Context, h *hub, log *slog.Logger) (*channels, error) {
	host, err := newLSPHost(ctx, h)
	if err != nil {
		return nil, err
	}
	return &channels{hub: h, lsp: host, log: log}, nil
}

// serve speaks a protocol on conn until either side ends.
func (c *channels) serve(ctx context.Context, protocol string, conn io.ReadWriteCloser) error {
	if protocol == "lsp" {
		return lsp.Serve(ctx, conn, c.lsp, lsp.WithLog(c.log), lsp.WithVersion(Version()))
	}
	return dap.Serve(ctx, conn, c.hub, dap.WithLog(c.log))
}

// serveStandalone speaks a protocol on standard input and output with sessions of this
// process's own.
func serveStandalone(ctx context.Context, protocol, workspace string, std stdio) error {
	place, err := background.PlaceOf(workspace)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(std.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	h, err := newHub(place.Workspace, log)
	if err != nil {
		return err
	}
	defer h.close()
	c, err := newChannels(ctx, h, log)
	if err != nil {
		return err
	}
	ctx, end := context.WithCancel(ctx)
	defer end()
	go h.compileAhead(ctx) // ends by itself, or with ctx
	return c.serve(ctx, protocol, pipe{std})
}

// pipe is standard input and output as one connection.
type pipe struct{ std stdio }

func (p pipe) Read(b []byte) (int, error)  { return p.std.in.Read(b) }
func (p pipe) Write(b []byte) (int, error) { return p.std.out.Write(b) }

// Close ends a Read that waits, where the input can be closed.
func (p pipe) Close() error {
	if c, ok := p.std.in.(io.Closer); ok {
		return c.Close()
	}
	return nil
}

// A controlRequest is what `goawait sessions` asks of a background process, one line of JSON.
type controlRequest struct {
	Op      string `json:"op"` // "list", "restart" or "end"
	Session string `json:"session,omitempty"`
}

// A controlReply answers it in one line.
type controlReply struct {
	Error    string        `json:"error,omitempty"`
	Sessions []sessionCard `json:"sessions,omitempty"`
}

// A sessionCard is one session in a listing.
type sessionCard struct {
	Name   string         `json:"name"`
	Status session.Status `json:"status"`
	Names  int            `json:"names"`
	Cells  int            `json:"cells"`
}

// control serves one connection of `goawait sessions`. Ending the last session ends the process.
func control(ctx context.Context, conn io.ReadWriter, h *hub, end func()) {
	var request controlRequest
	if err := json.NewDecoder(io.LimitReader(conn, 1<<16)).Decode(&request); err != nil {
		return
	}
	reply := controlReply{}
	switch s := h.named(request.Session); {
	case request.Op == "list":
		for _, s := range h.list() {
			reply.Sessions = append(reply.Sessions, sessionCard{s.Name(), s.Status(), len(s.Namespace().Names()), len(s.History())})
		}
	case s == nil:
		reply.Error = fmt.Sprintf("no session %q", request.Session)
	case request.Op == "restart":
		if err := s.Restart(ctx, false); err != nil {
			reply.Error = err.Error()
		}
	case request.Op == "end":
		s.Terminate()
		if len(h.list()) == 0 {
			defer end()
		}
	default:
		reply.Error = fmt.Sprintf("unknown operation %q", request.Op)
	}
	_ = json.NewEncoder(conn).Encode(reply)
}

// ask sends one request to a workspace's background process.
func ask(ctx context.Context, place background.Place, request controlRequest) (controlReply, error) {
	var reply controlReply
	conn, err := background.Dial(ctx, place, "control")
	if err != nil {
		return reply, err
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	if err := json.NewEncoder(conn).Encode(request); err != nil {
		return reply, fmt.Errorf("asking the background process: %w", err)
	}
	if err := json.NewDecoder(conn).Decode(&reply); err != nil {
		return reply, fmt.Errorf("asking the background process: %w", err)
	}
	if reply.Error != "" {
		return reply, fmt.Errorf("%s", reply.Error)
	}
	return reply, nil
}
