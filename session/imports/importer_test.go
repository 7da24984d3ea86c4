package imports

import (
	"bytes"
	"errors"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/goawait/goawait/transform"
	"golang.org/x/tools/go/gcexportdata"
	"golang.org/x/tools/txtar"
)

func mustImport(t testing.TB, m *Importer, path string) *types.Package {
	t.Helper()
	pkg, err := m.Import(path)
	if err != nil {
		t.Fatalf("importing %s: %v", path, err)
	}
	return pkg
}

func TestEveryStandardPackage(t *testing.T) {
	m := New(t.TempDir())
	count := 0
	for name := range standard().files {
		path, ok := strings.CutSuffix(name, ".x")
		if !ok {
			continue
		}
		count++
		pkg := mustImport(t, m, path)
		if !pkg.Complete() || pkg.Path() != path {
			t.Errorf("%s: got %v, complete %t", path, pkg, pkg.Complete())
		}
		if again := mustImport(t, m, path); again != pkg {
			t.Errorf("%s: two packages", path)
		}
	}
	if count < 170 {
		t.Errorf("the bundle has %d packages", count)
	}
}

// Packages that are mentioned by others before they are imported are the same packages.
func TestIdentityInEitherOrder(t *testing.T) {
	for _, order := range [][]string{{"io", "net/http", "bufio"}, {"net/http", "bufio", "io"}, {"bufio", "io", "net/http"}} {
		m := New(t.TempDir())
		pkgs := make(map[string]*types.Package)
		for _, path := range order {
			pkgs[path] = mustImport(t, m, path)
		}
		body := field(t, pkgs["net/http"], "Response", "Body").Type()
		closer := pkgs["io"].Scope().Lookup("ReadCloser").Type()
		if !types.Identical(body, closer) {
			t.Errorf("%v: http.Response.Body is %v, not io.ReadCloser", order, body)
		}
		reader := pkgs["bufio"].Scope().Lookup("NewReader").Type().(*types.Signature).Params().At(0).Type()
		if !types.Identical(reader, pkgs["io"].Scope().Lookup("Reader").Type()) {
			t.Errorf("%v: bufio.NewReader takes %v, not io.Reader", order, reader)
		}
	}
}

func field(t *testing.T, pkg *types.Package, typ, name string) types.Object {
	t.Helper()
	obj, _, _ := types.LookupFieldOrMethod(pkg.Scope().Lookup(typ).Type(), true, pkg, name)
	if obj == nil {
		t.Fatalf("%s.%s has no %s", pkg.Name(), typ, name)
	}
	return obj
}

func check(m types.Importer, src string) error {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "x.go", src, 0)
	if err != nil {
		return err
	}
	_, err = (&types.Config{Importer: m}).Check("x", fset, []*ast.File{file}, nil)
	return err
}

var update = flag.Bool("update", false, "write bundle/async.x anew")

// The export data of package async is of the sources as they are.
func TestAsyncExportIsFresh(t *testing.T) {
	m := New(t.TempDir())
	pkg, err := m.checkAsync()
	if err != nil {
		t.Fatal(err)
	}
	digest, err := asyncDigest()
	if err != nil {
		t.Fatal(err)
	}
	want := bytes.NewBuffer(digest)
	if err := gcexportdata.Write(want, m.fset, pkg); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(filepath.Join("bundle", "async.x"), want.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(want.Bytes(), asyncExport) {
		t.Error("package async has changed: run go generate ./session/imports")
	}
}

func TestPackageAsync(t *testing.T) {
	t.Run("export data", testPackageAsync)
	t.Run("sources", func(t *testing.T) { // as where the export data is of other sources
		before := asyncExport
		asyncExport = nil
		defer func() { asyncExport = before }()
		testPackageAsync(t)
	})
}

func testPackageAsync(t *testing.T) {
	m := New(t.TempDir())
	pkg := mustImport(t, m, transform.AsyncPath)
	if again := mustImport(t, m, transform.AsyncPath); again != pkg {
		t.Error("two packages async")
	}
	err := check(m, `package x
import ("context"; "errors"; "time"; "`+transform.AsyncPath+`")
func f(ctx context.Context) error {
	c := async.New("c", func(ctx context.Context) (int, error) { return 1, async.ErrClosed })
	t := async.Spawn(c)
	var n int
	n, err := t.Await(ctx)
	var all []int
	all, err = async.Gather(c, t).Await(ctx)
	_, err = async.Sleep(time.Second).Await(ctx)
	var p *async.PanicError
	_, _, _ = n, all, errors.As(err, &p)
	return err
}`)
	if err != nil {
		t.Error(err)
	}
}

func TestByName(t *testing.T) {
	m := New(t.TempDir())
	for name, want := range map[string]string{
		"http": "net/http", "json": "encoding/json", "rand": "math/rand", "template": "text/template",
		"pprof": "runtime/pprof", "scanner": "text/scanner", "fmt": "fmt", "unsafe": "unsafe", "utf8": "unicode/utf8",
		"v2": "", "nope": "", "": "", "index": "",
	} {
		if got := m.ByName(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
	for name, path := range byName() {
		if pkg := mustImport(t, m, path); pkg.Name() != name {
			t.Errorf("%q means %s, whose name is %s", name, path, pkg.Name())
		}
	}
}

// workspace lays out the files of a txtar archive.
func workspace(t *testing.T, name string) string {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, f := range archive.Files {
		file := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// newLoading returns an importer and a function that imports and waits while it is pending.
func newLoading(t *testing.T, dir string) (*Importer, func(path string) (*types.Package, error)) {
	t.Helper()
	m := New(dir)
	t.Cleanup(m.Close)
	news := make(chan struct{}, 1)
	m.OnLoaded(func() {
		select {
		case news <- struct{}{}:
		default:
		}
	})
	return m, func(path string) (*types.Package, error) {
		for {
			pkg, err := m.Import(path)
			if !errors.Is(err, transform.ErrPending) {
				return pkg, err
			}
			select {
			case <-news:
			case <-t.Context().Done():
				t.Fatal("still pending at the end of the test")
			}
		}
	}
}

func needGo(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("needs the go command")
	}
}

func TestWorkspacePackages(t *testing.T) {
	needGo(t)
	t.Setenv("GOFLAGS", "")
	t.Setenv("GOPROXY", "off")
	dir := workspace(t, "workspace.txtar")
	m, load := newLoading(t, dir)
	if _, err := m.Import("example.com/ws/ok"); !errors.Is(err, transform.ErrPending) {
		t.Errorf("the first answer: %v", err)
	}
	ok, err := load("example.com/ws/ok")
	if err != nil {
		t.Fatal(err)
	}
	again := mustImport(t, m, "example.com/ws/ok")
	dep, err := load("example.com/ws/internal/dep") // its own internal packages are open to a cell
	if err != nil {
		t.Fatal(err)
	}
	if again != ok || dep.Name() != "dep" {
		t.Errorf("%p %p %s", again, ok, dep.Name())
	}
	get := ok.Scope().Lookup("Get").Type().(*types.Signature).Results()
	if got := get.At(0).Type(); !types.Identical(got, dep.Scope().Lookup("T").Type()) {
		t.Errorf("ok.Get gives %v, not dep.T", got)
	}
	if got, want := get.At(1).Type(), field(t, mustImport(t, m, "net/http"), "Response", "Body").Type(); !types.Identical(got, want) {
		t.Errorf("ok.Get gives %v, not %v", got, want)
	}
	if got := m.Doc(ok.Scope().Lookup("Get")); got != "Get gets.\n" {
		t.Errorf("doc of Get: %q", got)
	}
	if file, line := m.Position(ok.Scope().Lookup("Get")); filepath.Base(file) != "ok.go" || line != 12 {
		t.Errorf("Get is at %s:%d", file, line)
	}
}

func TestPackagesThatCannotBeHad(t *testing.T) {
	needGo(t)
	t.Setenv("GOFLAGS", "")
	t.Setenv("GOPROXY", "off")
	dir := workspace(t, "workspace.txtar")
	_, load := newLoading(t, dir)
	for path, want := range map[string]string{
		"example.com/ws/tests":    "package example.com/ws/tests has no Go files but its tests",
		"example.com/ws/cycle":    "package example.com/ws/cycle imports itself: example.com/ws/cycle → example.com/ws/cycle/back → example.com/ws/cycle",
		"example.com/ws/tagged":   "package example.com/ws/tagged has no Go files for this system and these build tags (GOFLAGS=-tags=…, before goawait starts)",
		"example.com/ws/needs":    "package example.com/ws/needs cannot be built: it needs github.com/foo/bar, which is not in go.mod (go get github.com/foo/bar)",
		"example.com/other/pkg":   "package example.com/other/pkg is of the module in other, which is not in use here: in " + dir + ", run go work init . ./other",
		"github.com/foo/bar":      "package github.com/foo/bar is not in go.mod (go get github.com/foo/bar)",
		"example.com/ws/nope":     "package example.com/ws/nope does not exist: its folder in the workspace's module has no Go files",
		"example.com/ws/broken":   "package example.com/ws/broken does not compile: broken/broken.go:3:23: undefined: y",
		"example.com/ws/syntax":   "package example.com/ws/syntax does not compile: syntax/syntax.go:3:6: syntax error: unexpected {, expected name or (",
		"example.com/ws/above":    "package example.com/ws/above cannot be built: broken/broken.go:3:23: undefined: y",
		"example.com/ws/prog":     "package example.com/ws/prog is a program, and cannot be imported",
		"foo/bar":                 "package foo/bar is not in the standard library",
		"ne":                      "package ne is not in the standard library",
		"net/http/internal":       "package net/http/internal is internal to the standard library",
		"internal/abi":            "package internal/abi is internal to the standard library",
		"":                        "the import path is empty",
		"C":                       `a cell cannot import "C"`,
		"std":                     "std is not a package",
		"./ok":                    `"./ok" is a file path: import the package by its path in the module`,
		"/etc/passwd":             `"/etc/passwd" is a file path: import the package by its path in the module`,
		"-json":                   `"-json" is not an import path`,
		"example.com/ws/...":      `"example.com/ws/..." is not an import path`,
		"example.com/ws/ok@v1":    `"example.com/ws/ok@v1" is not an import path`,
		"example.com/ws/ok\x00":   `"example.com/ws/ok\x00" is not an import path`,
		"example.com/ws/\xff\xfe": `"example.com/ws/\xff\xfe" is not an import path`,
	} {
		if _, err := load(path); err == nil || err.Error() != want {
			t.Errorf("%q\n got %v\nwant %s", path, err, want)
		}
	}
}

func TestNoModule(t *testing.T) {
	needGo(t)
	t.Setenv("GOFLAGS", "")
	_, load := newLoading(t, t.TempDir())
	want := "package example.com/x is in no module yet, as the workspace has no go.mod (go get example.com/x)"
	if _, err := load("example.com/x"); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestNoToolchain(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	m, load := newLoading(t, t.TempDir())
	want := "package example.com/x needs the Go toolchain, and there is no go command in PATH (see go.dev/dl)"
	if _, err := load("example.com/x"); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	mustImport(t, m, "net/http")
	mustImport(t, m, transform.AsyncPath)
}

func TestNoWorkspace(t *testing.T) {
	needGo(t)
	_, load := newLoading(t, filepath.Join(t.TempDir(), "gone"))
	if _, err := load("example.com/x"); err == nil || !strings.HasPrefix(err.Error(), "importing example.com/x: the workspace is gone: ") {
		t.Errorf("got %v", err)
	}
}

func TestBrokenGoMod(t *testing.T) {
	needGo(t)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module example.com/x\njunk (\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	_, load := newLoading(t, dir)
	if _, err := load("example.com/x/y"); err == nil || !strings.HasPrefix(err.Error(), "importing example.com/x/y: ") || !strings.Contains(err.Error(), "go.mod:3: syntax error") {
		t.Errorf("got %v", err)
	}
}

// A package that was missing is found as soon as the module files say where it is.
func TestRetryAfterGoModChanged(t *testing.T) {
	needGo(t)
	t.Setenv("GOFLAGS", "")
	t.Setenv("GOPROXY", "off")
	dir := workspace(t, "workspace.txtar")
	m, load := newLoading(t, dir)
	if _, err := load("example.com/other/pkg"); err == nil {
		t.Fatal("found a package that no module has")
	}
	gomod := filepath.Join(dir, "go.mod")
	old, err := os.ReadFile(gomod)
	if err != nil {
		t.Fatal(err)
	}
	more := "\nrequire example.com/other v1.0.0\nreplace example.com/other => ./other\n"
	if err := os.WriteFile(gomod, append(old, more...), 0o666); err != nil {
		t.Fatal(err)
	}
	loaded := make(chan bool, 8)
	defer m.OnLoaded(func() { loaded <- true })()
	if _, err := m.Import("example.com/other/pkg"); err == nil || errors.Is(err, transform.ErrPending) {
		t.Errorf("while it is tried again the answer is %v, not the error of before", err)
	}
	<-loaded
	if pkg := mustImport(t, m, "example.com/other/pkg"); pkg.Name() != "pkg" {
		t.Errorf("got %v", pkg)
	}
}

func TestCloseEndsLoading(t *testing.T) {
	m := New(t.TempDir())
	m.Close()
	if _, err := m.Import("example.com/x"); err == nil || err.Error() != "importing example.com/x: the session is closed" {
		t.Errorf("after Close: %v", err)
	}
	mustImport(t, m, "fmt")
}

func TestConcurrentImports(t *testing.T) {
	m := New(t.TempDir())
	paths := []string{"fmt", "net/http", "os", "encoding/json", "time", "go/types", transform.AsyncPath, "io", "context"}
	var first sync.Map
	var wg sync.WaitGroup
	for i := range 4 * len(paths) {
		path := paths[i%len(paths)]
		wg.Go(func() {
			pkg, err := m.Import(path)
			if err != nil {
				t.Error(err)
				return
			}
			if was, loaded := first.LoadOrStore(path, pkg); loaded && was != pkg {
				t.Errorf("%s: two packages", path)
			}
			// Others use what they have while more is read.
			if err := check(m, `package x; import "fmt"; import "os"; var _ = fmt.Sprint(os.Args)`); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestDoc(t *testing.T) {
	m := New(t.TempDir())
	if goroot() == "" {
		t.Skip("needs the standard library's sources")
	}
	http, fmt := mustImport(t, m, "net/http"), mustImport(t, m, "fmt")
	pkgName := types.NewPkgName(token.NoPos, nil, "http", http)
	ap := mustImport(t, m, transform.AsyncPath)
	stranger := types.NewFunc(token.Pos(10), types.NewPackage("fmt", "fmt"), "Println", types.NewSignatureType(nil, nil, nil, nil, nil, false))
	for _, tt := range []struct {
		obj  types.Object
		want string
	}{
		{fmt.Scope().Lookup("Println"), "Println formats using the default formats"},
		{fmt.Scope().Lookup("Stringer"), "Stringer is implemented by any value that has a String method"},
		{field(t, http, "Response", "Body"), "Body represents the response body."},
		{field(t, http, "Client", "Do"), "Do sends an HTTP request"},
		{http.Scope().Lookup("StatusOK"), "RFC 9110, 15.3.1"},
		{http.Scope().Lookup("DefaultClient"), "DefaultClient is the default"},
		{pkgName, "Package http provides HTTP client and server implementations."},
		{types.Universe.Lookup("len"), "The len built-in function returns the length of v"},
		{types.Universe.Lookup("error"), "The error built-in interface type"},
		{types.Unsafe.Scope().Lookup("Sizeof"), "Sizeof takes an expression x"},
		{ap.Scope().Lookup("Gather"), "Gather returns a coroutine that awaits all of aws at once"},
		{types.NewPkgName(token.NoPos, nil, "async", ap), "Package async is the runtime of await"},
	} {
		if got := m.Doc(tt.obj); !strings.HasPrefix(got, tt.want) {
			t.Errorf("%v: %.60q, want %q", tt.obj, got, tt.want)
		}
	}
	if got := m.Doc(stranger); got != "" {
		t.Errorf("another importer's object has a doc: %q", got)
	}
	if got := m.Doc(nil); got != "" {
		t.Errorf("nothing has a doc: %q", got)
	}
	file, line := m.Position(fmt.Scope().Lookup("Println"))
	if want := filepath.Join(goroot(), "src", "fmt", "print.go"); file != want || line == 0 {
		t.Errorf("Println is at %s:%d", file, line)
	}
	if file, _ := m.Position(ap.Scope().Lookup("Gather")); file != "" {
		t.Errorf("Gather is in the file %s", file)
	}
}

// The bundle must cost less than a keystroke.
func BenchmarkFirstImport(b *testing.B) {
	for _, path := range []string{"fmt", "net/http", "encoding/json", transform.AsyncPath} {
		b.Run(path, func(b *testing.B) {
			for b.Loop() {
				mustImport(b, New("."), path)
			}
		})
	}
}

func BenchmarkImportAgain(b *testing.B) {
	m := New(".")
	for b.Loop() {
		mustImport(b, m, "net/http")
	}
}

func BenchmarkOpenBundle(b *testing.B) {
	open := openStandard
	for b.Loop() {
		open()
	}
}
