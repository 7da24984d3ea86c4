package session

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/types"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/goawait/goawait/transform"
)

// helpMagics explain.
var helpMagics = []magic{
	{name: "?", usage: "NAME? or ?NAME", doc: "shows what a name is, and its documentation", shows: true, run: (*execution).help},
	{name: "??", usage: "NAME??", doc: "shows the source of a name, too", shows: true, run: (*execution).help},
	{name: "lsmagic", doc: "lists the magics", shows: true, run: (*execution).lsmagic},
	{name: "quickref", doc: "shows what one may write in a cell beside Go", shows: true, run: (*execution).quickref},
}

func (x *execution) lsmagic(*transform.Magic) (*outcome, error) {
	x.print("%" + strings.Join(x.s.magics.names, "  %"))
	x.s.mu.Lock()
	own := slices.Sorted(maps.Keys(x.s.own))
	x.s.mu.Unlock()
	if len(own) > 0 {
		x.print("your own: %" + strings.Join(own, "  %"))
	}
	return x.printf("also: NAME?  NAME??  !COMMAND"), nil
}

func (x *execution) quickref(*transform.Magic) (*outcome, error) {
	var b strings.Builder
	b.WriteString(`await X               waits for X: a call, a channel, a task, anything with Await or Wait
v, err := await X     has the error captured rather than raised
async func f() T {…}  a function whose call is a coroutine
_  __  ___  Out[n] _n the last values, the value of cell n
`)
	for _, name := range slices.Concat(x.s.magics.names, []string{"!", "?", "??"}) {
		m := x.s.magics.byName[name]
		form := m.form()
		if len([]rune(form)) > quickWidth {
			form += "\n" + strings.Repeat(" ", quickWidth)
		}
		fmt.Fprintf(&b, "%-*s %s\n", quickWidth, form, m.doc)
	}
	return x.printf("%s", b.String()), nil
}

// quickWidth is how wide the column of forms is in what %quickref shows.
const quickWidth = 21

// form is how a magic is written.
func (m *magic) form() string {
	switch {
	case m.name == "!":
		return "!" + m.usage
	case m.name[0] == '?':
		return m.usage
	}
	return strings.TrimSpace("%" + m.name + " " + m.usage)
}

// about explains a magic: its form, what it does, its flags.
func (m *magic) about() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n", m.form(), m.doc)
	w := tabwriter.NewWriter(&b, 0, 8, 2, ' ', 0)
	for _, f := range m.flags {
		fmt.Fprintf(w, "  %s\t%s\n", strings.TrimSpace(f.name+" "+f.arg), f.doc)
	}
	w.Flush()
	return b.String()
}

// A docSource is an importer that can give documentation and sources.
type docSource interface {
	Doc(obj types.Object) string
	Source(obj types.Object) string
}

// visible are the names of the session that a person gave.
func (x *execution) visible() []string {
	var names []string
	for _, n := range x.s.Namespace().Names() {
		if !isResultName(n.Name) {
			names = append(names, n.Name)
		}
	}
	return names
}

// valueText is the value of a variable of the session; "" for anything else.
func (x *execution) valueText(obj types.Object) string {
	n := x.s.Namespace().NameOf(obj)
	if n == nil || n.Kind != transform.KindVar {
		return ""
	}
	values, err := x.s.values(x.ctx(), []*transform.Name{n})
	if err != nil || len(values) == 0 {
		return "" // no engine is there to ask
	}
	return values[0].Text
}

// help carries out NAME? and NAME??.
func (x *execution) help(m *transform.Magic) (*outcome, error) {
	if m.Args == "" {
		return x.quickref(m)
	}
	if name := strings.TrimLeft(m.Args, "%"); name != m.Args {
		known := x.s.magics.byName[name]
		x.s.mu.Lock()
		function := x.s.own[name]
		x.s.mu.Unlock()
		if known == nil && function != "" {
			of := *m
			of.Args = function
			return x.help(&of)
		}
		if known == nil {
			return x.complain(m, "%s", transform.UnknownMagicText("%", name, x.s.magicNames())), nil
		}
		return x.printf("%s", known.about()), nil
	}
	e, err := parser.ParseExpr(m.Args)
	if err != nil {
		return x.complain(m, "%s is not a name", m.Args), nil
	}
	obj := x.resolve(e)
	if obj == nil {
		msg := "there is no " + m.Args
		if near := transform.Nearest(m.Args, x.visible()); near != "" {
			msg += "; did you mean " + near + "?"
		}
		return x.complain(m, "%s", msg), nil
	}
	x.print(x.objectText(obj))
	x.print(x.valueText(obj))
	if src, ok := x.s.importer.(docSource); ok {
		if doc := src.Doc(obj); doc != "" {
			x.print("\n" + doc)
		}
	}
	if m.Name == "??" {
		if src := x.source(obj); src != "" {
			x.print("\n" + src)
		} else {
			x.print("\n(its source is not at hand)")
		}
	}
	return done, nil
}

// objectText is what declares an object, as a person would write it; an async function as it was
// written.
func (x *execution) objectText(obj types.Object) string {
	if _, ok := obj.(*types.Func); ok {
		if head := asyncHead(x.source(obj)); head != "" {
			return head
		}
	}
	return types.ObjectString(obj, func(p *types.Package) string {
		if p == obj.Pkg() || p.Path() == cellPath {
			return ""
		}
		return p.Name()
	})
}

// asyncHead is what stands before the body of an async function; "" for any other text.
func asyncHead(source string) string {
	if !strings.HasPrefix(source, "async") {
		return ""
	}
	c := transform.Parse([]byte(source))
	if len(c.Items) != 1 {
		return ""
	}
	f, ok := c.Items[0].Decl.(*ast.FuncDecl)
	if !ok || f.Body == nil {
		return ""
	}
	return strings.TrimSpace(source[:c.Offset(f.Body.Lbrace)])
}

// resolve finds the object that a name or a selector means; nil if there is none.
func (x *execution) resolve(e ast.Expr) types.Object {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return x.resolve(e.X)
	case *ast.Ident:
		if n := x.s.Namespace().Lookup(e.Name); n != nil {
			return n.Obj
		}
		if pkg := x.standard(e.Name); pkg != nil {
			return types.NewPkgName(0, nil, e.Name, pkg)
		}
		return types.Universe.Lookup(e.Name)
	case *ast.SelectorExpr:
		outer := x.resolve(e.X)
		if outer == nil {
			return nil
		}
		if pkg, ok := outer.(*types.PkgName); ok {
			return pkg.Imported().Scope().Lookup(e.Sel.Name)
		}
		obj, _, _ := types.LookupFieldOrMethod(outer.Type(), true, outer.Pkg(), e.Sel.Name)
		return obj
	}
	return nil
}

// standard is the package that a name means without an import; nil if there is none.
func (x *execution) standard(name string) *types.Package {
	if x.s.importer == nil {
		return nil
	}
	path := x.s.importer.ByName(name)
	if name == "async" {
		path = transform.AsyncPath
	}
	if path == "" {
		return nil
	}
	pkg, err := x.s.importer.Import(path)
	if err != nil {
		return nil
	}
	return pkg
}

// source is the text that declares a name of the session or of a package; "" if it is not known.
func (x *execution) source(obj types.Object) string {
	n := x.s.Namespace().NameOf(obj)
	if n == nil {
		if src, ok := x.s.importer.(docSource); ok {
			return src.Source(obj)
		}
		return ""
	}
	if n.Source != "" {
		text := n.Source
		for _, m := range n.Methods {
			text += "\n\n" + m.Source
		}
		return text
	}
	x.s.mu.Lock()
	e := x.s.history.cell(n.Cell)
	x.s.mu.Unlock()
	if e == nil {
		return ""
	}
	c := transform.Parse([]byte(e.Source))
	for _, item := range c.Items {
		if item.Start <= n.Start && n.Start < item.End {
			return string(c.Src[item.Start:item.End])
		}
	}
	return ""
}
