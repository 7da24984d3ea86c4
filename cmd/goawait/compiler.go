package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/goawait/goawait/session"
	"github.com/goawait/goawait/session/native"
	"github.com/goawait/goawait/transform"
)

// A compiler makes what the native lane of a workspace's sessions runs. It looks for a toolchain
// when it is first asked for something, and again when it is asked for an engine and what the toolchain goes by
// is another by then. What it makes for an engine is made by the toolchain that the engine is of.
type compiler struct {
	dir string

	finding sync.Mutex // held while the go command is asked; it is taken before mu

	mu        sync.Mutex // guards what follows
	toolchain *native.Toolchain
	inputs    string                // of toolchain, as it was found
	workspace *native.Workspace     // of toolchain
	engines   map[string]engineMade // that were given out, by path
	failed    string                // inputs with which there was no workspace, so that they are not tried again unasked
}

// An engineMade is an engine and what makes plugins for it.
type engineMade struct {
	native.Engine
	workspace *native.Workspace
}

func newCompiler(dir string) *compiler {
	if dir == "" {
		dir = "."
	}
	return &compiler{dir: dir, engines: map[string]engineMade{}}
}

// Engine is session.Compiler's.
func (c *compiler) Engine(ctx context.Context, progress func(text string, done, total int)) ([]string, error) {
	w, err := c.open(ctx)
	if err != nil {
		return nil, err
	}
	e, err := w.Engine(ctx, func(p native.Progress) { progress(p.Text, p.Done, p.Total) })
	if err != nil {
		return nil, err
	}
	return c.give(e, w), nil
}

// Built is session.Compiler's.
func (c *compiler) Built(ctx context.Context) []string {
	w, err := c.open(ctx)
	if err != nil {
		return nil
	}
	e, ok, err := w.Built(ctx)
	if err != nil || !ok {
		return nil
	}
	return c.give(e, w)
}

// give notes by what plugins for an engine are made, and returns the engine's command.
func (c *compiler) give(e native.Engine, w *native.Workspace) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.engines[e.Path] = engineMade{e, w}
	return []string{e.Path}
}

// open gives the workspace of the toolchain as it is now.
func (c *compiler) open(ctx context.Context) (*native.Workspace, error) {
	c.finding.Lock()
	defer c.finding.Unlock()
	c.mu.Lock()
	was, before, w := c.toolchain, c.inputs, c.workspace
	c.mu.Unlock()
	if w != nil && was.Inputs() == before {
		return w, nil
	}
	tc, err := native.Find(ctx, c.dir, nil)
	if err != nil {
		return nil, err
	}
	cache, err := native.DefaultCache()
	if err != nil {
		return nil, err
	}
	inputs := tc.Inputs()
	if w, err = native.Open(tc, c.dir, cache); err != nil {
		return nil, err
	}
	for _, known := range c.workspaces() {
		same, err := w.SameAs(ctx, known)
		if err != nil {
			return nil, err
		}
		if same { // it knows what its engines have loaded
			w = known
			break
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.toolchain, c.inputs, c.workspace = tc, inputs, w
	return w, nil
}

// Outdated says what has changed since an engine, of that path, was started, where the next one will be
// another for it; "" if nothing has, or there is no such engine.
func (c *compiler) Outdated(ctx context.Context, path string) string {
	c.mu.Lock()
	e, ok := c.engines[path]
	tc, failed := c.toolchain, c.failed
	c.mu.Unlock()
	if !ok {
		return ""
	}
	now := tc.Inputs()
	if now == failed {
		return ""
	}
	w, err := c.open(ctx)
	if err != nil { // whoever needs an engine is told
		c.mu.Lock()
		defer c.mu.Unlock()
		c.failed = now
		return ""
	}
	was, is := e.workspace.Version(), w.Version()
	switch {
	case e.workspace == w:
		return ""
	case was != is:
		return fmt.Sprintf("Go is %s here now, and was %s", is, was)
	}
	return "what Go builds by has changed here (go.mod, go.work or go env)"
}

// workspaces are those of engines that were given out.
func (c *compiler) workspaces() []*native.Workspace {
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []*native.Workspace
	for _, e := range c.engines {
		if !slices.Contains(all, e.workspace) {
			all = append(all, e.workspace)
		}
	}
	return all
}

// Changed lists packages that cells loaded and that are others on disk now.
func (c *compiler) Changed() []string {
	changed := map[string]bool{}
	for _, w := range c.workspaces() {
		for _, path := range w.Changed() {
			changed[path] = true
		}
	}
	return slices.Sorted(maps.Keys(changed))
}

// Forget has what cells import next be taken as it is then.
func (c *compiler) Forget() {
	for _, w := range c.workspaces() {
		w.Forget()
	}
}

// Plugin is session.Compiler's.
func (c *compiler) Plugin(ctx context.Context, engine []string, id, source string) (string, error) {
	if len(engine) != 1 {
		return "", errors.New("compiling a cell: there is no engine for it")
	}
	c.mu.Lock()
	e, ok := c.engines[engine[0]]
	c.mu.Unlock()
	if !ok {
		return "", errors.New("compiling a cell: there is no engine for it")
	}
	if session.IsUnhurried(ctx) {
		ctx = native.Unhurried(ctx)
	}
	p, err := e.workspace.Plugin(ctx, e.Engine, native.Package{
		Path: transform.CellsPath, Files: map[string]string{"goawait.go": source}, Shared: true, Compiling: session.Teller(ctx),
	})
	var fault *native.CompileError
	if errors.As(err, &fault) {
		return "", &session.CompileFault{File: fault.File, Line: fault.Line, Msg: fault.Msg}
	}
	return p.File, err
}
