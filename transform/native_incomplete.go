package transform

import (
	"go/ast"
	"go/types"
)

// checkIncomplete refuses variables of the session whose type C alone can make. Where a program
// has such a variable the linker gives it a place; the session's are made as the cell runs.
func (l *nativeLowerer) checkIncomplete() {
	for _, n := range l.Checked.Defines {
		if n.Kind == KindVar && n.Obj != nil && incomplete(n.Obj.Type(), 0) {
			l.problem(l.definition(n.Obj), "a variable of the session cannot have the type %s, which is incomplete (runtime/cgo.Incomplete): keep a pointer that C gives",
				types.TypeString(n.Obj.Type(), types.RelativeTo(l.Pkg)))
		}
	}
}

// definition is where the cell defines an object; nil if that is nowhere.
func (l *nativeLowerer) definition(obj types.Object) ast.Node {
	for id, defined := range l.Info.Defs {
		if defined == obj {
			return id
		}
	}
	return nil
}

// incomplete reports whether a value of type t holds a cgo.Incomplete.
func incomplete(t types.Type, depth int) bool {
	if depth > maxTypeDepth {
		return false
	}
	if n, ok := types.Unalias(t).(*types.Named); ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "runtime/cgo" {
		return n.Obj().Name() == "Incomplete"
	}
	switch t := t.Underlying().(type) {
	case *types.Array:
		return incomplete(t.Elem(), depth+1)
	case *types.Struct:
		for f := range t.Fields() {
			if incomplete(f.Type(), depth+1) {
				return true
			}
		}
	}
	return false
}
