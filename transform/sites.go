package transform

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// asyncName and contextName are how rewritten trees reach package async and a context.
const (
	asyncName   = "async·"
	contextName = "context·"
)

// A form is how a site is put to go/types. What a form says does not depend on types of the
// cell itself, which every pass makes anew: the values are inferred.
type form struct {
	kind    AwaitKind
	n       int // values
	unpack  bool
	context bool
	fails   bool
	capture bool
	spread  int
	bare    bool // the operand is a call that returns nothing at all
	member  string
	adapter string
}

// reshape looks at the operands' types after a pass and gives each site the form that they
// ask for. It returns false if all sites had it already.
func (k *checker) reshape() bool {
	changed := k.context != k.lentContext
	k.known = &known{names: map[string]types.Type{}, sites: map[*site]types.Type{}}
	for _, i := range k.order {
		s := k.sites[i]
		f, a := k.formOf(s)
		if a.kind == AwaitInvalid && !s.comm && !isKnown(k.operandType(*s.slot)) {
			f = k.guess(s) // by what awaits before it give
		} else {
			k.known.add(s, f, a)
		}
		changed = changed || k.context != k.lentContext
		if f == s.form {
			continue
		}
		s.reshape(f, i)
		changed = true
	}
	return k.reshapeStmts() || changed
}

// formOf is the form for a site by the types of the last pass, and what it awaits.
func (k *checker) formOf(s *site) (form, awaitable) {
	operand := *s.slot
	tv := k.operandType(operand)
	var a awaitable
	if isKnown(tv) && !tv.IsType() {
		a = k.classify(tv, operand)
	}
	switch {
	case s.comm:
		return s.commForm(), a
	case a.kind == AwaitInvalid:
		return form{}, a
	}
	return k.formFor(s, a, operand, tv.IsVoid()), a
}

// formFor is the form for a site whose operand was found to be a. void tells that the operand
// is a call that returns nothing.
func (k *checker) formFor(s *site, a awaitable, operand ast.Expr, void bool) form {
	if a.kind == AwaitInvalid {
		return form{}
	}
	f := form{kind: a.kind, n: len(a.values), unpack: a.unpack, context: a.context, fails: a.fails, member: a.member, adapter: a.adapter}
	if a.ctx != nil {
		k.context = a.ctx
	}
	f.bare = a.kind == AwaitCall && void
	if n := k.gathered(operand); n > 1 && f.n == 1 && (s.left == n+1 || s.left == n && !s.takesError()) {
		f.spread = n
	}
	f.capture = s.left == max(f.n, f.spread)+1
	return f
}

// operandType is what the last pass recorded of an operand. go/types skips the parentheses of
// what it only looks at because the call around it is invalid.
func (k *checker) operandType(e ast.Expr) types.TypeAndValue {
	for {
		tv, ok := k.info.Types[e]
		p, paren := e.(*ast.ParenExpr)
		if ok || !paren {
			return tv
		}
		e = p.X
	}
}

// isKnown reports whether go/types could type an expression.
func isKnown(tv types.TypeAndValue) bool {
	return tv.Type != nil && tv.Type != types.Typ[types.Invalid]
}

// commForm is the form of a site that a select case waits for: only a channel can be.
func (s *site) commForm() form {
	return form{kind: AwaitChan, n: 1, capture: s.left == 2}
}

// takesError reports whether the last left side looks like the place for an error.
func (s *site) takesError() bool {
	if len(s.lefts) == 0 {
		return false
	}
	id, ok := s.lefts[len(s.lefts)-1].(*ast.Ident)
	return ok && (strings.HasSuffix(id.Name, "err") || strings.HasSuffix(id.Name, "Err"))
}

// gathered is the number of arguments if e is a call of async.Gather, else 0.
func (k *checker) gathered(e ast.Expr) int {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok || call.Ellipsis.IsValid() {
		return 0
	}
	fun := ast.Unparen(call.Fun)
	if ix, ok := fun.(*ast.IndexExpr); ok {
		fun = ix.X
	}
	sel, ok := fun.(*ast.SelectorExpr)
	if !ok {
		return 0
	}
	if id, ok := sel.X.(*ast.Ident); ok && sel.Sel.Name == "Gather" {
		if pkg := k.packageOf(id.Name); pkg != nil && pkg.Path() == AsyncPath {
			return len(call.Args)
		}
	}
	return 0
}

// reshape puts the site, the i-th, into form f.
func (s *site) reshape(f form, i int) {
	s.form = f
	operand, at := *s.slot, s.unary.OpPos
	call := &ast.CallExpr{Fun: &ast.Ident{NamePos: at, Name: siteName(i)}, Lparen: at, Rparen: operand.End() - 1}
	s.paren.X = call
	wrap := func(e ast.Expr) { call.Args = []ast.Expr{e} }
	direct := func(args ...ast.Expr) *ast.CallExpr {
		inner := &ast.CallExpr{Fun: operand, Lparen: operand.End() - 1, Args: args, Rparen: operand.End() - 1}
		s.slot = &inner.Fun
		return inner
	}
	if f.member != "" {
		sel := &ast.SelectorExpr{X: operand, Sel: &ast.Ident{NamePos: operand.End() - 1, Name: f.member}}
		hold := &ast.ParenExpr{Lparen: operand.Pos(), X: sel, Rparen: operand.End() - 1}
		defer func() { s.slot = &sel.X }()
		operand = hold
	}
	var ctx []ast.Expr
	if f.context {
		ctx = []ast.Expr{&ast.Ident{NamePos: at, Name: contextName}}
	}
	switch {
	case f.bare:
		stmt := &ast.ExprStmt{X: operand}
		s.slot = &stmt.X
		wrap(&ast.FuncLit{
			Type: &ast.FuncType{Func: operand.Pos(), Params: &ast.FieldList{}},
			Body: &ast.BlockStmt{Lbrace: operand.Pos(), List: []ast.Stmt{stmt}, Rbrace: operand.End()},
		})
	case f.kind == AwaitInvalid, f.n == 0 && f.kind != AwaitAdapted, f.kind == AwaitCall:
		wrap(operand)
		s.slot = &call.Args[0]
	case f.kind == AwaitAdapted:
		inner := &ast.CallExpr{Fun: &ast.Ident{NamePos: at, Name: f.adapter}, Lparen: at, Args: []ast.Expr{operand}, Rparen: operand.End() - 1}
		s.slot = &inner.Args[0]
		wrap(inner)
	case f.kind == AwaitChan:
		s.unary.X = operand
		s.slot = &s.unary.X
		if s.ret && f.capture {
			wrap(s.unary) // what is captured is an error, as the function returns one
		} else {
			s.paren.X = s.unary
		}
	case f.kind == AwaitMethod:
		inner := direct(ctx...)
		sel := &ast.SelectorExpr{X: operand, Sel: &ast.Ident{NamePos: operand.End() - 1, Name: "Await"}}
		inner.Fun, s.slot = sel, &sel.X
		wrap(inner)
	default:
		wrap(direct(ctx...))
	}
}

func siteName(i int) string { return "await·" + strconv.Itoa(i) }

// fillSynthetic puts into the scope what the forms refer to.
func (k *checker) fillSynthetic(scope *types.Scope) {
	k.lendOutputs(scope)
	var async *types.Package
	if len(k.funcs) > 0 || k.unpacks() {
		pkg, err := (*cellImporter)(k).Import(AsyncPath)
		if err != nil {
			at := 0
			if len(k.funcs) > 0 {
				at = min(k.funcs[0].offset, len(k.cell.Src))
			}
			k.importFault(at, at+len("async"), AsyncPath, err)
			scope.Insert(types.NewVar(token.NoPos, k.pkg, asyncName, types.Typ[types.Invalid]))
		} else {
			async = pkg
			scope.Insert(types.NewPkgName(token.NoPos, k.pkg, asyncName, pkg))
		}
	}
	for i, s := range k.sites {
		if s.form.kind == AwaitInvalid || s.form.unpack && async == nil {
			scope.Insert(types.NewVar(token.NoPos, k.pkg, siteName(i), types.Typ[types.Invalid]))
			continue
		}
		scope.Insert(types.NewFunc(token.NoPos, k.pkg, siteName(i), s.signature(async)))
	}
	k.lendStmts(scope)
	k.lendAdapters(scope)
	if k.lentContext = k.context; k.context != nil {
		scope.Insert(types.NewVar(token.NoPos, k.pkg, contextName, k.context))
	}
}

func (k *checker) unpacks() bool {
	for _, s := range k.sites {
		if s.form.unpack {
			return true
		}
	}
	return false
}

// signature is that of the function that a site's form calls.
func (s *site) signature(async *types.Package) *types.Signature {
	f := s.form
	var tparams []*types.TypeParam
	var in, out []types.Type
	for range max(f.n, 1) {
		if f.bare {
			break
		}
		t := types.NewTypeParam(types.NewTypeName(token.NoPos, nil, "T", nil), types.Universe.Lookup("any").Type())
		tparams = append(tparams, t)
		in = append(in, t)
	}
	if f.n > 0 {
		out = in
	}
	switch {
	case f.bare:
		in = []types.Type{types.NewSignatureType(nil, nil, nil, nil, nil, false)}
	case f.unpack:
		in = []types.Type{instantiate(async, resultsName(f.n), in)}
	case f.spread > 0:
		in, out = []types.Type{types.NewSlice(tparams[0])}, nil
		for range f.spread {
			out = append(out, tparams[0])
		}
	}
	if f.fails && (f.n > 0 && f.kind != AwaitChan || f.kind == AwaitAdapted) {
		in = append(in[:len(in):len(in)], errorType)
	}
	if f.capture {
		out = append(out[:len(out):len(out)], errorType)
	}
	return types.NewSignatureType(nil, nil, tparams, tuple(in), tuple(out), false)
}

// instantiate returns pkg.name[args]; an invalid type if there is none.
func instantiate(pkg *types.Package, name string, args []types.Type) types.Type {
	obj := pkg.Scope().Lookup(name)
	if obj == nil {
		return types.Typ[types.Invalid]
	}
	t, err := types.Instantiate(nil, obj.Type(), args, false)
	if err != nil {
		return types.Typ[types.Invalid]
	}
	return t
}

func tuple(ts []types.Type) *types.Tuple {
	vars := make([]*types.Var, len(ts))
	for i, t := range ts {
		vars[i] = types.NewParam(token.NoPos, nil, "", t)
	}
	return types.NewTuple(vars...)
}
