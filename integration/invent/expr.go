package invent

import "fmt"

// expr returns an expression of a type.
func (g *generator) expr(typ string, depth int) string {
	if v, ok := g.pick(false, typ); ok && g.Intn(3) > 0 {
		return v
	}
	if depth <= 0 {
		if def := g.types[typ]; def != nil {
			return def.make(0)
		}
		return g.literal(typ)
	}
	depth--
	if def := g.types[typ]; def != nil {
		return def.make(depth)
	}
	switch typ {
	case "int":
		return g.intExpr(depth)
	case "int8", "uint8", "uint16", "int64", "uint32":
		return g.numberExpr(typ, depth)
	case "float64":
		switch g.Intn(3) {
		case 0:
			return fmt.Sprintf("float64(%s)", g.expr("int", depth))
		case 1:
			return fmt.Sprintf("(%s %s %s)", g.expr(typ, depth), g.oneOf("+", "-", "*"), g.expr(typ, depth))
		}
	case "string":
		return g.stringExpr(depth)
	case "bool":
		return g.boolExpr(depth)
	}
	return g.compound(typ, depth)
}

func (g *generator) intExpr(depth int) string {
	switch g.Intn(13) {
	case 0:
		return fmt.Sprintf("len(same(%s))", g.expr("string", depth))
	case 10:
		return fmt.Sprintf("len(%s)", g.expr(g.oneOf("[]string", "[]int", "map[string]int", "[]point"), depth))
	case 1:
		return fmt.Sprintf("int(%s)", g.expr(g.oneOf("int8", "uint8", "int64", "uint16"), depth))
	case 2:
		if g.safe() {
			return fmt.Sprintf("at(%s, %s)", g.expr("[]int", depth), g.expr("int", depth))
		}
		return fmt.Sprintf("%s[%s]", g.expr("[]int", depth), g.expr("int", depth))
	case 3:
		return fmt.Sprintf("%s[%s]", g.expr("map[string]int", depth), g.expr("string", depth))
	case 4:
		return fmt.Sprintf("%s.%s", g.expr(g.oneOf("point", "*point"), depth), g.oneOf("X", "Y", "A[1]"))
	case 5:
		if f, ok := g.pick(false, "func(int) int"); ok && g.funcs == 0 {
			return fmt.Sprintf("%s(%s)", f, g.expr("int", depth))
		}
		return fmt.Sprintf("id(%s)", g.expr("int", depth))
	case 6:
		return fmt.Sprintf("(%s %s (%s & 7))", g.expr("int", depth), g.oneOf("<<", ">>"), g.expr("int", depth))
	case 7:
		return fmt.Sprintf("func(a, b int) int { return a - b*2 }(%s, %s)", g.expr("int", depth), g.expr("int", depth))
	case 8:
		return fmt.Sprintf("%s(%s, %s, %s)", g.oneOf("min", "max"), g.expr("int", depth), g.expr("int", depth), g.literal("int"))
	case 9:
		return fmt.Sprintf("%s(%s)", g.oneOf("-", "^", "+"), g.expr("int", depth))
	}
	if g.Intn(4) == 0 {
		return g.division("int", depth)
	}
	return fmt.Sprintf("(%s %s %s)", g.expr("int", depth), g.oneOf("+", "-", "*", "&", "|", "^", "&^"), g.expr("int", depth))
}

func (g *generator) numberExpr(typ string, depth int) string {
	switch g.Intn(4) {
	case 0:
		return fmt.Sprintf("%s(id(%s))", typ, g.expr("int", depth))
	case 1:
		return fmt.Sprintf("(%s %s (%s & 7))", g.expr(typ, depth), g.oneOf("<<", ">>"), g.expr("uint8", depth))
	}
	if g.Intn(4) == 0 {
		return g.division(typ, depth)
	}
	return fmt.Sprintf("(%s %s %s)", g.expr(typ, depth), g.oneOf("+", "-", "*", "&", "|", "^"), g.expr(typ, depth))
}

// safe reports whether an expression is to be made that cannot panic: most are, for a panic ends
// a part.
func (g *generator) safe() bool { return g.Intn(12) > 0 }

// division divides, now and then by zero.
func (g *generator) division(typ string, depth int) string {
	by := g.expr(typ, depth)
	if g.safe() {
		by = fmt.Sprintf("(%s | 1)", by)
	}
	return fmt.Sprintf("(%s %s %s)", g.expr(typ, depth), g.oneOf("/", "%"), by)
}

func (g *generator) stringExpr(depth int) string {
	switch g.Intn(6) {
	case 0:
		return fmt.Sprintf("fmt.Sprint(%s, %s)", g.expr(g.anyScalar(), depth), g.expr(g.anyScalar(), depth))
	case 1:
		if s := g.expr("string", depth); g.safe() {
			return fmt.Sprintf("%s[mod(%s, len(%s)):]", s, g.expr("int", depth), s)
		}
		return fmt.Sprintf("%s[%s:]", g.expr("string", depth), g.expr("int", depth))
	case 2:
		return fmt.Sprintf("string(rune(97 + (%s)&7))", g.expr("int", depth))
	case 3:
		return fmt.Sprintf("%s.Name", g.expr(g.oneOf("point", "*point"), depth))
	case 4:
		if s := g.expr("[]string", 0); g.safe() && s != "([]string{})" {
			return fmt.Sprintf("%s[mod(%s, len(%s))]", s, g.expr("int", depth), s)
		}
		return fmt.Sprintf("%s[%s]", g.expr("[]string", depth), g.expr("int", depth))
	}
	return fmt.Sprintf("(%s + %s)", g.expr("string", depth), g.expr("string", depth))
}

func (g *generator) boolExpr(depth int) string {
	switch g.Intn(7) {
	case 0:
		return fmt.Sprintf("(%s %s %s)", g.expr("bool", depth), g.oneOf("&&", "||", "=="), g.expr("bool", depth))
	case 1:
		return fmt.Sprintf("!%s", g.expr("bool", depth))
	case 2:
		typ := g.oneOf("point", "[3]int", "string", "any", "error")
		return fmt.Sprintf("(%s %s %s)", g.expr(typ, depth), g.oneOf("==", "!="), g.expr(typ, depth))
	case 3:
		return fmt.Sprintf("(%s %s nil)", g.expr(g.oneOf("error", "[]int", "map[string]int", "*point", "any"), depth), g.oneOf("==", "!="))
	}
	typ := scalars[g.Intn(len(scalars)-1)]
	return fmt.Sprintf("(%s %s %s)", g.expr(typ, depth), g.oneOf("<", "<=", ">", ">=", "==", "!="), g.expr(typ, depth))
}

func (g *generator) anyScalar() string { return scalars[g.Intn(len(scalars))] }

func (g *generator) compound(typ string, depth int) string {
	e := func(t string) string { return g.expr(t, depth) }
	switch typ {
	case "[]int":
		switch g.Intn(4) {
		case 0:
			return fmt.Sprintf("append(%s, %s)", e("[]int"), e("int"))
		case 1:
			return fmt.Sprintf("append([]int(nil), %s...)", e("[]int"))
		case 2:
			if s := e("[]int"); g.safe() {
				return fmt.Sprintf("%s[mod(%s, len(%s)):]", s, e("int"), s)
			}
			return fmt.Sprintf("%s[%s:]", e("[]int"), e("int"))
		}
		return fmt.Sprintf("([]int{%s, %s, 3: %s})", e("int"), e("int"), e("int"))
	case "[]string":
		return fmt.Sprintf("([]string{%s, %s})", e("string"), e("string"))
	case "[3]int":
		return fmt.Sprintf("([3]int{%s, 2: %s})", e("int"), e("int"))
	case "map[string]int":
		return fmt.Sprintf("(map[string]int{%q: %s, \"z\" + %s: %s})", g.oneOf("a", "b"), e("int"), e("string"), e("int"))
	case "map[int]string":
		return fmt.Sprintf("(map[int]string{%d: %s})", g.Intn(5), e("string"))
	case "point":
		switch g.Intn(3) {
		case 0:
			return fmt.Sprintf("move(%s, %s)", e("point"), e("int"))
		case 1:
			return fmt.Sprintf("(*%s)", e("*point"))
		}
		return fmt.Sprintf("(point{X: %s, Name: %s, A: [2]int{%s}})", e("int"), e("string"), e("int"))
	case "*point":
		return fmt.Sprintf("(&point{%s, %s, %s, [2]int{}})", e("int"), e("int"), e("string"))
	case "[]point":
		return fmt.Sprintf("([]point{%s, {Y: %s}})", e("point"), e("int"))
	case "any":
		return fmt.Sprintf("any(%s)", e(g.oneOf("int", "string", "bool", "float64", "[]int", "uint8")))
	case "[]any":
		return fmt.Sprintf("([]any{%s, %s, nil})", e("int"), e(g.oneOf("string", "bool", "any")))
	case "error":
		return g.oneOf("errSome", "errors.New(\"e\")", fmt.Sprintf("fmt.Errorf(\"w%%d %%w\", %s, errSome)", e("int")), "error(nil)")
	case "func(int) int":
		return fmt.Sprintf("(func(n int) int { return n*2 + %s })", e("int"))
	}
	return g.literal(typ)
}

func (g *generator) literal(typ string) string {
	switch typ {
	case "int", "int64":
		return fmt.Sprintf("%s(id(%d))", typ, g.Intn(20)-8)
	case "int8":
		return fmt.Sprintf("int8(id(%d))", g.Intn(256)-128)
	case "uint8":
		return fmt.Sprintf("uint8(id(%d))", g.Intn(256))
	case "uint16", "uint32":
		return fmt.Sprintf("%s(id(%d))", typ, g.Intn(65536))
	case "float64":
		return fmt.Sprintf("float64(%d.%d)", g.Intn(9), g.Intn(10))
	case "string":
		return g.oneOf(`"a"`, `"héllo"`, `""`, `"xyz"`)
	case "bool":
		return g.oneOf("true", "false", "(id(1) == 1)")
	case "any":
		return g.oneOf("any(1)", `any("s")`, "any(nil)", "any(2.5)")
	case "error":
		return g.oneOf("errSome", "error(nil)")
	case "point":
		return "(point{1, 2, \"p\", [2]int{3}})"
	case "*point":
		return "(&point{Name: \"q\"})"
	case "func(int) int":
		return "(func(n int) int { return n + 1 })"
	case "[]int":
		return "([]int{3, 1, 2})"
	case "[]string":
		return `([]string{"a", "b"})`
	case "map[string]int":
		return `(map[string]int{"a": 1})`
	case "map[int]string":
		return `(map[int]string{1: "one"})`
	}
	return "(" + typ + "{})"
}
