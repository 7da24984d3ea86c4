package transform

import (
	"go/ast"
	"go/token"
	"go/types"
)

// What waits on a channel outside of await becomes a call of the runtime, which waits for the
// task to be stopped as well. A select statement gets one more case.

// receive writes a receive operation that is no await and no case of a select.
func (l *nativeLowerer) receive(e *ast.UnaryExpr) {
	fun := "Receive"
	if two, ok := l.Info.TypeOf(e).(*types.Tuple); ok {
		if _, basic := types.Unalias(two.At(1).Type()).(*types.Basic); !basic {
			l.splice(e) // the second value is of a type that no function's result is assignable to
			return
		}
		fun = "ReceiveOk"
	}
	l.p(l.rt(fun), "(")
	l.node(e.X)
	l.p(")")
}

// send writes a send statement that is no case of a select.
func (l *nativeLowerer) send(s *ast.SendStmt) {
	l.p(l.rt("To"), "(")
	l.node(s.Chan)
	l.p(").Send(")
	l.node(s.Value)
	l.p(")")
}

// selectStmt writes a select. One with a default does not wait.
func (l *nativeLowerer) selectStmt(s *ast.SelectStmt) {
	waits := true
	for _, c := range s.Body.List {
		waits = waits && c.(*ast.CommClause).Comm != nil
	}
	l.source(s.Pos(), s.Body.Lbrace+1)
	if waits {
		l.p(" case <-", l.rt("Stopping"), "(): ", l.rt("Stopped"), `(); panic("unreachable"); `)
	}
	l.list(s.Body.Lbrace+1, s.Body.List, s.Body.Rbrace)
	l.source(s.Body.Rbrace, s.End())
}

// overChannel reports whether a statement ranges over a channel.
func (l *nativeLowerer) overChannel(s *ast.RangeStmt) bool {
	t := l.Info.TypeOf(s.X)
	if t == nil {
		return false
	}
	if p, ok := types.Unalias(t).(*types.TypeParam); ok {
		found := false
		for u := range typeSet(p) {
			_, found = u.Underlying().(*types.Chan)
			break
		}
		return found
	}
	_, ok := t.Underlying().(*types.Chan)
	return ok
}

// typeSet gives the types of a type parameter's constraint, as far as it names them.
func typeSet(p *types.TypeParam) func(yield func(types.Type) bool) {
	return func(yield func(types.Type) bool) {
		var visit func(t types.Type) bool
		visit = func(t types.Type) bool {
			switch u := t.Underlying().(type) {
			case *types.Interface:
				for i := range u.NumEmbeddeds() {
					if !visit(u.EmbeddedType(i)) {
						return false
					}
				}
			case *types.Union:
				for i := range u.Len() {
					if !visit(u.Term(i).Type()) {
						return false
					}
				}
			default:
				return yield(t)
			}
			return true
		}
		visit(p.Constraint())
	}
}

// rangeChannel writes a loop over a channel. Its body stays a block of its own: it may declare
// names anew.
func (l *nativeLowerer) rangeChannel(s *ast.RangeStmt) {
	ch, ok, label := l.fresh(), l.fresh(), l.label
	l.p("for ", ch, " := (")
	l.node(s.X)
	l.p("); ; { ")
	id, _ := s.Key.(*ast.Ident)
	blank := s.Key == nil || id != nil && id.Name == "_"
	v := "_"
	switch {
	case blank:
	case s.Tok == token.DEFINE:
		v = l.text(s.Key)
	default:
		v = l.fresh()
	}
	l.p(v, ", ", ok, " := ", l.rt("ReceiveOk"), "(", ch, "); if !", ok, " { break }; ")
	if !blank && s.Tok == token.ASSIGN {
		l.node(s.Key)
		l.p(" = ", v, "; ")
	}
	l.check()
	l.p("{")
	l.nested(nativeNest{label: label, stops: true, loop: true}, func() { l.list(s.Body.Lbrace+1, s.Body.List, s.Body.Rbrace) })
	l.source(s.Body.Rbrace, s.Body.End())
	l.p(" }")
}
