package transform

import (
	"go/ast"
	"go/types"
)

// A keyed is a struct literal without field names, T{1, 2}, whose type an earlier cell
// declared. To go/types an earlier cell is another package, where unexported fields cannot be
// set so; with the names written it looks at the path only.
type keyed struct {
	names []string
	lit   *ast.CompositeLit
	elts  []ast.Expr // as written
}

func (kl *keyed) apply(lit *ast.CompositeLit) {
	kl.lit, kl.elts = lit, lit.Elts
	lit.Elts = make([]ast.Expr, len(kl.elts))
	for i, e := range kl.elts {
		lit.Elts[i] = &ast.KeyValueExpr{Key: &ast.Ident{NamePos: e.Pos(), Name: kl.names[i]}, Colon: e.Pos(), Value: e}
	}
}

func (kl *keyed) undo() {
	if kl.lit != nil {
		// The elements may have been rewritten meanwhile: take them from where they are.
		for i, e := range kl.lit.Elts {
			kl.elts[i] = e.(*ast.KeyValueExpr).Value
		}
		kl.lit.Elts = kl.elts
		kl.lit = nil
	}
}

// findPositional finds such literals by the errors of the last pass.
func (k *checker) findPositional() bool {
	elements := map[int]bool{}
	for _, e := range k.typeErrs {
		if _, _, code := errorSpan(e); code == "UnexportedLitField" {
			elements[k.cell.Offset(e.Pos)] = true
		}
	}
	if len(elements) == 0 {
		return false
	}
	found := false
	for i := range k.cell.Items {
		it := &k.cell.Items[i]
		visit := func(n ast.Node) bool {
			if lit, ok := n.(*ast.CompositeLit); ok && k.isPositional(lit, elements) {
				found = true
			}
			return true
		}
		if n := it.Tree(); n != nil {
			ast.Inspect(n, visit)
		}
	}
	return found
}

// isPositional notes lit if it is one, with an error at one of its elements.
func (k *checker) isPositional(lit *ast.CompositeLit, elements map[int]bool) bool {
	at := k.cell.Offset(lit.Lbrace)
	t := k.info.Types[lit].Type
	if t == nil || k.keyed[at] != nil {
		return false
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem() // an element of []*T
	}
	s, ok := t.Underlying().(*types.Struct)
	if !ok || s.NumFields() != len(lit.Elts) {
		return false
	}
	hit := false
	kl := &keyed{}
	for i, e := range lit.Elts {
		hit = hit || elements[k.cell.Offset(e.Pos())]
		f := s.Field(i)
		kl.names = append(kl.names, f.Name())
		if f.Pkg().Path() != k.path() || f.Name() == "_" {
			return false
		}
	}
	if hit {
		k.keyed[at] = kl
	}
	return hit
}
