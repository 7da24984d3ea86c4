package main

import (
	"context"
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"strconv"

	"github.com/goawait/goawait/session"
	"github.com/goawait/goawait/transform"
)

// ahead has the packages compiled that the workspace's code and its .goa files import, where
// compiled cells are in use here: where their engine is built. It returns when that is done, or
// when ctx ends, and leaves what goes wrong to the cells that meet it.
func (c *compiler) ahead(ctx context.Context) {
	if c.Built(ctx) == nil {
		return
	}
	w, err := c.open(ctx)
	if err != nil {
		return
	}
	_ = w.Ahead(ctx, notesImport(c.dir))
}

// compileAhead is ahead, unless cells here are not to be compiled.
func (h *hub) compileAhead(ctx context.Context) {
	settings, _ := session.LoadSettings(h.workspace, h.base.ConfigDir)
	if h.compiler != nil && settings.Lane != "instant" && len(settings.EngineCommand) == 0 {
		h.compiler.ahead(ctx)
	}
}

// notesImport lists what the .goa files in a folder, and in the folders in it, import.
func notesImport(dir string) (paths []string) {
	for _, pattern := range []string{"*.goa", "*/*.goa"} {
		files, _ := filepath.Glob(filepath.Join(dir, pattern))
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				continue
			}
			for _, cell := range transform.SplitCells(text) {
				paths = append(paths, importsOf(transform.Parse(text[cell.Start:cell.End]))...)
			}
		}
	}
	return paths
}

func importsOf(c *transform.Cell) (paths []string) {
	for i := range c.Items {
		d, ok := c.Items[i].Decl.(*ast.GenDecl)
		if !ok || d.Tok != token.IMPORT {
			continue
		}
		for _, spec := range d.Specs {
			if path, err := strconv.Unquote(spec.(*ast.ImportSpec).Path.Value); err == nil {
				paths = append(paths, path)
			}
		}
	}
	return paths
}
