package imports

import (
	"bytes"
	"context"
	"fmt"
	"go/token"
	"go/types"
	"maps"
	"path/filepath"
	"slices"
	"sync"

	"github.com/goawait/goawait/transform"
	"golang.org/x/tools/go/gcexportdata"
)

// An Importer gives the types of packages as seen from one workspace. It is a
// [transform.Importer], safe for concurrent use.
type Importer struct {
	dir  string
	lent func() string // a folder with a module, while dir has none; may be nil
	fset *token.FileSet
	docs docIndex

	mu     sync.RWMutex // guards what follows, and the packages while they are read
	ready  map[string]*types.Package
	known  map[string]*types.Package // every package ever mentioned, many of them in part
	built  map[string]*listed        // what go list has built as dependencies of what was asked for
	failed map[string]*failure
	queued map[string]bool // asked for, and not answered yet
	busy   bool            // a background load runs
	loaded map[*func()]struct{}

	ctx    context.Context // ends with Close
	cancel context.CancelFunc
}

var _ transform.Importer = (*Importer)(nil)

// New returns an importer for the workspace in dir. It does nothing before it is asked.
func New(dir string) *Importer {
	m := &Importer{
		dir:    dir,
		fset:   token.NewFileSet(),
		ready:  map[string]*types.Package{"unsafe": types.Unsafe},
		known:  map[string]*types.Package{"unsafe": types.Unsafe},
		built:  make(map[string]*listed),
		failed: make(map[string]*failure),
		queued: make(map[string]bool),
		loaded: make(map[*func()]struct{}),
	}
	m.ctx, m.cancel = context.WithCancel(context.Background())
	return m
}

// Lend names a folder whose module serves for as long as the workspace has none: folder says
// which, "" if there is none yet. It is called before the importer is used.
func (m *Importer) Lend(folder func() string) { m.lent = folder }

// folder is where the go command is asked.
func (m *Importer) folder() string {
	if m.lent == nil || inModule(m.dir) {
		return m.dir
	}
	if lent := m.lent(); lent != "" {
		return lent
	}
	return m.dir
}

// inModule reports whether the go command finds a module in or above dir.
func inModule(dir string) bool {
	abs, err := filepath.Abs(dir)
	return err == nil && (above(abs, "go.mod") != "" || above(abs, "go.work") != "")
}

// Forget forgets the packages that are of no standard library, so that they are loaded as they
// are when they are next asked for. Whoever has their types must not meet the new ones.
func (m *Importer) Forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, list := range []map[string]*types.Package{m.ready, m.known} {
		maps.DeleteFunc(list, func(path string, _ *types.Package) bool {
			return path != "unsafe" && !m.Standard(path) && !standardInternal(path)
		})
	}
	clear(m.built)
	clear(m.failed)
}

// Close ends what runs in the background. Packages that were given out stay valid.
func (m *Importer) Close() { m.cancel() }

// OnLoaded has fn called whenever packages that were pending have been loaded or have
// failed. fn runs on a goroutine of the importer's and must not block.
func (m *Importer) OnLoaded(fn func()) (cancel func()) {
	key := &fn
	m.mu.Lock()
	defer m.mu.Unlock()
	m.loaded[key] = struct{}{}
	return func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		delete(m.loaded, key)
	}
}

// ByName returns the import path of the standard package that has that name; "" if none.
// Where several have it, the one that most programs mean.
func (m *Importer) ByName(name string) string { return byName()[name] }

// Names returns the names that ByName knows, sorted.
func (m *Importer) Names() []string { return slices.Sorted(maps.Keys(byName())) }

// Standard reports whether a package is one of the standard library, or package async: what
// every engine has.
func (m *Importer) Standard(path string) bool {
	return path == transform.AsyncPath || standard().has(path)
}

// Has is Standard: an engine has these packages and no other.
func (m *Importer) Has(path string) bool { return m.Standard(path) }

// Import returns the package with that path. It answers at once: a package of the standard
// library and package async are loaded while the caller waits, in milliseconds; for any
// other the first answer is transform.ErrPending, and OnLoaded says when to ask again.
// The error of a package that cannot be had says what to do about it.
func (m *Importer) Import(path string) (*types.Package, error) {
	m.mu.RLock()
	pkg := m.ready[path]
	m.mu.RUnlock()
	if pkg != nil {
		return pkg, nil
	}
	if err := checkPath(path); err != nil {
		return nil, err
	}
	if path == transform.AsyncPath {
		return m.importAsync()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if pkg := m.ready[path]; pkg != nil {
		return pkg, nil
	}
	if data, err := standard().read(path + ".x"); err != nil {
		return nil, fmt.Errorf("reading package %s of the standard library: %w", path, err)
	} else if data != nil {
		return m.read(path, data)
	}
	if p := m.built[path]; p != nil && p.Export != "" {
		return m.admit(path, p)
	}
	return nil, m.enqueue(path)
}

// read makes a package of its export data. m.mu is held: reading adds to the packages that
// this one mentions.
func (m *Importer) read(path string, data []byte) (*types.Package, error) {
	pkg, err := gcexportdata.Read(bytes.NewReader(data), m.fset, m.known, path)
	if err != nil {
		return nil, fmt.Errorf("reading the types of package %s: %w", path, err)
	}
	m.ready[path] = pkg
	return pkg, nil
}
