package transform

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// A handover is a loop of an instant cell that compiled code can take over where the interpreter
// is: before the body of some iteration. Both lowered forms know it by the same number and agree
// on what is handed over, see lower_handover.go and native_handover.go.
//
// What is not known to be right is not in the list, and goes on interpreted to its end: slow, and
// never wrong.
type handover struct {
	loop  ast.Stmt // a *ast.ForStmt or *ast.RangeStmt
	id    int      // offset of the loop in the cell
	label string
	over  overKind
	own   []*types.Var // that the head of a three-part loop declares
	outer []*types.Var // of the statements around, as far as the loop mentions them
	jumps []nativeJump // that leave it, other than by its end and its own break
	gives *types.Tuple // what its return statements return; nil without any that has values
}

// An overKind is what a loop goes over.
type overKind int

const (
	overParts  overKind = iota // init, condition and post statement
	overInt                    // for range n
	overSlice                  // for range of a slice
	overString                 // for range of a string
)

// HandsOver reports whether there are loops that compiled code could go on with.
func (c *Checked) HandsOver() bool { return len(c.handovers()) > 0 }

// handovers finds the loops of a cell that can be handed over.
func (c *Checked) handovers() map[ast.Stmt]*handover {
	if !c.hasLoops() {
		return nil
	}
	f := &handoverFinder{Checked: c, found: map[ast.Stmt]*handover{}, refs: map[int]bool{}}
	for _, r := range c.Refs {
		f.refs[r.Start] = true
	}
	for _, fn := range c.AsyncFuncs {
		f.async = append(f.async, fn.Start)
	}
	for i := range c.AsyncStmts {
		f.async = append(f.async, c.AsyncStmts[i].Start)
	}
	for i := range c.Sites {
		f.async = append(f.async, c.Cell.Offset(c.Sites[i].Expr.Pos()))
	}
	for i := range c.Cell.Items {
		switch it := &c.Cell.Items[i]; {
		case it.Stmt != nil:
			f.visit(it.Stmt)
		case it.Decl != nil:
			f.visit(it.Decl)
		}
	}
	return f.found
}

// hasLoops reports whether there is any loop in a cell.
func (c *Checked) hasLoops() bool {
	found := false
	for i := range c.Cell.Items {
		if n := c.Cell.Items[i].Tree(); n != nil && !found {
			ast.Inspect(n, func(n ast.Node) bool {
				switch n.(type) {
				case *ast.ForStmt, *ast.RangeStmt:
					found = true
				}
				return !found
			})
		}
	}
	return found
}

// A handoverFinder looks at the loops of a cell, with what is around them.
type handoverFinder struct {
	*Checked
	found   map[ast.Stmt]*handover
	refs    map[int]bool // offsets of mentions of session names
	async   []int        // of all that the dialect adds
	results *types.Tuple // of the function around; nil in the cell's own statements
}

// visit looks at a tree.
func (f *handoverFinder) visit(n ast.Node) {
	label := ""
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if obj, ok := f.Info.Defs[n.Name].(*types.Func); ok && n.Recv == nil && n.Body != nil {
				f.within(obj.Signature(), n.Body)
			}
			return false
		case *ast.FuncLit:
			if sig, ok := f.Info.TypeOf(n).Underlying().(*types.Signature); ok {
				f.within(sig, n.Body)
			}
			return false
		case *ast.LabeledStmt:
			label = n.Label.Name
			return true
		case *ast.RangeStmt:
			if f.literal(n) {
				return false // its body becomes a function of its own
			}
			f.look(n, label)
		case *ast.ForStmt:
			f.look(n, label)
		case *ast.Ident, nil:
			return true // a label's own, and its end
		}
		label = ""
		return true
	})
}

// within looks at the body of a function.
func (f *handoverFinder) within(sig *types.Signature, body *ast.BlockStmt) {
	if f.isAsync(body) {
		return
	}
	outer := f.results
	f.results = sig.Results()
	f.visit(body)
	f.results = outer
}

// isAsync reports whether a tree has to do with await or async.
func (f *handoverFinder) isAsync(n ast.Node) bool {
	from, to := f.Cell.Offset(n.Pos()), f.Cell.Offset(n.End())
	return slices.ContainsFunc(f.async, func(at int) bool { return from <= at && at < to })
}

// literal reports whether the body of a range becomes a function literal.
func (f *handoverFinder) literal(s *ast.RangeStmt) bool {
	if slices.ContainsFunc(f.AsyncStmts, func(a AsyncStmt) bool { return a.Stmt == s }) {
		return true
	}
	_, isFunc := f.Info.TypeOf(s.X).Underlying().(*types.Signature)
	return isFunc
}

// look adds a loop if it can be handed over.
func (f *handoverFinder) look(s ast.Stmt, label string) {
	h := &handover{loop: s, id: f.Cell.Offset(s.Pos()), label: label}
	var body *ast.BlockStmt
	switch s := s.(type) {
	case *ast.ForStmt:
		body = s.Body
		if init, ok := s.Init.(*ast.AssignStmt); ok && init.Tok == token.DEFINE {
			for _, e := range init.Lhs {
				if v, ok := f.Info.Defs[e.(*ast.Ident)].(*types.Var); ok {
					h.own = append(h.own, v)
				}
			}
		}
	case *ast.RangeStmt:
		body = s.Body
		var ok bool
		if h.over, ok = f.overKind(f.Info.TypeOf(s.X)); !ok {
			return
		}
	}
	if f.isAsync(s) || foreignInBlock(body) != nil || !f.names(h) || !f.leaves(h, body) {
		return
	}
	for _, v := range slices.Concat(h.own, h.outer) {
		if !f.handable(v.Type(), 0) || f.shared(s, v) {
			return
		}
	}
	f.found[s] = h
}

func (f *handoverFinder) overKind(t types.Type) (overKind, bool) {
	switch t := t.Underlying().(type) {
	case *types.Slice:
		return overSlice, f.handable(t.Elem(), 0)
	case *types.Basic:
		switch {
		case t.Info()&types.IsInteger != 0:
			return overInt, true
		case t.Info()&types.IsString != 0:
			return overString, true
		}
	}
	return 0, false
}

// names finds the variables around that a loop mentions; false if it mentions what cannot be
// handed over: a constant or type of the function that it is in.
func (f *handoverFinder) names(h *handover) bool {
	ok := true
	ast.Inspect(h.loop, func(n ast.Node) bool {
		id, isIdent := n.(*ast.Ident)
		if !isIdent {
			return ok
		}
		obj := f.Info.Uses[id]
		if obj == nil || obj.Pkg() != f.Pkg || f.refs[f.Cell.Offset(id.Pos())] || obj.Parent() == f.Pkg.Scope() ||
			h.loop.Pos() <= obj.Pos() && obj.Pos() < h.loop.End() {
			return ok
		}
		switch obj := obj.(type) {
		case *types.Var:
			if !obj.IsField() && !slices.Contains(h.outer, obj) {
				h.outer = append(h.outer, obj)
			}
		case *types.Const, *types.TypeName:
			ok = false
		}
		return ok
	})
	return ok
}

// leaves finds the jumps that leave a loop; false if what it returns cannot be handed over.
func (f *handoverFinder) leaves(h *handover, body *ast.BlockStmt) bool {
	ok := true
	inside := map[string]bool{h.label: true, "": true}
	ast.Inspect(body, func(n ast.Node) bool {
		j := nativeJump{}
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.LabeledStmt:
			inside[n.Label.Name] = true
			return true
		case *ast.ReturnStmt:
			if f.results == nil {
				ok = false
				return false
			}
			j.tok, j.bare = token.RETURN, len(n.Results) == 0
			if !j.bare {
				h.gives = f.results
			}
		case *ast.BranchStmt:
			if n.Label == nil || inside[n.Label.Name] {
				return true
			}
			j.tok, j.label = n.Tok, n.Label.Name
		default:
			return true
		}
		if !slices.Contains(h.jumps, j) {
			h.jumps = append(h.jumps, j)
		}
		return true
	})
	for i := range h.gives.Len() {
		ok = ok && f.handable(h.gives.At(i).Type(), 0)
	}
	return ok
}

// shared reports whether something in a loop can hold on to a variable: a function literal that
// mentions it, or its address.
func (f *handoverFinder) shared(n ast.Node, v *types.Var) bool {
	l := &lowerer{Checked: f.Checked}
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			found = found || l.mentions(n, v)
			return false
		case *ast.UnaryExpr:
			found = found || n.Op == token.AND && l.rooted(n.X, v)
		case *ast.SliceExpr:
			_, isArray := f.Info.TypeOf(n.X).Underlying().(*types.Array)
			found = found || isArray && l.rooted(n.X, v)
		case *ast.SelectorExpr:
			sel := f.Info.Selections[n]
			found = found || sel != nil && sel.Kind() == types.MethodVal && l.rooted(n.X, v) && byAddress(sel)
		}
		return !found
	})
	return found
}

// byAddress reports whether a method takes the address of what it is called on.
func byAddress(sel *types.Selection) bool {
	m, ok := sel.Obj().(*types.Func)
	if !ok || m.Signature().Recv() == nil {
		return true
	}
	_, wants := m.Signature().Recv().Type().Underlying().(*types.Pointer)
	_, is := sel.Recv().Underlying().(*types.Pointer)
	return wants && !is
}

// handable reports whether variables of that type are laid out alike in both lanes.
func (f *handoverFinder) handable(t types.Type, depth int) bool {
	if depth > 10 {
		return false
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		pkg := n.Obj().Pkg()
		return t == errorType || pkg != nil && pkg.Path() != f.Pkg.Path() && n.Obj().Exported() && n.Obj().Parent() == pkg.Scope() &&
			n.TypeArgs().Len() == 0 && !types.IsInterface(t)
	}
	switch t := t.(type) {
	case *types.Basic:
		return t.Info()&types.IsUntyped == 0 && t.Kind() != types.UnsafePointer && t.Kind() != types.Invalid
	case *types.Alias:
		return f.handable(types.Unalias(t), depth+1)
	case *types.Slice:
		return f.handable(t.Elem(), depth+1)
	case *types.Array:
		return f.handable(t.Elem(), depth+1)
	case *types.Pointer:
		return f.handable(t.Elem(), depth+1)
	case *types.Chan:
		return f.handable(t.Elem(), depth+1)
	case *types.Map:
		return f.handable(t.Key(), depth+1) && f.handable(t.Elem(), depth+1)
	}
	return false
}

// foreignInBlock finds what means the function around a block and cannot be in another.
func foreignInBlock(b *ast.BlockStmt) ast.Node {
	var found ast.Node
	ast.Inspect(b, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.DeferStmt:
			found = n
		case *ast.CallExpr:
			if id, ok := n.Fun.(*ast.Ident); ok && id.Name == "recover" {
				found = n
			}
		}
		return found == nil
	})
	return found
}
