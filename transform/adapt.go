package transform

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// An Adapter says that values of a type can be awaited because async.Adapt was told how.
type Adapter struct {
	Type  types.Type
	Value types.Type // what awaiting one gives; struct{} for nothing
}

// AdapterKey names a type for the instant lane, whose types have another identity: that of a
// cell is told from others by the cell that declared it.
func AdapterKey(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		if strings.HasPrefix(p.Name(), "·") {
			return p.Name() // ·12· for the types of cell 12
		}
		return strconv.Quote(p.Path())
	})
}

// An ownAdapter is a call of async.Adapt at the top level of the cell. While the cell is being
// checked a variable, adapter·0, holds what it was given as a function that awaits cannot tell
// from the adapted await: so that what an await gives is inferred.
type ownAdapter struct {
	offset int
	name   string
}

// adaptName is the function that makes that variable's value.
const adaptName = "adapt·"

func adapterName(i int) string { return "adapter·" + strconv.Itoa(i) }

// assembleAdapters declares a variable for each call of async.Adapt.
func (k *checker) assembleAdapters() {
	k.adapts = nil
	for i := range k.cell.Items {
		x, ok := k.cell.Items[i].Stmt.(*ast.ExprStmt)
		if !ok {
			continue
		}
		call, ok := ast.Unparen(x.X).(*ast.CallExpr)
		if !ok || len(call.Args) != 1 || !isAdapt(call.Fun) {
			continue
		}
		at := call.Pos()
		a := &ownAdapter{k.cell.Offset(call.End()), adapterName(len(k.ns.adapters()) + len(k.adapts))}
		k.adapts = append(k.adapts, a)
		k.file.Decls = append(k.file.Decls, &ast.GenDecl{TokPos: at, Tok: token.VAR, Specs: []ast.Spec{&ast.ValueSpec{
			Names:  []*ast.Ident{{NamePos: at, Name: a.name}},
			Values: []ast.Expr{&ast.CallExpr{Fun: &ast.Ident{NamePos: at, Name: adaptName}, Lparen: at, Args: call.Args, Rparen: call.Rparen}},
		}}})
	}
}

func isAdapt(fun ast.Expr) bool {
	s, ok := ast.Unparen(fun).(*ast.SelectorExpr)
	if !ok || s.Sel.Name != "Adapt" {
		return false
	}
	id, ok := s.X.(*ast.Ident)
	return ok && id.Name == "async"
}

// lendAdapters puts into the scope the adapters of earlier cells, and what makes those of this
// one.
func (k *checker) lendAdapters(scope *types.Scope) {
	for i, a := range k.ns.adapters() {
		sig := types.NewSignatureType(nil, nil, nil, tuple([]types.Type{a.Type}), tuple([]types.Type{a.Value, errorType}), false)
		scope.Insert(types.NewFunc(token.NoPos, k.pkg, adapterName(i), sig))
	}
	if len(k.adapts) == 0 {
		return
	}
	var params []*types.TypeParam
	for _, name := range []string{"C", "X", "T"} {
		params = append(params, types.NewTypeParam(types.NewTypeName(token.NoPos, nil, name, nil), types.Universe.Lookup("any").Type()))
	}
	c, x, t := params[0], params[1], params[2]
	given := types.NewSignatureType(nil, nil, nil, tuple([]types.Type{c, x}), tuple([]types.Type{t, errorType}), false)
	made := types.NewSignatureType(nil, nil, nil, tuple([]types.Type{x}), tuple([]types.Type{t, errorType}), false)
	sig := types.NewSignatureType(nil, nil, params, tuple([]types.Type{given}), tuple([]types.Type{made}), false)
	scope.Insert(types.NewFunc(token.NoPos, k.pkg, adaptName, sig))
}

// adapted is what a call of async.Adapt was found to adapt in the last pass.
func (k *checker) adapted(a *ownAdapter) (Adapter, bool) {
	obj := k.pkg.Scope().Lookup(a.name)
	if obj == nil {
		return Adapter{}, false
	}
	sig, ok := obj.Type().(*types.Signature)
	if !ok || sig.Params().Len() != 1 || sig.Results().Len() != 2 {
		return Adapter{}, false
	}
	return Adapter{sig.Params().At(0).Type(), sig.Results().At(0).Type()}, true
}

// byAdapter is the last row of the table: types that a library or the person adapted. at is
// where the operand is; a call of async.Adapt counts from its end on.
func (k *checker) byAdapter(t types.Type, addressable bool, at int) awaitable {
	for i := len(k.adapts) - 1; i >= 0; i-- {
		if own := k.adapts[i]; own.offset <= at {
			if a, ok := k.adapted(own); ok && types.Identical(a.Type, t) {
				return a.awaitable(own.name)
			}
		}
	}
	list := k.ns.adapters()
	for i := len(list) - 1; i >= 0; i-- {
		if types.Identical(list[i].Type, t) {
			return list[i].awaitable(adapterName(i))
		}
	}
	return byMember(t, addressable)
}

func (a Adapter) awaitable(name string) awaitable {
	values, _ := awaitedValues(a.Value)
	return awaitable{kind: AwaitAdapted, values: values, fails: true, adapter: name, key: AdapterKey(a.Type)}
}

// members are the types of well-known packages that have in a field or under another name what
// can be awaited.
var members = map[string]string{
	"time.Timer":                  "C",
	"time.Ticker":                 "C",
	"github.com/samber/mo.Future": "Collect",
	"github.com/sourcegraph/conc/pool.ResultPool":        "Wait",
	"github.com/sourcegraph/conc/pool.ResultErrorPool":   "Wait",
	"github.com/sourcegraph/conc/pool.ResultContextPool": "Wait",
}

// byMember finds what is awaited of a value of a well-known type.
func byMember(t types.Type, addressable bool) awaitable {
	base := t
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		base = p.Elem()
	}
	n, ok := types.Unalias(base).(*types.Named)
	if !ok || n.Obj().Pkg() == nil {
		return awaitable{}
	}
	name := members[n.Obj().Pkg().Path()+"."+n.Obj().Name()]
	if name == "" {
		return awaitable{}
	}
	obj, _, _ := types.LookupFieldOrMethod(t, addressable, nil, name)
	if obj == nil {
		return awaitable{}
	}
	a := byType(obj.Type(), false)
	if a.kind == AwaitFunc || a.kind == AwaitChan {
		a.member = name
		return a
	}
	return awaitable{}
}

// fillAdapters lists the adapters of the cell.
func (k *checker) fillAdapters(out *Checked) {
	for _, own := range k.adapts {
		if a, ok := k.adapted(own); ok {
			out.Adapters = append(out.Adapters, a)
		}
	}
}

// adapts is what e adapts if it is a call of async.Adapt, and what awaiting it gives.
func adapts(info *types.Info, e *ast.CallExpr) (x, value types.Type, ok bool) {
	fun := ast.Unparen(e.Fun)
	switch f := fun.(type) {
	case *ast.IndexExpr:
		fun = ast.Unparen(f.X)
	case *ast.IndexListExpr:
		fun = ast.Unparen(f.X)
	}
	id, _ := fun.(*ast.Ident)
	if s, isSel := fun.(*ast.SelectorExpr); isSel {
		id = s.Sel
	}
	if id == nil {
		return nil, nil, false
	}
	args := info.Instances[id].TypeArgs
	if args.Len() != 2 {
		return nil, nil, false
	}
	return args.At(0), args.At(1), true
}
