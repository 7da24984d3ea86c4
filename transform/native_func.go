package transform

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
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
			l.body(f.Written, b, l.entry(b))
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

// twice writes a plain function of the cell: as ˑnameˑpin, which is what the session's variable
// holds, and as ˑname, which looks whether the function was declared anew.
//
// Short functions that call nothing are called as they are, so that the compiler can put them in
// place. A function that does that is written once more, with calls that look: it goes there when
// it finds on entry that one of them was declared anew.
func (l *nativeLowerer) twice(n *Name, d *ast.FuncDecl) string {
	sig := n.Obj.Type().(*types.Signature)
	name := funcIdent(n)
	params, args := l.forwarded(sig)
	results := l.captured(func() {
		if sig.Results().Len() > 0 {
			(&nativeSpeller{l, &l.b}).tuple(sig.Results(), false)
		}
	})
	give, after := "return ", ""
	if sig.Results().Len() == 0 {
		give, after = "", "; return"
	}
	anew := func(args string) string { return give + nativeMark(markVar, n.Key) + "(" + args + ")" + after }
	moved := func(args string) string {
		return " if " + name + "ˑword != 0 && " + l.rt("Moved") + "(&" + name + "ˑword) { " + anew(args) + " }; "
	}
	own, named := namedParams(d.Type, sig.Variadic())
	again, recovers := !declaresTypes(d.Body) && l.async[d] == nil, callsRecover(d.Body)
	if !again && l.async[d] == nil && recovers {
		l.problem(d.Name, "a function that both declares types and calls recover has no form for the native lane")
	}
	head := func(name string) string {
		return l.captured(func() { l.lineMark(d.Pos()); l.p("func ", name) })
	}
	l.params = ""
	if !named {
		l.params, own = l.someParams(d.Type, sig)
	}
	given := l.params
	whole := func(first string) string {
		return l.captured(func() { l.first, l.params = first, given; l.signed(d) }) + "\n"
	}
	text := "var " + name + "ˑword uint32\n"
	plain := whole("")
	if recovers && again { // which it has to do itself
		return text + head(name+"ˑpin") + inPlace(plain, markDirect, "") + head(name) + inPlace(whole(moved(own)), markDirect, "")
	}
	words := ""
	for _, key := range leaves(plain) {
		if words != "" {
			words += " | "
		}
		words += nativeMark(markDirect, key) + "ˑword"
	}
	slow := ""
	if words != "" && again {
		slow = " if " + words + " != 0 { " + give + name + "ˑslow(" + own + ")" + after + " }; "
		text += head(name+"ˑslow") + inPlace(plain, markDirect, "")
	}
	if !again {
		return text + head(name+"ˑpin") + inPlace(plain, markDirect, "") +
			head(name) + "(" + params + ") " + results + " {" + moved(args) + give + name + "ˑpin(" + args + ") }\n"
	}
	// What returns at once is what the compiler takes for unlikely, and moves out of the way.
	look := " if " + name + "ˑword != 0 { " + give + name + "ˑmoved(" + own + ")" + after + " }; "
	text += "/*line goawait.go:1*/ func " + name + "ˑmoved(" + params + ") " + results + " { if " + l.rt("Moved") + "(&" + name + "ˑword) { " +
		anew(args) + " }; " + give + name + "ˑpin(" + args + ") }\n"
	return text + head(name+"ˑpin") + inPlace(whole(slow), markDirect, "ˑpin") + head(name) + inPlace(whole(look+slow), markDirect, "ˑpin")
}

// leaves are the keys of the short functions that a text calls.
func leaves(text string) []string {
	var keys []string
	eachMark(text, func(kind byte, key string) string {
		if kind == markLeaf && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
		return ""
	})
	return keys
}

// inPlace makes calls of short functions those of another kind, with a suffix to their names.
func inPlace(text string, kind byte, suffix string) string {
	return eachMark(text, func(k byte, key string) string {
		if k == markLeaf {
			return nativeMark(kind, key) + suffix
		}
		return nativeMark(k, key)
	})
}

// maxLeaf is how many bytes of text a function may have that is called as it is.
const maxLeaf = 400

// leaf reports whether a function of the cell is short and calls nothing.
func (l *nativeLowerer) leaf(n *Name) bool {
	d := l.leafs[n]
	if d == nil || d.Body == nil || l.async[d] != nil || l.callsBack(d.Body) || d.Body.End()-d.Body.Pos() > maxLeaf {
		return false
	}
	short := true
	ast.Inspect(d.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.ForStmt, *ast.RangeStmt, *ast.GoStmt, *ast.DeferStmt, *ast.SelectStmt, *ast.LabeledStmt, *ast.TypeSpec:
			short = false
		case *ast.SendStmt:
			short = false
		case *ast.UnaryExpr:
			short = short && n.Op != token.ARROW
		}
		return short
	})
	return short
}

// signed writes a declaration from its parameters on.
func (l *nativeLowerer) signed(d *ast.FuncDecl) {
	if f := l.async[d]; f != nil {
		l.first, l.params = "", ""
		l.asyncFunc(f, d.Type, d.Body)
		return
	}
	if l.params != "" {
		l.p("(", l.params, ")")
	} else {
		l.node(d.Type.Params)
	}
	l.params = ""
	if d.Type.Results != nil {
		l.p(" ")
		l.results(d.Type.Results)
	}
	l.p(" ")
	sig, _ := l.Info.Defs[d.Name].Type().(*types.Signature)
	first, entry := l.first, l.entry(d.Body)
	l.first = ""
	l.body(sig, d.Body, func() {
		if l.p(first); first == "" && entry != nil {
			entry()
		}
	})
}

// funcIdent is the identifier of a function of the cell.
func funcIdent(n *Name) string { return "ˑ" + n.Name + "ˑ" + nativeID }

// namedParams gives the arguments that pass a function's parameters on, if they all have names.
func namedParams(t *ast.FuncType, variadic bool) (args string, ok bool) {
	for _, f := range t.Params.List {
		if len(f.Names) == 0 {
			return "", false
		}
		for _, id := range f.Names {
			if id.Name == "_" {
				return "", false
			}
			if args != "" {
				args += ", "
			}
			args += id.Name
		}
	}
	if variadic {
		args += "..."
	}
	return args, true
}

// someParams spells a function's parameters with a name for each that has none, and the arguments
// that pass them on.
func (l *nativeLowerer) someParams(t *ast.FuncType, sig *types.Signature) (params, args string) {
	names := fieldNames(t.Params)
	for i := range sig.Params().Len() {
		p := sig.Params().At(i)
		name := "ˑ" + strconv.Itoa(i)
		if i < len(names) && names[i] != nil && names[i].Name != "_" {
			name = names[i].Name
		}
		if i > 0 {
			params, args = params+", ", args+", "
		}
		if slice, ok := p.Type().(*types.Slice); ok && sig.Variadic() && i == sig.Params().Len()-1 {
			params, args = params+name+" ..."+l.typeText(slice.Elem()), args+name+"..."
			continue
		}
		params, args = params+name+" "+l.typeText(p.Type()), args+name
	}
	return params, args
}

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
