package transform

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
)

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
