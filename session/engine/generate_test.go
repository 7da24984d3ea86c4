package engine

import (
	"fmt"
	"math/rand"
	"strings"
)

// A generator writes random programs inside the instant lane's table: everything they do ends,
// and does the same each time. They may panic; that is caught and printed.
type generator struct {
	*rand.Rand
	b      strings.Builder
	scopes [][]variable
	names  int
	depth  int // of blocks
	loops  int // around
	funcs  int // function literals around
}

type variable struct{ name, typ string }

// scalars are the types that expressions are made of.
var scalars = []string{"int", "int8", "uint8", "uint16", "int64", "uint32", "float64", "string", "bool"}

// others are the types that variables may have besides.
var others = []string{"[]int", "[]string", "[3]int", "map[string]int", "point", "*point", "func(int) int", "any", "error", "[]point", "map[int]string", "[]any"}

const generatedHead = `package main

import (
	"errors"
	"fmt"
)

type point struct {
	X, Y int
	Name string
	A    [2]int
}

var errSome = errors.New("some")

func safe(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(name, "recovered:", r)
		}
	}()
	f()
}

func id(n int) int { return n }

func same(s string) string { return s }

func split(n int) (int, string) { return n / 2, fmt.Sprint(n) }

func mayFail(n int) (int, error) {
	if n%3 == 0 {
		return 0, errSome
	}
	return n + 1, nil
}

func move(p point, n int) point {
	p.X += n
	p.A[0]++
	return p
}

func push(p *point, n int) { p.Y += n; p.A[1] = n }

`

// generate returns a program.
func generate(seed int64) string {
	g := &generator{Rand: rand.New(rand.NewSource(seed))}
	g.b.WriteString(generatedHead)
	parts := 4
	for i := range parts {
		fmt.Fprintf(&g.b, "func part%d() {\n", i)
		g.scopes = [][]variable{nil}
		g.block(12)
		g.b.WriteString("}\n\n")
	}
	g.b.WriteString("func main() {\n")
	for i := range parts {
		fmt.Fprintf(&g.b, "\tsafe(\"part%d\", part%d)\n", i, i)
	}
	g.b.WriteString("}\n")
	return g.b.String()
}

func (g *generator) p(format string, args ...any) {
	g.b.WriteString(strings.Repeat("\t", g.depth+1))
	fmt.Fprintf(&g.b, format+"\n", args...)
}

// block writes n statements and prints the variables that they declared.
func (g *generator) block(n int) {
	g.scopes = append(g.scopes, nil)
	for range n {
		g.stmt()
	}
	for _, v := range g.scopes[len(g.scopes)-1] {
		g.show(v)
	}
	g.scopes = g.scopes[:len(g.scopes)-1]
}

func (g *generator) nested(n int) {
	g.depth++
	g.block(n)
	g.depth--
}

func (g *generator) show(v variable) {
	switch v.typ {
	case "func(int) int":
		g.p("fmt.Println(%q, %s(3))", v.name, v.name)
	case "*point":
		g.p("fmt.Println(%q, *%s)", v.name, v.name)
	default:
		g.p("fmt.Println(%q, %s)", v.name, v.name)
	}
}

func (g *generator) declare(typ string) string {
	g.names++
	name := fmt.Sprintf("v%d", g.names)
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

func (g *generator) anyType() string {
	if g.Intn(3) > 0 {
		return scalars[g.Intn(len(scalars))]
	}
	return others[g.Intn(len(others))]
}

func (g *generator) stmt() {
	if g.depth > 4 {
		g.simple()
		return
	}
	switch g.Intn(14) {
	case 0:
		g.p("if %s {", g.expr("bool", 2))
		g.nested(2)
		if g.Intn(2) == 0 {
			g.p("} else if x := %s; x > %s {", g.expr("int", 2), g.expr("int", 1))
			g.nested(1)
			g.p("} else {")
			g.nested(2)
		}
		g.p("}")
	case 1:
		g.loop()
	case 2:
		g.rangeLoop()
	case 3:
		g.switchStmt()
	case 4:
		g.closure()
	case 5:
		g.catching()
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
		if g.Intn(3) == 0 || typ == "any" || typ == "error" {
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
		if typ != "func(int) int" && typ != "*point" && !strings.HasPrefix(typ, "map") {
			g.add(name, typ)
		} else {
			g.add(name, "hidden")
		}
	case 4, 5:
		typ := g.anyType()
		if v, ok := g.pick(false, typ); ok && typ != "func(int) int" {
			g.p("%s = %s", v, g.expr(typ, 3))
		}
	case 6:
		typ := g.oneOf("int", "int8", "uint8", "int64", "float64", "uint16", "uint32")
		if v, ok := g.pick(false, typ); ok {
			g.p("%s %s %s", v, g.oneOf("+=", "-=", "*=", "/="), g.expr(typ, 2))
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
			g.p("%s[%s] %s %s", v, g.expr("int", 1), g.oneOf("=", "+="), g.expr("int", 2))
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
			g.p("%s[%s].X++", v, g.expr("int", 1))
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
			g.p("%s[0], %s[len(%s)-1] = %s[len(%s)-1], %s[0]", v, v, v, v, v, v)
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
		g.p("if err != nil { fmt.Println(err, err == errSome) }")
		g.add(a, "int")
		g.add("err", "error")
		if n := len(g.scopes) - 1; countName(g.scopes[n], "err") > 1 {
			g.scopes[n] = g.scopes[n][:len(g.scopes[n])-1]
		}
	case 4:
		if v, ok := g.pick(false, "any"); ok {
			a := g.declare("x")
			typ := g.oneOf("int", "string", "[]int", "float64")
			g.p("%s, ok%d := %s.(%s)", a, g.names, v, typ)
			g.p("fmt.Println(ok%d)", g.names)
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
