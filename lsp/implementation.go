package lsp

import (
	"cmp"
	"context"
	"go/types"
	"slices"

	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/transform"
)

// implementation answers textDocument/implementation: the types that implement an interface, or
// the interfaces that a type implements, and likewise for their methods. Types are those of the
// document and the session; interfaces are also those of the packages in use.
func (s *server) implementation(p *protocol.ImplementationParams) (answer, error) {
	return s.withSpot(p.TextDocumentPositionParams, nil, func(_ context.Context, sp *spot) (any, error) {
		t := sp.a.targetAt(sp.offset)
		if t == nil || t.obj == nil {
			return nil, nil
		}
		of, method := implementable(t.obj)
		if of == nil {
			return nil, nil
		}
		out := []protocol.Location{}
		for _, other := range sp.a.counterparts(of) {
			var obj types.Object = other
			if method != "" {
				obj, _, _ = types.LookupFieldOrMethod(other.Type(), true, other.Pkg(), method)
				if _, ok := obj.(*types.Func); !ok {
					continue
				}
			}
			if at := s.declaration(sp.snap, sp.a, obj); at != nil && !slices.Contains(out, *at) {
				out = append(out, *at)
			}
		}
		return out, nil
	})
}

// implementable gives the type whose implementations are meant, and the method if only that is.
func implementable(obj types.Object) (of *types.TypeName, method string) {
	switch obj := obj.(type) {
	case *types.TypeName:
		return declaredIn(obj.Type()), ""
	case *types.Func:
		if recv := obj.Signature().Recv(); recv != nil {
			return declaredIn(recv.Type()), obj.Name()
		}
	case *types.Var:
		return declaredIn(obj.Type()), ""
	}
	return nil, ""
}

// counterparts lists the types that implement an interface, or the interfaces that a type
// implements, in order of name.
func (a *analysis) counterparts(of *types.TypeName) []*types.TypeName {
	iface, isInterface := of.Type().Underlying().(*types.Interface)
	var out []*types.TypeName
	for _, other := range a.typeNames(!isInterface) {
		have, alsoInterface := other.Type().Underlying().(*types.Interface)
		switch {
		case other == of || isInterface == alsoInterface:
		case isInterface:
			if implements(other.Type(), iface) {
				out = append(out, other)
			}
		case implements(of.Type(), have):
			out = append(out, other)
		}
	}
	return out
}

// implements reports whether t or a pointer to it implements an interface that asks for anything.
func implements(t types.Type, iface *types.Interface) bool {
	if iface.NumMethods() == 0 || !iface.IsMethodSet() {
		return false
	}
	return types.Implements(t, iface) || types.Implements(types.NewPointer(t), iface)
}

// typeNames lists the types of the document and the session that are not generic; with packages,
// also those of the packages that the document uses.
func (a *analysis) typeNames(packages bool) []*types.TypeName {
	visible := map[string]*transform.Name{}
	for _, n := range a.session.Names.Names() {
		visible[n.Name] = n
	}
	used := map[*types.Package]bool{}
	for i := range a.cells {
		for _, n := range a.cells[i].given {
			visible[n.Name] = n
		}
		for _, obj := range a.cells[i].checked.Info.Uses {
			if pkg, ok := obj.(*types.PkgName); ok {
				used[pkg.Imported()] = true
			}
		}
	}
	var out []*types.TypeName
	add := func(obj types.Object) {
		if t, ok := obj.(*types.TypeName); ok && isWhole(t) {
			out = append(out, t)
		}
	}
	for _, n := range visible {
		if n.Kind == transform.KindType {
			add(n.Obj)
		}
	}
	if packages {
		for pkg := range used {
			for _, name := range pkg.Scope().Names() {
				if obj := pkg.Scope().Lookup(name); obj.Exported() {
					add(obj)
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b *types.TypeName) int {
		return cmp.Or(cmp.Compare(pathOf(a), pathOf(b)), cmp.Compare(a.Name(), b.Name()))
	})
	return out
}

func pathOf(obj types.Object) string {
	if obj.Pkg() == nil {
		return ""
	}
	return obj.Pkg().Path()
}

// isWhole reports whether a type stands for itself and has no parameters.
func isWhole(t *types.TypeName) bool {
	named, ok := t.Type().(*types.Named)
	return ok && named.TypeParams().Len() == 0
}
