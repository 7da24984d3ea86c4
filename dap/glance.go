package dap

import (
	"encoding/json"
	"go/ast"
	"go/parser"

	"github.com/goawait/goawait/dap/protocol"
	"github.com/goawait/goawait/transform"
)

// checkExpression says what is wrong with the arguments of an evaluate before anything else
// looks at them. What is evaluated without a trace must be an expression; a hover, which
// nobody asked for, may run no code of the person's.
func checkExpression(raw json.RawMessage, args *protocol.EvaluateArguments) error {
	var present struct {
		Expression *string `json:"expression"`
	}
	if json.Unmarshal(raw, &present) != nil || present.Expression == nil {
		return fail(idArguments, "evaluate: expression is missing")
	}
	switch args.Context {
	case protocol.ContextRepl:
		return nil
	case protocol.ContextHover:
		if !harmless(args.Expression) {
			return fail(idGlance, "evaluate: a hover shows names, selectors and indexes only")
		}
		return nil
	}
	cell := transform.Parse([]byte(args.Expression))
	if len(cell.Errors) > 0 {
		return nil // the session says what is wrong, and where
	}
	if cell.Magic != nil || len(cell.Items) != 1 || cell.Items[0].Kind != transform.ItemExpr {
		return fail(idGlance, "evaluate: only an expression can be evaluated in the context %q; cells have %q",
			orElse(args.Context, "none"), protocol.ContextRepl)
	}
	return nil
}

// harmless tells whether text is a name, or selectors and indexes of one: what gives a value
// without running anything.
func harmless(text string) bool {
	e, err := parser.ParseExpr(text)
	return err == nil && harmlessExpr(e, false)
}

func harmlessExpr(e ast.Expr, index bool) bool {
	switch e := e.(type) {
	case *ast.Ident:
		return true
	case *ast.SelectorExpr:
		return harmlessExpr(e.X, false)
	case *ast.IndexExpr:
		return harmlessExpr(e.X, false) && harmlessExpr(e.Index, true)
	case *ast.ParenExpr:
		return harmlessExpr(e.X, index)
	case *ast.StarExpr:
		return harmlessExpr(e.X, false)
	case *ast.BasicLit:
		return index
	}
	return false
}
