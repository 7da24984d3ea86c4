package imports

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"slices"
	"time"

	"github.com/goawait/goawait/transform"
	"golang.org/x/tools/go/gcexportdata"
)

// A load may have to build all of a package's dependencies. After this long it is given up.
const loadTimeout = 5 * time.Minute

// A listed package is what go list says of one.
type listed struct {
	ImportPath string
	Name       string
	Export     string // file of export data; empty if the package could not be built
	DepOnly    bool
	GoFiles    []string
	CgoFiles   []string
	Module     *struct {
		Main bool
	}
	Error      *listError
	DepsErrors []*listError
}

type listError struct {
	ImportStack []string
	Pos         string
	Err         string
}

// enqueue asks for path in the background, and returns what to say meanwhile. m.mu is held.
func (m *Importer) enqueue(path string) error {
	if m.ctx.Err() != nil {
		return fmt.Errorf("importing %s: the session is closed", path)
	}
	before := m.failed[path]
	if before != nil && !before.mayHaveChanged(m.folder()) {
		return before.err
	}
	m.queued[path] = true
	if !m.busy {
		m.busy = true
		go m.loadQueued() // ends when nothing is queued, or by Close
	}
	if before != nil {
		return before.err // until it is known to be better
	}
	return transform.ErrPending
}

// loadQueued loads what is queued, all of it at once, until nothing is.
func (m *Importer) loadQueued() {
	for {
		m.mu.Lock()
		paths := slices.Sorted(maps.Keys(m.queued))
		if len(paths) == 0 || m.ctx.Err() != nil {
			m.busy = false
			m.mu.Unlock()
			return
		}
		m.mu.Unlock()
		stamp := stampOf(m.folder())
		found, err := m.list(paths)
		m.mu.Lock()
		for _, path := range paths {
			delete(m.queued, path)
			delete(m.failed, path)
			if why := m.take(path, found, err); why != nil {
				m.failed[path] = &failure{err: why, stamp: stamp, at: time.Now()}
			}
		}
		loaded := slices.Collect(maps.Keys(m.loaded))
		m.mu.Unlock()
		for _, fn := range loaded {
			(*fn)()
		}
	}
}

// take makes the package that was asked for of what go list found. m.mu is held.
func (m *Importer) take(path string, found map[string]*listed, listErr error) error {
	p := found[path]
	switch {
	case p == nil && listErr != nil:
		return explainCommand(path, m.folder(), listErr)
	case p == nil:
		return fmt.Errorf("package %s was not found", path)
	}
	for _, dep := range found {
		if dep.DepOnly && m.ready[dep.ImportPath] == nil && !standard().has(dep.ImportPath) {
			m.built[dep.ImportPath] = dep
		}
	}
	_, err := m.admit(path, p)
	return err
}

// admit makes the package path of what go list said of it, if a cell may import it. m.mu is
// held.
func (m *Importer) admit(path string, p *listed) (*types.Package, error) {
	switch {
	case p.Error != nil || p.Export == "":
		return nil, explain(path, m.folder(), p)
	case p.Name == "main":
		return nil, fmt.Errorf("package %s is a program, and cannot be imported", path)
	case isInternal(path) && (p.Module == nil || !p.Module.Main):
		return nil, fmt.Errorf("package %s is internal to its module", path)
	}
	return m.readFile(path, p.Export)
}

// readFile makes a package of an export data file. m.mu is held.
func (m *Importer) readFile(path, file string) (*types.Package, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("reading the types of package %s: %w", path, err)
	}
	defer f.Close()
	//lint:ignore SA1019 the go command writes archives up to Go 1.27
	r, err := gcexportdata.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("reading the types of package %s: %w", path, err)
	}
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("reading the types of package %s: %w", path, err)
	}
	return m.read(path, data)
}

// list runs go list for paths. The error is that of the command as a whole.
func (m *Importer) list(paths []string) (map[string]*listed, error) {
	ctx, cancel := context.WithTimeout(m.ctx, loadTimeout)
	defer cancel()
	args := []string{"list", "-e", "-export", "-deps", "-json=ImportPath,Name,Export,DepOnly,GoFiles,CgoFiles,Module,Error,DepsErrors", "--"}
	cmd := exec.CommandContext(ctx, "go", append(args, paths...)...)
	cmd.Dir = m.folder()
	cmd.WaitDelay = 2 * time.Second // a compiler that it started may hold the pipes
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	switch {
	case ctx.Err() == context.DeadlineExceeded:
		err = fmt.Errorf("the go command took longer than %v", loadTimeout)
	case err != nil && errs.Len() > 0:
		err = &commandError{err, errs.String()}
	}
	found := make(map[string]*listed)
	for dec := json.NewDecoder(&out); ; {
		p := new(listed)
		if derr := dec.Decode(p); derr != nil {
			if err == nil && !errors.Is(derr, io.EOF) {
				err = fmt.Errorf("reading the go command's answer: %w", derr)
			}
			return found, err
		}
		found[p.ImportPath] = p
	}
}
