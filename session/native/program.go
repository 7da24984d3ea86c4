package native

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// A BuildError is what the go command wrote as it did not build a program: the compiler's
// complaints, mostly.
type BuildError struct{ Text string }

func (e *BuildError) Error() string { return e.Text }

// Program builds the program that consists of one file of package main, or of those of a folder, as
// `go run` in dir would, and returns the executable. It lies in the cache, so that a program that did not
// change is not linked again. No C compiler is needed unless the program itself needs it.
func (tc *Toolchain) Program(ctx context.Context, dir, file, cache string) (string, error) {
	abs := file
	if !filepath.IsAbs(abs) {
		abs = filepath.Join(dir, file)
	}
	folder := store{cache}.path("program", digest(tc.id, abs))
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", onDisk("making a cache folder", cache, err)
	}
	out := filepath.Join(folder, strings.TrimSuffix(filepath.Base(abs), ".go"))
	unlock, err := store{cache}.lock(ctx, "program", digest(tc.id, abs))
	if err != nil {
		return "", err
	}
	defer unlock()
	how := []string{"build", "-o", out, "--", file}
	if info, err := os.Stat(abs); err == nil && info.IsDir() {
		// It may be of another module than dir is; and what is no program is to be an error.
		dir, how = abs, []string{"build", "-buildmode=exe", "-o", out, "--", "."}
	}
	_, err = tc.run(ctx, dir, with(tc.given, "PWD="+dir), tc.Go, how...)
	var failed *toolError
	if !errors.As(err, &failed) {
		return out, err
	}
	var p *Problem
	if err := fromTool("the go command", failed.text, err); errors.As(err, &p) {
		return "", p
	}
	if strings.Contains(failed.text, "requires exactly one main package") {
		return "", &BuildError{file + " is no program; a program is of package main"}
	}
	return "", &BuildError{strings.TrimSpace(strings.TrimPrefix(failed.text, "# command-line-arguments\n"))}
}

// Environ is the environment that programs of the person run in.
func (tc *Toolchain) Environ() []string { return tc.given }
