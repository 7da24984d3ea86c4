package symbols

import (
	"go/constant"
	"go/token"
	"net/http"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
)

// A table is the exported symbols of one package, or those of them that one system adds.
type table struct {
	path, name string
	funcs      []symbol // functions
	vars       []symbol // addresses of variables
	consts     []symbol // constants; untyped ones as one of the untyped types
	types      []symbol // nil pointers to the type
	wraps      []symbol // nil pointers to interface wrappers, under "_" and the interface's name
}

// A symbol is a name and its value. It is laid out at link time where the value allows.
type symbol struct {
	name  string
	value any
}

// The types of untyped constants in tables.
type (
	untypedInt    int64
	untypedUint   uint64
	untypedFloat  string // the literal, of any precision
	untypedString string
)

// index finds the tables of an import path; systems add to common tables.
var index = sync.OnceValue(func() map[string]*entry {
	m := make(map[string]*entry, len(tables)+len(added))
	for _, e := range added {
		m[e.tables[0].path] = e
	}
	for _, list := range [][]*table{tables, systemTables} {
		for _, t := range list {
			if m[t.path] == nil {
				m[t.path] = &entry{name: t.name}
			}
			m[t.path].tables = append(m[t.path].tables, t)
		}
	}
	return m
})

// added are the packages that are known beside the tables; see Add.
var added []*entry

// Add makes a package known that is not in the tables: its functions and, for its types, nil
// pointers to them. imported does what importing the package does beside that, once the package
// is first asked for after Unregister. It is to be called by init functions.
func Add(path, name string, list map[string]any, imported func()) {
	t := &table{path: path, name: name}
	for symbolName, v := range list {
		t.funcs = append(t.funcs, symbol{symbolName, v})
	}
	added = append(added, &entry{name: name, tables: []*table{t}, imported: imported})
}

// Unregister takes back what packages have registered in the process because they are linked
// into it, not because the person's code imports them: a server of the person's would offer
// the handlers of net/http/pprof and expvar. Lookup registers them again when it is asked for
// the package. It is to be called before any of the person's code runs.
func Unregister() {
	http.DefaultServeMux = http.NewServeMux()
	unregistered.Add(1)
}

// unregistered is how often Unregister was called.
var unregistered atomic.Int32

// An entry is one package: its tables, and its map once it was asked for.
type entry struct {
	name     string
	imported func()       // see Add; may be nil
	restored atomic.Int32 // the number of the Unregister after which it was called last
	tables   []*table
	once     sync.Once
	symbols  map[string]reflect.Value
}

// Lookup returns the symbols of a standard package by name, in the form that yaegi's Use takes,
// or nil if there is no such package. The map is built at the first call and shared: callers
// must not change it. It is safe for concurrent use.
func Lookup(importPath string) map[string]reflect.Value {
	e := index()[importPath]
	if e == nil {
		return nil
	}
	e.once.Do(e.build)
	if n := unregistered.Load(); e.imported != nil && e.restored.Swap(n) != n {
		e.imported()
	}
	return e.symbols
}

// Name returns the name in the package clause of a standard package ("rand" for
// "math/rand/v2"), or "" if there is no such package.
func Name(importPath string) string {
	if e := index()[importPath]; e != nil {
		return e.name
	}
	return ""
}

// Key returns the key under which yaegi's Use takes the package's symbols ("net/http/http" for
// "net/http"), or "" if there is no such package.
func Key(importPath string) string {
	if name := Name(importPath); name != "" {
		return importPath + "/" + name
	}
	return ""
}

// Packages returns the import paths of all packages that Lookup knows, sorted.
func Packages() []string {
	paths := make([]string, 0, len(index()))
	for path := range index() {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	return paths
}

func (e *entry) build() {
	n := 0
	for _, t := range e.tables {
		n += len(t.funcs) + len(t.vars) + len(t.consts) + len(t.types) + len(t.wraps)
	}
	e.symbols = make(map[string]reflect.Value, n)
	for _, t := range e.tables {
		for _, list := range [][]symbol{t.funcs, t.types, t.wraps} {
			for _, s := range list {
				e.symbols[s.name] = reflect.ValueOf(s.value)
			}
		}
		for _, s := range t.vars {
			e.symbols[s.name] = reflect.ValueOf(s.value).Elem()
		}
		for _, s := range t.consts {
			e.symbols[s.name] = reflect.ValueOf(constantOf(s.value))
		}
	}
}

// constantOf turns the value of an untyped constant into the go/constant value that yaegi
// takes for one, and leaves others.
func constantOf(v any) any {
	switch v := v.(type) {
	case untypedInt:
		return constant.MakeInt64(int64(v))
	case untypedUint:
		return constant.MakeUint64(uint64(v))
	case untypedFloat:
		return constant.MakeFromLiteral(string(v), token.FLOAT, 0)
	case untypedString:
		return constant.MakeString(string(v))
	default:
		return v
	}
}
