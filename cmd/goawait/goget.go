package main

import (
	"context"
	"path/filepath"

	"github.com/goawait/goawait/lsp"
	"github.com/goawait/goawait/session/imports"
	"github.com/goawait/goawait/session/native"
)

// lendModule has an importer use the module that a workspace without one is lent.
func lendModule(m *imports.Importer, workspace string) {
	cache, err := native.DefaultCache()
	if err != nil {
		return
	}
	m.Lend(func() string { return native.LentModule(workspace, cache) })
}

// goGet brings a module, or the one of a package, into a workspace's module.
func goGet(ctx context.Context, workspace, module string) error {
	dir, err := filepath.Abs(workspace)
	if err != nil {
		return err
	}
	cache, err := native.DefaultCache()
	if err != nil {
		return err
	}
	tc, err := native.Find(ctx, dir, nil)
	if tc == nil {
		return err // a C compiler is not needed
	}
	return native.GoGet(ctx, tc, dir, cache, module)
}

// GoGet implements lsp.Host.
func (l *lspHost) GoGet(ctx context.Context, module string) error {
	if err := goGet(ctx, l.hub.workspace, module); err != nil {
		return err
	}
	l.publish(lsp.Event{Scope: true}) // what imports it is checked again
	return nil
}

// GoGet implements lsp.Host.
func (h *restrictedHost) GoGet(context.Context, string) error { return errRestricted }
