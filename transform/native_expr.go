package transform

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
)

// node writes a node lowered.
func (l *nativeLowerer) node(n ast.Node) {
	switch n := n.(type) {
	case *ast.Ident:
		l.ident(n)
	case *ast.SelectorExpr:
		l.selector(n)
	case *ast.IndexExpr:
		if name := l.refs[l.Cell.Offset(n.Pos())]; name != nil && l.isOutput(n, name) {
			l.sessionName(name)
			return
		}
		l.splice(n)
	case *ast.UnaryExpr:
		if s := l.sites[n]; s != nil {
			l.await(s)
			return
		}
		if n.Op == token.ARROW && !l.comms[n] {
			l.receive(n)
			return
		}
		l.splice(n)
	case *ast.CompositeLit:
		if list := listed(n); list != nil {
			l.listing(list)
			return
		}
		l.splice(n)
	case *ast.CallExpr:
		l.call(n)
	case *ast.FuncLit:
		l.funcLit(n)
	case *ast.StructType:
		l.structType(n)
	case ast.Stmt:
		l.stmt(n)
	default:
		l.splice(n)
	}
}

// listing writes a list of expressions as what Run returns for several values.
func (l *nativeLowerer) listing(list []ast.Expr) {
	l.p("[]any{")
	for _, e := range list {
		l.node(e)
		l.p(", ")
	}
	l.p("}")
}

// isOutput reports whether x is Out[n] and name what it reads.
func (l *nativeLowerer) isOutput(x *ast.IndexExpr, name *Name) bool {
	id, ok := x.X.(*ast.Ident)
	return ok && id.Name == "Out" && name.Name != "Out" && l.Info.ObjectOf(id) == nil
}

func (l *nativeLowerer) ident(id *ast.Ident) {
	if n := l.refs[l.Cell.Offset(id.Pos())]; n != nil && (n.Name == id.Name || id.Name == "_") {
		if l.embeds[id] {
			l.p(id.Name) // an alias of it: the field has its name
			return
		}
		l.sessionName(n)
		return
	}
	if obj := l.Info.Uses[id]; obj != nil {
		if place := l.places[obj]; place != "" {
			l.p(place)
			return
		}
		if p, ok := obj.(*types.PkgName); ok {
			l.p(l.alias(p.Imported().Path()))
			return
		}
		if pkg := obj.Pkg(); pkg != nil && pkg.Path() != l.Pkg.Path() && obj.Parent() == pkg.Scope() {
			l.p(l.packaged(pkg.Path(), id.Name)) // of a dot import
			return
		}
	}
	l.p(id.Name)
}

// sessionName writes a name of the session.
func (l *nativeLowerer) sessionName(n *Name) {
	switch n.Kind {
	case KindType:
		l.p(nativeMark(markType, n.Key))
	case KindConst:
		if c, ok := n.Obj.(*types.Const); ok && l.consts[n.Key] == "" {
			l.consts[n.Key] = l.constText(constIdent(n.Key), c)
		}
		l.p(nativeMark(markConst, n.Key))
	case KindFunc:
		if sig, ok := n.Obj.Type().(*types.Signature); ok && sig.TypeParams().Len() > 0 {
			l.p(nativeMark(markGeneric, n.Key))
			return
		}
		l.variable(n)
	default:
		l.variable(n)
	}
}

func constIdent(key string) string { return "ˑ" + key }

func (l *nativeLowerer) variable(n *Name) {
	if l.vars[n.Key] == "" {
		l.vars[n.Key] = l.typeText(n.Obj.Type())
	}
	l.p(nativeMark(markVar, n.Key))
}

// runtimeTwins are functions in whose place the runtime's of the same meaning are called: what
// prints, so that it is known who printed, and what ends the process, so that it is known where.
var runtimeTwins = map[string]bool{
	"fmt.Print": true, "fmt.Printf": true, "fmt.Println": true,
	"fmt.Fprint": true, "fmt.Fprintf": true, "fmt.Fprintln": true,
	"os.Exit": true, "log.Fatal": true, "log.Fatalf": true, "log.Fatalln": true,
}

// packaged names what a package exports.
func (l *nativeLowerer) packaged(path, name string) string {
	if runtimeTwins[path+"."+name] {
		return l.rt(name)
	}
	return l.alias(path) + "." + name
}

func (l *nativeLowerer) selector(s *ast.SelectorExpr) {
	if id, ok := s.X.(*ast.Ident); ok {
		if p, ok := l.Info.Uses[id].(*types.PkgName); ok {
			l.p(l.packaged(p.Imported().Path(), s.Sel.Name))
			return
		}
	}
	l.node(s.X)
	l.source(s.X.End(), s.Sel.Pos())
	l.p(s.Sel.Name)
}

func (l *nativeLowerer) call(c *ast.CallExpr) {
	if x, _, ok := adapts(l.Info, c); ok && isAdapt(c.Fun) && len(c.Args) == 1 {
		l.p(l.rt("Adapt"), "(", strconv.Quote(AdapterKey(x)), ", ")
		l.node(c.Args[0])
		l.p(")")
		return
	}
	id, ok := ast.Unparen(c.Fun).(*ast.Ident)
	if !ok {
		l.splice(c)
		return
	}
	if b, ok := l.Info.Uses[id].(*types.Builtin); ok {
		switch b.Name() {
		case "print", "println":
			l.p(l.rt("Builtin" + b.Name()))
			l.source(c.Fun.End(), c.Lparen)
			l.arguments(c)
			return
		case "recover":
			l.recover = true
			l.p(l.rt("Recovered"), "(recover(), &", recovered, ")")
			return
		}
	}
	if n := l.refs[l.Cell.Offset(id.Pos())]; n != nil && l.own[n.Obj] == n && n.Kind == KindFunc && l.late(n) {
		l.variable(n)
		l.takeBack(nativeMark(markVar, n.Key))
		kind := byte(markDirect)
		if l.leaf(n) {
			kind = markLeaf
		}
		l.p(nativeMark(kind, n.Key))
		l.source(c.Fun.End(), c.Lparen)
		l.arguments(c)
		return
	}
	l.splice(c)
}

// takeBack removes what was written last.
func (l *nativeLowerer) takeBack(text string) {
	all := l.b.String()
	l.b.Reset()
	l.b.WriteString(all[:len(all)-len(text)])
}

// arguments writes a call from its parenthesis on.
func (l *nativeLowerer) arguments(c *ast.CallExpr) {
	at := c.Lparen
	for _, a := range c.Args {
		l.source(at, a.Pos())
		l.node(a)
		at = a.End()
	}
	l.source(at, c.End())
}

// structType writes a struct type. An embedded type of the session has to keep its name, which
// is the field's.
func (l *nativeLowerer) structType(s *ast.StructType) {
	for _, f := range s.Fields.List {
		if len(f.Names) > 0 {
			continue
		}
		if n := l.refs[l.Cell.Offset(embeddedName(f.Type).Pos())]; n != nil && n.Kind == KindType && l.identOf(n.Key) != n.Name {
			l.aliases[n.Name] = n.Key
			l.embeds[embeddedName(f.Type)] = true
		}
	}
	l.splice(s)
}

// embeddedName is the identifier that names an embedded field.
func embeddedName(e ast.Expr) *ast.Ident {
	for {
		switch t := e.(type) {
		case *ast.Ident:
			return t
		case *ast.StarExpr:
			e = t.X
		case *ast.ParenExpr:
			e = t.X
		case *ast.SelectorExpr:
			return t.Sel
		case *ast.IndexExpr:
			e = t.X
		case *ast.IndexListExpr:
			e = t.X
		default:
			return &ast.Ident{NamePos: token.Pos(1 << 30)}
		}
	}
}

// identOf is the identifier of a type.
func (l *nativeLowerer) identOf(key string) string {
	if ident := l.types[key]; ident != "" {
		return ident
	}
	return l.have.types[key]
}

// callee gives the signature with which a function or method is called; false for conversions
// and built-in functions.
func (l *nativeLowerer) callee(c *ast.CallExpr) (*types.Signature, bool) {
	tv := l.Info.Types[c.Fun]
	if tv.IsType() || tv.IsBuiltin() || tv.Type == nil {
		return nil, false
	}
	sig, ok := tv.Type.Underlying().(*types.Signature)
	return sig, ok
}
