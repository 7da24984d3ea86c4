package native

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// An archive is a compiled package.
type archive struct {
	Path     string   // import path
	File     string   // of the archive
	ID       string   // by content
	Deps     []string `json:",omitempty"` // import paths of all packages that it needs, itself left out
	Dir      string   `json:",omitempty"` // of its sources, where those may change
	Files    []string `json:",omitempty"` // its sources, in Dir
	Standard bool     `json:",omitempty"`
}

// listed is what go list says of a package.
type listed struct {
	ImportPath, Name, Dir, Export string
	Standard, DepOnly, Incomplete bool
	Deps                          []string
	GoFiles, CgoFiles, CFiles     []string
	HFiles, SFiles, EmbedFiles    []string
	CXXFiles                      []string
	Module                        *listedModule
	Error                         *listedError
	DepsErrors                    []*listedError
}

type listedModule struct {
	Path, Version, Dir string
	Main               bool
	Replace            *listedModule
}

type listedError struct {
	ImportStack []string
	Pos, Err    string
}

const listFields = "-json=ImportPath,Name,Dir,Export,Standard,DepOnly,Incomplete,Deps,GoFiles,CgoFiles,CFiles,HFiles,SFiles,EmbedFiles,CXXFiles,Module,Error,DepsErrors"

// list has the go command compile packages and all that they need, in dir.
func (tc *Toolchain) list(ctx context.Context, dir string, env []string, compiled func(path string), paths ...string) (map[string]*listed, error) {
	args := append([]string{"list", "-e", "-v", "-export", "-deps", "-buildmode=plugin", "-gcflags=all=" + strings.Join(gcflags, " "), listFields, "--"}, paths...)
	var compiling func(string)
	if compiled != nil {
		compiling = func(line string) {
			if !strings.ContainsAny(line, " \t:#") {
				compiled(line)
			}
		}
	}
	out, err := tc.watch(ctx, dir, env, compiling, tc.Go, args...)
	found := make(map[string]*listed)
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		p := new(listed)
		if derr := dec.Decode(p); derr != nil {
			if err == nil && !errors.Is(derr, io.EOF) {
				err = fmt.Errorf("reading the go command's answer: %w", derr)
			}
			break
		}
		found[p.ImportPath] = p
	}
	var failed *toolError
	if errors.As(err, &failed) {
		err = fromTool("the go command", failed.text, err)
	}
	return found, err
}

// archive makes an archive of what go list said, with its identity. Archives of the go
// command's cache are named by their content; others are read.
func (p *listed) archive() (*archive, error) {
	a := &archive{Path: p.ImportPath, File: p.Export, Standard: p.Standard, Deps: p.Deps}
	base := filepath.Base(p.Export)
	if name, ok := strings.CutSuffix(base, "-d"); ok && len(name) == 2*sha256.Size {
		a.ID = name
	} else if digest, err := digestFile(p.Export); err == nil {
		a.ID = digest
	} else {
		return nil, fmt.Errorf("reading the compiled package %s: %w", p.ImportPath, err)
	}
	if p.Module != nil && (p.Module.Main || p.Module.Replace != nil && p.Module.Replace.Version == "") {
		a.Dir = p.Dir
		a.Files = slices.Concat(p.GoFiles, p.CgoFiles, p.CFiles, p.CXXFiles, p.HFiles, p.SFiles, p.EmbedFiles)
	}
	return a, nil
}

func digestFile(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// archives makes archives of a listing; packages without one (unsafe) are left out. It fails
// where a package did not compile.
func archives(found map[string]*listed) (map[string]*archive, error) {
	out := make(map[string]*archive, len(found))
	for _, path := range slices.Sorted(maps.Keys(found)) {
		p := found[path]
		switch {
		case p.Error != nil:
			return nil, fmt.Errorf("package %s: %s", path, strings.TrimSpace(p.Error.Err))
		case p.Export == "" && path == "unsafe":
			continue
		case p.Export == "":
			if len(p.DepsErrors) > 0 {
				return nil, fmt.Errorf("package %s: %s", path, strings.TrimSpace(p.DepsErrors[0].Err))
			}
			return nil, fmt.Errorf("package %s could not be compiled", path)
		}
		a, err := p.archive()
		if err != nil {
			return nil, err
		}
		out[path] = a
	}
	return out, nil
}

// importcfg is the compiler's and the linker's list of where packages are.
func importcfg(lists ...map[string]*archive) []byte {
	files := make(map[string]string)
	for _, list := range lists {
		for path, a := range list {
			files[path] = a.File
		}
	}
	var b bytes.Buffer
	for _, path := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(&b, "packagefile %s=%s\n", path, files[path])
	}
	return b.Bytes()
}
