package session

import (
	"fmt"
	"go/types"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/goawait/goawait/transform"
)

// ownMagics make magics of the person's functions.
var ownMagics = []magic{{
	name: "magic", usage: "[NAME [FUNCTION]]", turns: true, run: (*execution).register, args: completeMagicFunctions,
	doc: "makes a func(line string) or func(line, cell string) of the session a magic; alone lists them",
}}

// A shape of a function says how a magic calls it.
type callShape struct {
	cell  bool // it takes the lines below %%name as well
	async bool // it fails or gives a coroutine: it is awaited
}

// callable reads how a function can be called as a magic; ok is false if it cannot.
func callable(t types.Type) (shape callShape, ok bool) {
	sig, ok := t.Underlying().(*types.Signature)
	if !ok || sig.Variadic() || sig.TypeParams().Len() > 0 || sig.Params().Len() < 1 || sig.Params().Len() > 2 {
		return shape, false
	}
	for p := range sig.Params().Variables() {
		if !types.Identical(p.Type(), types.Typ[types.String]) {
			return shape, false
		}
	}
	shape.cell = sig.Params().Len() == 2
	if n := sig.Results().Len(); n > 0 {
		last := sig.Results().At(n - 1).Type()
		shape.async = types.Identical(last, types.Universe.Lookup("error").Type()) || n == 1 && isCoroutine(last)
	}
	return shape, true
}

// isCoroutine reports whether t is an *async.Coroutine, which is what async functions give.
func isCoroutine(t types.Type) bool {
	p, ok := types.Unalias(t).(*types.Pointer)
	if !ok {
		return false
	}
	n, ok := types.Unalias(p.Elem()).(*types.Named)
	return ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == transform.AsyncPath && n.Obj().Name() == "Coroutine"
}

// register carries out %magic.
func (x *execution) register(m *transform.Magic) (*outcome, error) {
	words := strings.Fields(m.Args)
	if len(words) == 0 {
		x.listOwn()
		return done, nil
	}
	name, function := strings.TrimLeft(words[0], "%"), words[len(words)-1]
	function = strings.TrimLeft(function, "%")
	switch {
	case len(words) > 2:
		return x.complain(m, "%%magic takes a name, and the function behind it if that is called otherwise"), nil
	case x.s.magics.byName[name] != nil:
		return x.complain(m, "%%%s is a magic of goawait's own; take another name: %%magic NAME %s", name, function), nil
	case name == "" || strings.ContainsAny(name, "!?%"):
		return x.complain(m, "%q cannot be the name of a magic", words[0]), nil
	}
	n := x.s.Namespace().Lookup(function)
	if n == nil {
		return x.complain(m, "there is no function %s", function), nil
	}
	if _, ok := callable(n.Obj.Type()); !ok || n.Kind != transform.KindFunc && n.Kind != transform.KindVar {
		return x.complain(m, "%s is of type %s; a magic is a func(line string) or a func(line, cell string)", function, typeText(n.Obj.Type())), nil
	}
	x.s.mu.Lock()
	own := maps.Clone(x.s.own)
	if own == nil {
		own = map[string]string{}
	}
	own[name] = function
	x.s.own = own
	x.s.mu.Unlock()
	x.s.publishStatus() // what is checked in an editor may come out otherwise now
	return done, nil
}

// listOwn shows the magics that were registered.
func (x *execution) listOwn() {
	x.s.mu.Lock()
	own := x.s.own
	x.s.mu.Unlock()
	if len(own) == 0 {
		x.print("no magics of your own; %magic NAME makes one of a function")
	}
	for _, name := range slices.Sorted(maps.Keys(own)) {
		about := "(which is gone)"
		if n := x.s.Namespace().Lookup(own[name]); n != nil {
			about = strings.TrimPrefix(typeText(n.Obj.Type()), "func")
		}
		x.printf("%%%s: func %s%s", name, own[name], about)
	}
}

// callOwn carries out a magic of the person's. known is false if there is none of that name.
func (x *execution) callOwn(m *transform.Magic) (out *outcome, known bool, err error) {
	x.s.mu.Lock()
	function, known := x.s.own[m.Name]
	x.s.mu.Unlock()
	if !known {
		return nil, false, nil
	}
	n := x.s.Namespace().Lookup(function)
	if n == nil {
		return x.complain(m, "the function %s behind %%%s is gone; define it again", function, m.Name), true, nil
	}
	shape, ok := callable(n.Obj.Type())
	switch {
	case !ok:
		return x.complain(m, "%s, which is behind %%%s, is of type %s now; a magic is a func(line string) or a func(line, cell string)",
			function, m.Name, typeText(n.Obj.Type())), true, nil
	case m.Cell && !shape.cell:
		return x.complain(m, "%%%s takes a line; for %%%%%s its function needs a second parameter, the lines below", m.Name, m.Name), true, nil
	}
	call := function + "(" + strconv.Quote(m.Args)
	if shape.cell {
		below := ""
		if m.Cell {
			_, below, _ = strings.Cut(x.req.Source[m.Start:], "\n")
		}
		call += ", " + strconv.Quote(below)
	}
	call += ")"
	if shape.async {
		call = "await " + call
	}
	if !x.keep {
		call += ";"
	}
	// The call stands on the magic's line, so that what is told of it is told of that line.
	line := lineAt([]byte(x.req.Source), m.Start)
	x.generated = true
	defer func() { x.generated = false }()
	out, err = x.code(transform.Parse([]byte(strings.Repeat("\n", line-1) + call)))
	return out, true, err
}

// magicNames are the names of all magics that there are now, sorted.
func (s *Session) magicNames() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.magicNamesLocked()
}

func (s *Session) magicNamesLocked() []string {
	if len(s.own) == 0 {
		return s.magics.names
	}
	names := slices.AppendSeq(slices.Clone(s.magics.names), maps.Keys(s.own))
	slices.Sort(names)
	return names
}

// completeMagicFunctions completes the functions that can become magics.
func completeMagicFunctions(s *Session, _ *word) []Completion {
	var out []Completion
	for _, n := range s.Namespace().Names() {
		if _, ok := callable(n.Obj.Type()); ok && n.Kind == transform.KindFunc {
			out = append(out, Completion{Label: n.Name, Insert: n.Name, Kind: "func", Detail: typeText(n.Obj.Type())})
		}
	}
	return out
}

// ownCompletions are the magics of the person's that fit a sign of % or %%.
func (s *Session) ownCompletions(sign string) []Completion {
	s.mu.Lock()
	own, ns := s.own, s.ns
	s.mu.Unlock()
	var out []Completion
	for name, function := range own {
		n := ns.Lookup(function)
		if n == nil {
			continue
		}
		if shape, ok := callable(n.Obj.Type()); ok && (shape.cell || sign == "%") {
			out = append(out, Completion{
				Label: sign + name, Insert: sign + name, Kind: "magic",
				Detail: fmt.Sprintf("func %s%s", function, strings.TrimPrefix(typeText(n.Obj.Type()), "func")),
			})
		}
	}
	return out
}
