package session

import (
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/goawait/goawait/session/engine/wire"
	"github.com/goawait/goawait/transform"
)

// nameMagics show and clear the namespace.
var nameMagics = []magic{
	{name: "who", usage: "[KIND…]", doc: "lists the session's names; KIND is var, func, type, const or import", shows: true, run: (*execution).who, args: completeKinds},
	{name: "whos", usage: "[KIND…]", doc: "lists the session's names with their types and values", shows: true, run: (*execution).whos, args: completeKinds},
	{name: "reset", usage: "", doc: "removes all names; numbering, history and settings stay", turns: true, run: (*execution).reset},
}

const emptyNamespace = "the namespace is empty"

// chosen gives the person's names of the kinds that the magic asks for.
func (x *execution) chosen(m *transform.Magic) ([]*transform.Name, *outcome) {
	kinds := strings.Fields(m.Args)
	for _, k := range kinds {
		if !slices.Contains([]string{"var", "func", "type", "const", "import"}, k) {
			return nil, x.complain(m, "%q is no kind of name; there are var, func, type, const and import", k)
		}
	}
	var out []*transform.Name
	for _, n := range x.s.Namespace().Names() {
		if !isResultName(n.Name) && (len(kinds) == 0 || slices.Contains(kinds, n.Kind.String())) {
			out = append(out, n)
		}
	}
	return out, nil
}

func (x *execution) who(m *transform.Magic) (*outcome, error) {
	chosen, bad := x.chosen(m)
	if bad != nil {
		return bad, nil
	}
	if len(chosen) == 0 {
		return x.printf(emptyNamespace), nil
	}
	var names []string
	for _, n := range chosen {
		names = append(names, n.Name)
	}
	return x.printf("%s", strings.Join(names, "  ")), nil
}

func (x *execution) whos(m *transform.Magic) (*outcome, error) {
	chosen, bad := x.chosen(m)
	if bad != nil {
		return bad, nil
	}
	if len(chosen) == 0 {
		return x.printf(emptyNamespace), nil
	}
	var vars []*transform.Name
	for _, n := range chosen {
		if n.Kind == transform.KindVar {
			vars = append(vars, n)
		}
	}
	vals, err := x.s.values(x.ctx(), vars)
	if err != nil {
		return x.failed(m, err), nil
	}
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 8, 3, ' ', 0)
	row := func(cells ...string) { w.Write([]byte(strings.Join(cells, "\t") + "\n")) }
	row("NAME", "KIND", "TYPE", "VALUE")
	for _, n := range chosen {
		value := ""
		if n.Kind == transform.KindVar && len(vals) > 0 {
			value, vals = shorten(vals[0].Text, 60), vals[1:]
		}
		if n.Kind == transform.KindFunc {
			value = x.s.tier.lane(n.Key)
		}
		row(n.Name, n.Kind.String(), shorten(whosType(n), 60), value)
	}
	w.Flush()
	return x.printf("%s", b.String()), nil
}

// whosType is what %whos shows as a name's type.
func whosType(n *transform.Name) string {
	switch n.Kind {
	case transform.KindImport:
		return n.Path()
	case transform.KindType:
		return typeText(n.Obj.Type().Underlying())
	}
	return typeText(n.Obj.Type())
}

// shorten puts a text into one line of at most n characters.
func shorten(text string, n int) string {
	runes := []rune(oneLine(text))
	if len(runes) <= n {
		return string(runes)
	}
	return string(runes[:n-1]) + "…"
}

func (x *execution) reset(m *transform.Magic) (*outcome, error) {
	if args := strings.TrimSpace(m.Args); args != "" && args != "-f" {
		return x.complain(m, "%%reset takes no arguments"), nil
	}
	s := x.s
	s.mu.Lock()
	var keys, names []string
	for _, n := range s.ns.Names() {
		names = append(names, n.Name)
		if n.Kind == transform.KindVar || n.Kind == transform.KindFunc {
			keys = append(keys, n.Key)
		}
	}
	names = append(names, "_", "__", "___")
	s.ns = s.inside.names(s.ns.Without(names...))
	s.mu.Unlock()
	s.dropLostRunner()
	if l := s.engines.current(); l != nil && len(keys) > 0 {
		slices.Sort(keys)
		if _, err := l.call(x.ctx(), wire.Request{Op: wire.OpForget, Forget: slices.Compact(keys)}); err != nil {
			return x.failed(m, err), nil
		}
	}
	return done, nil
}
