package invent

import (
	"embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

//go:embed templates/*.txt
var templateFiles embed.FS

// A template is a declaration or statements with holes. The words of its first line:
//
//   - decl: it is at package level; else it is statements
//   - plain: the instant lane may take it
//   - await: it awaits, and so stands in no function literal
//   - needs X: it uses what the declaration X declares
//
// A hole is written «…»:
//
//   - P: what all names of the part begin with
//   - $x: a name that nothing else has, the same wherever $x stands in the template
//   - type T: some type, called T in what follows; ctype T: one that can be compared
//   - =T: that type; val T: an expression of it
//   - stmts x:int y:string: statements that may use $x and $y, or other names
//   - pick a|b: one of them; num: a small number
//   - some: an expression of some type
//   - any type: an expression of it
//
// Lines at the end that begin with + are not text: "+ $x int" is a variable that what follows
// may use, and "+type NAME == %v EXPR" a type, whether it can be compared, how it is shown, and a
// value of it.
type template struct {
	name               string
	decl, plain, await bool
	needs              []string
	text               string
	adds               []string
}

var declTemplates, stmtTemplates = readTemplates()

func readTemplates() (decls, stmts []*template) {
	files, _ := templateFiles.ReadDir("templates")
	for _, f := range files {
		text, _ := templateFiles.ReadFile("templates/" + f.Name())
		for _, part := range strings.Split("\n"+string(text), "\n== ")[1:] {
			head, body, _ := strings.Cut(part, "\n")
			t := &template{}
			words := strings.Fields(head)
			t.name = words[0]
			for i, w := range words {
				switch w {
				case "decl":
					t.decl = true
				case "plain":
					t.plain = true
				case "await":
					t.await = true
				case "needs":
					t.needs = words[i+1:]
				}
			}
			var lines []string
			for line := range strings.Lines(body) {
				if strings.HasPrefix(line, "+") {
					t.adds = append(t.adds, strings.TrimSpace(line))
				} else if strings.TrimSpace(line) != "" {
					lines = append(lines, strings.TrimRight(line, "\n"))
				}
			}
			t.text = strings.Join(lines, "\n")
			if t.decl {
				decls = append(decls, t)
			} else {
				stmts = append(stmts, t)
			}
		}
	}
	return decls, stmts
}

// suits reports whether a template may be used for what is written.
func (g *generator) suits(t *template) bool {
	if g.style.Plain && !t.plain || t.await && (!g.style.Async || g.funcs > 0) {
		return false
	}
	return !slices.ContainsFunc(t.needs, func(name string) bool { return !g.has[name] })
}

// declarations makes n declarations and what they need.
func (g *generator) declarations(n int) []string {
	var all []string
	var declare func(t *template)
	declare = func(t *template) {
		if g.has[t.name] {
			return
		}
		for _, need := range t.needs {
			for _, other := range declTemplates {
				if other.name == need {
					declare(other)
				}
			}
		}
		all = append(all, g.declaration(t))
		g.has[t.name] = true
	}
	for range n {
		t := declTemplates[g.Intn(len(declTemplates))]
		if (!g.style.Plain || t.plain) && (!t.await || g.style.Async) {
			declare(t)
		}
	}
	return all
}

// declaration writes one at package level. Statements in it use nothing that the part declares,
// so that no calls go round in circles.
func (g *generator) declaration(t *template) string {
	has, types, names, scopes := g.has, g.types, g.typeNames, g.scopes
	g.has, g.types, g.typeNames, g.scopes = map[string]bool{}, map[string]*typeDef{}, nil, [][]variable{nil}
	depth, funcs := g.depth, g.funcs
	g.depth, g.funcs = 1, 1
	b := bound{}
	text := g.fill(t.text, b)
	g.has, g.types, g.typeNames, g.scopes, g.depth, g.funcs = has, types, names, scopes, depth, funcs
	g.addAll(t, b)
	return text
}

// template writes some statements of a template.
func (g *generator) template() {
	var fit []*template
	for _, t := range stmtTemplates {
		if g.suits(t) {
			fit = append(fit, t)
			if len(t.needs) > 0 { // what a part declares is there to be used
				fit = append(fit, t, t)
			}
		}
	}
	t := fit[g.Intn(len(fit))]
	b := bound{}
	text := g.fill(t.text, b)
	for line := range strings.Lines(text + "\n") {
		g.b.WriteString(strings.Repeat("\t", g.depth) + line)
	}
	g.addAll(t, b)
}

// bound is what the names of a template mean.
type bound map[string]string

var hole = regexp.MustCompile(`«[^»]*»`)

// fill puts something into the holes of a text.
func (g *generator) fill(text string, b bound) string {
	return hole.ReplaceAllStringFunc(text, func(h string) string {
		return g.hole(strings.TrimSuffix(strings.TrimPrefix(h, "«"), "»"), b)
	})
}

func (g *generator) hole(what string, b bound) string {
	word, rest, _ := strings.Cut(what, " ")
	switch {
	case what == "P":
		return g.prefix
	case what == "some":
		return g.expr(g.composite(2, false), 2)
	case what == "num":
		return fmt.Sprint(g.Intn(5))
	case strings.HasPrefix(what, "$"):
		if b[what] == "" {
			b[what] = g.fresh()
		}
		return b[what]
	case strings.HasPrefix(what, "="):
		return b[what[1:]]
	case word == "type", word == "ctype":
		b[rest] = g.composite(2, word == "ctype")
		return b[rest]
	case word == "val":
		return g.expr(b[rest], 2)
	case word == "pick":
		return g.oneOf(strings.Split(rest, "|")...)
	case word == "stmts":
		return g.inner(strings.Fields(rest), b)
	}
	return g.expr(g.fill(strings.ReplaceAll(what, "§", g.prefix), b), 2)
}

// inner writes statements that may use the given variables.
func (g *generator) inner(variables []string, b bound) string {
	var scope []variable
	function := 0
	for _, v := range variables {
		name, typ, _ := strings.Cut(v, ":")
		switch {
		case name == "func":
			function = 1
			continue
		case strings.HasPrefix(name, "$"):
			name = g.hole(name, b)
		}
		scope = append(scope, variable{name, typ})
	}
	g.scopes = append(g.scopes, scope)
	g.funcs += function
	depth := g.depth
	g.depth = min(depth+1, 6)
	text := g.captured(func() { g.block(1 + g.Intn(2)) })
	g.depth = depth
	g.funcs -= function
	g.scopes = g.scopes[:len(g.scopes)-1]
	return strings.TrimSpace(text)
}

// Templates are the names of all templates.
func Templates() (names []string) {
	for _, t := range slices.Concat(declTemplates, stmtTemplates) {
		names = append(names, t.name)
	}
	return names
}

// addAll notes what a template brings.
func (g *generator) addAll(t *template, b bound) {
	g.used[t.name] = true
	for _, line := range t.adds {
		kind, rest, _ := strings.Cut(line, " ")
		if kind == "+" {
			name, typ, _ := strings.Cut(rest, " ")
			typ = g.spell(typ, b)
			g.add(g.hole(name, b), typ)
			if !t.decl {
				g.p("_ = %s", g.hole(name, b))
			}
			continue
		}
		fields := strings.SplitN(rest, " ", 4)
		name, value := g.spell(fields[0], b), g.spell(fields[3], b)
		show := fields[2]
		if show == "-" {
			show = ""
		}
		g.define(name, &typeDef{show: show, compare: fields[1] == "==", make: func(int) string { return g.fill(value, bound{}) }})
	}
}

// spell fills in what is known when a template is used, and leaves the holes for expressions.
func (g *generator) spell(text string, b bound) string {
	return hole.ReplaceAllStringFunc(text, func(h string) string {
		what := strings.TrimSuffix(strings.TrimPrefix(h, "«"), "»")
		if what == "P" || strings.HasPrefix(what, "=") {
			return g.hole(what, b)
		}
		if typ, ok := strings.CutPrefix(what, "val "); ok {
			return "«" + b[typ] + "»"
		}
		return h
	})
}
