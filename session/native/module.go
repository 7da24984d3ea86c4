package native

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// LentModule is the folder of the module that serves a workspace that has none of its own: it
// lies in the cache, and is made by GoGet. It is "" if there is none.
func LentModule(workspace, cache string) string {
	dir := lentModule(workspace, cache)
	if _, err := os.Stat(filepath.Join(dir, "go.mod")); err != nil {
		return ""
	}
	return dir
}

func lentModule(workspace, cache string) string {
	if abs, err := filepath.Abs(workspace); err == nil {
		workspace = abs
	}
	return store{cache}.path("module", digest(workspace))
}

// moduleFolder is where the go command is asked about what cells import.
func (w *Workspace) moduleFolder() string {
	if w.tc.GoMod != "" || w.tc.GoWork != "" {
		return w.dir
	}
	if dir := LentModule(w.dir, w.store.dir); dir != "" {
		return dir
	}
	return w.dir
}

// GoGet brings a module, or the one that a package is in, into a folder's module, as `go get`
// does: go.mod and go.sum change. A folder without a module is lent one, and nothing in the
// folder changes. No C compiler is needed.
func GoGet(ctx context.Context, tc *Toolchain, workspace, cache, query string) error {
	if query == "" || strings.HasPrefix(query, "-") {
		return fmt.Errorf("%q is no module or package", query)
	}
	dir, err := filepath.Abs(workspace)
	if err != nil {
		return fmt.Errorf("finding the workspace: %w", err)
	}
	lent := tc.GoMod == "" && tc.GoWork == ""
	if lent {
		if dir, err = lend(ctx, workspace, cache); err != nil {
			return err
		}
	}
	env := with(tc.given, "PWD="+dir)
	_, err = tc.run(ctx, dir, env, tc.Go, "get", "--", query)
	var failed *toolError
	if errors.As(err, &failed) {
		var p *Problem
		if why := fromTool("the go command", failed.text, err); errors.As(why, &p) {
			return p
		}
		return fmt.Errorf("go get %s: %s", query, plain(failed.text))
	}
	return err
}

// plain is what the go command said in one line, without what it always says.
func plain(text string) string {
	var words []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(line), "go: "))
		if line != "" && !strings.HasPrefix(line, "downloading ") && !strings.HasPrefix(line, "added ") {
			words = append(words, strings.TrimSuffix(line, ":"))
		}
	}
	return strings.Join(words, ": ")
}

// lend makes the module that serves a workspace without one.
func lend(ctx context.Context, workspace, cache string) (string, error) {
	abs, err := filepath.Abs(workspace)
	if err != nil {
		return "", fmt.Errorf("finding the workspace: %w", err)
	}
	dir := lentModule(workspace, cache)
	unlock, err := store{cache}.lock(ctx, "module", filepath.Base(dir))
	if err != nil {
		return "", err
	}
	defer unlock()
	file := filepath.Join(dir, "go.mod")
	if _, err := os.Stat(file); err == nil {
		return dir, nil
	}
	text := "// What the cells in " + abs + " import.\nmodule goawait.local/cells\n\ngo " + strings.TrimPrefix(oldest, "go") + "\n"
	return dir, onDisk("making a module for cells", dir, write(file, []byte(text)))
}
