package lsp

import (
	"cmp"
	"context"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"go.lsp.dev/protocol"
)

// maxHint is how many characters of a value a hint shows.
const maxHint = 80

// inlayHint answers textDocument/inlayHint with the kinds of hints that the client asked for in
// its initializationOptions: the types of variables that get awaited values, the names of
// parameters, and results behind what ran.
func (s *server) inlayHint(p *protocol.InlayHintParams) (answer, error) {
	return s.withAnalysis(p.TextDocument, []protocol.InlayHint{}, func(_ context.Context, snap *snapshot, a *analysis) (any, error) {
		start, end := snap.lines.span(p.Range)
		h := &hinter{snap: snap, out: []protocol.InlayHint{}}
		for i := range a.cells {
			if c := &a.cells[i]; c.Body <= end && start <= c.End {
				h.cell(c, s.options)
			}
		}
		if s.options.resultHints {
			for _, r := range s.host.Results(snap.doc.path) {
				if !r.Lost {
					h.result(&r)
				}
			}
		}
		from, to := snap.lines.position(start), snap.lines.position(end)
		out := slices.DeleteFunc(h.out, func(i protocol.InlayHint) bool {
			return before(i.Position, from) || before(to, i.Position)
		})
		slices.SortStableFunc(out, func(a, b protocol.InlayHint) int {
			return cmp.Or(cmp.Compare(a.Position.Line, b.Position.Line), cmp.Compare(a.Position.Character, b.Position.Character))
		})
		return out, nil
	})
}

func before(a, b protocol.Position) bool {
	return a.Line < b.Line || a.Line == b.Line && a.Character < b.Character
}

// hints reports whether the client asked for any.
func (o *options) hints() bool { return o.awaitTypes || o.parameterNames || o.resultHints }

// A hinter gathers the hints of a document.
type hinter struct {
	snap *snapshot
	out  []protocol.InlayHint
}

func (h *hinter) add(offset int, label string, kind protocol.InlayHintKind, left, right bool) {
	hint := protocol.InlayHint{Position: h.snap.lines.position(offset), Label: protocol.String(label), Kind: kind}
	if left {
		hint.PaddingLeft = &left
	}
	if right {
		hint.PaddingRight = &right
	}
	h.out = append(h.out, hint)
}

// cell adds the hints of one cell.
func (h *hinter) cell(c *cell, wanted options) {
	visit := func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if wanted.awaitTypes {
				h.types(c, n)
			}
		case *ast.CallExpr:
			if wanted.parameterNames {
				h.parameters(c, n)
			}
		}
		return true
	}
	c.inspect(visit)
}

// types adds the types of the variables that an await defines.
func (h *hinter) types(c *cell, n *ast.AssignStmt) {
	if n.Tok != token.DEFINE || len(n.Rhs) != 1 || !c.awaits(n.Rhs[0]) {
		return
	}
	for _, left := range n.Lhs {
		id, ok := left.(*ast.Ident)
		if !ok || id.Name == "_" {
			continue
		}
		if obj := c.checked.Info.Defs[id]; obj != nil && obj.Type() != nil && obj.Type() != types.Typ[types.Invalid] {
			h.add(c.Body+c.checked.Cell.Offset(id.End()), typeText(obj.Type(), c.checked.Pkg), protocol.InlayHintKindType, true, false)
		}
	}
}

// awaits reports whether an expression is an await site.
func (c *cell) awaits(e ast.Expr) bool {
	for i := range c.checked.Sites {
		if c.checked.Sites[i].Expr == ast.Unparen(e) {
			return true
		}
	}
	return false
}

// parameters adds the names of the parameters before the arguments of a call, but for those
// that say as much themselves.
func (h *hinter) parameters(c *cell, call *ast.CallExpr) {
	tv, ok := c.checked.Info.Types[call.Fun]
	if !ok || tv.IsType() || tv.IsBuiltin() || tv.Type == nil {
		return
	}
	sig, ok := tv.Type.Underlying().(*types.Signature)
	if !ok {
		return
	}
	for i, arg := range call.Args {
		last := sig.Variadic() && i == sig.Params().Len()-1
		if i >= sig.Params().Len() {
			return
		}
		name := sig.Params().At(i).Name()
		id, isName := ast.Unparen(arg).(*ast.Ident)
		if name == "" || name == "_" || isName && id.Name == name {
			continue
		}
		if last && !call.Ellipsis.IsValid() {
			name += "..."
		}
		h.add(c.Body+c.checked.Cell.Offset(arg.Pos()), name+":", protocol.InlayHintKindParameter, false, true)
	}
}

// result adds what a region that ran gave, behind it.
func (h *hinter) result(r *Result) {
	_, end := h.snap.region(r)
	h.add(end, label(r), 0, true, false)
}

// label is a result as it stands beside its region, marked if that was edited since.
func label(r *Result) string {
	if r.Stale {
		return "~ " + summary(r)
	}
	return summary(r)
}

// summary is a result in one short line.
func summary(r *Result) string {
	text, _, more := strings.Cut(r.Text, "\n")
	if runes := []rune(text); len(runes) > maxHint {
		text, more = string(runes[:maxHint]), true
	}
	if more {
		text += " …"
	}
	switch {
	case r.State == "queued":
		return "…"
	case r.State == "running", r.Pending:
		return strings.TrimSpace("⟳ " + text)
	case r.State == "interrupted":
		return "■ interrupted"
	case r.State != "done":
		return "✗ " + text
	case text != "":
		return "⇒ " + text
	}
	return "✓"
}
