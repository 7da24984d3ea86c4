package transform

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// list writes statements, each with a mark of its line, and the text between.
func (l *nativeLowerer) list(at token.Pos, stmts []ast.Stmt, end token.Pos) {
	for _, s := range stmts {
		l.source(at, s.Pos())
		l.lineMark(s.Pos())
		l.node(s)
		at = s.End()
	}
	l.source(at, end)
}

func (l *nativeLowerer) stmt(s ast.Stmt) {
	switch s := s.(type) {
	case *ast.BlockStmt:
		l.p("{")
		l.list(s.Lbrace+1, s.List, s.Rbrace)
		l.source(s.Rbrace, s.End())
	case *ast.CaseClause:
		l.clause(s.Pos(), s.Colon, s.Body, s.End(), nodes(s.List)...)
	case *ast.CommClause:
		if s.Comm == nil {
			l.clause(s.Pos(), s.Colon, s.Body, s.End())
		} else {
			l.clause(s.Pos(), s.Colon, s.Body, s.End(), s.Comm)
		}
	case *ast.ForStmt:
		l.loop(s, s.Body)
	case *ast.RangeStmt:
		switch {
		case l.asyncStmt(s):
		case l.overChannel(s):
			l.rangeChannel(s)
		default:
			l.loop(s, s.Body)
		}
	case *ast.SendStmt:
		if l.comms[s] {
			l.splice(s)
		} else {
			l.send(s)
		}
	case *ast.BranchStmt:
		l.branchStmt(s)
	case *ast.ReturnStmt:
		l.returnStmt(s)
	case *ast.LabeledStmt:
		l.labeled(s)
	case *ast.SelectStmt:
		l.nested(nativeNest{label: l.label, stops: true}, func() { l.selectStmt(s) })
	case *ast.SwitchStmt, *ast.TypeSwitchStmt:
		l.nested(nativeNest{label: l.label, stops: true}, func() { l.splice(s) })
	case *ast.GoStmt:
		l.goStmt(s)
	case *ast.DeferStmt:
		l.deferStmt(s)
	case *ast.DeclStmt:
		if d := s.Decl.(*ast.GenDecl); d.Tok == token.CONST && l.repeatsItself(d) {
			l.constGroup(d)
			return
		}
		l.splice(s)
	default:
		l.splice(s)
	}
}

// repeatsItself reports whether a line of a const declaration mentions a name that the line
// itself declares: X = X + X means another X, and where a line below repeats it, this one.
func (l *nativeLowerer) repeatsItself(d *ast.GenDecl) bool {
	found := false
	for _, spec := range d.Specs {
		v := spec.(*ast.ValueSpec)
		for _, e := range v.Values {
			ast.Inspect(e, func(n ast.Node) bool {
				id, ok := n.(*ast.Ident)
				found = found || ok && slices.ContainsFunc(v.Names, func(name *ast.Ident) bool { return name.Name == id.Name })
				return !found
			})
		}
	}
	return found
}

// constGroup declares constants by their values.
func (l *nativeLowerer) constGroup(d *ast.GenDecl) {
	for _, spec := range d.Specs {
		for _, id := range spec.(*ast.ValueSpec).Names {
			if c, ok := l.Info.Defs[id].(*types.Const); ok && id.Name != "_" {
				l.p(l.constText(id.Name, c), "; ")
			}
		}
	}
}

func nodes(list []ast.Expr) []ast.Node {
	out := make([]ast.Node, len(list))
	for i, e := range list {
		out[i] = e
	}
	return out
}

func (l *nativeLowerer) clause(at, colon token.Pos, body []ast.Stmt, end token.Pos, heads ...ast.Node) {
	for _, h := range heads {
		l.source(at, h.Pos())
		l.node(h)
		at = h.End()
	}
	l.source(at, colon+1)
	l.list(colon+1, body, end)
}

// goStmt writes a go statement: the function and its arguments are evaluated now, and a panic
// of the call is reported and ends no more than the goroutine.
func (l *nativeLowerer) goStmt(s *ast.GoStmt) {
	l.p(l.rt("Go"), "(", l.me(), ", ", l.lineText(s.Pos()), ", ")
	defer l.p(")")
	lit, isLit := ast.Unparen(s.Call.Fun).(*ast.FuncLit)
	if isLit && l.async[lit] == nil && len(s.Call.Args) == 0 && lit.Type.Results == nil {
		l.funcLit(lit)
		return
	}
	sig, ok := l.callee(s.Call)
	if !ok {
		l.goBuiltin(s.Call)
		return
	}
	params, args := l.forwarded(sig)
	l.p("func(ˑf ", l.typeText(unnamed(sig)), ") func(", params, ") func() { return func(", params, ") func() { return func() { ˑf(", args, ") } } }(")
	l.node(s.Call.Fun)
	l.p(")")
	l.arguments(s.Call)
}

// goBuiltin is goStmt for a built-in function.
func (l *nativeLowerer) goBuiltin(c *ast.CallExpr) {
	var params, args []string
	for i, a := range c.Args {
		name := "ˑ" + strconv.Itoa(i)
		t := l.Info.TypeOf(a)
		if b, ok := t.(*types.Basic); ok && b.Kind() == types.UntypedNil {
			t = anyType
		}
		params, args = append(params, name+" "+l.typeText(t)), append(args, name)
	}
	fun := l.captured(func() { l.node(c.Fun) })
	if id, ok := ast.Unparen(c.Fun).(*ast.Ident); ok && (id.Name == "print" || id.Name == "println") {
		fun = l.rt("Builtin" + id.Name)
	}
	l.p("func(", strings.Join(params, ", "), ") func() { return func() { ", fun, "(", strings.Join(args, ", "), ") } }")
	l.arguments(c)
}

// topStmt writes a statement of the cell's own.
func (l *nativeLowerer) topStmt(s ast.Stmt) {
	switch s := s.(type) {
	case *ast.DeclStmt:
		l.topDecl(s.Decl.(*ast.GenDecl))
		return
	case *ast.AssignStmt:
		if s.Tok == token.DEFINE {
			for i, e := range s.Lhs {
				if i > 0 {
					l.p(", ")
				}
				l.node(e)
			}
			l.p(" = ")
			at := s.TokPos + 2
			for _, e := range s.Rhs {
				l.source(at, e.Pos())
				l.node(e)
				at = e.End()
			}
			return
		}
	}
	l.node(s)
}

// topDecl writes what a var declaration of the cell's own does when it is reached.
func (l *nativeLowerer) topDecl(d *ast.GenDecl) {
	for i, spec := range d.Specs {
		v, ok := spec.(*ast.ValueSpec)
		if !ok {
			continue
		}
		if i > 0 {
			l.p("; ")
			l.lineMark(v.Pos())
		}
		if len(v.Values) == 0 {
			for _, id := range v.Names {
				if id.Name != "_" {
					l.node(id)
					l.p(" = *new(", l.typeText(l.Info.TypeOf(id)), "); ")
				}
			}
			continue
		}
		for i, id := range v.Names {
			if i > 0 {
				l.p(", ")
			}
			if id.Name == "_" && v.Type != nil && len(v.Values) == len(v.Names) {
				l.p("_")
				continue
			}
			l.node(id)
		}
		l.p(" = ")
		for i, e := range v.Values {
			if i > 0 {
				l.p(", ")
			}
			if v.Names[min(i, len(v.Names)-1)].Name == "_" && v.Type != nil && len(v.Values) == len(v.Names) {
				l.p("(", l.text(v.Type), ")(")
				l.node(e)
				l.p(")")
				continue
			}
			l.node(e)
		}
	}
}

// lastStmt writes the last item of a cell that has a value.
func (l *nativeLowerer) lastStmt(s *ast.ExprStmt) {
	n := 1
	if site := l.sites[asUnary(s.X)]; site != nil {
		n = len(site.Values)
		if site.Capture {
			n++
		}
	} else if t, ok := l.Info.TypeOf(s.X).(*types.Tuple); ok {
		n = t.Len()
	}
	switch n {
	case 0:
		l.node(s.X)
	case 1:
		l.p("return ")
		l.node(s.X)
	default:
		var names []string
		for range n {
			names = append(names, l.fresh())
		}
		all := strings.Join(names, ", ")
		l.p(all, " := ")
		l.node(s.X)
		l.p("; return []any{", all, "}")
	}
}

func asUnary(e ast.Expr) *ast.UnaryExpr {
	u, _ := ast.Unparen(e).(*ast.UnaryExpr)
	return u
}
