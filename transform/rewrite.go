package transform

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/astutil"
)

// This file changes the trees of a cell into what go/types understands, and back.
//
// An await site's *ast.UnaryExpr gives its place to a *ast.ParenExpr, whose content then has
// whatever form types the site right. An async function gets the results that its callers
// see, and a body that holds the written one as a literal.

// A site is an await while it is being resolved.
type site struct {
	of     *Cell // whose tree it is in
	offset int
	unary  *ast.UnaryExpr
	paren  *ast.ParenExpr // in its place
	slot   *ast.Expr      // where the operand is meanwhile
	form   form
	left   int        // how many values its place takes; -1 if it is one of several operands
	lefts  []ast.Expr // the left sides
	ret    bool       // its place is a return statement
	within *asyncFunc // the innermost function around it, if that is async
	plain  ast.Node   // the same, if it is not
	comm   bool       // it is what a select case waits for
	text   string     // how go/types' messages write it
}

// rewrite changes the trees of all items. The cell must be the checker's own.
func (k *checker) rewrite() {
	k.rewritten = true
	k.parens, k.stands, k.ifs = map[*ast.ParenExpr]*site{}, map[*ast.Ident]*output{}, map[*ast.IfStmt]*asyncStmt{}
	k.rewriteCell(k.cell)
	for _, r := range k.retypes {
		k.rewriteCell(r.cell)
	}
	slices.SortFunc(k.sites, func(a, b *site) int { return a.offset - b.offset })
	slices.SortFunc(k.stmts, func(a, b *asyncStmt) int { return a.offset - b.offset })
	slices.SortFunc(k.funcs, func(a, b *asyncFunc) int { return a.offset - b.offset })
	k.order = k.order[:0]
	for i, s := range k.sites {
		k.parens[s.paren] = s
		k.order = append(k.order, i)
	}
	// What is awaited inside an operand, or before it, comes first.
	slices.SortStableFunc(k.order, func(i, j int) int { return int(k.sites[i].unary.End() - k.sites[j].unary.End()) })
	for _, i := range k.order {
		s := k.sites[i]
		s.form = k.guess(s)
		if s.comm {
			s.form = s.commForm()
		}
		s.reshape(s.form, i)
	}
	for i, s := range k.stmts {
		s.reshape(k.guessStmt(s), i)
	}
}

// rewriteCell changes the trees of one cell.
func (k *checker) rewriteCell(c *Cell) {
	r := &rewriter{checker: k, of: c, awaits: map[int]bool{}, asyncs: map[int]int{}, stmts: map[int]mark{}}
	for _, m := range c.marks {
		switch m.kind {
		case markAwait:
			r.awaits[m.start] = true
		case markAsync:
			r.asyncs[m.next] = m.start
		case markAsyncFor:
			r.stmts[m.next] = m
		case markAsyncWith:
			r.stmts[m.start] = m
		}
	}
	for i := range c.Items {
		if n := c.Items[i].Tree(); n != nil {
			c.Items[i].setTree(astutil.Apply(n, r.enter, r.leave))
		}
	}
}

type rewriter struct {
	*checker
	of     *Cell
	awaits map[int]bool
	asyncs map[int]int  // from the offset of a func to that of its async
	stmts  map[int]mark // by the offset of the statement's node
	path   []ast.Node
	funcs  []*asyncFunc // around the node; nil for one that is not async
}

func (r *rewriter) enter(c *astutil.Cursor) bool {
	n := c.Node()
	r.path = append(r.path, n)
	switch n := n.(type) {
	case *ast.FuncDecl:
		r.funcs = append(r.funcs, r.async(n.Type, n.Body, n, nil))
	case *ast.FuncLit:
		r.funcs = append(r.funcs, r.async(n.Type, n.Body, nil, n))
	case *ast.CompositeLit:
		if kl := r.keyed[r.cell.Offset(n.Lbrace)]; kl != nil {
			kl.apply(n)
		}
	case *ast.Ident:
		if a := r.early[r.cell.Offset(n.Pos())]; a != nil {
			a.ident, n.Name = n, a.as
		}
	}
	return true
}

func (r *rewriter) leave(c *astutil.Cursor) bool {
	switch n := c.Node().(type) {
	case *ast.FuncDecl, *ast.FuncLit:
		f := r.funcs[len(r.funcs)-1]
		r.funcs = r.funcs[:len(r.funcs)-1]
		if f != nil {
			f.disguise()
			r.checker.funcs = append(r.checker.funcs, f)
		}
	case *ast.IndexExpr:
		if o := r.outputs[r.cell.Offset(n.Pos())]; o != nil && r.outputOf(n) == o.name {
			o.index, o.ident = n, &ast.Ident{NamePos: n.Pos(), Name: o.as()}
			r.stands[o.ident] = o
			c.Replace(o.ident)
		}
	case *ast.RangeStmt:
		if m, ok := r.stmts[r.of.Offset(n.For)]; ok {
			s := r.asyncStmt(n, m)
			r.checker.stmts = append(r.checker.stmts, s)
			if s.with {
				c.Replace(s.stand)
			}
		}
	case *ast.UnaryExpr:
		if at := r.of.Offset(n.Pos()); n.Op == token.ARROW && r.awaits[at] {
			s := r.site(n, at)
			r.sites = append(r.sites, s)
			c.Replace(s.paren)
		}
	}
	r.path = r.path[:len(r.path)-1]
	return true
}

func (r *rewriter) site(u *ast.UnaryExpr, at int) *site {
	s := &site{of: r.of, offset: at, unary: u, left: -1}
	s.paren = &ast.ParenExpr{Lparen: u.OpPos, X: u, Rparen: u.X.End() - 1}
	s.slot = &u.X
	s.comm = r.inComm()
	s.within, s.plain = r.around()
	i := len(r.path) - 2
	for ; i >= 0; i-- {
		if _, ok := r.path[i].(*ast.ParenExpr); !ok {
			break
		}
	}
	if i >= 0 {
		s.place(r.path[i])
	}
	return s
}

// inComm reports whether the node at hand is the whole of what a select case receives.
func (r *rewriter) inComm() bool {
	for i := len(r.path) - 2; i >= 0; i-- {
		switch n := r.path[i].(type) {
		case *ast.ParenExpr, *ast.ExprStmt, *ast.AssignStmt:
		case *ast.CommClause:
			return n.Comm == r.path[i+1]
		default:
			return false
		}
	}
	return false
}

// around is the innermost function around the node at hand: async, or plain.
func (r *rewriter) around() (within *asyncFunc, plain ast.Node) {
	for i := len(r.path) - 1; i >= 0; i-- {
		switch r.path[i].(type) {
		case *ast.FuncLit, *ast.FuncDecl:
			if f := r.funcs[len(r.funcs)-1]; f != nil {
				return f, nil
			}
			return nil, r.path[i]
		}
	}
	return nil, nil
}

// place notes how many values the node around a site takes from it.
func (s *site) place(parent ast.Node) {
	switch p := parent.(type) {
	case *ast.AssignStmt:
		if len(p.Rhs) == 1 {
			s.left, s.lefts = len(p.Lhs), p.Lhs
		}
	case *ast.ValueSpec:
		if len(p.Values) == 1 {
			s.left = len(p.Names)
			for _, id := range p.Names {
				s.lefts = append(s.lefts, id)
			}
		}
	case *ast.ReturnStmt:
		if len(p.Results) != 1 {
			return
		}
		s.ret = true
		switch {
		case s.within != nil && s.within.fails:
			s.left = len(s.within.results) + 1
		case s.within != nil:
			s.left = len(s.within.results)
		}
	}
}

// restore makes the trees again what the person wrote. Info's entries move along.
func (k *checker) restore() {
	if !k.rewritten {
		return
	}
	k.rewritten = false
	for _, a := range k.early {
		if a.ident != nil {
			a.ident.Name = a.was
		}
	}
	for _, kl := range k.keyed {
		kl.undo()
	}
	for _, f := range k.funcs {
		if f.decl != nil {
			f.decl.Type, f.decl.Body = f.typ, f.body
		} else {
			f.lit.Type, f.lit.Body = f.typ, f.body
		}
	}
	for _, s := range k.stmts {
		s.restore(k.info)
	}
	if len(k.sites) == 0 && len(k.stands) == 0 && len(k.stmts) == 0 {
		return
	}
	for _, s := range k.sites {
		if k.info != nil {
			s.text = types.ExprString(s.paren)
		}
		s.unary.X = *s.slot
		s.paren.X = s.unary
	}
	back := func(c *astutil.Cursor) bool {
		switch n := c.Node().(type) {
		case *ast.ParenExpr:
			if s := k.parens[n]; s != nil {
				k.info.Types[s.unary] = k.info.Types[n]
				c.Replace(s.unary)
			}
		case *ast.Ident:
			if o := k.stands[n]; o != nil {
				k.info.Types[o.index] = k.info.Types[n]
				c.Replace(o.index)
			}
		case *ast.IfStmt:
			if s := k.ifs[n]; s != nil {
				s.stmt.X = *s.slot
				c.Replace(s.stmt)
			}
		}
		return true
	}
	for i := range k.cell.Items {
		if n := k.cell.Items[i].Tree(); n != nil {
			k.cell.Items[i].setTree(astutil.Apply(n, nil, back))
		}
	}
}
