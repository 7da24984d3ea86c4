package transform

import (
	"go/ast"
	"go/token"
)

// An asyncFunc is an async function while the cell is being checked.
type asyncFunc struct {
	of      *Cell // whose tree it is in
	offset  int   // of the word async
	decl    *ast.FuncDecl
	lit     *ast.FuncLit
	typ     *ast.FuncType // as written
	body    *ast.BlockStmt
	inner   *ast.FuncLit // the written body, with the written parameters and results
	results []ast.Expr   // its types less a last error, one for each value
	fails   bool
}

func (r *rewriter) async(t *ast.FuncType, body *ast.BlockStmt, decl *ast.FuncDecl, lit *ast.FuncLit) *asyncFunc {
	at, ok := r.asyncs[r.of.Offset(t.Func)]
	if !ok || !t.Func.IsValid() {
		return nil
	}
	f := &asyncFunc{of: r.of, offset: at, decl: decl, lit: lit, typ: t, body: body}
	if t.Results == nil {
		return f
	}
	for _, field := range t.Results.List {
		for range max(1, len(field.Names)) {
			f.results = append(f.results, field.Type)
		}
	}
	if n := len(f.results); n > 0 {
		if id, ok := f.results[n-1].(*ast.Ident); ok && id.Name == "error" {
			f.results, f.fails = f.results[:n-1], true
		}
	}
	return f
}

// disguise gives f the results that its callers see.
func (f *asyncFunc) disguise() {
	at, end := f.body.Lbrace, f.body.Rbrace
	f.inner = &ast.FuncLit{
		Type: &ast.FuncType{Func: at, Params: f.typ.Params, Results: f.typ.Results},
		Body: f.body,
	}
	outer := *f.typ
	outer.Results = &ast.FieldList{Opening: at, Closing: at, List: []*ast.Field{{Type: f.coroutine(at)}}}
	hull := &ast.BlockStmt{Lbrace: at, Rbrace: end, List: []ast.Stmt{
		&ast.AssignStmt{Lhs: []ast.Expr{&ast.Ident{NamePos: at, Name: "_"}}, TokPos: at, Tok: token.ASSIGN, Rhs: []ast.Expr{f.inner}},
		&ast.ForStmt{For: end, Body: &ast.BlockStmt{Lbrace: end, Rbrace: end}}, // it does not return
	}}
	if f.decl != nil {
		f.decl.Type, f.decl.Body = &outer, hull
	} else {
		f.lit.Type, f.lit.Body = &outer, hull
	}
}

// coroutine is the type *async.Coroutine[T] for f's results.
func (f *asyncFunc) coroutine(at token.Pos) ast.Expr {
	generic := func(name string) ast.Expr {
		return &ast.SelectorExpr{X: &ast.Ident{NamePos: at, Name: asyncName}, Sel: &ast.Ident{NamePos: at, Name: name}}
	}
	var t ast.Expr
	switch n := len(f.results); {
	case n == 0:
		t = &ast.StructType{Struct: at, Fields: &ast.FieldList{Opening: at, Closing: at}}
	case n == 1:
		t = f.results[0]
	default:
		t = &ast.IndexListExpr{X: generic(resultsName(min(n, maxResults))), Lbrack: at, Indices: f.results[:min(n, maxResults)], Rbrack: at}
	}
	return &ast.StarExpr{Star: at, X: &ast.IndexExpr{X: generic("Coroutine"), Lbrack: at, Index: t, Rbrack: at}}
}
