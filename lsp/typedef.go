package lsp

import (
	"context"
	"go/types"
	"strconv"

	"go.lsp.dev/protocol"

	"github.com/goawait/goawait/transform"
)

// typeDefinition answers textDocument/typeDefinition: where the type of what is named at a
// position is declared. On an await it is the type of the awaited value; elsewhere in a region
// that ran, that of its result.
func (s *server) typeDefinition(p *protocol.TypeDefinitionParams) (answer, error) {
	return s.withSpot(p.TextDocumentPositionParams, nil, func(_ context.Context, sp *spot) (any, error) {
		t := sp.a.typeAt(sp.offset)
		if t == nil {
			t = sp.a.session.resultType(sp.snap.resultAt(s.host.Results(sp.snap.doc.path), sp.offset))
		}
		if at := s.typeLocation(sp.snap, sp.a, t); at != nil {
			return at, nil
		}
		return nil, nil
	})
}

// typeAt gives the type of what is named at an offset, of the value where that is an await, or
// nil.
func (a *analysis) typeAt(offset int) types.Type {
	c := a.cellAt(offset)
	if c == nil {
		return nil
	}
	at := offset - c.Body
	for i := range c.checked.Sites {
		site := &c.checked.Sites[i]
		if site.Start <= at && at <= site.Start+awaitWord && len(site.Values) > 0 {
			return site.Values[0]
		}
	}
	t := a.targetAt(offset)
	if t == nil || t.obj == nil {
		return nil
	}
	if _, isPackage := t.obj.(*types.PkgName); isPackage {
		return nil
	}
	return t.obj.Type()
}

// resultType gives the static type of a result's value, or nil.
func (s *sessionView) resultType(r *Result) types.Type {
	if r == nil || r.Cell == 0 || r.Type == "" {
		return nil
	}
	n := s.Names.Lookup("_" + strconv.Itoa(r.Cell))
	if n == nil || n.Kind != transform.KindVar || n.Obj == nil {
		return nil
	}
	return n.Obj.Type()
}

// typeLocation gives where the first declared type in t is declared, or nil.
func (s *server) typeLocation(snap *snapshot, a *analysis, t types.Type) *protocol.Location {
	if obj := declaredIn(t); obj != nil {
		return s.declaration(snap, a, obj)
	}
	return nil
}

// declaredIn gives the declaration of a type, or of the one that it is made of: pointers,
// containers and channels are looked through, and a function stands for its first result. A
// predeclared type has none.
func declaredIn(t types.Type) *types.TypeName {
	for range 100 { // more than a person writes
		switch u := t.(type) {
		case *types.Alias:
			return u.Obj()
		case *types.Named:
			if u.Obj().Pkg() == nil {
				return nil
			}
			return u.Origin().Obj()
		case *types.TypeParam:
			return u.Obj()
		case *types.Pointer:
			t = u.Elem()
		case *types.Slice:
			t = u.Elem()
		case *types.Array:
			t = u.Elem()
		case *types.Chan:
			t = u.Elem()
		case *types.Map:
			t = u.Elem()
		case *types.Tuple:
			if u.Len() == 0 {
				return nil
			}
			t = u.At(0).Type()
		case *types.Signature:
			t = u.Results()
		default:
			return nil
		}
	}
	return nil
}
