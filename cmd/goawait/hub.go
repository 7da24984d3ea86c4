package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/goawait/goawait/dap"
	"github.com/goawait/goawait/session"
	"github.com/goawait/goawait/session/imports"
)

// defaultSession is the session that documents belong to, and that clients get who name none.
const defaultSession = "default"

// A hub holds the sessions of one workspace and the texts of the documents that are open in
// its editors. It is what the protocol servers of a process share. Safe for concurrent use.
type hub struct {
	workspace string
	base      session.Config
	importer  *imports.Importer
	fresh     *freshness
	compiler  *compiler
	log       *slog.Logger

	mu       sync.Mutex // guards what follows
	sessions map[string]*session.Session
	programs map[string]*session.Remote // sessions inside programs, by NAME@PID
	watchers []func(*session.Session)   // told of each default session that is made
	texts    map[string][]byte          // of open documents, by path
}

// newHub makes the hub of a workspace; sessions are made when somebody asks for them.
func newHub(workspace string, log *slog.Logger) (*hub, error) {
	cfg, err := sessionConfig(workspace)
	if err != nil {
		return nil, err
	}
	cfg.Log = log
	return &hub{
		workspace: workspace, base: cfg.Config, importer: cfg.importer, log: log,
		compiler: cfg.compiler,
		fresh:    &freshness{compiler: cfg.compiler, types: cfg.importer},
		sessions: map[string]*session.Session{}, programs: map[string]*session.Remote{}, texts: map[string][]byte{},
	}, nil
}

// open returns the session of that name, made if there is none or the one there was has ended.
func (h *hub) open(ctx context.Context, name string, change func(*session.Config)) (s *session.Session, made bool, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if s := h.sessions[name]; s != nil && s.Status().State != "ended" {
		return s, false, nil
	}
	cfg := h.base
	cfg.Name = name
	if change != nil {
		change(&cfg)
	}
	cfg.Compiled = true
	if s, err = session.Open(ctx, cfg); err != nil {
		return nil, false, fmt.Errorf("opening session %q: %w", name, err)
	}
	h.sessions[name] = s
	if h.fresh != nil {
		h.fresh.follow(s)
	}
	if name == defaultSession {
		for _, tell := range h.watchers {
			tell(s)
		}
	}
	return s, true, nil
}

// watch has tell called with the default session, now and whenever another takes its place.
// It is called with the hub locked, and must not call it.
func (h *hub) watch(ctx context.Context, tell func(*session.Session)) error {
	if _, _, err := h.open(ctx, defaultSession, nil); err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.watchers = append(h.watchers, tell)
	tell(h.sessions[defaultSession])
	return nil
}

// named returns an open session, or nil.
func (h *hub) named(name string) *session.Session {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.sessions[name]
}

// list returns the sessions that have not ended, by name.
func (h *hub) list() []*session.Session {
	h.mu.Lock()
	defer h.mu.Unlock()
	var names []string
	for name, s := range h.sessions {
		if s.Status().State != "ended" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var out []*session.Session
	for _, name := range names {
		out = append(out, h.sessions[name])
	}
	return out
}

// busy tells whether a cell runs in any session.
func (h *hub) busy() bool {
	return slices.ContainsFunc(h.list(), func(s *session.Session) bool { return s.Status().State == "busy" })
}

// keepAlive is how long the process is to stay without clients.
func (h *hub) keepAlive() time.Duration {
	if s := h.named(defaultSession); s != nil {
		return s.Settings().KeepAlive
	}
	settings, _ := session.LoadSettings(h.workspace, h.base.ConfigDir)
	return settings.KeepAlive
}

// close ends all sessions.
func (h *hub) close() {
	for _, s := range h.list() {
		s.Terminate()
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, r := range h.programs {
		_ = r.Close()
	}
}

// Attach implements dap.Host.
func (h *hub) Attach(ctx context.Context, target dap.Target) (dap.Session, bool, error) {
	if target.Workspace != "" {
		dir, err := filepath.EvalSymlinks(target.Workspace)
		if err != nil {
			return nil, false, fmt.Errorf("finding workspace: %w", err)
		}
		if dir != h.workspace {
			return nil, false, fmt.Errorf("this process serves workspace %s, not %s", h.workspace, dir)
		}
	}
	if strings.Contains(target.Name, "@") {
		s, err := h.program(ctx, target.Name)
		return s, false, err
	}
	s, made, err := h.open(ctx, target.Name, func(cfg *session.Config) {
		cfg.Settings = target.Settings
		cfg.Env = slices.Concat(cfg.Env, target.Env)
		cfg.Unset = slices.Concat(cfg.Unset, target.Unset)
	})
	if err != nil {
		return nil, false, err
	}
	return s, made, nil
}

// program returns the session inside a program: NAME@PID. One connection serves all clients here.
func (h *hub) program(ctx context.Context, name string) (dap.Session, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if r := h.programs[name]; r != nil {
		select {
		case <-r.Done():
		default:
			return r, nil
		}
	}
	r, err := attachProgram(ctx, name)
	if err != nil {
		return nil, err
	}
	h.programs[name] = r
	return r, nil
}

// Document implements dap.Host: the text of a document as an editor has it, else as it is on disk.
func (h *hub) Document(path string) ([]byte, bool) {
	h.mu.Lock()
	text, ok := h.texts[path]
	h.mu.Unlock()
	if ok {
		return text, true
	}
	text, err := os.ReadFile(path)
	return text, err == nil
}

// setText remembers the text of an open document. It is not changed afterwards.
func (h *hub) setText(path string, text []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.texts[path] = text
}
