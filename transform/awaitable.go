package transform

import (
	"go/ast"
	"go/types"
	"strconv"
	"strings"
)

// This file is the dialect's table of what can be awaited.

// maxResults is how many values an async function can give.
const maxResults = 6

func resultsName(n int) string { return "Results" + strconv.Itoa(n) }

// An awaitable is a row of the table that an operand was found to match.
type awaitable struct {
	kind    AwaitKind
	values  []types.Type
	unpack  bool // the values come as one async.ResultsN
	context bool
	fails   bool
	ctx     types.Type // what the method or function takes as its context
	member  string     // of the operand, which is awaited in its place
	adapter string     // the function that stands for the adapter
	key     string     // of the type that is adapted
}

var errorType = types.Universe.Lookup("error").Type()

// rows are the rows that look at the type alone, in their order.
var rows = []func(t types.Type, addressable bool) (awaitable, bool){byMethod, byChan, byFunc, byWait, byContext}

// byType finds the row for a type; its kind is AwaitInvalid if there is none.
func byType(t types.Type, addressable bool) awaitable {
	if _, ok := t.(*types.Tuple); ok {
		return awaitable{}
	}
	for _, row := range rows {
		if a, ok := row(t, addressable); ok {
			return a
		}
	}
	return awaitable{}
}

// classify finds the row for an operand; its kind is AwaitInvalid if there is none.
func (k *checker) classify(tv types.TypeAndValue, operand ast.Expr) awaitable {
	if a := byType(tv.Type, tv.Addressable()); a.kind != AwaitInvalid {
		return a
	}
	for {
		p, ok := operand.(*ast.ParenExpr)
		if !ok {
			break
		}
		if k.parens[p] != nil {
			return k.byAdapter(tv.Type, tv.Addressable(), k.cell.Offset(operand.Pos())) // what an await gives is no call
		}
		operand = p.X
	}
	call, ok := operand.(*ast.CallExpr)
	if !ok {
		return k.byAdapter(tv.Type, tv.Addressable(), k.cell.Offset(operand.Pos()))
	}
	if fun, ok := k.info.Types[call.Fun]; !ok || !fun.IsValue() {
		return awaitable{} // a conversion or a builtin
	}
	values, fails := splitResults(tv.Type)
	return awaitable{kind: AwaitCall, values: values, fails: fails}
}

// method returns the signature of a method that t has.
func method(t types.Type, addressable bool, name string) *types.Signature {
	obj, _, _ := types.LookupFieldOrMethod(t, addressable, nil, name)
	if f, ok := obj.(*types.Func); ok {
		return f.Signature()
	}
	return nil
}

func byMethod(t types.Type, addressable bool) (awaitable, bool) {
	sig := method(t, addressable, "Await")
	if sig == nil || sig.Variadic() || sig.Params().Len() != 1 || sig.Results().Len() != 2 {
		return awaitable{}, false
	}
	ctx := sig.Params().At(0).Type()
	if !isContext(ctx) || !types.Identical(sig.Results().At(1).Type(), errorType) {
		return awaitable{}, false
	}
	a := awaitable{kind: AwaitMethod, context: true, fails: true, ctx: ctx}
	a.values, a.unpack = awaitedValues(sig.Results().At(0).Type())
	return a, true
}

// awaitedValues is what a T in Await(ctx) (T, error) stands for.
func awaitedValues(t types.Type) (values []types.Type, unpack bool) {
	if s, ok := types.Unalias(t).(*types.Struct); ok && s.NumFields() == 0 {
		return nil, false
	}
	if n, ok := types.Unalias(t).(*types.Named); ok && n.TypeArgs().Len() > 1 {
		obj := n.Obj()
		if obj.Pkg() != nil && obj.Pkg().Path() == AsyncPath && strings.HasPrefix(obj.Name(), "Results") {
			for i := range n.TypeArgs().Len() {
				values = append(values, n.TypeArgs().At(i))
			}
			return values, true
		}
	}
	return []types.Type{t}, false
}

func byChan(t types.Type, _ bool) (awaitable, bool) {
	c, ok := t.Underlying().(*types.Chan)
	if !ok || c.Dir() == types.SendOnly {
		return awaitable{}, false
	}
	return awaitable{kind: AwaitChan, values: []types.Type{c.Elem()}}, true
}

func byFunc(t types.Type, _ bool) (awaitable, bool) {
	sig, ok := t.Underlying().(*types.Signature)
	if !ok || sig.TypeParams().Len() > 0 || sig.Variadic() || sig.Params().Len() > 1 {
		return awaitable{}, false
	}
	a := awaitable{kind: AwaitFunc}
	if sig.Params().Len() == 1 {
		a.ctx = sig.Params().At(0).Type()
		if a.context = isContext(a.ctx); !a.context {
			return awaitable{}, false
		}
	}
	a.values, a.fails = splitResults(sig.Results())
	return a, true
}

func byWait(t types.Type, addressable bool) (awaitable, bool) {
	sig := method(t, addressable, "Wait")
	if sig == nil || sig.Variadic() || sig.Params().Len() > 1 || sig.Results().Len() > 1 {
		return awaitable{}, false
	}
	a := awaitable{kind: AwaitWait}
	if sig.Params().Len() == 1 {
		a.ctx = sig.Params().At(0).Type()
		if a.context = isContext(a.ctx); !a.context {
			return awaitable{}, false
		}
	}
	values, fails := splitResults(sig.Results())
	a.fails = fails
	return a, len(values) == 0 && (!a.context || fails)
}

func byContext(t types.Type, addressable bool) (awaitable, bool) {
	if !isContext(t) {
		done, err := method(t, addressable, "Done"), method(t, addressable, "Err")
		deadline, value := method(t, addressable, "Deadline"), method(t, addressable, "Value")
		if done == nil || err == nil || deadline == nil || value == nil || done.String() != "func() <-chan struct{}" ||
			err.String() != "func() error" || deadline.Results().Len() != 2 || value.Results().Len() != 1 {
			return awaitable{}, false
		}
	}
	return awaitable{kind: AwaitContext, fails: true}, true
}

func isContext(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Name() == "Context" && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "context"
}

// splitResults takes a last error off the results of a function.
func splitResults(t types.Type) (values []types.Type, fails bool) {
	tuple, ok := t.(*types.Tuple)
	if !ok {
		values = []types.Type{t}
	}
	for i := range tuple.Len() {
		values = append(values, tuple.At(i).Type())
	}
	if n := len(values); n > 0 && types.Identical(values[n-1], errorType) {
		return values[:n-1], true
	}
	return values, false
}
