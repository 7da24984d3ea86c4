package transform

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
)

// lentPath is imported by every cell's file, before all else. Its import is the moment at which
// the file's scope is there and still empty: what the cell is lent goes into it. In the
// package's own scope go/types takes for granted that it has the declaration of each type.
const lentPath = "lent·"

// fillScope lends the file what the cell mentions and does not define.
func (k *checker) fillScope(scope *types.Scope) {
	k.names = map[types.Object]*Name{}
	k.autos = k.autos[:0]
	mentioned := slices.Sorted(maps.Keys(k.survey.mentions))
	for _, name := range mentioned {
		if k.survey.defs[name] == nil && !k.redeclared(name) && !k.brings(name) {
			k.lend(scope, name)
		}
	}
	for _, name := range k.cell.lost {
		if k.survey.defs[name] == nil && scope.Lookup(name) == nil {
			scope.Insert(types.NewVar(token.NoPos, k.pkg, name, types.Typ[types.Invalid]))
		}
	}
	for _, a := range k.early {
		if a.name != nil && scope.Lookup(a.as) == nil {
			obj := a.object(k.pkg)
			scope.Insert(obj)
			k.names[obj] = a.name
		}
	}
	k.fillSynthetic(scope)
}

// lend puts the session's name into the scope, or else an import that it stands for.
func (k *checker) lend(scope *types.Scope, name string) {
	path := k.filePath(name)
	if n := k.ns.Lookup(name); n != nil && (path == "" || n.Kind != KindImport || n.Path() == path) {
		obj := n.Obj
		if p, ok := obj.(*types.PkgName); ok {
			obj = types.NewPkgName(token.NoPos, k.pkg, name, p.Imported())
		}
		if name != "_" {
			scope.Insert(obj)
			k.names[obj] = n
		}
		return
	}
	if types.Universe.Lookup(name) != nil {
		return
	}
	if d, obj := k.dotImported(name); d != nil {
		scope.Insert(obj)
		k.names[obj] = d
		return
	}
	if at, ok := k.survey.bases[name]; ok {
		k.lendImport(scope, name, at)
	}
}

// brings reports whether an import of the cell's own that is named "." declares a name.
func (k *checker) brings(name string) bool {
	return slices.ContainsFunc(k.survey.dots, func(path string) bool {
		pkg := k.loaded(path)
		return pkg != nil && ast.IsExported(name) && pkg.Scope().Lookup(name) != nil
	})
}

// dotImported is what a name means by an import of an earlier cell that is named ".".
func (k *checker) dotImported(name string) (*Name, types.Object) {
	if k.ns == nil {
		return nil, nil
	}
	for _, d := range slices.Backward(k.ns.dots) { // the later one has its say, as with all names
		if obj := d.Obj.(*types.PkgName).Imported().Scope().Lookup(name); obj != nil && obj.Exported() {
			return d, obj
		}
	}
	return nil, nil
}

func (k *checker) errorf(start, end int, code Code, format string, args ...any) {
	k.report(Error{Start: start, End: end, Severity: SeverityError, Code: code, Msg: fmt.Sprintf(format, args...)})
}

// report keeps an error, of which a check gives so many.
func (k *checker) report(e Error) {
	list := &k.errors
	if e.Severity != SeverityError && !e.Pending {
		list = &k.warnings
	}
	if len(*list) < maxErrors {
		*list = append(*list, e)
	}
}
