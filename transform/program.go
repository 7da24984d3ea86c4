package transform

import (
	"go/ast"
	"go/token"
)

// The variables of a program are initialised in an order that depends on what they are made of,
// not on where they stand. A cell runs from top to bottom: so those of a cell that is a program
// are put into the order that go/types finds, each on its own, before anything else is asked.

// findInitOrder notes the order in which the variables of a program are initialised, and
// reports whether it is another than that of the text.
func (k *checker) findInitOrder() bool {
	if !k.env.Program || k.inits != nil {
		return false
	}
	k.inits = []int{}
	sorted := !k.zeroAfterInit()
	for _, in := range k.info.InitOrder {
		at := k.cell.Offset(in.Lhs[0].Pos())
		if n := len(k.inits); n > 0 && k.inits[n-1] > at {
			sorted = false
		}
		k.inits = append(k.inits, at)
	}
	return !sorted
}

// zeroAfterInit reports whether a variable without a value stands below one with a value, which
// may set it.
func (k *checker) zeroAfterInit() bool {
	inits := false
	for i := range k.cell.Items {
		d, ok := k.cell.Items[i].Stmt.(*ast.DeclStmt)
		if !ok {
			continue
		}
		for _, spec := range d.Decl.(*ast.GenDecl).Specs {
			v := spec.(*ast.ValueSpec)
			if inits && len(v.Values) == 0 {
				return true
			}
			inits = inits || len(v.Values) > 0
		}
	}
	return false
}

// orderInits puts the variables of a program first and in order: those without a value, then
// those with one. The cell is the checker's own.
func (k *checker) orderInits() {
	if !k.own || len(k.inits) == 0 {
		return
	}
	var decls, zero, rest []Item
	specs := map[int]Item{}
	for _, it := range k.cell.Items {
		d, ok := it.Stmt.(*ast.DeclStmt)
		switch {
		case it.Stmt == nil:
			decls = append(decls, it)
			continue
		case !ok:
			rest = append(rest, it)
			continue
		}
		for _, spec := range d.Decl.(*ast.GenDecl).Specs {
			v := spec.(*ast.ValueSpec)
			if len(v.Values) == 0 {
				zero = append(zero, k.varItem(v))
				continue
			}
			for _, one := range each(v) {
				specs[k.cell.Offset(one.Names[0].Pos())] = k.varItem(one)
			}
		}
	}
	items := append(decls, zero...)
	for _, at := range k.inits {
		if it, ok := specs[at]; ok {
			items = append(items, it)
			delete(specs, at)
		}
	}
	if len(specs) > 0 {
		return // it does not check
	}
	k.cell.Items = append(items, rest...)
}

// each divides var a, b = x, y into var a = x and var b = y.
func each(v *ast.ValueSpec) []*ast.ValueSpec {
	if len(v.Names) != len(v.Values) {
		return []*ast.ValueSpec{v}
	}
	var list []*ast.ValueSpec
	for i := range v.Names {
		list = append(list, &ast.ValueSpec{Names: v.Names[i : i+1], Type: v.Type, Values: v.Values[i : i+1]})
	}
	return list
}

func (k *checker) varItem(v *ast.ValueSpec) Item {
	d := &ast.GenDecl{TokPos: v.Pos(), Tok: token.VAR, Specs: []ast.Spec{v}}
	return Item{Kind: ItemStmt, Start: k.cell.Offset(v.Pos()), End: k.cell.Offset(v.End()), Stmt: &ast.DeclStmt{Decl: d}}
}
