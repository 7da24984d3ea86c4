package transform

// timed writes the body of a Run that measures. The runtime says how often to go round: Batch
// gives the length of the next round, 0 for none, and Start and Stop stand around its loop. Blank
// does the same for rounds of nothing, which show what the loop itself takes.
// Unlike in a cell that runs once, statements do not announce themselves as they begin: that
// would be what is measured.
func (l *lowerer) timed(t *Timed) text {
	return l.capture(func() {
		l.funcDecls()
		n, i := l.fresh("n"), l.fresh("i")
		round := func(next string, setup, body func()) {
			l.head("for " + n + " := rt." + next + "(); " + n + " > 0; " + n + " = rt." + next + "() {")
			setup()
			l.head("rt.Start()")
			l.head("for " + i + " := 0; " + i + " < " + n + "; " + i + "++ { if *halt { rt.Check() }")
			body()
			l.head("}; rt.Stop() }")
		}
		round("Batch",
			func() { l.statements(func(start int) bool { return start < t.From }) },
			func() { l.statements(func(start int) bool { return start >= t.From }) })
		round("Blank", func() {}, func() {})
		if t.Results {
			l.head("return rt.Rounds()")
		}
	})
}

// statements writes the statements that begin where in says.
func (l *lowerer) statements(in func(start int) bool) {
	for i := range l.Cell.Items {
		it := &l.Cell.Items[i]
		if it.Stmt == nil || !in(it.Start) {
			continue
		}
		l.line(it.Stmt.Pos())
		l.stmt(it.Stmt)
	}
}
