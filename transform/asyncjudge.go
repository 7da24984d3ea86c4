package transform

import (
	"go/types"
)

// fillStmts lists the async for and async with statements and reports those that may not be.
// The trees are still rewritten.
func (k *checker) fillStmts(out *Checked) {
	within := map[*asyncFunc]*AsyncFunc{}
	for i, f := range k.ownFuncs() {
		within[f] = &out.AsyncFuncs[i]
	}
	for _, s := range k.stmts {
		if s.of != k.cell {
			continue
		}
		found, _ := k.iteratedBy(s)
		tv := k.operandType(*s.slot)
		out.AsyncStmts = append(out.AsyncStmts, AsyncStmt{
			Start: s.offset, Stmt: s.stmt, With: s.with, Kind: found.kind, Operand: tv.Type, Address: found.address,
			Values: found.values, Ends: found.ends, Func: within[s.within],
		})
		k.misplaced(s.offset, s.word(), s.within, s.plain)
		k.judgeStmt(s, found.kind, tv)
	}
}

// word is what the statement begins with.
func (s *asyncStmt) word() string {
	if s.with {
		return "async with"
	}
	return "async for"
}

// judgeStmt reports an operand that cannot be ranged over, or entered.
func (k *checker) judgeStmt(s *asyncStmt, kind AsyncKind, tv types.TypeAndValue) {
	if kind != AsyncInvalid || !isKnown(tv) && !tv.IsBuiltin() || !s.with && (tv.IsBuiltin() || tv.IsType()) {
		return // it is fine, or go/types says why not
	}
	operand := *s.slot
	e := Error{Start: k.cell.Offset(operand.Pos()), End: k.cell.Offset(operand.End()), Severity: SeverityError, Code: NotIterable}
	what := "ranged over by async for"
	if s.with {
		e.Code, what = NotAResource, "entered by async with"
	}
	switch {
	case tv.IsBuiltin():
		e.Msg = "a builtin function cannot be " + what
	case tv.IsNil():
		e.Msg = "nil cannot be " + what
	case tv.IsType():
		e.Msg = "the type " + types.TypeString(tv.Type, k.qualifier) + " cannot be " + what
	case tv.IsVoid():
		e.Msg = "a call that gives nothing cannot be " + what
	case s.with:
		e.Msg = k.unentered(tv)
	default:
		e.Msg = k.unranged(tv)
		if isPlainRange(tv.Type) {
			e.Fixes = []Fix{{Title: "Range over it with for", Edits: []Edit{{Start: s.offset, End: k.cell.Offset(s.stmt.For)}}}}
		}
	}
	k.report(e)
}

// isPlainRange reports whether a for without async ranges over t.
func isPlainRange(t types.Type) bool {
	switch t := types.Default(t).Underlying().(type) {
	case *types.Slice, *types.Array, *types.Map:
		return true
	case *types.Basic:
		return t.Info()&(types.IsInteger|types.IsString) != 0
	}
	return false
}

// unresolvedStmts reports what is not understood if nothing else tells why.
func (k *checker) unresolvedStmts(out *Checked) {
	for i := range out.AsyncStmts {
		if s := &out.AsyncStmts[i]; s.Kind == AsyncInvalid && out.OK() {
			out.Errors = append(out.Errors, Error{Start: s.Start, End: s.Start + len("async"), Severity: SeverityError, Code: NotIterable, Msg: "what this takes has no type"})
		}
	}
}
