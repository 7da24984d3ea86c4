package lanes

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/goawait/goawait/transform"
)

func (w *walker) block(b *ast.BlockStmt) {
	for _, s := range b.List {
		w.stmt(s)
	}
}

// stmt is the table of statements.
func (w *walker) stmt(s ast.Stmt) {
	switch s := s.(type) {
	case nil, *ast.EmptyStmt:
	case *ast.ExprStmt:
		w.expr(s.X)
	case *ast.AssignStmt:
		w.exprs(s.Rhs)
		for _, e := range s.Lhs {
			if id, ok := e.(*ast.Ident); !ok || w.Info.Defs[id] == nil {
				w.expr(e)
			}
		}
		w.assigned(s.Lhs, s.Rhs)
		w.assignOrder(s)
	case *ast.IncDecStmt:
		w.expr(s.X)
	case *ast.SendStmt:
		w.exprs([]ast.Expr{s.Chan, s.Value})
		if c, ok := w.Info.TypeOf(s.Chan).Underlying().(*types.Chan); ok {
			w.converted(s.Value, c.Elem())
		}
	case *ast.DeclStmt:
		w.decl(s.Decl)
	case *ast.GoStmt:
		w.later(s.Call)
	case *ast.DeferStmt:
		if lit, ok := ast.Unparen(s.Call.Fun).(*ast.FuncLit); ok {
			w.deferred[lit] = true
		}
		w.later(s.Call)
	case *ast.ReturnStmt:
		w.exprs(s.Results)
		w.returned(s)
	case *ast.BranchStmt:
		if s.Tok == token.GOTO {
			w.refuse(s, "goto")
		}
	case *ast.BlockStmt:
		w.block(s)
	default:
		w.control(s)
	}
}

// control is the part of the table with statements that hold others.
func (w *walker) control(s ast.Stmt) {
	switch s := s.(type) {
	case *ast.IfStmt:
		w.stmt(s.Init)
		w.expr(s.Cond)
		w.block(s.Body)
		w.stmt(s.Else)
	case *ast.ForStmt:
		w.stmt(s.Init)
		w.expr(s.Cond)
		w.stmt(s.Post)
		w.block(s.Body)
	case *ast.RangeStmt:
		w.rangeStmt(s)
	case *ast.SwitchStmt:
		w.stmt(s.Init)
		w.expr(s.Tag)
		for _, c := range s.Body.List {
			c := c.(*ast.CaseClause)
			w.exprs(c.List)
			for _, e := range c.List {
				if s.Tag != nil {
					w.converted(e, w.Info.TypeOf(s.Tag))
					w.converted(s.Tag, w.Info.TypeOf(e))
				}
			}
			w.stmts(c.Body)
		}
	case *ast.TypeSwitchStmt:
		w.typeSwitch(s)
	case *ast.SelectStmt:
		for _, c := range s.Body.List {
			c := c.(*ast.CommClause)
			w.stmt(c.Comm)
			w.stmts(c.Body)
		}
	case *ast.LabeledStmt:
		switch s.Stmt.(type) {
		case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
			w.stmt(s.Stmt)
		default:
			w.refuse(s, "a label on this statement")
		}
	default:
		w.refuse(s, "this statement")
	}
}

func (w *walker) stmts(list []ast.Stmt) {
	for _, s := range list {
		w.stmt(s)
	}
}

// later looks at the call of a go or defer statement.
func (w *walker) later(call *ast.CallExpr) {
	if w.Info.Types[call.Fun].IsType() {
		w.refuse(call, "a conversion as a statement")
		return
	}
	if fun := ast.Unparen(call.Fun); w.twin(fun) && !w.asyncRun(fun) {
		w.refuse(call.Fun, "a generic function called by go or defer")
		return
	}
	if len(call.Args) == 1 {
		if t, _ := w.Info.TypeOf(call.Args[0]).(*types.Tuple); t != nil {
			w.refuse(call.Args[0], "several values at once for a call by go or defer")
			return
		}
	}
	w.call(call)
}

// asyncRun reports whether a generic function is async.Run.
func (w *walker) asyncRun(fun ast.Expr) bool {
	if i, ok := fun.(*ast.IndexExpr); ok {
		fun = ast.Unparen(i.X)
	}
	s, ok := fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	obj := w.Info.Uses[s.Sel]
	return ofAsync(obj) && obj.Name() == "Run"
}

func (w *walker) returned(s *ast.ReturnStmt) {
	if len(w.funcs) == 0 || w.funcs[len(w.funcs)-1].sig == nil {
		return
	}
	results := w.funcs[len(w.funcs)-1].sig.Results()
	if len(s.Results) == results.Len() {
		for i, e := range s.Results {
			w.converted(e, results.At(i).Type())
		}
		return
	}
	if len(s.Results) != 1 {
		return
	}
	if t, ok := w.Info.TypeOf(s.Results[0]).(*types.Tuple); ok {
		for i := range min(t.Len(), results.Len()) {
			if w.widens(t.At(i).Type(), results.At(i).Type()) {
				w.refuse(s, "a value of type %s as an interface value", types.TypeString(t.At(i).Type(), w.qualify))
			}
		}
	}
}

func (w *walker) rangeStmt(s *ast.RangeStmt) {
	if a := w.asyncStmt(s); a != nil {
		w.asyncRange(s, a)
		return
	}
	w.expr(s.X)
	t := w.Info.TypeOf(s.X)
	if t == nil {
		return
	}
	switch u := t.Underlying().(type) {
	case *types.Slice, *types.Signature, *types.Array, *types.Map, *types.Chan, *types.Basic, *types.Pointer:
		_ = u
	default:
		w.refuse(s.X, "this range")
		return
	}
	w.arrayRange(s)
	w.chanRange(s)
	w.rangeVars(s)
	w.block(s.Body)
}

// rangeVars looks at what a range assigns to.
func (w *walker) rangeVars(s *ast.RangeStmt) {
	if s.Tok != token.ASSIGN {
		return
	}
	w.expr(s.Key)
	w.expr(s.Value)
	for _, e := range []ast.Expr{s.Key, s.Value} {
		if e != nil && types.IsInterface(w.typeOf(e)) {
			w.refuse(e, "a range that assigns to an interface variable")
		}
	}
}

// asyncRange looks at an async for or async with.
func (w *walker) asyncRange(s *ast.RangeStmt, a *transform.AsyncStmt) {
	if a.Kind == transform.AsyncInvalid {
		w.refuse(s, "this async statement")
		return
	}
	w.expr(s.X)
	for _, t := range a.Values {
		w.typ(s.X, t)
	}
	w.rangeVars(s)
	w.block(s.Body)
}

// asyncStmt is the async for or async with that s stands for, or nil.
func (w *walker) asyncStmt(s *ast.RangeStmt) *transform.AsyncStmt {
	for i := range w.AsyncStmts {
		if w.AsyncStmts[i].Stmt == s {
			return &w.AsyncStmts[i]
		}
	}
	return nil
}

func (w *walker) typeOf(e ast.Expr) types.Type {
	if t := w.Info.TypeOf(e); t != nil {
		return t
	}
	return types.Typ[types.Invalid]
}

func (w *walker) typeSwitch(s *ast.TypeSwitchStmt) {
	w.stmt(s.Init)
	var x ast.Expr
	switch a := s.Assign.(type) {
	case *ast.ExprStmt:
		x = a.X
	case *ast.AssignStmt:
		x = a.Rhs[0]
	}
	w.expr(ast.Unparen(x).(*ast.TypeAssertExpr).X)
	for _, c := range s.Body.List {
		c := c.(*ast.CaseClause)
		for _, e := range c.List {
			if !w.Info.Types[e].IsNil() {
				w.asserted(e)
			}
		}
		w.stmts(c.Body)
	}
}

// asserted looks at a type that a value in an interface is asked for.
func (w *walker) asserted(e ast.Expr) {
	t := w.Info.TypeOf(e)
	w.typeExpr(e)
	if t == nil {
		return
	}
	if s, ok := t.Underlying().(*types.Struct); ok && s.NumFields() == 0 {
		w.refuse(e, "an interface value asked for the type %s", types.TypeString(t, w.qualify))
	}
	if t != nil && !types.IsInterface(t) && w.blurred(t) {
		w.refuse(e, "an interface value asked for the type %s", types.TypeString(t, w.qualify))
	}
}
