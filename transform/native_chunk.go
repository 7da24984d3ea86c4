package transform

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strconv"
)

// A tight loop that counts up from a constant to a bound that stays becomes two:
//
//	for i := 0; i < n; i++ { … }
//
//	for s := uint(0); int(s) < n; s += 1024 {
//		check
//		e := int(s) + 1024
//		if n < e { e = n }
//		for i := int(s); i < e; i++ { … }
//	}
//
// The form is the one in which the compiler still sees that i is below n, and leaves out what it
// would look at otherwise. Nothing overflows before 2⁶³ iterations.

// A chunk is what such a loop is made of.
type chunk struct {
	index string // variable by which it counts
	start int64
	step  int64
	bound string // lowered
	past  string // what is to be added to the bound for the first number that is not counted
	limit string // condition of the outer loop, for a variable s
	first string // what is done before the loops
	each  string // and in each iteration
}

const maxStart = 1 << 30 // and of a step: what is counted in chunks does not overflow

// chunks gives what a tight loop is made of; nil if it is no such loop.
func (l *nativeLowerer) chunks(s ast.Stmt, body *ast.BlockStmt) *chunk {
	switch s := s.(type) {
	case *ast.ForStmt:
		return l.chunksFor(s, body)
	case *ast.RangeStmt:
		return l.chunksRange(s)
	}
	return nil
}

func (l *nativeLowerer) chunksFor(s *ast.ForStmt, body *ast.BlockStmt) *chunk {
	init, _ := s.Init.(*ast.AssignStmt)
	cond, _ := s.Cond.(*ast.BinaryExpr)
	if init == nil || cond == nil || init.Tok != token.DEFINE || len(init.Lhs) != 1 || len(init.Rhs) != 1 ||
		cond.Op != token.LSS && cond.Op != token.LEQ {
		return nil
	}
	id, _ := init.Lhs[0].(*ast.Ident)
	if id == nil || id.Name == "_" {
		return nil
	}
	v := l.Info.Defs[id]
	start, ok := l.constant(init.Rhs[0], 0)
	if v == nil || v.Type() != types.Typ[types.Int] || !ok || !l.is(cond.X, v) || l.changes(body, v) {
		return nil
	}
	c := &chunk{index: id.Name, start: start}
	switch post := s.Post.(type) {
	case *ast.IncDecStmt:
		if c.step = 1; post.Tok != token.INC || !l.is(post.X, v) {
			return nil
		}
	case *ast.AssignStmt:
		if post.Tok != token.ADD_ASSIGN || !l.is(post.Lhs[0], v) {
			return nil
		}
		if c.step, ok = l.constant(post.Rhs[0], 1); !ok {
			return nil
		}
	default:
		return nil
	}
	if !l.stays(cond.Y, body) {
		return nil
	}
	c.bound = l.text(cond.Y)
	c.limit = "int(%) " + cond.Op.String() + " " + c.bound
	if call, ok := ast.Unparen(cond.Y).(*ast.CallExpr); cond.Op == token.LEQ {
		c.past = " + 1"
	} else if ok && l.Info.Types[call].Value == nil {
		c.limit = "% < uint(" + c.bound + ")"
	}
	return c
}

func (l *nativeLowerer) chunksRange(s *ast.RangeStmt) *chunk {
	if s.Key != nil && s.Tok != token.DEFINE {
		return nil
	}
	c := &chunk{step: 1}
	over := l.fresh()
	t := l.Info.TypeOf(s.X)
	if _, isSlice := t.(*types.Slice); isSlice {
		c.bound = "len(" + over + ")"
		c.limit = "% < uint(" + c.bound + ")"
	} else if types.Default(t) == types.Typ[types.Int] {
		c.bound, c.limit = over, "int(%) < "+over
	} else {
		return nil
	}
	c.first = over + " := " + l.text(s.X) + "; "
	if c.bound == over && l.Info.Types[s.X].Value != nil {
		c.first = over + " := int(" + l.text(s.X) + "); "
	}
	counter := l.fresh()
	c.index = counter
	if id, _ := s.Key.(*ast.Ident); id != nil && id.Name != "_" {
		c.each = id.Name + " := " + counter + "; "
	}
	if id, _ := s.Value.(*ast.Ident); id != nil && id.Name != "_" {
		c.each += id.Name + " := " + over + "[" + counter + "]; "
	}
	return c
}

// chunked writes the loops, the inner one for every so many iterations.
func (l *nativeLowerer) chunked(c *chunk, every int, body *ast.BlockStmt) {
	from, to, exit := l.fresh(), l.fresh(), ""
	size := strconv.FormatInt(c.step*int64(every), 10)
	if c.first != "" {
		l.p("{ ", c.first)
	}
	if breaks(body, "") {
		exit = l.fresh()
		l.p(exit, ": ")
	}
	l.p("for ", from, " := uint(", strconv.FormatInt(c.start, 10), "); ", withName(c.limit, from), "; ", from, " += ", size, " {")
	l.check()
	l.p(to, " := int(", from, ") + ", size, "; if ", c.bound, " < ", to, " { ", to, " = ", c.bound, c.past, " }; ")
	l.p("for ", c.index, " := int(", from, "); ", c.index, " < ", to, "; ", c.index, " += ", strconv.FormatInt(c.step, 10), " { ", c.each)
	l.nested(nativeNest{stops: true, loop: true, exit: exit}, func() { l.list(body.Lbrace+1, body.List, body.Rbrace) })
	l.source(body.Rbrace, body.End())
	l.p(" }")
	if c.first != "" {
		l.p(" }")
	}
}

func withName(text, name string) string {
	for i := range len(text) {
		if text[i] == '%' {
			return text[:i] + name + text[i+1:]
		}
	}
	return text
}

// constant gives the value of a constant from low on, if it is not too large.
func (l *nativeLowerer) constant(e ast.Expr, low int64) (int64, bool) {
	v := l.Info.Types[e].Value
	if v == nil || v.Kind() != constant.Int {
		return 0, false
	}
	n, ok := constant.Int64Val(v)
	return n, ok && n >= low && n < maxStart
}

// is reports whether an expression is a variable.
func (l *nativeLowerer) is(e ast.Expr, v types.Object) bool {
	id, _ := ast.Unparen(e).(*ast.Ident)
	return id != nil && v != nil && l.Info.Uses[id] == v
}

// stays reports whether a bound is the same as long as a body runs: a constant, or a variable of
// the function, or the length of one, that the body does not assign to and that nothing points to.
func (l *nativeLowerer) stays(e ast.Expr, body *ast.BlockStmt) bool {
	e = ast.Unparen(e)
	if v := l.Info.Types[e].Value; v != nil {
		_, ok := l.constant(e, 0)
		return ok
	}
	if c, ok := e.(*ast.CallExpr); ok {
		if id, _ := c.Fun.(*ast.Ident); id == nil || id.Name != "len" || !l.Info.Types[c.Fun].IsBuiltin() {
			return false
		}
		e = ast.Unparen(c.Args[0])
		switch t := l.Info.TypeOf(e).(type) {
		case *types.Slice:
		case *types.Basic:
			if t.Info()&types.IsString == 0 {
				return false
			}
		default:
			return false
		}
	} else if l.Info.TypeOf(e) != types.Typ[types.Int] {
		return false
	}
	id, _ := e.(*ast.Ident)
	if id == nil || l.refs[l.Cell.Offset(id.Pos())] != nil {
		return false
	}
	v, _ := l.Info.Uses[id].(*types.Var)
	return v != nil && !v.IsField() && v.Parent() != l.Pkg.Scope() && !l.changes(body, v) && !l.pointed()[v]
}

// pointed are the variables whose address the cell takes.
func (l *nativeLowerer) pointed() map[types.Object]bool {
	if l.pointedTo != nil {
		return l.pointedTo
	}
	l.pointedTo = map[types.Object]bool{}
	for i := range l.Cell.Items {
		if n := l.Cell.Items[i].Tree(); n != nil {
			ast.Inspect(n, func(n ast.Node) bool {
				if u, ok := n.(*ast.UnaryExpr); ok && u.Op == token.AND {
					if id, _ := ast.Unparen(u.X).(*ast.Ident); id != nil && l.Info.Uses[id] != nil {
						l.pointedTo[l.Info.Uses[id]] = true
					}
				}
				return true
			})
		}
	}
	return l.pointedTo
}
