package transform

import (
	"go/ast"
	"go/types"
	"strconv"
)

// This file guesses the form of await sites before the first pass, from what the session and
// the packages say of the operand's function or variable. A right guess saves a pass. A wrong
// one, because of a name that is declared anew in between, is mended like any other form.

// known is what awaits were found to give, in the order of the text: what tells of those after
// them in the same pass. The types are of the last pass.
type known struct {
	names map[string]types.Type // that an await is assigned to; of whatever scope
	sites map[*site]types.Type  // that give one value
}

// add notes what a site gives.
func (n *known) add(s *site, f form, a awaitable) {
	if n == nil || a.kind == AwaitInvalid {
		return
	}
	if len(a.values) == 1 && f.spread == 0 {
		n.sites[s] = a.values[0]
	}
	for i, e := range s.lefts {
		if id, ok := e.(*ast.Ident); ok && i < len(a.values) && f.spread == 0 && a.values[i] != nil {
			n.names[id.Name] = a.values[i]
		}
	}
}

// guess is the form that site s most likely has; the zero form if there is no telling.
func (k *checker) guess(s *site) form {
	f, a := k.guessAwaitable(s)
	k.known.add(s, f, a)
	return f
}

func (k *checker) guessAwaitable(s *site) (form, awaitable) {
	operand := k.unparen(*s.slot)
	call, ok := operand.(*ast.CallExpr)
	if !ok {
		if t := k.guessType(operand); t != nil {
			a := byType(t, true)
			return k.formFor(s, a, operand, false), a
		}
		return form{}, awaitable{}
	}
	if f := k.ownAsync(call.Fun); f != nil {
		a := awaitable{kind: AwaitMethod, context: true, fails: true, unpack: len(f.results) > 1, ctx: k.context}
		a.values = make([]types.Type, min(len(f.results), maxResults))
		return k.formFor(s, a, operand, false), awaitable{}
	}
	t := k.guessType(call.Fun)
	if t == nil {
		return form{}, awaitable{}
	}
	sig, ok := t.Underlying().(*types.Signature)
	if !ok {
		return form{}, awaitable{}
	}
	var result types.Type = sig.Results()
	if sig.Results().Len() == 1 {
		result = sig.Results().At(0).Type()
	}
	a := byType(result, false)
	if a.kind == AwaitInvalid {
		a = awaitable{kind: AwaitCall}
		a.values, a.fails = splitResults(result)
	}
	return k.formFor(s, a, operand, sig.Results().Len() == 0), a
}

// unparen takes the parentheses off e that the person wrote.
func (k *checker) unparen(e ast.Expr) ast.Expr {
	for {
		p, ok := e.(*ast.ParenExpr)
		if !ok || k.parens[p] != nil {
			return e
		}
		e = p.X
	}
}

// ownAsync is the async function of this cell that an expression names.
func (k *checker) ownAsync(e ast.Expr) *asyncFunc {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok || k.survey.defs[id.Name] == nil {
		return nil
	}
	for _, f := range k.funcs {
		if f.decl != nil && f.decl == k.survey.defs[id.Name].decl {
			return f
		}
	}
	return nil
}

// guessType is the type of a name of the session, a package's name, or a member of such.
func (k *checker) guessType(e ast.Expr) types.Type {
	switch e := k.unparen(e).(type) {
	case *ast.ParenExpr:
		if k.known != nil {
			return k.known.sites[k.parens[e]]
		}
	case *ast.Ident:
		if k.known != nil && k.known.names[e.Name] != nil {
			return k.known.names[e.Name]
		}
		if n := k.ns.Lookup(e.Name); n != nil && n.Kind != KindImport && n.Kind != KindType && k.survey.defs[e.Name] == nil {
			return n.Obj.Type()
		}
	case *ast.SelectorExpr:
		if id, ok := e.X.(*ast.Ident); ok {
			if pkg := k.packageOf(id.Name); pkg != nil {
				if obj := pkg.Scope().Lookup(e.Sel.Name); obj != nil {
					if _, isType := obj.(*types.TypeName); !isType {
						return obj.Type()
					}
				}
				return nil
			}
		}
		if t := k.guessType(e.X); t != nil {
			if obj, _, _ := types.LookupFieldOrMethod(t, true, k.pkg, e.Sel.Name); obj != nil {
				return obj.Type()
			}
		}
	case *ast.CallExpr:
		if t := k.guessType(e.Fun); t != nil {
			if sig, ok := t.Underlying().(*types.Signature); ok && sig.Results().Len() == 1 && sig.TypeParams().Len() == 0 {
				return sig.Results().At(0).Type()
			}
		}
	}
	return nil
}

// packageOf is the package that a name means, if it means one.
func (k *checker) packageOf(name string) *types.Package {
	path := ""
	if d := k.survey.defs[name]; d != nil {
		if s, ok := d.spec.(*ast.ImportSpec); ok {
			path, _ = strconv.Unquote(s.Path.Value)
		}
	} else if n := k.ns.Lookup(name); n != nil {
		if p, ok := n.Obj.(*types.PkgName); ok {
			return p.Imported()
		}
	} else {
		path = k.autoPath(name)
	}
	if path == "" {
		return nil
	}
	return k.loaded(path)
}
