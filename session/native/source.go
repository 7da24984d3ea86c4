package native

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/goawait/goawait"
)

const (
	ourModule   = "github.com/goawait/goawait"
	yaegiModule = "github.com/traefik/yaegi"
	yaegiInside = ourModule + "/internal/yaegi" // where the engine's own copy stands
	asyncPath   = ourModule + "/session/async"

	// layout counts the changes of what is made of the sources.
	layout = "1"
)

// yaegiPackages are the packages of yaegi that the engine is made of.
var yaegiPackages = []string{"interp", "stdlib/generic", "internal/unsafe2"}

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
// missing. It has no requirements: yaegi is copied into it under a path of ours, so that a
// workspace may itself use any version of it.
func (s store) sources(ctx context.Context, tc *Toolchain) (string, error) {
	id, err := sourceID()
	if err != nil {
		return "", fmt.Errorf("reading the engine's sources: %w", err)
	}
	return s.folder(ctx, "source", id, func(dir string) error {
		err := eachSource(func(name string, text []byte) error {
			text = bytes.ReplaceAll(text, []byte(`"`+yaegiModule+`/`), []byte(`"`+yaegiInside+`/`))
			return write(filepath.Join(dir, filepath.FromSlash(name)), text)
		})
		if err != nil {
			return err
		}
		yaegi, err := downloadYaegi(ctx, tc, dir)
		if err != nil {
			return err
		}
		for _, pkg := range yaegiPackages {
			if err := copyYaegi(filepath.Join(yaegi, filepath.FromSlash(pkg)), filepath.Join(dir, "internal", "yaegi", filepath.FromSlash(pkg))); err != nil {
				return err
			}
		}
		if err := os.Remove(filepath.Join(dir, "go.sum")); err != nil {
			return err
		}
		return write(filepath.Join(dir, "go.mod"), []byte("module "+ourModule+"\n\ngo "+strings.TrimPrefix(oldest, "go")+".0\n"))
	})
}

// downloadYaegi has the go command get yaegi, checked against the go.sum in dir.
func downloadYaegi(ctx context.Context, tc *Toolchain, dir string) (string, error) {
	out, err := tc.run(ctx, dir, tc.env(dir, []string{"-mod=mod"}, "GOWORK=off"), tc.Go, "mod", "download", "-json", yaegiModule)
	var got struct{ Dir, Error string }
	if jerr := json.Unmarshal(out, &got); jerr == nil && got.Dir != "" && err == nil {
		return got.Dir, nil
	}
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	why := got.Error
	if why == "" && err != nil {
		why = firstLine(err)
	}
	return "", &Problem{
		What: "the sources of yaegi, which an engine needs, could not be had: " + why,
		Do:   "connect to a module proxy once (see `go env GOPROXY`); until then only the instant lane works",
		Err:  err,
	}
}

// copyYaegi copies one package. Its files keep the language of yaegi's own go.mod, in which a
// loop has one variable.
func copyYaegi(from, to string) error {
	entries, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := e.Name()
		if e.IsDir() || strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(from, name))
		if err != nil {
			return err
		}
		if strings.HasSuffix(name, ".go") {
			text = bytes.ReplaceAll(text, []byte(`"`+yaegiModule+`/`), []byte(`"`+yaegiInside+`/`))
			if !bytes.HasPrefix(text, []byte("//go:build ")) && !bytes.Contains(text, []byte("\n//go:build ")) {
				text = append([]byte("//go:build go1.21\n\n"), text...)
			}
		}
		if err := write(filepath.Join(to, name), text); err != nil {
			return err
		}
	}
	return nil
}

// write writes a file and makes its folder.
func write(name string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	return os.WriteFile(name, text, 0o600)
}
