package invent

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
)

// A generator writes one part.
type generator struct {
	*rand.Rand
	style  Style
	prefix string
	b      strings.Builder

	scopes    [][]variable
	types     map[string]*typeDef // types that the part has besides the generator's own
	typeNames []string            // of them, in order
	has       map[string]bool     // declarations that the part has, by name
	used      map[string]bool     // templates
	names     int
	depth     int // of blocks
	funcs     int // function literals around
}

type variable struct{ name, typ string }

// hidden is the type of a variable that must not be used: it is there so that its name is not
// used again.
const hidden = "hidden"

// A typeDef says how values of a type are made and shown.
type typeDef struct {
	make    func(depth int) string
	show    string // a format of fmt; "" if it cannot be shown
	compare bool   // with ==
}

// scalars are the types that expressions are made of.
var scalars = []string{"int", "int8", "uint8", "uint16", "int64", "uint32", "float64", "string", "bool"}

// others are the types that variables may have besides.
var others = []string{"[]int", "[]string", "[3]int", "map[string]int", "point", "*point", "func(int) int", "any", "error", "[]point", "map[int]string", "[]any"}

func (g *generator) p(format string, args ...any) {
	g.b.WriteString(strings.Repeat("\t", g.depth))
	fmt.Fprintf(&g.b, format+"\n", args...)
}

// captured returns what f writes instead of writing it.
func (g *generator) captured(f func()) string {
	before := g.b
	g.b = strings.Builder{}
	f()
	text := g.b.String()
	g.b = before
	return text
}

// block writes n statements and prints the variables that they declared.
func (g *generator) block(n int) {
	g.scopes = append(g.scopes, nil)
	for range n {
		g.stmt()
	}
	g.showAll()
	g.scopes = g.scopes[:len(g.scopes)-1]
}

// showAll prints the variables of the innermost block.
func (g *generator) showAll() {
	for _, v := range g.scopes[len(g.scopes)-1] {
		g.show(v)
	}
}

func (g *generator) nested(n int) {
	g.depth++
	g.block(n)
	g.depth--
}

func (g *generator) show(v variable) {
	switch def := g.types[v.typ]; {
	case v.typ == "func(int) int":
		g.p("fmt.Println(%q, %s(3))", v.name, v.name)
	case v.typ == "*point":
		g.p("fmt.Println(%q, *%s)", v.name, v.name)
	case def != nil && def.show != "":
		verb := "%v"
		if !g.style.Plain {
			verb = g.oneOf("%v", "%+v", "%T", def.show)
		}
		g.p("fmt.Printf(\"%%s %s\\n\", %q, %s)", verb, v.name, v.name)
	case def != nil || v.typ == hidden:
	default:
		g.p("fmt.Println(%q, %s)", v.name, v.name)
	}
}

// fresh gives out a name that the part does not have.
func (g *generator) fresh() string {
	g.names++
	return fmt.Sprintf("%sv%d", g.prefix, g.names)
}

func (g *generator) declare(typ string) string {
	name := g.fresh()
	if g.Intn(6) == 0 { // shadow something
		if v, ok := g.pick(g.Intn(2) == 0, typ); ok && v != "err" && !g.declared(v) {
			name = v
		}
	}
	return name
}

// declared reports whether a name is declared in the block itself, or in the head of it.
func (g *generator) declared(name string) bool {
	for _, scope := range g.scopes[max(0, len(g.scopes)-2):] {
		if countName(scope, name) > 0 {
			return true
		}
	}
	return false
}

func (g *generator) add(name, typ string) {
	top := len(g.scopes) - 1
	g.scopes[top] = append(g.scopes[top], variable{name, typ})
}

// pick returns a visible variable of a type, or with anyType of any.
func (g *generator) pick(anyType bool, typ string) (string, bool) {
	var list []string
	seen := map[string]bool{}
	for i := len(g.scopes) - 1; i >= 0; i-- {
		for j := len(g.scopes[i]) - 1; j >= 0; j-- {
			v := g.scopes[i][j]
			if !seen[v.name] && (anyType || v.typ == typ) {
				list = append(list, v.name)
			}
			seen[v.name] = true
		}
	}
	if len(list) == 0 {
		return "", false
	}
	return list[g.Intn(len(list))], true
}

func (g *generator) oneOf(list ...string) string { return list[g.Intn(len(list))] }

// anyType is a type for a variable.
func (g *generator) anyType() string {
	switch n := g.Intn(6); {
	case n < 3:
		return scalars[g.Intn(len(scalars))]
	case n < 5 && len(g.typeNames) > 0:
		return g.typeNames[g.Intn(len(g.typeNames))]
	}
	return others[g.Intn(len(others))]
}

func (g *generator) stmt() {
	if g.depth > 4 {
		g.simple()
		return
	}
	switch n := g.Intn(18); n {
	case 0, 1, 2, 3, 4, 5, 6:
		g.template()
	case 7:
		g.closure()
	default:
		g.simple()
	}
}

func (g *generator) simple() {
	switch g.Intn(9) {
	case 0, 1, 2:
		typ := g.anyType()
		name := g.declare(typ)
		value := g.expr(typ, 3)
		if g.Intn(3) == 0 || typ == "any" || typ == "error" || g.types[typ] != nil {
			g.p("var %s %s = %s", name, typ, value)
		} else {
			g.p("%s := %s(%s)", name, parenthesised(typ), value)
		}
		g.p("_ = %s", name)
		g.add(name, typ)
	case 3:
		name := g.declare("int")
		typ := g.anyType()
		g.p("var %s %s", name, typ)
		g.p("_ = %s", name)
		if g.types[typ] == nil && typ != "func(int) int" && typ != "*point" && !strings.HasPrefix(typ, "map") {
			g.add(name, typ)
		} else {
			g.add(name, hidden)
		}
	case 4, 5:
		typ := g.anyType()
		if v, ok := g.pick(false, typ); ok && typ != "func(int) int" {
			g.p("%s = %s", v, g.expr(typ, 3))
		}
	case 6:
		typ := g.oneOf("int", "int8", "uint8", "int64", "float64", "uint16", "uint32")
		if v, ok := g.pick(false, typ); ok {
			by := g.expr(typ, 2)
			if typ != "float64" && g.safe() {
				by = fmt.Sprintf("(%s | 1)", by)
			}
			g.p("%s %s %s", v, g.oneOf("+=", "-=", "*=", "/="), by)
		}
	case 7:
		g.element()
	case 8:
		g.several()
	}
}

func parenthesised(typ string) string {
	if strings.HasPrefix(typ, "*") || strings.HasPrefix(typ, "func") {
		return "(" + typ + ")"
	}
	return typ
}

// element assigns to a part of something.
func (g *generator) element() {
	switch g.Intn(8) {
	case 0:
		if v, ok := g.pick(false, "[]int"); ok {
			at := g.expr("int", 1)
			if g.safe() {
				at = fmt.Sprintf("mod(%s, len(%s))", at, v)
			}
			g.p("%s[%s] %s %s", v, at, g.oneOf("=", "+="), g.expr("int", 2))
		}
	case 1:
		if v, ok := g.pick(false, "[]int"); ok {
			g.p("%s = append(%s, %s, %s)", v, v, g.expr("int", 2), g.expr("int", 1))
		}
	case 2:
		if v, ok := g.pick(false, "map[string]int"); ok {
			g.p("%s[%s] %s %s", v, g.expr("string", 1), g.oneOf("=", "+="), g.expr("int", 2))
		}
	case 3:
		if v, ok := g.pick(false, "[3]int"); ok {
			g.p("%s[id(%s)%%3] = %s", v, g.expr("int", 1), g.expr("int", 2))
		}
	case 4:
		if v, ok := g.pick(false, g.oneOf("point", "*point")); ok {
			g.p("%s.%s %s %s", v, g.oneOf("X", "Y", "A[0]", "A[1]"), g.oneOf("=", "+=", "-="), g.expr("int", 2))
		}
	case 5:
		if v, ok := g.pick(false, "*point"); ok {
			g.p("push(%s, %s)", v, g.expr("int", 2))
		}
	case 6:
		if v, ok := g.pick(false, "point"); ok {
			g.p("push(&%s, %s)", v, g.expr("int", 2))
		}
	case 7:
		if v, ok := g.pick(false, "[]point"); ok {
			g.p("%s = append(%s, %s)", v, v, g.expr("point", 2))
			g.p("%s[mod(%s, len(%s))].X++", v, g.expr("int", 1), v)
		}
	}
}

// several writes assignments of more than one value.
func (g *generator) several() {
	switch g.Intn(5) {
	case 0:
		a, ok1 := g.pick(false, "int")
		b, ok2 := g.pick(false, "int")
		if ok1 && ok2 && a != b {
			g.p("%s, %s = %s, %s", a, b, g.expr("int", 2), g.expr("int", 2))
		}
	case 1:
		if v, ok := g.pick(false, "[]int"); ok {
			g.p("if len(%s) > 1 {", v)
			g.p("\t%s[0], %s[len(%s)-1] = %s[len(%s)-1], %s[0]", v, v, v, v, v, v)
			g.p("}")
		}
	case 2:
		a, b := g.declare("x"), g.declare("y")
		if a != b {
			g.p("%s, %s := split(%s)", a, b, g.expr("int", 2))
			g.p("_, _ = %s, %s", a, b)
			g.add(a, "int")
			g.add(b, "string")
		}
	case 3:
		a := g.declare("x")
		g.p("%s, err := mayFail(%s)", a, g.expr("int", 2))
		g.p("if err != nil { fmt.Println(%s, err, err == errSome) }", a)
		g.add(a, "int")
		g.add("err", "error")
		if n := len(g.scopes) - 1; countName(g.scopes[n], "err") > 1 {
			g.scopes[n] = g.scopes[n][:len(g.scopes[n])-1]
		}
	case 4:
		if v, ok := g.pick(false, "any"); ok {
			a := g.declare("x")
			typ := g.oneOf("int", "string", "[]int", "float64")
			ok := g.fresh()
			g.p("%s, %s := %s.(%s)", a, ok, v, typ)
			g.p("fmt.Println(%s, %s)", ok, a)
			g.add(a, typ)
		}
	}
}

func countName(list []variable, name string) int {
	n := 0
	for _, v := range list {
		if v.name == name {
			n++
		}
	}
	return n
}

// closure declares a function that uses what is around it.
func (g *generator) closure() {
	name := g.fresh()
	g.p("%s := func(n int) int {", name)
	g.inFunc([]variable{{"n", "int"}}, func() {
		g.p("\t{")
		g.nested(2)
		g.p("\t}")
		g.p("\treturn n + %s", g.expr("int", 2))
	})
	g.p("}")
	g.p("_ = %s", name)
	g.add(name, "func(int) int")
}

func (g *generator) inFunc(params []variable, body func()) {
	g.funcs++
	g.scopes = append(g.scopes, params)
	body()
	g.scopes = g.scopes[:len(g.scopes)-1]
	g.funcs--
}

// define adds a type to those that variables may have.
func (g *generator) define(name string, def *typeDef) {
	if !slices.Contains(g.typeNames, name) {
		g.typeNames = append(g.typeNames, name)
	}
	g.types[name] = def
}
