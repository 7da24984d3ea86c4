package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"go/build"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// A program is one file of the corpus.
type program struct {
	name string // "go/closure.go", "yaegi/fun1.go"
	file string
	text []byte
}

const yaegi = "github.com/traefik/yaegi"

// find lists the programs that the options ask for, sorted by name.
func find(ctx context.Context, o options) ([]program, error) {
	root, err := command(ctx, "go", "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	var module struct{ Dir string }
	text, err := command(ctx, "go", "mod", "download", "-json", yaegi)
	if err == nil {
		err = json.Unmarshal([]byte(text), &module)
	}
	if err != nil {
		return nil, fmt.Errorf("finding yaegi: %w", err)
	}
	var all []program
	for prefix, pattern := range map[string]string{
		"go/":    filepath.Join(root, "test"),
		"yaegi/": filepath.Join(module.Dir, "_test"),
	} {
		found, err := under(prefix, pattern)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	slices.SortFunc(all, func(a, b program) int { return strings.Compare(a.name, b.name) })
	return choose(all, o)
}

// choose takes those that the options ask for.
func choose(all []program, o options) ([]program, error) {
	var listed []string
	if o.listed != "" {
		text, err := os.ReadFile(o.listed)
		if err != nil {
			return nil, err
		}
		listed = strings.Fields(string(text))
	}
	var some []program
	for i, p := range all {
		if i%o.every == 0 && o.match.MatchString(p.name) && (listed == nil || slices.Contains(listed, p.name)) {
			some = append(some, p)
		}
	}
	return some, nil
}

// under lists the programs of one file below a folder: of Go's tests those that say that they
// are to be run, of others all.
func under(prefix, dir string) ([]program, error) {
	var found []program
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if strings.HasSuffix(path, ".dir") || path != dir && prefix == "yaegi/" {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(dir, path)
		if prefix == "go/" && !toRun(text) || !isMain(text) {
			return nil
		}
		if match, err := build.Default.MatchFile(filepath.Dir(path), filepath.Base(path)); err != nil || !match {
			return nil
		}
		found = append(found, program{prefix + filepath.ToSlash(rel), path, text})
		return nil
	})
	return found, err
}

// toRun reports whether a file of Go's tests is to be run as it is, without flags or
// arguments.
func toRun(text []byte) bool {
	for line := range bytes.Lines(text) {
		line = bytes.TrimSpace(line)
		switch {
		case bytes.HasPrefix(line, []byte("//go:build")), len(line) == 0:
		default:
			return string(line) == "// run"
		}
	}
	return false
}

func isMain(text []byte) bool {
	f, err := parser.ParseFile(token.NewFileSet(), "", text, parser.SkipObjectResolution)
	return err == nil && f.Name.Name == "main" && bytes.Contains(text, []byte("func main()"))
}

func command(ctx context.Context, name string, args ...string) (string, error) {
	out, err := exec.CommandContext(ctx, name, args...).Output()
	return strings.TrimSpace(string(out)), err
}
