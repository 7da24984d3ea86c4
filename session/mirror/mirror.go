package mirror

import (
	"context"
	"errors"
	"fmt"
	"go/token"
	"go/types"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/goawait/goawait/transform"
)

// An Importer is what a Mirror knows other packages from.
type Importer interface {
	transform.Importer
	// Wait returns when nothing that Import answered with a pending error is pending any more.
	Wait(ctx context.Context) error
	// Standard reports whether a package is the standard library's, or package async.
	Standard(path string) bool
}

// A Mirror is the packages of a program as far as they were shown to it. It is an importer of
// them and of the standard library. It is safe for concurrent use.
type Mirror struct {
	base Importer

	mu   sync.Mutex // guards what follows, and the types until they are whole
	made map[reflect.Type]types.Type
	pkgs map[string]*shown
	todo []func() // what completes the types that were begun
}

// A shown package is one of which types, functions or variables were seen.
type shown struct {
	pkg     *types.Package
	std     bool
	symbols map[string]reflect.Value   // by the name that lowered code has for them
	names   map[*types.TypeName]string // of types that cannot go by their own
}

// New returns a mirror that knows the packages of base.
func New(base Importer) *Mirror {
	return &Mirror{base: base, made: map[reflect.Type]types.Type{}, pkgs: map[string]*shown{}}
}

// TypeOf returns t as the checker knows it.
func (m *Mirror) TypeOf(t reflect.Type) types.Type {
	m.mu.Lock()
	defer m.mu.Unlock()
	made := m.typ(t)
	m.finish()
	return made
}

// Add makes v a member of a package: a function, or what a pointer points to as a variable.
func (m *Mirror) Add(path, pkgName, name string, v reflect.Value) error {
	if !token.IsExported(name) || !token.IsIdentifier(name) {
		return fmt.Errorf("lending %s.%s: the name is not exported", pkgName, name)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	p := m.pkg(path, pkgName)
	if p.std {
		return fmt.Errorf("lending %s.%s: the package is the standard library's", pkgName, name)
	}
	if p.pkg.Scope().Lookup(name) != nil {
		return nil // seen before
	}
	switch {
	case v.Kind() == reflect.Func && !v.IsNil():
		sig, _ := m.typ(v.Type()).Underlying().(*types.Signature)
		p.pkg.Scope().Insert(types.NewFunc(token.NoPos, p.pkg, name, sig))
		p.symbols[name] = v
	case v.Kind() == reflect.Pointer && !v.IsNil():
		p.pkg.Scope().Insert(types.NewVar(token.NoPos, p.pkg, name, m.typ(v.Type().Elem())))
		p.symbols[name] = v.Elem()
	default:
		return fmt.Errorf("lending %s.%s: it is a %s, and must be a function or a pointer to a variable", pkgName, name, v.Kind())
	}
	m.finish()
	return nil
}

// Symbols is what an engine has of a package beside the standard library's own symbols.
func (m *Mirror) Symbols(path string) map[string]reflect.Value {
	m.mu.Lock()
	defer m.mu.Unlock()
	if p := m.pkgs[path]; p != nil {
		return maps.Clone(p.symbols)
	}
	return nil
}

// Lent reports whether the program has lent types or more of a package that is not the
// standard library's.
func (m *Mirror) Lent(path string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	p := m.pkgs[path]
	return p != nil && !p.std
}

// Standard reports whether a package is one of the standard library that the program has.
func (m *Mirror) Standard(path string) bool { return m.base.Standard(path) }

// Has reports whether the interpreter in the program has a package.
func (m *Mirror) Has(path string) bool { return m.Lent(path) || m.Standard(path) }

// SymbolOf is the name by which lowered code finds a type in the symbols of its package; ""
// if it is no type of the mirror's.
func (m *Mirror) SymbolOf(obj *types.TypeName) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if obj.Pkg() == nil || m.pkgs[obj.Pkg().Path()] == nil {
		return ""
	}
	return m.pkgs[obj.Pkg().Path()].names[obj]
}

// Import returns a package of the program's, as far as it was shown, or of the standard library.
func (m *Mirror) Import(path string) (*types.Package, error) {
	m.mu.Lock()
	p := m.pkgs[path]
	m.mu.Unlock()
	switch {
	case p != nil && !p.std:
		return p.pkg, nil
	case m.base.Standard(path):
		return m.base.Import(path)
	}
	return nil, errors.New("it is not in this program, or nothing of it was lent to the prompt; session.Package lends more")
}

// ByName returns the path of the package of that name: the program's own before others.
func (m *Mirror) ByName(name string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, path := range slices.Sorted(maps.Keys(m.pkgs)) {
		if p := m.pkgs[path]; !p.std && p.pkg.Name() == name {
			return path
		}
	}
	return m.base.ByName(name)
}

// Wait returns when no package is pending.
func (m *Mirror) Wait(ctx context.Context) error { return m.base.Wait(ctx) }

// pkg returns the package with that path, made if need be. m.mu is held.
func (m *Mirror) pkg(path, name string) *shown {
	if p := m.pkgs[path]; p != nil {
		return p
	}
	p := &shown{symbols: map[string]reflect.Value{}, names: map[*types.TypeName]string{}}
	if m.base.Standard(path) {
		p.std = true
		p.pkg, _ = m.base.Import(path)
	}
	if p.pkg == nil {
		if name == "" {
			name = path[strings.LastIndexByte(path, '/')+1:]
		}
		p.pkg = types.NewPackage(path, name)
		p.pkg.MarkComplete()
	}
	m.pkgs[path] = p
	return p
}
