package transform_test

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"testing"

	"github.com/goawait/goawait/transform"
)

// lookalikes imports the standard library, and in place of other modules what stands here: the
// parts of them that adapters look at.
type lookalikes struct {
	types.Importer
	fset *token.FileSet
}

var lookalikeSources = map[string]string{
	"github.com/samber/mo": `package mo
		type Future[T any] struct{}
		func (f *Future[T]) Collect() (T, error) { panic(0) }`,
	"github.com/sourcegraph/conc/pool": `package pool
		type ResultPool[T any] struct{}
		func (p *ResultPool[T]) Wait() []T { panic(0) }
		type ResultErrorPool[T any] struct{}
		func (p *ResultErrorPool[T]) Await() ([]T, error) { panic(0) }`, // not as it is
}

func (l lookalikes) Import(path string) (*types.Package, error) {
	src, ok := lookalikeSources[path]
	if !ok {
		return l.Importer.Import(path)
	}
	return l.check(path, src)
}

func (l lookalikes) check(path, src string) (*types.Package, error) {
	file, err := parser.ParseFile(l.fset, path+".go", src, 0)
	if err != nil {
		return nil, err
	}
	conf := types.Config{Importer: l}
	return conf.Check(path, l.fset, []*ast.File{file}, nil)
}

func TestReadyAdapters(t *testing.T) {
	fset := token.NewFileSet()
	l := lookalikes{importer.ForCompiler(fset, "source", nil), fset}
	pkg, err := l.check("x", `package x
		import ("os"; "time"; "github.com/samber/mo"; "github.com/sourcegraph/conc/pool")
		type own struct{ C chan int }
		var (
			timer *time.Timer; ticker time.Ticker; process *os.Process
			future *mo.Future[string]; results *pool.ResultPool[int]; errs *pool.ResultErrorPool[int]
			mine own; number int; duration time.Duration
		)`)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"timer": "C", "ticker": "C", "process": "Wait", "future": "Collect", "results": "Wait",
		"errs": "", "mine": "", "number": "", "duration": "",
	} {
		if got := transform.ReadyAdapter(pkg.Scope().Lookup(name).Type()); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
