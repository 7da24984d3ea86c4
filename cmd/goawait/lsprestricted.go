package main

import (
	"context"
	"errors"
	"fmt"
	"go/types"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/goawait/goawait/lsp"
	"github.com/goawait/goawait/session"
	"github.com/goawait/goawait/session/imports"
	"github.com/goawait/goawait/transform"
)

// errRestricted is what running comes to in a workspace that the person does not trust.
var errRestricted = errors.New("nothing is executed here: the workspace is not trusted")

// A restrictedHost is the language server's host for a workspace that the person does not trust:
// documents are read and checked, and nothing is executed. It has no session and no engine, does
// not read the workspace's settings, and loads packages of the standard library alone, since
// asking the toolchain for others would have it read the workspace's go.mod. Immutable.
type restrictedHost struct {
	importer *imports.Importer
	settings session.Settings
}

// serveRestricted speaks LSP on standard input and output with a restrictedHost.
func serveRestricted(ctx context.Context, std stdio) error {
	return lsp.Serve(ctx, pipe{std}, newRestrictedHost(), lsp.WithVersion(Version()),
		lsp.WithLog(slog.New(slog.NewTextHandler(std.err, &slog.HandlerOptions{Level: slog.LevelWarn}))))
}

func newRestrictedHost() *restrictedHost {
	config := ""
	if dir, err := os.UserConfigDir(); err == nil {
		config = filepath.Join(dir, "goawait")
	}
	settings, _ := session.LoadSettings("", config)
	host := &restrictedHost{importer: imports.New(os.TempDir()), settings: settings}
	host.importer.Close() // so that it starts no toolchain
	return host
}

// standardOnly is an importer without the packages that it would need the toolchain for.
type standardOnly struct{ *imports.Importer }

// Import implements transform.Importer.
func (s standardOnly) Import(path string) (*types.Package, error) {
	pkg, err := s.Importer.Import(path)
	if err != nil {
		return nil, fmt.Errorf("package %s is not loaded: the workspace is not trusted, and so the standard library is all there is", path)
	}
	return pkg, err
}

// ForFile gives a file of any module the same.
func (s standardOnly) ForFile(string) transform.Importer { return s }

// Scope implements lsp.Host.
func (h *restrictedHost) Scope() lsp.Scope {
	return lsp.Scope{Env: session.CheckEnv(h.settings, standardOnly{h.importer})}
}

// Status implements lsp.Host.
func (h *restrictedHost) Status() lsp.Status {
	return lsp.Status{
		Autoawait: h.settings.Autoawait, Runner: h.settings.Runner, Scope: h.settings.LoopScope,
		Lane: h.settings.Lane, State: "restricted", Runners: []string{},
	}
}

// Problems implements lsp.Host.
func (h *restrictedHost) Problems() []string { return nil }

// EditorSettings implements lsp.Host. An editor has settings of the workspace as well.
func (h *restrictedHost) EditorSettings(_, _ map[string]any) []string { return nil }

// Setup implements lsp.Inspector.
func (h *restrictedHost) Setup() lsp.Setup {
	return lsp.Setup{Runners: []string{}, Lanes: []string{}, Scopes: []string{}, Settings: map[string]any{}}
}

// Documentation implements lsp.Host.
func (h *restrictedHost) Documentation(obj types.Object) string { return h.importer.Doc(obj) }

// Declaration implements lsp.Host.
func (h *restrictedHost) Declaration(obj types.Object, name *transform.Name) (lsp.Place, bool) {
	if name != nil && name.Kind != transform.KindImport {
		return lsp.Place{}, false
	}
	file, line := h.importer.Position(obj)
	return lsp.Place{Path: file, Line: max(line-1, 0)}, file != ""
}

// CompleteMagic implements lsp.Host. What magics take is mostly of a session.
func (h *restrictedHost) CompleteMagic(string, int) ([]lsp.MagicCompletion, int, int) {
	return nil, 0, 0
}

// What would change or run something is refused.

// Run implements lsp.Host.
func (h *restrictedHost) Run(context.Context, lsp.Region) (lsp.Result, error) {
	return lsp.Result{}, errRestricted
}

// Restart implements lsp.Host.
func (h *restrictedHost) Restart(context.Context, bool) error { return errRestricted }

// Configure implements lsp.Host.
func (h *restrictedHost) Configure(context.Context, lsp.Change) error { return errRestricted }

// CancelTask implements lsp.Inspector.
func (h *restrictedHost) CancelTask(context.Context, int64) error { return errRestricted }

// What is to be known of runs is that there were none.

// Interrupt implements lsp.Host.
func (h *restrictedHost) Interrupt(context.Context) error { return nil }

// Results implements lsp.Host.
func (h *restrictedHost) Results(string) []lsp.Result { return nil }

// History implements lsp.Inspector.
func (h *restrictedHost) History(int) []lsp.Result { return nil }

// Variables implements lsp.Inspector.
func (h *restrictedHost) Variables(context.Context) ([]lsp.Variable, error) { return nil, nil }

// Children implements lsp.Inspector.
func (h *restrictedHost) Children(context.Context, int64, int, int) ([]lsp.Variable, error) {
	return nil, nil
}

// Tasks implements lsp.Inspector.
func (h *restrictedHost) Tasks(context.Context) ([]lsp.Task, error) { return nil, nil }

// Clear implements lsp.Inspector.
func (h *restrictedHost) Clear(string) {}

// Subscribe implements lsp.Host: nothing happens.
func (h *restrictedHost) Subscribe(func(lsp.Event)) (cancel func()) { return func() {} }

// Opened implements lsp.Host.
func (h *restrictedHost) Opened(string, []byte) {}

// Edited implements lsp.Host.
func (h *restrictedHost) Edited(string, transform.Edit, []byte) {}
