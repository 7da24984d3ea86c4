package engine

import "fmt"

func (g *generator) loop() {
	g.names++
	i := fmt.Sprintf("i%d", g.names)
	g.p("for %s := 0; %s < %d; %s++ {", i, i, 1+g.Intn(3), i)
	g.scopes = append(g.scopes, []variable{{i, "hidden"}}) // read only through a copy
	g.loops++
	g.depth++
	g.p("c%s := %s", i, i)
	g.p("_ = c%s", i)
	g.add("c"+i, "int")
	g.depth--
	g.body()
	g.scopes = g.scopes[:len(g.scopes)-1]
	g.p("}")
}

// body writes what is in a loop, which may leave it early.
func (g *generator) body() {
	g.depth++
	if g.Intn(3) == 0 {
		g.p("if %s { %s }", g.expr("bool", 1), g.oneOf("continue", "break"))
	}
	g.depth--
	g.nested(2)
	g.loops--
}

func (g *generator) rangeLoop() {
	g.names++
	k, v := fmt.Sprintf("k%d", g.names), fmt.Sprintf("w%d", g.names)
	g.loops++
	switch g.Intn(5) {
	case 0:
		g.p("for %s := range %d {", k, g.Intn(4))
		g.scopes = append(g.scopes, []variable{{k, "int"}})
	case 1:
		g.p("for %s, %s := range %s[:min(3, len(%s))] {", k, v, "s"+k, "s"+k)
		line := g.b.String()
		g.b.Reset()
		cut := len(line) - len(fmt.Sprintf("for %s, %s := range %s[:min(3, len(%s))] {\n", k, v, "s"+k, "s"+k)) - g.depth - 1
		g.b.WriteString(line[:cut])
		g.p("s%s := %s", k, g.expr("[]int", 2))
		g.b.WriteString(line[cut:])
		g.scopes = append(g.scopes, []variable{{k, "int"}, {v, "int"}})
	case 2:
		g.p("for %s, %s := range ([3]int{%s, 2}) {", k, v, g.expr("int", 1))
		g.scopes = append(g.scopes, []variable{{k, "int"}, {v, "int"}})
	case 3:
		g.p("for %s, %s := range \"aé%d\" {", k, v, g.Intn(10))
		g.scopes = append(g.scopes, []variable{{k, "int"}, {v, "hidden"}})
	case 4:
		g.p("for %s, %s := range ([]point{%s, %s}) {", k, v, g.expr("point", 1), g.expr("point", 1))
		g.scopes = append(g.scopes, []variable{{k, "int"}, {v, "point"}})
	}
	g.depth++
	g.p("_ = %s", k)
	if g.scopes[len(g.scopes)-1][len(g.scopes[len(g.scopes)-1])-1].name == v {
		g.p("_ = %s", v)
	}
	g.depth--
	g.body()
	g.scopes = g.scopes[:len(g.scopes)-1]
	g.p("}")
}

func (g *generator) switchStmt() {
	switch g.Intn(3) {
	case 0:
		g.p("switch %s {", g.expr("int", 2))
		g.p("case 0, 1, -1:")
		g.nested(1)
		if g.Intn(2) == 0 {
			g.p("\tfallthrough")
		}
		g.p("case 2, 3:")
		g.nested(1)
		g.p("default:")
		g.nested(1)
	case 1:
		g.p("switch x := %s; {", g.expr("int", 2))
		g.p("case x > %s:", g.expr("int", 2))
		g.nested(1)
		g.p("case %s, %s:", g.expr("bool", 2), g.expr("bool", 1))
		g.nested(1)
	case 2:
		g.p("switch x := any(%s).(type) {", g.expr(g.oneOf("int", "string", "any", "[]int", "error"), 2))
		g.p("case int:")
		g.p("\tfmt.Println(\"int\", x+1)")
		g.p("case string, float64:")
		g.p("\tfmt.Println(\"text\", x)")
		g.p("case error:")
		g.p("\tfmt.Println(x.Error())")
		g.p("case nil:")
		g.nested(1)
		g.p("default:")
		g.p("\tfmt.Println(\"other\", x)")
	}
	g.p("}")
}

// closure declares a function that uses what is around it.
func (g *generator) closure() {
	g.names++
	name := fmt.Sprintf("f%d", g.names)
	g.p("%s := func(n int) int {", name)
	g.inFunc([]variable{{"n", "int"}}, func() {
		g.p("\t{")
		g.nested(2)
		g.p("\t}")
		g.p("\treturn n + %s", g.expr("int", 2))
	})
	g.p("}")
	g.add(name, "func(int) int")
}

// catching runs statements in a function that recovers and has named results.
func (g *generator) catching() {
	g.names++
	name := fmt.Sprintf("r%d", g.names)
	g.p("%s := func() (res int) {", name)
	g.inFunc([]variable{{"res", "int"}}, func() {
		g.p("\tdefer func() {")
		g.p("\t\tif r := recover(); r != nil { fmt.Println(\"caught\", r); res += 100 }")
		g.p("\t}()")
		if g.Intn(2) == 0 {
			g.p("\tdefer fmt.Println(\"deferred\", %s)", g.expr("int", 2))
		}
		g.p("\t{")
		g.nested(3)
		g.p("\t}")
		if g.Intn(4) == 0 {
			g.p("\tif %s { panic(%s) }", g.expr("bool", 1), g.expr(g.oneOf("int", "string", "error"), 1))
		}
		g.p("\treturn %s", g.expr("int", 2))
	})
	g.p("}()")
	g.p("_ = %s", name)
	g.add(name, "int")
}

func (g *generator) inFunc(params []variable, body func()) {
	loops := g.loops
	g.loops = 0
	g.funcs++
	g.scopes = append(g.scopes, params)
	body()
	g.scopes = g.scopes[:len(g.scopes)-1]
	g.funcs--
	g.loops = loops
}

// expr returns an expression of a type.
func (g *generator) expr(typ string, depth int) string {
	if v, ok := g.pick(false, typ); ok && g.Intn(3) > 0 {
		return v
	}
	if depth <= 0 {
		return g.literal(typ)
	}
	depth--
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
	return fmt.Sprintf("(%s %s %s)", g.expr("int", depth), g.oneOf("+", "-", "*", "/", "%", "&", "|", "^", "&^"), g.expr("int", depth))
}

func (g *generator) numberExpr(typ string, depth int) string {
	switch g.Intn(4) {
	case 0:
		return fmt.Sprintf("%s(id(%s))", typ, g.expr("int", depth))
	case 1:
		return fmt.Sprintf("(%s %s (%s & 7))", g.expr(typ, depth), g.oneOf("<<", ">>"), g.expr("uint8", depth))
	}
	return fmt.Sprintf("(%s %s %s)", g.expr(typ, depth), g.oneOf("+", "-", "*", "/", "%", "&", "|", "^"), g.expr(typ, depth))
}

func (g *generator) stringExpr(depth int) string {
	switch g.Intn(6) {
	case 0:
		return fmt.Sprintf("fmt.Sprint(%s, %s)", g.expr(g.anyScalar(), depth), g.expr(g.anyScalar(), depth))
	case 1:
		return fmt.Sprintf("%s[%s:]", g.expr("string", depth), g.expr("int", depth))
	case 2:
		return fmt.Sprintf("string(rune(97 + (%s)&7))", g.expr("int", depth))
	case 3:
		return fmt.Sprintf("%s.Name", g.expr(g.oneOf("point", "*point"), depth))
	case 4:
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
	case "map[string]int":
		return `(map[string]int{"a": 1})`
	case "map[int]string":
		return `(map[int]string{1: "one"})`
	}
	return "(" + typ + "{})"
}
