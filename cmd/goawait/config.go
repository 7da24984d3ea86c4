package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/goawait/goawait/session"
	"github.com/goawait/goawait/session/imports"
)

// A hostConfig is a session's configuration with the importer under its own type.
type hostConfig struct {
	session.Config
	importer *imports.Importer
	compiler *compiler
}

// markers are what a workspace's folder is known by, to editors as well.
var markers = []string{".goawait.toml", "go.work", "go.mod", ".git"}

// workspaceOf is the workspace of a file: the nearest folder, at or above its own, with one of the markers, or
// else its own. Cells that are in no file ("") are of the current folder.
func workspaceOf(path string) string {
	abs, err := filepath.Abs(path)
	if err != nil || path == "" {
		return "."
	}
	for dir := filepath.Dir(abs); ; dir = filepath.Dir(dir) {
		for _, marker := range markers {
			if _, err := os.Stat(filepath.Join(dir, marker)); err == nil {
				return dir
			}
		}
		if dir == filepath.Dir(dir) {
			return filepath.Dir(abs)
		}
	}
}

// sessionConfig is the configuration of the sessions of a workspace: engines are this program
// again, journals lie in the person's state folder by workspace, settings in their config folder.
func sessionConfig(workspace string) (hostConfig, error) {
	self, err := os.Executable()
	if err != nil {
		return hostConfig{}, fmt.Errorf("finding this program: %w", err)
	}
	cfg := hostConfig{importer: imports.New(workspace)}
	cfg.Workspace = workspace
	cfg.EngineCommand = []string{self, "engine"}
	cfg.ProgramCommand = []string{self, "run"}
	cfg.Importer = cfg.importer
	lendModule(cfg.importer, workspace)
	cfg.compiler = newCompiler(workspace)
	cfg.Compiler = cfg.compiler
	if dir, err := os.UserConfigDir(); err == nil {
		cfg.ConfigDir = filepath.Join(dir, "goawait")
	}
	return cfg, nil
}
