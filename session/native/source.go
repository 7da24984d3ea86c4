package native

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"go/version"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/goawait/goawait"
)

const (
	ourModule = "github.com/goawait/goawait"
	inside    = ourModule + "/internal/" // where the engine's copies of other modules stand
	asyncPath = ourModule + "/session/async"

	// layout counts the changes of what is made of the sources.
	layout = "4"
)

// sourceID tells one state of the embedded sources from another.
var sourceID = sync.OnceValues(func() (string, error) {
	h := sha256.New()
	fmt.Fprintln(h, layout)
	err := eachSource(func(name string, text []byte) error {
		fmt.Fprintf(h, "%s %d\n", name, len(text))
		h.Write(text)
		return nil
	})
	return hex.EncodeToString(h.Sum(nil))[:20], err
})

// eachSource calls f with each embedded file that an engine is made of.
func eachSource(f func(name string, text []byte) error) error {
	return fs.WalkDir(goawait.Sources, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(name, "_test.go") {
			return err
		}
		text, err := goawait.Sources.ReadFile(name)
		if err != nil {
			return err
		}
		return f(name, text)
	})
}

// sources returns the folder with the module that engines are built from, made if it is
// missing. It has no requirements: what the engine needs of other modules is copied into it
// under paths of ours, so that a workspace may itself use any version of them.
func (s store) sources(ctx context.Context, tc *Toolchain) (string, error) {
	id, err := sourceID()
	if err != nil {
		return "", fmt.Errorf("reading the engine's sources: %w", err)
	}
	return s.folder(ctx, "source", id, func(dir string) error {
		err := eachSource(func(name string, text []byte) error {
			return write(filepath.Join(dir, filepath.FromSlash(name)), text)
		})
		if err != nil {
			return err
		}
		others, err := foreign(ctx, tc, dir)
		if err != nil {
			return err
		}
		for _, p := range others {
			if err := p.copyTo(filepath.Join(dir, "internal", filepath.FromSlash(p.ImportPath)), others); err != nil {
				return err
			}
		}
		err = eachSource(func(name string, text []byte) error {
			return write(filepath.Join(dir, filepath.FromSlash(name)), redirect(text, others))
		})
		if err != nil {
			return err
		}
		if err := os.Remove(filepath.Join(dir, "go.sum")); err != nil {
			return err
		}
		return write(filepath.Join(dir, "go.mod"), []byte("module "+ourModule+"\n\ngo "+strings.TrimPrefix(oldest, "go")+".0\n"))
	})
}

// A foreignPackage is a package of another module that the engine needs.
type foreignPackage struct {
	ImportPath, Dir             string
	GoFiles, SFiles, EmbedFiles []string
	Standard                    bool
	Module                      struct{ Path, GoVersion string }
}

// foreign has the go command find, and get, what the engine needs of other modules, checked
// against the go.sum in dir.
func foreign(ctx context.Context, tc *Toolchain, dir string) ([]foreignPackage, error) {
	env := tc.env(dir, append([]string{"-mod=mod"}, tc.tags()...), "GOWORK=off")
	args := []string{"list", "-deps", "-json=ImportPath,Dir,GoFiles,SFiles,EmbedFiles,Standard,Module", "--"}
	out, err := tc.run(ctx, dir, env, tc.Go, append(args, enginePackages...)...)
	var failed *toolError
	if errors.As(err, &failed) {
		var p *Problem
		if errors.As(fromTool("the go command", failed.text, err), &p) {
			return nil, p
		}
		return nil, &Problem{
			What: "modules that an engine is made of could not be had: " + plain(failed.text),
			Do:   "connect to a module proxy once (see `go env GOPROXY`); until then only the instant lane works",
			Err:  err,
		}
	}
	if err != nil {
		return nil, err
	}
	var others []foreignPackage
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p foreignPackage
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return others, nil
		} else if err != nil {
			return nil, fmt.Errorf("reading the go command's answer: %w", err)
		}
		if !p.Standard && p.Module.Path != ourModule {
			others = append(others, p)
		}
	}
}

// copyTo copies a package. Its files keep the language of their own module's go.mod: in an
// older one a loop has one variable.
func (p *foreignPackage) copyTo(dir string, others []foreignPackage) error {
	for _, name := range slices.Concat(p.GoFiles, p.SFiles, p.EmbedFiles) {
		text, err := os.ReadFile(filepath.Join(p.Dir, filepath.FromSlash(name)))
		if err != nil {
			return fmt.Errorf("copying package %s: %w", p.ImportPath, err)
		}
		if strings.HasSuffix(name, ".go") {
			text = redirect(text, others)
			if v := "go" + p.Module.GoVersion; version.IsValid(v) && !hasConstraint(text) {
				text = append([]byte("//go:build "+version.Lang(v)+"\n\n"), text...)
			}
		}
		if err := write(filepath.Join(dir, filepath.FromSlash(name)), text); err != nil {
			return err
		}
	}
	return nil
}

func hasConstraint(text []byte) bool {
	return bytes.HasPrefix(text, []byte("//go:build ")) || bytes.Contains(text, []byte("\n//go:build "))
}

// redirect makes a file import the copies.
func redirect(text []byte, others []foreignPackage) []byte {
	for _, p := range others {
		text = bytes.ReplaceAll(text, []byte(strconv.Quote(p.ImportPath)), []byte(strconv.Quote(inside+p.ImportPath)))
	}
	return text
}

// write writes a file and makes its folder.
func write(name string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	return os.WriteFile(name, text, 0o600)
}
