package transform

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// A loop that is handed over becomes a function of the state that the interpreter gives it: the
// variables of the loop's head and what it goes over by their values, the variables around by
// their addresses. It goes on with the body of the iteration that the interpreter was about to
// begin, and returns how the loop was left: by its end, or by which jump.

// A nativeLoop is such a function.
type nativeLoop struct {
	id   int
	text string
}

// HandoverMark is in the names of the functions that go on with loops. They are nobody's in a
// trace: the line in them is that of the statement around.
const HandoverMark = "ˑˑloop"

func (h nativeLoop) ident() string { return HandoverMark + strconv.Itoa(h.id) + "ˑ" + nativeID }

// handovers writes the functions for all loops of the cell that can be handed over.
func (l *nativeLowerer) handovers() {
	list := l.Checked.handovers()
	ordered := make([]*handover, 0, len(list))
	for _, h := range list {
		ordered = append(ordered, h)
	}
	slices.SortFunc(ordered, func(a, b *handover) int { return a.id - b.id })
	for _, h := range ordered {
		made := nativeLoop{id: h.id}
		made.text = inPlace(l.captured(func() { l.handover(h, made.ident()) }), markDirect, "")
		l.handed = append(l.handed, made)
	}
}

// handover writes the function for one loop.
func (l *nativeLowerer) handover(h *handover, ident string) {
	state, results := l.state(h), []string{}
	l.lineMark(h.loop.Pos())
	l.p("func ", ident, "(ˑv []any) int { ")
	var names, fits []string
	for i, typ := range state {
		name, fit := l.fresh(), l.fresh()
		l.p(name, ", ", fit, " := ˑv[", strconv.Itoa(i), "].(", typ, "); ")
		names, fits = append(names, name), append(fits, fit)
	}
	if len(fits) > 0 {
		l.p("if !(", strings.Join(fits, " && "), ") { return -1 }; ", strings.Repeat("_, ", len(names)-1), "_ = ", strings.Join(names, ", "), "; ")
	}
	at := len(state) - h.gives.Len() - len(h.outer)
	l.places = map[types.Object]string{}
	for i, v := range h.outer {
		l.places[v] = "(*" + names[at+i] + ")"
	}
	for i := range h.gives.Len() {
		results = append(results, "(*"+names[at+len(h.outer)+i]+")")
	}
	blockResults := l.blockResults
	l.blockResults = results
	jumps := slices.Clone(h.jumps)
	l.nested(nativeNest{jumps: &jumps}, func() { l.goOn(h, names) })
	l.blockResults, l.places = blockResults, nil
	l.p("; return 0 }\n")
}

// state are the types of what a loop's function is given: first what it goes over, then pointers
// to the variables around, then pointers to the results of return statements.
func (l *nativeLowerer) state(h *handover) []string {
	var list []string
	switch s, _ := h.loop.(*ast.RangeStmt); h.over {
	case overInt:
		t := l.typeText(rangeIntType(l.Info, s))
		list = append(list, t, t)
	case overSlice:
		list = append(list, "int", l.typeText(l.Info.TypeOf(s.X)))
	case overString:
		list = append(list, "int", "string")
	default:
		for _, v := range h.own {
			list = append(list, l.typeText(v.Type()))
		}
	}
	for _, v := range h.outer {
		list = append(list, "*"+l.typeText(v.Type()))
	}
	for i := range h.gives.Len() {
		list = append(list, "*"+l.typeText(h.gives.At(i).Type()))
	}
	return list
}

// rangeIntType is the type of the variable of for i := range n.
func rangeIntType(info *types.Info, s *ast.RangeStmt) types.Type {
	if id, ok := s.Key.(*ast.Ident); ok && id.Name != "_" && info.ObjectOf(id) != nil {
		return info.ObjectOf(id).Type()
	} else if s.Key != nil && !ok {
		return info.TypeOf(s.Key)
	}
	return types.Default(info.TypeOf(s.X))
}

// goOn writes the loop from where it was handed over.
func (l *nativeLowerer) goOn(h *handover, state []string) {
	var body *ast.BlockStmt
	head, first, counter := "", "", ""
	switch s := h.loop.(type) {
	case *ast.ForStmt:
		body = s.Body
		head, first, counter = l.parts(s, h, state)
	case *ast.RangeStmt:
		body = s.Body
		head, first, counter = l.ranged(s, h, state)
	}
	label := ""
	if h.label != "" && namesLabel(body, h.label) {
		label = h.label + ": "
	}
	l.p(label, head, " {")
	if every := l.rarely(body); counter != "" && every > 0 {
		l.checkNow(counter, every)
	} else {
		l.check()
	}
	l.p(first)
	l.nested(nativeNest{label: h.label, stops: true, loop: true}, func() { l.list(body.Lbrace+1, body.List, body.Rbrace) })
	l.source(body.Rbrace, body.End())
}

// parts gives the head of a three-part loop, what comes first in its body, and by what it counts.
// The condition held already when the loop was handed over: it is asked once more only if nobody
// can tell.
func (l *nativeLowerer) parts(s *ast.ForStmt, h *handover, state []string) (head, first, counter string) {
	for i, v := range h.own {
		if v.Name() != "_" {
			l.p(v.Name(), " := ", state[i], "; _ = ", v.Name(), "; ")
		}
	}
	cond := ""
	if s.Cond != nil {
		cond = "(" + l.text(s.Cond) + ")"
		if !l.tells(s.Cond) {
			go1 := l.fresh()
			l.p(go1, " := true; ")
			cond, first = go1+" || "+cond, " "+go1+" = false; "
		}
	}
	post := ""
	if s.Post != nil {
		post = l.text(s.Post)
	}
	counter, _ = l.countsBy(s)
	return "for ; " + cond + "; " + post, first, counter
}

// tells reports whether asking e twice is as good as asking it once: it calls and receives
// nothing.
func (l *nativeLowerer) tells(e ast.Expr) bool {
	pure := true
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			pure = false
		case *ast.UnaryExpr:
			pure = pure && n.Op != token.ARROW
		case *ast.CallExpr:
			tv := l.Info.Types[n.Fun]
			id, _ := ast.Unparen(n.Fun).(*ast.Ident)
			pure = pure && (tv.IsType() || tv.IsBuiltin() && id != nil && (id.Name == "len" || id.Name == "cap"))
		}
		return pure
	})
	return pure
}

// ranged gives the head of a range, what comes first in its body, and by what it counts.
func (l *nativeLowerer) ranged(s *ast.RangeStmt, h *handover, state []string) (head, first, counter string) {
	at, over := state[0], state[1]
	i, k := l.fresh(), l.fresh()
	key, value := k, ""
	switch h.over {
	case overInt:
		counter, key = i, i
		head = "for " + i + " := " + at + "; " + i + " < " + over + "; " + i + "++"
		if !l.counts(rangeIntType(l.Info, s)) {
			counter = ""
		}
	case overSlice:
		counter = i
		first = k + " := " + i + " + " + at + "; _ = " + k + "; "
		head = "for " + i + " := range " + over + "[" + at + ":]"
		value = over + "[" + k + "]"
	case overString:
		r := l.fresh()
		first = k + " := " + i + " + " + at + "; _ = " + k + "; "
		head, value = "for "+i+", "+r+" := range "+over+"["+at+":]", r
		first += "_ = " + r + "; "
	}
	set := l.bound(s, s.Key, key) + l.bound(s, s.Value, value)
	return head, " " + first + set, counter
}

// bound is text that gives a variable of a range its value.
func (l *nativeLowerer) bound(s *ast.RangeStmt, e ast.Expr, value string) string {
	id, isIdent := e.(*ast.Ident)
	switch {
	case e == nil, isIdent && id.Name == "_":
		return ""
	case s.Tok == token.DEFINE:
		return id.Name + " := " + value + "; _ = " + id.Name + "; "
	}
	return l.text(e) + " = " + value + "; "
}

// namesLabel reports whether a body jumps to a label.
func namesLabel(body *ast.BlockStmt, label string) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		b, ok := n.(*ast.BranchStmt)
		found = found || ok && b.Label != nil && b.Label.Name == label
		return !found
	})
	return found
}
