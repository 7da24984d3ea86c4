package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// dependencies are the modules of the workspace that is opened, and what a cell asks of each.
var dependencies = []struct{ module, path, use string }{
	{"github.com/google/uuid@v1.6.0", "github.com/google/uuid", "len(uuid.Nil)"},
	{"github.com/dustin/go-humanize@v1.1.0", "github.com/dustin/go-humanize", "len(humanize.Bytes(1))"},
	{"gonum.org/v1/gonum@v0.17.0", "gonum.org/v1/gonum/mat", "mat.NewDense(1, 1, nil).RawMatrix().Rows"},
	{"golang.org/x/sync@v0.24.0", "golang.org/x/sync/errgroup", "len([]errgroup.Group{{}})"},
	{"golang.org/x/text@v0.43.0", "golang.org/x/text/language", "len(language.English.String())"},
	{"github.com/BurntSushi/toml@v1.6.0", "github.com/BurntSushi/toml", "len(toml.Key{})"},
	{"github.com/google/go-cmp@v0.7.0", "github.com/google/go-cmp/cmp", "len(cmp.Diff(1, 2))"},
	{"gopkg.in/yaml.v3@v3.0.1", "gopkg.in/yaml.v3", "int(yaml.ScalarNode)"},
	{"github.com/spf13/pflag@v1.1.0", "github.com/spf13/pflag", "pflag.NArg()"},
	{"github.com/gorilla/mux@v1.8.1", "github.com/gorilla/mux", "len(mux.Vars(&http.Request{}))"},
}

// An opening is how long it took from opening a workspace to its first compiled cell.
type opening struct {
	name string
	took time.Duration
}

// measureOpening opens a workspace with ten dependencies and runs a compiled cell that uses all
// of them, with less and less to do first. What is compiled goes to caches of its own; modules
// are those of this machine. A vendored copy of a module has to be compiled anew.
func measureOpening(ctx context.Context, o options, h *home) (all []opening, err error) {
	h.env = append(h.env, "GOAWAIT_CACHE="+filepath.Join(h.dir, "goawait"))
	first := "cold, but Go's own cache is this machine's"
	if o.cold {
		first = "cold: nothing was ever compiled, the standard library neither"
		h.env = append(h.env, "GOCACHE="+filepath.Join(h.dir, "build"))
	}
	cell, err := h.workspaceOf10(ctx)
	if err != nil {
		return nil, err
	}
	for _, step := range []struct {
		name     string
		vendored string
		before   time.Duration
	}{
		{first, "", 0},
		{"warm: all was compiled before", "", 0},
		{"no dependency is compiled, all else is, and the cell comes at once", "one", 0},
		{fmt.Sprintf("the same, and the cell comes %s after opening", o.ahead), "two", o.ahead},
	} {
		if step.vendored != "" {
			if err := h.vendored(ctx, step.vendored); err != nil {
				return nil, err
			}
		}
		start := time.Now()
		c, err := startDAP(ctx, o, h)
		if err != nil {
			return nil, err
		}
		if step.before > 0 {
			time.Sleep(step.before)
			start = time.Now()
		}
		_, err = c.run(cell, "true")
		all = append(all, opening{step.name, time.Since(start)})
		fmt.Fprintf(os.Stderr, "%s: %v\n", step.name, time.Since(start))
		c.close()
		h.endSessions()
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// vendored makes a copy of the workspace, with the dependencies in it, the workspace.
func (h *home) vendored(ctx context.Context, name string) error {
	to := filepath.Join(h.dir, name)
	if out, err := exec.CommandContext(ctx, "cp", "-a", h.workspace, to).CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	h.workspace = to
	if out, err := h.command(ctx, "go", "mod", "vendor").CombinedOutput(); err != nil {
		return fmt.Errorf("go mod vendor: %w\n%s", err, out)
	}
	return nil
}

// workspaceOf10 makes a module that uses the dependencies, and gives the cell.
func (h *home) workspaceOf10(ctx context.Context) (cell string, err error) {
	var uses, imports []string
	for _, d := range dependencies {
		imports = append(imports, fmt.Sprintf("import %q", d.path))
		uses = append(uses, d.use)
	}
	program := "package notes\n\n" + strings.ReplaceAll(strings.Join(imports, "\n"), "import \"", "import _ \"") + "\n"
	if err := os.WriteFile(filepath.Join(h.workspace, "notes.go"), []byte(program), 0o600); err != nil {
		return "", err
	}
	args := []string{"get"}
	for _, d := range dependencies {
		args = append(args, d.module)
	}
	for _, args := range [][]string{{"mod", "init", "example.com/notes"}, args} {
		if out, err := h.command(ctx, "go", args...).CombinedOutput(); err != nil {
			return "", fmt.Errorf("go %s: %w\n%s", args[0], err, out)
		}
	}
	return "%%native\n" + strings.Join(imports, "\n") + "\n" + strings.Join(uses, " + ") + " > 0", nil
}

// reportOpening prints them as Markdown.
func reportOpening(w io.Writer, all []opening) {
	if len(all) == 0 {
		return
	}
	fmt.Fprintf(w, "\n| a workspace with %d dependencies | to the value of the first compiled cell |\n|---|---|\n", len(dependencies))
	for _, o := range all {
		fmt.Fprintf(w, "| %s | %s |\n", o.name, brief(o.took))
	}
}
