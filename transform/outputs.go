package transform

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
)

// An output is a mention Out[n] of the value of cell n. While the cell is being checked the
// name _n stands in its place.
type output struct {
	name  *Name
	index *ast.IndexExpr
	ident *ast.Ident
}

// findOutputs finds them where the last pass did not know the name Out.
func (k *checker) findOutputs() bool {
	at := map[int]bool{}
	for _, e := range k.typeErrs {
		if e.Msg == "undefined: Out" {
			at[k.cell.Offset(e.Pos)] = true
		}
	}
	if len(at) == 0 {
		return false
	}
	found := false
	for i := range k.cell.Items {
		tree := k.cell.Items[i].Tree()
		if tree == nil {
			continue
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			x, ok := n.(*ast.IndexExpr)
			if !ok || !at[k.cell.Offset(x.Pos())] {
				return true
			}
			start := k.cell.Offset(x.Pos())
			if name := k.outputOf(x); name != nil && k.outputs[start] == nil {
				k.outputs[start] = &output{name: name}
				found = true
			}
			return true
		})
	}
	return found
}

// outputOf is the result that x reads, or nil.
func (k *checker) outputOf(x *ast.IndexExpr) *Name {
	id, ok := x.X.(*ast.Ident)
	n, isNumber := x.Index.(*ast.BasicLit)
	if !ok || id.Name != "Out" || !isNumber || n.Kind != token.INT {
		return nil
	}
	no, err := strconv.Atoi(n.Value)
	if err != nil {
		return nil
	}
	name := k.ns.Lookup("_" + strconv.Itoa(no))
	if name == nil || name.Cell != no {
		return nil
	}
	return name
}

// lendOutputs puts into the scope what stands for them.
func (k *checker) lendOutputs(scope *types.Scope) {
	for _, o := range k.outputs {
		if as := o.as(); scope.Lookup(as) == nil {
			scope.Insert(types.NewVar(token.NoPos, o.name.Obj.Pkg(), as, o.name.Obj.Type()))
		}
	}
}

// as is the name in its place.
func (o *output) as() string { return "Out·" + strconv.Itoa(o.name.Cell) }

// outputError words an error about an Out that is no output.
func (k *checker) outputError(e Error) string {
	src := k.cell.Src[e.Start:lineEnd(k.cell.Src, e.Start)]
	for i, c := range src {
		if c == ']' {
			return "there is no value " + string(src[:i+1])
		}
	}
	return e.Msg
}
