package lanes

import (
	"bytes"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strconv"

	"github.com/goawait/goawait/session/engine/wire"
	"github.com/goawait/goawait/transform"
)

// Direct gives a cell that is one expression of what is there already, such as "len(xs)",
// "p.Name", "f(3) + 1" or "await f(3)", as a tree that the engine evaluates without compiling
// anything; nil for any other cell. c is one that the instant lane takes.
//
// What is taken is narrow on purpose: an operation is in it if reflection does the very same.
// Of values whose dynamic types are not those of Go only what passes through unchanged is.
func Direct(c *transform.Checked) *wire.Expr {
	if len(c.Cell.Items) != 1 || c.Cell.Items[0].Kind != transform.ItemExpr || len(c.Defines) > 0 || len(c.Moved) > 0 ||
		len(c.AsyncFuncs) > 0 || len(c.AsyncStmts) > 0 || len(c.Adapters) > 0 {
		return nil
	}
	it := &c.Cell.Items[0]
	if transform.Untimely(c, ast.Unparen(it.Stmt.(*ast.ExprStmt).X)) {
		return nil
	}
	if bytes.IndexByte(c.Cell.Src[it.Start:it.End], '\n') >= 0 {
		return nil // its parts would have lines of their own
	}
	d := &direct{walker: walker{Checked: c}, refs: map[int]*transform.Ref{}, sites: map[*ast.UnaryExpr]*transform.Site{}}
	for i := range c.Refs {
		d.refs[c.Refs[i].Start] = &c.Refs[i]
	}
	for i := range c.Sites {
		d.sites[c.Sites[i].Expr] = &c.Sites[i]
	}
	root := d.root(ast.Unparen(it.Stmt.(*ast.ExprStmt).X))
	if root != nil {
		root.Line = 1 + bytes.Count(c.Cell.Src[:it.Start], []byte{'\n'})
	}
	return root
}

// A direct makes the tree of one cell. Its methods return nil for what is not taken.
type direct struct {
	walker
	refs  map[int]*transform.Ref
	sites map[*ast.UnaryExpr]*transform.Site
}

// root is expr for the whole cell, which may be an await or a call with any number of results.
func (d *direct) root(e ast.Expr) *wire.Expr {
	switch e := e.(type) {
	case *ast.UnaryExpr:
		if site := d.sites[e]; site != nil {
			return d.await(site)
		}
	case *ast.CallExpr:
		if tv := d.Info.Types[e]; tv.Value == nil {
			return d.call(e)
		}
	}
	return d.expr(e)
}

// await is an await whose value, if it has one, comes as Go has it.
func (d *direct) await(s *transform.Site) *wire.Expr {
	if s.Capture || s.Spread > 0 || s.Member != "" || s.Adapter != "" || len(s.Values) > 1 {
		return nil
	}
	if len(s.Values) == 1 && d.HasValue && d.blurred(s.Values[0]) {
		return nil
	}
	switch x := ast.Unparen(s.Expr.X).(type) {
	case *ast.CallExpr:
		if s.Kind == transform.AwaitCall {
			return parent(wire.OpFollow, &wire.Expr{Name: transform.CallName(x)}, d.call(x))
		}
		if s.Kind == transform.AwaitMethod {
			return parent(wire.OpAwait, &wire.Expr{Kind: int(s.Kind)}, d.call(x))
		}
	case *ast.Ident:
		if _, pointer := d.Info.TypeOf(x).Underlying().(*types.Pointer); pointer && s.Kind == transform.AwaitMethod {
			return parent(wire.OpAwait, &wire.Expr{Kind: int(s.Kind)}, d.expr(x))
		}
	}
	return nil
}

// parent is e with an op and operands; nil if one of them is.
func parent(op string, e *wire.Expr, args ...*wire.Expr) *wire.Expr {
	for _, a := range args {
		if a == nil {
			return nil
		}
	}
	e.Op, e.Args = op, args
	return e
}

// expr is an expression with one value.
func (d *direct) expr(e ast.Expr) *wire.Expr {
	tv := d.Info.Types[e]
	if ref := d.refs[d.Cell.Offset(e.Pos())]; ref != nil && ref.End == d.Cell.Offset(e.End()) {
		return d.name(ref.Name)
	}
	if tv.Value != nil {
		return d.constant(tv)
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		return d.expr(e.X)
	case *ast.SelectorExpr:
		return d.selector(e)
	case *ast.CallExpr:
		if _, several := tv.Type.(*types.Tuple); several {
			return nil
		}
		return d.call(e)
	case *ast.IndexExpr:
		return d.index(e)
	case *ast.UnaryExpr:
		if d.basic(e.X) == nil || e.Op == token.AND || e.Op == token.ARROW {
			return nil
		}
		return parent(wire.OpUnary, &wire.Expr{Name: e.Op.String()}, d.expr(e.X))
	case *ast.BinaryExpr:
		if d.basic(e.X) == nil || d.basic(e.Y) == nil {
			return nil
		}
		return parent(wire.OpBinary, &wire.Expr{Name: e.Op.String()}, d.expr(e.X), d.expr(e.Y))
	}
	return nil
}

// basic is the basic type that an operand's is made of, if it is a number that reflection
// computes with, a string or a boolean.
func (d *direct) basic(e ast.Expr) *types.Basic {
	b, ok := d.Info.TypeOf(e).Underlying().(*types.Basic)
	if !ok || b.Info()&types.IsComplex != 0 || b.Info()&(types.IsNumeric|types.IsString|types.IsBoolean) == 0 {
		return nil
	}
	return b
}

// name is a variable or function of the session. A result of an interface type may be one that
// was nil, and is not kept then.
func (d *direct) name(n *transform.Name) *wire.Expr {
	if n.Obj == nil || n.Kind != transform.KindVar && n.Kind != transform.KindFunc || n.Name == "_" ||
		types.IsInterface(n.Obj.Type()) {
		return nil
	}
	return &wire.Expr{Op: wire.OpName, Name: n.Key}
}

// constant is a constant of a basic type, or of one of a package that is made of it.
func (d *direct) constant(tv types.TypeAndValue) *wire.Expr {
	t := types.Default(tv.Type)
	b, ok := t.Underlying().(*types.Basic)
	if !ok || b.Info()&types.IsComplex != 0 {
		return nil
	}
	e := &wire.Expr{Op: wire.OpConst, Type: b.Name()}
	if _, plain := types.Unalias(t).(*types.Basic); !plain {
		n, ok := types.Unalias(t).(*types.Named)
		if !ok || d.blurred(t) || n.TypeArgs().Len() > 0 || !n.Obj().Exported() || n.Obj().Pkg() == nil {
			return nil
		}
		e.Path, e.Type = n.Obj().Pkg().Path(), n.Obj().Name()
	}
	switch {
	case b.Info()&types.IsBoolean != 0:
		e.Name = strconv.FormatBool(constant.BoolVal(tv.Value))
	case b.Info()&types.IsString != 0:
		e.Name = constant.StringVal(tv.Value)
	case b.Info()&types.IsInteger != 0:
		e.Name = constant.ToInt(tv.Value).ExactString()
	default:
		f, _ := constant.Float64Val(constant.ToFloat(tv.Value))
		e.Name = strconv.FormatFloat(f, 'g', -1, 64)
	}
	return e
}

// selector is a variable of a package, or a field.
func (d *direct) selector(e *ast.SelectorExpr) *wire.Expr {
	if v, ok := d.Info.Uses[e.Sel].(*types.Var); ok && d.Info.Selections[e] == nil {
		return d.symbol(v)
	}
	sel := d.Info.Selections[e]
	if sel == nil || sel.Kind() != types.FieldVal {
		return nil
	}
	for t, i := sel.Recv(), 0; i < len(sel.Index()); i++ {
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t = p.Elem()
		}
		s, ok := t.Underlying().(*types.Struct)
		if !ok || !s.Field(sel.Index()[i]).Exported() {
			return nil
		}
		t = s.Field(sel.Index()[i]).Type()
	}
	return parent(wire.OpField, &wire.Expr{At: sel.Index()}, d.expr(e.X))
}

// symbol is a variable or function of a package that the instant lane calls as it is.
func (d *direct) symbol(obj types.Object) *wire.Expr {
	p := obj.Pkg()
	if p == nil || d.own(obj) || obj.Parent() != p.Scope() {
		return nil
	}
	if p.Path() == transform.AsyncPath && obj.Name() != "Sleep" {
		return nil
	}
	return &wire.Expr{Op: wire.OpSymbol, Path: p.Path(), Name: obj.Name()}
}

// index is an element of a slice, an array, a string or a map.
func (d *direct) index(e *ast.IndexExpr) *wire.Expr {
	switch t := d.Info.TypeOf(e.X).Underlying().(type) {
	case *types.Slice, *types.Array:
		if d.basic(e.Index) == nil {
			return nil
		}
	case *types.Basic:
		if t.Info()&types.IsString == 0 || d.basic(e.Index) == nil {
			return nil
		}
	case *types.Map:
		if types.IsInterface(t.Key()) || d.blurred(t.Key()) {
			return nil
		}
	default:
		return nil
	}
	return parent(wire.OpIndex, &wire.Expr{}, d.expr(e.X), d.expr(e.Index))
}
