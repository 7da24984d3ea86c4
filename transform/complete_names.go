package transform

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"
)

// The ranks of completions.
const (
	rankLocal = iota
	rankCell
	rankSession
	rankPackage
	rankUniverse
	rankWord
)

// locals adds what functions and blocks around the cursor declare before it, the innermost
// first.
func (k *completer) locals() {
	type local struct {
		obj   types.Object
		scope *types.Scope
	}
	var found []local
	visit := func(obj types.Object) {
		if obj == nil || obj.Name() == "_" || obj.Name() == placeholder || obj.Pos() >= k.pos {
			return
		}
		scope := obj.Parent()
		if scope == nil || scope == k.checked.Pkg.Scope() || scope.Pos() > k.pos || k.pos > scope.End() || !scope.Pos().IsValid() {
			return
		}
		found = append(found, local{obj, scope})
	}
	for _, obj := range k.checked.Info.Defs {
		visit(obj)
	}
	for _, obj := range k.checked.Info.Implicits {
		if _, ok := obj.(*types.Var); ok {
			visit(obj)
		}
	}
	slices.SortFunc(found, func(a, b local) int {
		if a.scope != b.scope {
			return int(b.scope.Pos() - a.scope.Pos())
		}
		return int(b.obj.Pos() - a.obj.Pos())
	})
	for _, l := range found {
		k.add(k.object(l.obj.Name(), l.obj, rankLocal))
	}
}

// cellNames adds what the cell itself defines: variables before the cursor, the rest anywhere.
func (k *completer) cellNames() {
	at := k.checked.Cell.Offset(k.pos)
	for _, n := range slices.Backward(k.checked.Defines) {
		if n.Name == placeholder || n.Kind == KindVar && (n.Start >= at || k.isDefining(n.Start)) {
			continue
		}
		k.addName(n, rankCell)
	}
}

// isDefining reports whether the variable whose name is at an offset gets its value from the
// expression around the cursor.
func (k *completer) isDefining(at int) bool {
	for _, n := range k.path {
		spec, ok := n.(*ast.ValueSpec)
		if ok && slices.ContainsFunc(spec.Names, func(id *ast.Ident) bool { return k.checked.Cell.Offset(id.Pos()) == at }) {
			return true
		}
	}
	return false
}

// sessionNames adds what earlier cells defined. The names of results are left out unless they
// are asked for.
func (k *completer) sessionNames() {
	for _, n := range k.ns.Names() {
		if strings.HasPrefix(n.Name, "_") && !strings.HasPrefix(k.prefix, "_") {
			continue
		}
		k.addName(n, rankSession)
	}
	if k.ns == nil {
		return
	}
	for _, d := range k.ns.dots {
		k.exported(d.Obj.(*types.PkgName).Imported(), rankPackage)
	}
}

func (k *completer) addName(n *Name, rank int) {
	if n.Obj == nil || n.Name == "." || n.Name == "_" {
		return
	}
	c := k.object(n.Name, n.Obj, rank)
	if n.Async {
		c.Detail = "async " + c.Detail
	}
	k.add(c)
}

// A packageNamer is an Importer that can list the names that its ByName knows.
type packageNamer interface{ Names() []string }

// packages adds the packages that can be used without an import.
func (k *completer) packages() {
	k.add(Completion{Label: "async", Kind: CompletePackage, Detail: AsyncPath, Rank: rankPackage})
	importer, ok := k.env.Importer.(packageNamer)
	if !ok {
		return
	}
	for _, name := range importer.Names() {
		k.add(Completion{Label: name, Kind: CompletePackage, Detail: k.env.Importer.ByName(name), Rank: rankPackage})
	}
}

// importPaths adds the paths of the standard packages.
func (k *completer) importPaths() {
	k.add(Completion{Label: AsyncPath, Kind: CompletePackage, Rank: rankPackage})
	importer, ok := k.env.Importer.(packageNamer)
	if !ok {
		return
	}
	for _, name := range importer.Names() {
		k.add(Completion{Label: k.env.Importer.ByName(name), Kind: CompletePackage, Rank: rankPackage})
	}
}

// universe adds Go's own names.
func (k *completer) universe() {
	for _, name := range types.Universe.Names() {
		k.add(k.object(name, types.Universe.Lookup(name), rankUniverse))
	}
}

// members adds what can follow the dot after an expression.
func (k *completer) members(x ast.Expr) {
	if id, ok := x.(*ast.Ident); ok {
		if p, ok := k.checked.Info.Uses[id].(*types.PkgName); ok {
			k.exported(p.Imported(), rankLocal)
			return
		}
	}
	tv, ok := k.checked.Info.Types[x]
	if !ok || tv.Type == nil {
		return
	}
	t := tv.Type
	if tuple, ok := t.(*types.Tuple); ok {
		if tuple.Len() == 0 {
			return
		}
		t = tuple.At(0).Type()
	}
	if tv.IsType() {
		k.methods(t)
		return
	}
	k.structFields(t, 0, map[types.Type]bool{})
	if _, isPointer := t.Underlying().(*types.Pointer); !isPointer && !types.IsInterface(t) {
		t = types.NewPointer(t)
	}
	k.methods(t)
}

// exported adds what a package exports.
func (k *completer) exported(pkg *types.Package, rank int) {
	scope := pkg.Scope()
	for _, name := range scope.Names() {
		if obj := scope.Lookup(name); obj.Exported() {
			k.add(k.object(name, obj, rank))
		}
	}
}

// reachable reports whether a cell may mention a field or method.
func (k *completer) reachable(obj types.Object) bool {
	return obj.Exported() || obj.Pkg() != nil && obj.Pkg().Path() == k.checked.Pkg.Path()
}

func (k *completer) methods(t types.Type) {
	set := types.NewMethodSet(t)
	for m := range set.Methods() {
		if obj := m.Obj(); k.reachable(obj) {
			k.add(k.object(obj.Name(), obj, rankLocal+1))
		}
	}
}

// structFields adds the fields of a struct, those of embedded ones after its own.
func (k *completer) structFields(t types.Type, depth int, seen map[types.Type]bool) {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	s, ok := t.Underlying().(*types.Struct)
	if !ok || seen[t] || depth > 8 {
		return
	}
	seen[t] = true
	for f := range s.Fields() {
		if k.reachable(f) {
			k.add(k.object(f.Name(), f, rankLocal))
		}
	}
	for f := range s.Fields() {
		if f.Embedded() {
			k.structFields(f.Type(), depth+1, seen)
		}
	}
}

// fields adds the fields that a struct literal has not named yet. It reports whether they are
// all that can stand there.
func (k *completer) fields(lit *ast.CompositeLit) bool {
	t := k.checked.Info.Types[lit].Type
	if t == nil {
		return false
	}
	if p, ok := t.Underlying().(*types.Pointer); ok { // an element of []*T{{…}}
		t = p.Elem()
	}
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	named, positional := map[string]bool{}, false
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if id, ok := kv.Key.(*ast.Ident); ok && id.Name != placeholder {
				named[id.Name] = true
			}
		} else if id, ok := e.(*ast.Ident); !ok || id.Name != placeholder {
			positional = true
		}
	}
	if positional {
		return false
	}
	for f := range s.Fields() {
		if k.reachable(f) && !named[f.Name()] {
			c := k.object(f.Name(), f, rankLocal)
			c.Snippet = f.Name() + ": $0"
			k.add(c)
		}
	}
	return len(named) > 0 // a first element may be a value as well
}
