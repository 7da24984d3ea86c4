package main

import (
	"context"
	"errors"
	"sync"

	"github.com/goawait/goawait/session"
	"github.com/goawait/goawait/session/native"
	"github.com/goawait/goawait/transform"
)

// A compiler makes what the native lane of a workspace's sessions runs. It looks for a toolchain
// when it is first asked for something.
type compiler struct {
	dir string

	mu        sync.Mutex // guards what follows; it is held while an engine is built
	workspace *native.Workspace
	engine    native.Engine
}

func newCompiler(dir string) *compiler {
	if dir == "" {
		dir = "."
	}
	return &compiler{dir: dir}
}

// Engine is session.Compiler's.
func (c *compiler) Engine(ctx context.Context, progress func(text string, done, total int)) ([]string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.open(ctx); err != nil {
		return nil, err
	}
	e, err := c.workspace.Engine(ctx, func(p native.Progress) { progress(p.Text, p.Done, p.Total) })
	if err != nil {
		return nil, err
	}
	c.engine = e
	return []string{e.Path}, nil
}

// open finds the toolchain and opens the workspace, once. c.mu is held.
func (c *compiler) open(ctx context.Context) error {
	if c.workspace != nil {
		return nil
	}
	tc, err := native.Find(ctx, c.dir, nil)
	if err != nil {
		return err
	}
	cache, err := native.DefaultCache()
	if err != nil {
		return err
	}
	c.workspace, err = native.Open(tc, c.dir, cache)
	return err
}

// Built is session.Compiler's.
func (c *compiler) Built(ctx context.Context) []string {
	c.mu.Lock()
	err := c.open(ctx)
	w := c.workspace
	c.mu.Unlock()
	if err != nil {
		return nil
	}
	if s, err := w.Status(ctx); err != nil || s.Engine == "" {
		return nil
	}
	command, err := c.Engine(ctx, func(string, int, int) {})
	if err != nil {
		return nil
	}
	return command
}

// Changed lists packages that cells loaded and that are others on disk now.
func (c *compiler) Changed() []string {
	if !c.mu.TryLock() {
		return nil // an engine is being built: nothing is loaded
	}
	w := c.workspace
	c.mu.Unlock()
	if w == nil {
		return nil
	}
	return w.Changed()
}

// Forget has what cells import next be taken as it is then.
func (c *compiler) Forget() {
	if !c.mu.TryLock() {
		return
	}
	w := c.workspace
	c.mu.Unlock()
	if w != nil {
		w.Forget()
	}
}

// Plugin is session.Compiler's.
func (c *compiler) Plugin(ctx context.Context, id, source string) (string, error) {
	c.mu.Lock()
	w, e := c.workspace, c.engine
	c.mu.Unlock()
	if session.IsUnhurried(ctx) {
		ctx = native.Unhurried(ctx)
	}
	if w == nil {
		return "", errors.New("compiling a cell: there is no engine for it")
	}
	p, err := w.Plugin(ctx, e, native.Package{
		Path: transform.CellsPath, Files: map[string]string{"goawait.go": source}, Shared: true, Compiling: session.Teller(ctx),
	})
	var fault *native.CompileError
	if errors.As(err, &fault) {
		return "", &session.CompileFault{File: fault.File, Line: fault.Line, Msg: fault.Msg}
	}
	return p.File, err
}
