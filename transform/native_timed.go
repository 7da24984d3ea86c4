package transform

import (
	"go/ast"
	"go/types"
)

// timedStatements is statements for a cell that measures: the same loops as in lowerer.timed, which
// the cell runtime directs. What an expression gives is stored, so that the compiler cannot leave
// out what makes it.
func (l *nativeLowerer) timedStatements(t *Timed) {
	n, i := l.fresh(), l.fresh()
	round := func(next string, body func()) {
		l.p("for ", n, " := ", l.rt(next), "(", l.me(), "); ", n, " > 0; ", n, " = ", l.rt(next), "(", l.me(), ") {\n")
		if next == "Batch" {
			l.someStatements(func(start int) bool { return start < t.From })
		}
		l.p(l.rt("Start"), "(", l.me(), "); for ", i, " := 0; ", i, " < ", n, "; ", i, "++ {")
		l.check()
		l.p("\n")
		body()
		l.p("}; ", l.rt("Stop"), "(", l.me(), ") }\n")
	}
	round("Batch", func() { l.someStatements(func(start int) bool { return start >= t.From }) })
	round("Blank", func() {})
	if t.Results {
		l.p("return ", l.rt("Rounds"), "(", l.me(), ")\n")
	}
}

// someStatements writes the statements that begin where in says, without their values.
func (l *nativeLowerer) someStatements(in func(start int) bool) {
	for i := range l.Cell.Items {
		it := &l.Cell.Items[i]
		if it.Stmt == nil || !in(it.Start) {
			continue
		}
		l.lineMark(it.Stmt.Pos())
		if x, ok := it.Stmt.(*ast.ExprStmt); ok {
			l.sunk(x.X)
		} else {
			l.topStmt(it.Stmt)
		}
		l.p("\n")
	}
}

// sunk writes an expression whose one value is stored. One with none, or several, is a call.
func (l *nativeLowerer) sunk(e ast.Expr) {
	t := l.Info.TypeOf(e)
	if site := l.sites[asUnary(e)]; site != nil {
		if t = nil; len(site.Values) == 1 && !site.Capture {
			t = site.Values[0]
		}
	}
	if b, ok := t.(*types.Basic); ok && b.Info()&types.IsUntyped != 0 {
		if t = types.Default(t); b.Kind() == types.UntypedNil {
			t = anyType
		}
	}
	if tuple, ok := t.(*types.Tuple); ok {
		if t = nil; tuple.Len() == 1 {
			t = tuple.At(0).Type()
		}
	}
	if tv := l.Info.Types[ast.Unparen(e)]; t != nil && !tv.IsVoid() {
		name := l.fresh() + "ˑ" + nativeID
		l.groups = append(l.groups, "var "+name+" "+l.typeText(t)+"\n")
		l.p(name, " = ")
	}
	l.node(e)
}
