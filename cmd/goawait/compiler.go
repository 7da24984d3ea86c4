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

func newCompiler(dir string) session.Compiler {
	if dir == "" {
		dir = "."
	}
	return &compiler{dir: dir}
}

// Engine is session.Compiler's.
func (c *compiler) Engine(ctx context.Context, progress func(text string, done, total int)) ([]string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.workspace == nil {
		w, err := c.open(ctx)
		if err != nil {
			return nil, err
		}
		c.workspace = w
	}
	e, err := c.workspace.Engine(ctx, func(p native.Progress) { progress(p.Text, p.Done, p.Total) })
	if err != nil {
		return nil, err
	}
	c.engine = e
	return []string{e.Path}, nil
}

func (c *compiler) open(ctx context.Context) (*native.Workspace, error) {
	tc, err := native.Find(ctx, c.dir, nil)
	if err != nil {
		return nil, err
	}
	cache, err := native.DefaultCache()
	if err != nil {
		return nil, err
	}
	return native.Open(tc, c.dir, cache)
}

// Plugin is session.Compiler's.
func (c *compiler) Plugin(ctx context.Context, id, source string) (string, error) {
	c.mu.Lock()
	w, e := c.workspace, c.engine
	c.mu.Unlock()
	if w == nil {
		return "", errors.New("compiling a cell: there is no engine for it")
	}
	p, err := w.Plugin(ctx, e, native.Package{
		Path: transform.CellsPath, Files: map[string]string{"goawait.go": source}, Shared: true,
	})
	var fault *native.CompileError
	if errors.As(err, &fault) {
		return "", &session.CompileFault{File: fault.File, Line: fault.Line, Msg: fault.Msg}
	}
	return p.File, err
}
