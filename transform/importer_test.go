package transform_test

import (
	"bufio"
	"bytes"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/goawait/goawait/transform"
)

// testImporter gives the standard packages from the toolchain's export data, and package async
// from its source.
type testImporter struct {
	mu      sync.Mutex // guards what follows
	std     types.Importer
	exports map[string]string
	async   *types.Package
	pending map[string]bool
}

// standard packages that the tests use; their dependencies come along.
var standard = []string{
	"bytes", "context", "encoding/json", "errors", "fmt", "io", "iter", "math", "math/rand", "net/http", "net/url",
	"os", "os/exec", "reflect", "runtime/pprof", "slices", "sort", "strings", "sync", "time", "unsafe", "sync/atomic", "runtime", "strconv",
}

var loadExports = sync.OnceValues(func() (map[string]string, error) {
	args := append([]string{"list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}"}, standard...)
	out, err := exec.Command("go", args...).Output()
	if err != nil {
		return nil, fmt.Errorf("listing export data: %w", err)
	}
	exports := map[string]string{}
	for s := bufio.NewScanner(bytes.NewReader(out)); s.Scan(); {
		path, file, _ := strings.Cut(s.Text(), " ")
		exports[path] = file
	}
	return exports, nil
})

func newImporter(t testing.TB) *testImporter {
	t.Helper()
	exports, err := loadExports()
	if err != nil {
		t.Fatal(err)
	}
	i := &testImporter{exports: exports, pending: map[string]bool{}}
	i.std = importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) {
		if exports[path] == "" {
			return nil, fmt.Errorf("package %s is not in std", path)
		}
		return os.Open(exports[path])
	})
	return i
}

// Names implements what completion asks an importer for.
func (i *testImporter) Names() []string {
	var names []string
	for _, path := range standard {
		if name := path[strings.LastIndexByte(path, '/')+1:]; i.ByName(name) == path {
			names = append(names, name)
		}
	}
	return names
}

func (i *testImporter) Import(path string) (*types.Package, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.pending[path] {
		return nil, transform.ErrPending
	}
	if path == transform.AsyncPath {
		return i.importAsync()
	}
	return i.std.Import(path)
}

func (i *testImporter) importAsync() (*types.Package, error) {
	if i.async != nil {
		return i.async, nil
	}
	names, err := filepath.Glob("../session/async/*.go")
	if err != nil {
		return nil, err
	}
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	conf := types.Config{IgnoreFuncBodies: true, Importer: i.std, Error: func(error) {}}
	i.async, _ = conf.Check(transform.AsyncPath, fset, files, nil)
	return i.async, nil
}

func (i *testImporter) ByName(name string) string {
	if k := slices.IndexFunc(standard, func(p string) bool { return p == name || strings.HasSuffix(p, "/"+name) }); k >= 0 {
		return standard[k]
	}
	return ""
}

func newEnv(t testing.TB) *transform.Env {
	return &transform.Env{
		Autoawait: true,
		Runners:   []string{"conc", "errgroup", "goroutine", "loop", "sync"},
		Magics:    []string{"autoawait", "tasks", "time", "timeit", "who", "whos"},
		Importer:  newImporter(t),
		CellNo:    1,
	}
}
