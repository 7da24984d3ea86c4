package transform

import "go/ast"

// LowerFunctions turns the functions that a cell declares, and the loops that can be handed over,
// into Go for the compiler, for a cell that ran in the instant lane or runs there. They are what
// LowerNative makes of them, with one difference: the session's variables are where the instant
// lane has put them, those of the cell itself and the functions among them. Nothing of the cell
// is run again; the engine puts the functions in the place of the interpreted ones, and loops
// that run go on in the compiled ones.
//
// Problems say why they have no such form. They are nobody's mistake then: the functions stay
// as they are. Where that is for a function, the loops may have one without it. The loops are left
// out if loops is not set.
func LowerFunctions(c *Checked, have *NativeNames, line func(int) int, loops bool) *Native {
	made := lowerFunctions(c, have, line, true, loops)
	if len(made.Problems) == 0 || !loops {
		return made
	}
	if only := lowerFunctions(c, have, line, false, true); len(only.Problems) == 0 {
		return only
	}
	return made
}

func lowerFunctions(c *Checked, have *NativeNames, line func(int) int, functions, loops bool) *Native {
	l := newNativeLowerer(c, have, line)
	l.only = true
	made := l.lowered(func() {
		l.index()
		for i := range l.Cell.Items {
			if d := l.Cell.Items[i].Decl; d != nil && functions && !isMethod(d) {
				l.topDeclaration(d)
			}
		}
		if loops {
			l.handovers()
		}
	})
	switch {
	case len(l.funcs)+len(l.handed) == 0:
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
