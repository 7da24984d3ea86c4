package invent

import (
	"fmt"
	"slices"
	"strings"
)

// composite gives a type that can be shown, and has the generator know how to make values of
// it.
func (g *generator) composite(depth int, compare bool) string {
	simple := slices.Clone(scalars)
	for _, t := range g.typeNames {
		if def := g.types[t]; def.show != "" && (!compare || def.compare) && !strings.ContainsAny(t, "[{") {
			simple = append(simple, t, t)
		}
	}
	if depth <= 0 || g.style.Plain {
		return simple[g.Intn(len(simple))]
	}
	elem := func(compare bool) string { return g.composite(depth-1, compare) }
	switch n := g.Intn(10); {
	case n == 0 && !compare:
		e := elem(false)
		return g.made("[]"+e, false, func() string { return fmt.Sprintf("[]%s{%s, %s}", e, g.value(e), g.value(e)) })
	case n == 1:
		e := elem(compare)
		return g.made("[2]"+e, compare, func() string { return fmt.Sprintf("([2]%s{1: %s})", e, g.value(e)) })
	case n == 2 && !compare:
		e := elem(false)
		k := g.composite(0, true)
		return g.made("map["+k+"]"+e, false, func() string { return fmt.Sprintf("map[%s]%s{%s: %s}", k, e, g.value(k), g.value(e)) })
	case n == 3:
		a, b := elem(compare), elem(compare)
		typ := fmt.Sprintf("struct{ A %s; B %s }", a, b)
		return g.made(typ, compare, func() string { return fmt.Sprintf("(%s{%s, %s})", typ, g.value(a), g.value(b)) })
	case n == 4 && !compare && g.has["box"]:
		e := elem(false)
		typ := g.prefix + "Box[" + e + "]"
		return g.made(typ, false, func() string { return fmt.Sprintf("(%s{V: %s})", typ, g.value(e)) })
	case n == 5 && g.has["pair"]:
		a, b := elem(true), elem(compare)
		typ := g.prefix + "Pair[" + a + ", " + b + "]"
		return g.made(typ, compare, func() string { return fmt.Sprintf("(%s{%s, %s})", typ, g.value(a), g.value(b)) })
	}
	return simple[g.Intn(len(simple))]
}

// value is an expression of a type that a composite value is made of.
func (g *generator) value(typ string) string { return g.expr(typ, 1) }

func (g *generator) made(typ string, compare bool, make func() string) string {
	if g.types[typ] == nil {
		g.types[typ] = &typeDef{show: "%v", compare: compare, make: func(int) string { return make() }}
		g.typeNames = append(g.typeNames, typ)
	}
	return typ
}
