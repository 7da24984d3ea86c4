package transform

import (
	"go/ast"
	"go/types"
	"strconv"
)

// recovered is the variable in which a function keeps what recover must not take.
const recovered = "ˑrecovered"

// body writes the body of a function with that signature. enter writes what comes first in it.
func (l *nativeLowerer) body(sig *types.Signature, b *ast.BlockStmt, enter func()) {
	outside := l.recover
	l.recover = false
	text := l.captured(func() {
		l.inFunction(sig, func() { l.list(b.Lbrace+1, b.List, b.Rbrace) })
	})
	l.p("{ ")
	if l.recover {
		l.p("var ", recovered, " any; defer ", l.rt("Rethrow"), "(&", recovered, "); ")
	}
	l.recover = outside
	if enter != nil {
		enter()
	}
	l.p(text)
	l.source(b.Rbrace, b.End())
}

func (l *nativeLowerer) funcLit(e *ast.FuncLit) {
	if f := l.async[e]; f != nil {
		l.source(e.Type.Pos(), e.Type.Params.Pos())
		l.asyncFunc(f, e.Type, e.Body)
		return
	}
	l.node(e.Type)
	l.p(" ")
	sig, _ := l.Info.TypeOf(e).Underlying().(*types.Signature)
	l.body(sig, e.Body, l.entry(e.Body))
}

// entry is what stops a function that calls itself for ever.
func (l *nativeLowerer) entry(b *ast.BlockStmt) func() {
	if !l.callsBack(b) {
		return nil
	}
	return l.check
}

// callsBack reports whether a function calls what may come to call it: anything but those
// functions of packages that cannot be given anything of the cell's to call.
func (l *nativeLowerer) callsBack(b *ast.BlockStmt) bool {
	found := false
	ast.Inspect(b, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok && !found {
			found = l.mayCallBack(c)
		}
		return !found
	})
	return found
}

// mayCallBack is callsBack for one call.
func (l *nativeLowerer) mayCallBack(c *ast.CallExpr) bool {
	sig, calls := l.callee(c)
	return calls && !(l.ofPackage(c.Fun) && plainParams(sig))
}

// plainParams reports whether nothing that can be called is in what a function takes.
func plainParams(sig *types.Signature) bool {
	for i := range sig.Params().Len() {
		t := sig.Params().At(i).Type()
		for {
			if s, ok := t.Underlying().(*types.Slice); ok {
				t = s.Elem()
				continue
			}
			break
		}
		if _, basic := t.Underlying().(*types.Basic); !basic {
			return false
		}
	}
	return true
}

// ofPackage reports whether a function is one of an imported package.
func (l *nativeLowerer) ofPackage(fun ast.Expr) bool {
	switch f := ast.Unparen(fun).(type) {
	case *ast.SelectorExpr:
		if id, ok := f.X.(*ast.Ident); ok {
			if _, ok := l.Info.Uses[id].(*types.PkgName); ok {
				return true
			}
		}
		m, ok := l.Info.Uses[f.Sel].(*types.Func)
		return ok && m.Pkg() != nil && m.Pkg().Path() != l.Pkg.Path() && !types.IsInterface(m.Signature().Recv().Type())
	case *ast.IndexExpr:
		return l.ofPackage(f.X)
	case *ast.IndexListExpr:
		return l.ofPackage(f.X)
	}
	return false
}

// asyncFunc writes the parameters, result and body of an async function.
func (l *nativeLowerer) asyncFunc(f *AsyncFunc, t *ast.FuncType, b *ast.BlockStmt) {
	l.node(t.Params)
	result := l.resultOf(f.Values)
	l.p(" *", l.alias(AsyncPath), ".Coroutine[", result, "] { return ", l.rt("Coroutine"), "(", l.me(), ", ", strconv.Quote(f.Name), ", ",
		l.lineText(b.Lbrace), ", func() (", result, ", error) {", l.taken(f.Values, f.Fails, l.captured(func() {
			l.p("func() ")
			if t.Results != nil {
				l.results(t.Results)
			}
			l.p(" ")
			failing := l.failing
			if l.failing = nil; f.Fails {
				l.failing = f.Written
			}
			l.body(f.Written, b, l.entry(b))
			l.failing = failing
			l.p("/*line goawait.go:1*/ ()") // a frame that is nobody's
		})), "}) }")
}

// results writes a result list in parentheses.
func (l *nativeLowerer) results(r *ast.FieldList) {
	if r.Opening.IsValid() {
		l.node(r)
		return
	}
	l.p("(")
	l.node(r)
	l.p(")")
}

// late reports whether a function is found by its callers when they call it: a generic one, of
// which there are no values, is not.
func (l *nativeLowerer) late(n *Name) bool {
	sig, ok := n.Obj.Type().(*types.Signature)
	return ok && sig.TypeParams().Len() == 0
}

// funcDecl writes a function of the cell. A plain one becomes two: one that the session's
// variable holds, and one that the cell itself calls directly. That one looks, at the price of a
// word of memory, whether the function was declared anew.
func (l *nativeLowerer) funcDecl(d *ast.FuncDecl) {
	n := l.own[l.Info.Defs[d.Name]]
	if n == nil {
		return // func _
	}
	if d.Body == nil {
		l.problem(d.Name, "a function without a body")
		return
	}
	if !l.late(n) {
		l.decls[n.Key] = l.declared(l.captured(func() {
			l.lineMark(d.Pos())
			l.p("func ", nativeMark(markGeneric, n.Key))
			l.node(d.Type.TypeParams)
			l.signed(d)
		}))
		return
	}
	l.captured(func() { l.variable(n) })
	l.funcs = append(l.funcs, nativeFunc{n, l.twice(n, d)})
}

// funcIdent is the identifier of a function of the cell.
func funcIdent(n *Name) string { return "ˑ" + n.Name + "ˑ" + nativeID }

// callsRecover reports whether a function calls recover itself.
func callsRecover(b *ast.BlockStmt) bool {
	found := false
	ast.Inspect(b, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			id, ok := ast.Unparen(n.Fun).(*ast.Ident)
			found = found || ok && id.Name == "recover"
		}
		return !found
	})
	return found
}

// declaresTypes reports whether a function declares types: written twice, those would be two.
func declaresTypes(b *ast.BlockStmt) bool {
	found := false
	ast.Inspect(b, func(n ast.Node) bool {
		_, is := n.(*ast.TypeSpec)
		found = found || is
		return !found
	})
	return found
}

// methodDecl writes a method.
func (l *nativeLowerer) methodDecl(d *ast.FuncDecl) {
	if d.Body == nil {
		l.problem(d.Name, "a method without a body")
		return
	}
	base := receiverBase(d)
	if base == nil {
		l.problem(d.Recv, "this receiver")
		return
	}
	n := l.refs[l.Cell.Offset(base.Pos())]
	if obj, ok := l.Info.Uses[base].(*types.TypeName); ok && obj.IsAlias() {
		if named, ok := types.Unalias(obj.Type()).(*types.Named); ok {
			n = l.nameOf(named.Obj())
		}
	}
	if n == nil || l.own[n.Obj] != n {
		l.problem(d.Recv, "a method of this type")
		return
	}
	m := nativeMethod{d.Name.Name, l.captured(func() {
		l.lineMark(d.Pos())
		l.p("func ")
		l.node(d.Recv)
		l.p(" ", d.Name.Name)
		l.signed(d)
	})}
	l.methods[n.Key] = append(l.methods[n.Key], m)
}
