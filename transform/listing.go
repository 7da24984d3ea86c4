package transform

import (
	"go/ast"
	"go/types"
)

// This file lets a cell end with several expressions, a, b: their values are the cell's, as
// those of a call with several results are. In trees they are a composite literal of
// interface{} values that has no text of its own.

// The texts that make such a list a Go file.
const (
	listHead = stmtHead + "[]interface{}{"
	listTail = "}" + stmtTail
)

// parseListing parses the last piece as a list of expressions, or returns nil.
func (p *cellParser) parseListing(i int) ast.Node {
	if i != len(p.pieces)-1 {
		return nil
	}
	nodes, errs := p.parseText(i, i+1, groupStmt, listHead, listTail)
	if len(errs) > 0 || len(nodes) != 1 {
		return nil
	}
	s, ok := nodes[0].(*ast.ExprStmt)
	if !ok {
		return nil
	}
	lit, ok := s.X.(*ast.CompositeLit)
	if !ok || len(lit.Elts) < 2 {
		return nil
	}
	for _, e := range lit.Elts {
		switch e := e.(type) {
		case *ast.KeyValueExpr:
			return nil
		case *ast.CompositeLit:
			if e.Type == nil {
				return nil
			}
		}
	}
	at := lit.Elts[0].Pos()
	empty := &ast.InterfaceType{Interface: at, Methods: &ast.FieldList{Opening: at, Closing: at}}
	lit.Type, lit.Lbrace = &ast.ArrayType{Lbrack: at, Elt: empty}, at-1
	lit.Rbrace = lit.Elts[len(lit.Elts)-1].End()
	return s
}

// listed gives the expressions of a list; nil of any other expression.
func listed(e ast.Expr) []ast.Expr {
	lit, ok := e.(*ast.CompositeLit)
	if !ok {
		return nil
	}
	if t, ok := lit.Type.(*ast.ArrayType); ok && t.Lbrack > lit.Lbrace {
		return lit.Elts
	}
	return nil
}

// listedType is the type of a list as the value of a cell.
func (k *checker) listedType(list []ast.Expr) *types.Tuple {
	ts := make([]types.Type, len(list))
	for i, e := range list {
		if ts[i] = types.Default(k.info.TypeOf(e)); ts[i] == types.Typ[types.UntypedNil] {
			ts[i] = anyType
		}
	}
	return tuple(ts)
}
