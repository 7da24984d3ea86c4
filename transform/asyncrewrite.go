package transform

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
)

// This file puts async for and async with to go/types. An async for stays the range statement
// that it is; an iterator that is pulled from gives its place to a call of a function that
// makes a push iterator of it. An async with becomes
//
//	if r := with·0(x); 0 == 0 { … }
//
// which scopes r, and which break and continue do not mean.

// An asyncStmt is an async for or async with while it is being resolved.
type asyncStmt struct {
	of     *Cell // whose tree it is in
	offset int   // of the word async
	with   bool
	stmt   *ast.RangeStmt
	stand  *ast.IfStmt // in the place of an async with
	slot   *ast.Expr   // where the operand is meanwhile
	form   asyncForm
	within *asyncFunc // the innermost function around it, if that is async
	plain  ast.Node   // the same, if it is not
	text   string     // how go/types' messages write what is in the operand's place
}

func (r *rewriter) asyncStmt(n *ast.RangeStmt, m mark) *asyncStmt {
	s := &asyncStmt{of: r.of, offset: m.start, with: m.kind == markAsyncWith, stmt: n}
	s.slot = &n.X
	s.within, s.plain = r.around()
	if s.with {
		s.stand = &ast.IfStmt{If: n.For, Cond: always(n.Body.Lbrace), Body: n.Body}
		r.ifs[s.stand] = s
	}
	return s
}

// always is a condition that holds.
func always(at token.Pos) ast.Expr {
	zero := func() ast.Expr { return &ast.BasicLit{ValuePos: at, Kind: token.INT, Value: "0"} }
	return &ast.BinaryExpr{X: zero(), OpPos: at, Op: token.EQL, Y: zero()}
}

func stmtName(i int) string { return "async·" + strconv.Itoa(i) }

// reshape puts the statement, the i-th, into form f.
func (s *asyncStmt) reshape(f asyncForm, i int) {
	s.form = f
	operand := *s.slot
	if !s.with && f.kind != ForNext {
		s.stmt.X, s.slot = operand, &s.stmt.X
		return
	}
	at, end := operand.Pos(), operand.End()-1
	call := &ast.CallExpr{Fun: &ast.Ident{NamePos: at, Name: stmtName(i)}, Lparen: at, Args: []ast.Expr{operand}, Rparen: end}
	s.slot = &call.Args[0]
	method := ""
	switch {
	case f.kind == ForNext:
		method = "Next"
	case f.kind == WithEnter:
		method = "Enter"
	case f.address:
		u := &ast.UnaryExpr{OpPos: at, Op: token.AND, X: operand}
		call.Args[0], s.slot = u, &u.X
	}
	if method != "" {
		sel := &ast.SelectorExpr{X: operand, Sel: &ast.Ident{NamePos: end, Name: method}}
		call.Args[0], s.slot = sel, &sel.X
	}
	if !s.with {
		s.stmt.X = call
		return
	}
	key, tok := s.stmt.Key, token.DEFINE
	if key == nil {
		key, tok = &ast.Ident{NamePos: at, Name: "_"}, token.ASSIGN
	} else if id, ok := key.(*ast.Ident); ok && id.Name == "_" {
		tok = token.ASSIGN
	}
	s.stand.Init = &ast.AssignStmt{Lhs: []ast.Expr{key}, TokPos: at, Tok: tok, Rhs: []ast.Expr{call}}
	s.stand.Else = nil
	if f.ends {
		s.stand.Else = &ast.BlockStmt{Lbrace: s.stand.Body.Rbrace, Rbrace: s.stand.Body.Rbrace, List: []ast.Stmt{
			&ast.ForStmt{For: s.stand.Body.Rbrace, Body: &ast.BlockStmt{Lbrace: s.stand.Body.Rbrace, Rbrace: s.stand.Body.Rbrace}},
		}}
	}
}

// restore makes an async for what it was. An async with is put back by whoever walks the tree.
func (s *asyncStmt) restore(info *types.Info) {
	if s.with {
		if info != nil {
			s.text = types.ExprString(s.stand.Init.(*ast.AssignStmt).Rhs[0])
			info.Scopes[s.stmt] = info.Scopes[s.stand]
		}
		return
	}
	if info != nil {
		s.text = types.ExprString(s.stmt.X)
	}
	s.stmt.X = *s.slot
}

// signature is that of the function that the statement's form calls.
func (s *asyncStmt) signature() *types.Signature {
	param := func() types.Type {
		return types.NewTypeParam(types.NewTypeName(token.NoPos, nil, "T", nil), types.Universe.Lookup("any").Type())
	}
	value := param()
	tparams := []*types.TypeParam{value.(*types.TypeParam)}
	in, out := value, value
	if s.form.kind == ForNext || s.form.kind == WithEnter {
		ctx := param()
		tparams = append(tparams, ctx.(*types.TypeParam))
		results := []types.Type{value, errorType}
		if s.form.kind == ForNext {
			results = []types.Type{value, types.Typ[types.Bool], errorType}
			yield := types.NewSignatureType(nil, nil, nil, tuple([]types.Type{value}), tuple([]types.Type{types.Typ[types.Bool]}), false)
			out = types.NewSignatureType(nil, nil, nil, tuple([]types.Type{yield}), nil, false)
		}
		in = types.NewSignatureType(nil, nil, nil, tuple([]types.Type{ctx}), tuple(results), false)
	}
	return types.NewSignatureType(nil, nil, tparams, tuple([]types.Type{in}), tuple([]types.Type{out}), false)
}

// lendStmts puts into the scope what the forms refer to.
func (k *checker) lendStmts(scope *types.Scope) {
	for i, s := range k.stmts {
		switch {
		case s.form.kind == AsyncInvalid:
			scope.Insert(types.NewVar(token.NoPos, k.pkg, stmtName(i), types.Typ[types.Invalid]))
		case s.with || s.form.kind == ForNext:
			scope.Insert(types.NewFunc(token.NoPos, k.pkg, stmtName(i), s.signature()))
		}
	}
}

// reshapeStmts gives each statement the form that its operand's type asks for. It returns
// false if all had it already.
func (k *checker) reshapeStmts() bool {
	changed := false
	for i, s := range k.stmts {
		if found, ok := k.iteratedBy(s); ok && found.asyncForm != s.form {
			s.reshape(found.asyncForm, i)
			changed = true
		}
	}
	return changed
}

// iteratedBy is the row for a statement by the types of the last pass; false if its operand
// has none.
func (k *checker) iteratedBy(s *asyncStmt) (iterated, bool) {
	tv := k.operandType(*s.slot)
	if !isKnown(tv) || tv.IsType() {
		return iterated{}, false
	}
	if _, several := tv.Type.(*types.Tuple); several {
		return iterated{}, true
	}
	return k.iterated(s, tv.Type, tv.Addressable()), true
}

func (k *checker) iterated(s *asyncStmt, t types.Type, addressable bool) iterated {
	if s.with {
		return entered(t, addressable)
	}
	return ranged(t, addressable)
}

// guessStmt is the form that a statement most likely has.
func (k *checker) guessStmt(s *asyncStmt) asyncForm {
	if t := k.guessType(*s.slot); t != nil {
		_, isVar := ast.Unparen(*s.slot).(*ast.CallExpr)
		return k.iterated(s, t, !isVar).asyncForm
	}
	return asyncForm{}
}
