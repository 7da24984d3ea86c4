package transform

import (
	"bytes"
	"go/ast"
	"go/token"
	"go/types"
)

// fillSites lists the await sites and reports those that may not be. The trees are still rewritten.
func (k *checker) fillSites(out *Checked) {
	within := map[*asyncFunc]*AsyncFunc{}
	for i, f := range k.ownFuncs() {
		within[f] = &out.AsyncFuncs[i]
	}
	for _, s := range k.sites {
		if s.of != k.cell {
			continue
		}
		f, a := k.formOf(s)
		one := Site{
			Start: s.offset, End: k.cell.Offset(s.unary.X.End()), Expr: s.unary,
			Kind: f.kind, Capture: f.capture, Spread: f.spread, Context: f.context, Fails: f.fails, Values: a.values,
			Member: a.member, Adapter: a.key,
		}
		tv := k.operandType(*s.slot)
		one.Operand = tv.Type
		one.Func = within[s.within]
		k.judge(s, a.kind, tv)
		out.Sites = append(out.Sites, one)
	}
}

// judge reports what is wrong with a site.
func (k *checker) judge(s *site, kind AwaitKind, tv types.TypeAndValue) {
	start := s.offset
	k.misplaced(start, "await", s.within, s.plain)
	if !isKnown(tv) && !tv.IsBuiltin() || kind != AwaitInvalid && (!s.comm || kind == AwaitChan) {
		return
	}
	operand := *s.slot
	e := Error{Severity: SeverityError, Code: NotAwaitable, Msg: k.unawaitable(tv)}
	if kind != AwaitInvalid {
		e.Msg = types.TypeString(tv.Type, k.qualifier) + " is not awaitable in a select case: only a channel is"
	}
	e.Start, e.End = k.cell.Offset(operand.Pos()), k.cell.Offset(operand.End())
	e.Fixes = []Fix{{Title: "Remove await", Edits: []Edit{{Start: start, End: e.Start}}}}
	k.report(e)
}

// misplaced reports what stands outside an async function, or at top level while autoawait is
// off. word is what it begins with at start.
func (k *checker) misplaced(start int, word string, within *asyncFunc, plain ast.Node) {
	end := start + len(word)
	if at := bytes.IndexByte(k.cell.Src[start:], ' '); word != "await" && at != len("async") {
		end = start + len("async") // what is between the two words is not a single space
	}
	switch {
	case plain != nil:
		e := Error{Start: start, End: end, Severity: SeverityError, Code: AwaitOutsideAsync, Msg: word + " outside an async function"}
		at := k.cell.Offset(funcPos(plain))
		e.Fixes = []Fix{{Title: "Make the function async", Edits: []Edit{{Start: at, End: at, New: "async "}}}}
		k.report(e)
	case within == nil && !k.autoawaitAt(start):
		k.report(Error{
			Start: start, End: end, Severity: SeverityError, Code: AutoawaitOff,
			Msg:   "top-level " + word + ", and autoawait is off (turn it on with %autoawait on)",
			Fixes: []Fix{{Title: "Turn autoawait on", Command: "goawait.autoawait", Args: map[string]any{"on": true}}},
		})
	}
}

// unresolved reports a site that is not understood if nothing else tells why, so that no cell
// runs with one.
func (k *checker) unresolved(out *Checked) {
	for i := range out.Sites {
		if s := &out.Sites[i]; s.Kind == AwaitInvalid && out.OK() {
			out.Errors = append(out.Errors, Error{Start: s.Start, End: s.End, Severity: SeverityError, Code: NotAwaitable, Msg: "what this awaits has no type"})
		}
	}
}

// unawaitable says why an operand cannot be awaited.
func (k *checker) unawaitable(tv types.TypeAndValue) string {
	if tv.IsBuiltin() {
		return "a builtin function is not awaitable"
	}
	t := types.Default(tv.Type)
	name := types.TypeString(t, k.qualifier)
	switch {
	case tv.IsNil():
		return "nil is not awaitable"
	case tv.IsType():
		return "the type " + name + " is not awaitable"
	case tv.IsVoid():
		return "a call that gives nothing is not awaitable"
	}
	msg := name + " is not awaitable"
	switch t.Underlying().(type) {
	case *types.Chan:
		return msg + ": it can only be sent to"
	case *types.Signature:
		return msg + ": call it"
	case *types.Struct, *types.Basic, *types.Map, *types.Slice:
		if _, ok := byMethod(types.NewPointer(t), false); ok {
			return msg + ", but its address is"
		}
	}
	return msg
}

func funcPos(n ast.Node) token.Pos {
	if d, ok := n.(*ast.FuncDecl); ok {
		return d.Type.Func
	}
	return n.(*ast.FuncLit).Type.Func
}
