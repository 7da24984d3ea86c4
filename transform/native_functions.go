package transform

import "go/ast"

// LowerFunctions turns the functions that a cell declares into Go for the compiler, for a cell
// that ran in the instant lane. They are what LowerNative makes of them, with one difference:
// the session's variables are where the instant lane has put them, those of the cell itself and
// the functions among them. Nothing of the cell is run again; the engine puts the functions in
// the place of the interpreted ones.
//
// Problems say why they have no such form. They are nobody's mistake then: the functions stay
// as they are.
func LowerFunctions(c *Checked, have *NativeNames, line func(int) int) *Native {
	l := newNativeLowerer(c, have, line)
	l.only = true
	made := l.lowered(func() {
		l.index()
		for i := range l.Cell.Items {
			if d := l.Cell.Items[i].Decl; d != nil && !isMethod(d) {
				l.topDeclaration(d)
			}
		}
	})
	switch {
	case len(l.funcs) == 0:
		l.problem(nil, "there is no function")
	case len(c.Moved) > 0 || len(l.decls) > 0 || len(l.methods) > 0:
		l.problem(nil, "types and generic functions of the instant lane")
	}
	for _, key := range made.Uses {
		if _, no := splitKey(key); no == 0 {
			l.problem(nil, "the value of a cell") // it has a type of its own only once somebody asks for it
		}
	}
	made.Problems = l.problems
	return made
}

func isMethod(d ast.Decl) bool {
	f, ok := d.(*ast.FuncDecl)
	return ok && f.Recv != nil
}
