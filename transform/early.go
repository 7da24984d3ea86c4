package transform

import (
	"go/ast"
	"go/token"
	"go/types"
)

// An alias stands for a mention of a name that does not mean what the scope has under it: the
// session's older x in x := x + 1, or the last value, which Go cannot read as _.
type alias struct {
	was   string
	as    string
	name  *Name // what it means; nil if there is nothing
	ident *ast.Ident
}

// object is a's object for a scope.
func (a *alias) object(pkg *types.Package) types.Object {
	obj := a.name.Obj
	switch obj := obj.(type) {
	case *types.PkgName:
		return types.NewPkgName(token.NoPos, pkg, a.as, obj.Imported())
	case *types.Const:
		return types.NewConst(token.NoPos, obj.Pkg(), a.as, obj.Type(), obj.Val())
	case *types.TypeName:
		return types.NewTypeName(token.NoPos, obj.Pkg(), a.as, obj.Type())
	case *types.Func:
		return types.NewFunc(token.NoPos, obj.Pkg(), a.as, obj.Signature())
	}
	return types.NewVar(token.NoPos, obj.Pkg(), a.as, obj.Type())
}

// lookBack finds mentions that the last pass resolved too late: a top-level statement sees what
// the session had before the cell, and what earlier statements defined. It returns whether
// there are new ones, so that the cell has to be typed again.
func (k *checker) lookBack() bool {
	found := false
	for _, e := range k.typeErrs {
		if _, _, code := errorSpan(e); code == "InvalidBlank" {
			if n := k.ns.Lookup("_"); n != nil {
				found = k.addAlias(k.cell.Offset(e.Pos), "_", n) || found
			}
		}
	}
	found = k.findPositional() || found
	found = k.findOutputs() || found
	if !k.mayBeEarly() {
		return found
	}
	for i := range k.cell.Items {
		it := &k.cell.Items[i]
		if it.Stmt == nil {
			continue
		}
		ast.Inspect(it.Stmt, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			if !ok {
				return true
			}
			d := k.survey.defs[id.Name]
			if d == nil || !d.stmt || d.item < i || k.info.Uses[id] == nil || k.info.Uses[id] != k.pkg.Scope().Lookup(id.Name) {
				return true
			}
			if d.item == i && definedBefore(it.Stmt, d.ident, id) {
				return true
			}
			at := k.cell.Offset(id.Pos())
			if n := k.ns.Lookup(id.Name); k.addAlias(at, id.Name, n) {
				found = true
				if n == nil && types.Universe.Lookup(id.Name) == nil {
					k.errorf(at, at+len(id.Name), TypeError, "undefined: %s", id.Name)
				}
			}
			return true
		})
	}
	return found
}

// definedBefore reports whether a variable of a var declaration in parentheses is defined by a
// line of it that is before the one that mentions it: each sees those above.
func definedBefore(s ast.Stmt, defined, mention *ast.Ident) bool {
	d, ok := s.(*ast.DeclStmt)
	if !ok {
		return false
	}
	for _, spec := range d.Decl.(*ast.GenDecl).Specs {
		if spec.Pos() <= defined.Pos() && defined.End() <= spec.End() {
			return spec.End() <= mention.Pos()
		}
	}
	return false
}

// mayBeEarly is a quick look at whether any name is mentioned where it may be too early.
func (k *checker) mayBeEarly() bool {
	for name, d := range k.survey.defs {
		if at, ok := k.survey.mentions[name]; ok && d.stmt && (at < d.start || k.mentionedInItem(d)) {
			return true
		}
	}
	return false
}

// mentionedInItem reports whether a statement mentions a name beside defining it.
func (k *checker) mentionedInItem(d *definition) bool {
	found := false
	ast.Inspect(k.cell.Items[d.item].Stmt, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && id != d.ident && id.Name == d.name
		return !found
	})
	return found
}

// aliasName is a name that no text can have, as long as name: ends of expressions are computed
// from the lengths of names.
func aliasName(name string) string {
	b := []byte(name)
	b[0] ^= 0x80 // no longer UTF-8
	return string(b)
}

func (k *checker) addAlias(at int, name string, n *Name) bool {
	if k.early[at] != nil {
		return false
	}
	as := aliasName(name)
	if n == nil && types.Universe.Lookup(name) != nil {
		as = name // as it was before the cell
		n = &Name{Name: name, Obj: types.Universe.Lookup(name)}
	}
	k.early[at] = &alias{was: name, as: as, name: n}
	return true
}
