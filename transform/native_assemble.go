package transform

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// An assembly puts a plugin's source together: what the cell declares, and what that needs of
// the cells before.
type assembly struct {
	*nativeLowerer
	decls   map[string]*nativeDecl // of earlier cells
	queue   []string
	uses    map[string]bool // variables that it gets pointers to
	direct  map[string]string
	ids     map[string]bool
	imports map[string]bool
	vars    map[string]string
	consts  map[string]string
	aliases map[string]string
}

func (l *nativeLowerer) assemble() *Native {
	a := &assembly{
		nativeLowerer: l, decls: map[string]*nativeDecl{}, uses: map[string]bool{}, direct: map[string]string{}, ids: maps.Clone(l.ids),
		imports: maps.Clone(l.imports), vars: maps.Clone(l.vars), consts: maps.Clone(l.consts), aliases: maps.Clone(l.aliases),
	}
	if a.ids == nil {
		a.ids = map[string]bool{}
	}
	var out strings.Builder
	types := a.types()
	vars := a.variables()
	registration := a.registration()
	a.imports[CellRuntimePath] = true
	out.WriteString("package main\n")
	for _, path := range slices.Sorted(maps.Keys(a.imports)) {
		if !mentions(vars+types+registration, packageAlias(path)+".") {
			delete(a.imports, path)
			continue
		}
		out.WriteString("import " + packageAlias(path) + " " + strconv.Quote(path) + "\n")
	}
	for i := range l.Imports {
		if imp := &l.Imports[i]; imp.Own && imp.Name == "_" {
			out.WriteString("import _ " + strconv.Quote(imp.Path) + "\n")
			a.imports[imp.Path] = true
		}
	}
	for _, id := range slices.Sorted(maps.Keys(a.ids)) {
		out.WriteString("var " + cellMark + id + " " + packageAlias(CellRuntimePath) + ".Cell\n")
	}
	out.WriteString("var " + cellMark + nativeID + " " + packageAlias(CellRuntimePath) + ".Cell\n")
	out.WriteString(vars + types + registration)
	text := out.String()
	id := contentID(text)
	named := func(text string) string {
		return eachMark(text, func(kind byte, key string) string {
			if kind == markID {
				return id
			}
			return nativeMark(kind, key)
		})
	}
	made := &Native{
		ID: id, Source: named(text), Imports: slices.Sorted(maps.Keys(a.imports)), Uses: slices.Sorted(maps.Keys(a.uses)),
		Problems: l.problems, decls: map[string]*nativeDecl{}, idents: map[string]string{}, types: l.types,
	}
	if made.nameless = l.timed != nil; !made.nameless && l.HasValue {
		made.Value = ShapeOf(l.Checked.Value, l.Pkg.Path())
	}
	for key, ident := range a.direct {
		made.idents[key] = named(ident)
	}
	for key, d := range l.decls {
		made.decls[key] = l.kept(d, id, named)
	}
	for _, n := range l.Moved {
		made.moved = append(made.moved, n.Key)
	}
	return made
}

// mentions reports whether a text has an identifier that begins with name, at its beginning.
func mentions(text, name string) bool {
	for {
		before, after, ok := strings.Cut(text, name)
		if !ok {
			return false
		}
		r, _ := utf8.DecodeLastRuneInString(before)
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' {
			return true
		}
		text = after
	}
}

// kept is a declaration of the cell as later cells need it.
func (l *nativeLowerer) kept(d *nativeDecl, id string, named func(string) string) *nativeDecl {
	out := &nativeDecl{id: id, vars: map[string]string{}, consts: map[string]string{}, aliases: l.aliases, imports: l.imports}
	keep := func(text string) string {
		return named(eachMark(text, func(kind byte, key string) string {
			switch kind {
			case markDirect, markLeaf:
				kind = markVar
				out.vars[key] = l.vars[key]
			case markVar:
				out.vars[key] = l.vars[key]
			case markConst:
				out.consts[key] = l.consts[key]
			}
			return nativeMark(kind, key)
		}))
	}
	out.text = keep(d.text)
	for _, m := range d.methods {
		out.methods = append(out.methods, nativeMethod{m.name, keep(m.text)})
	}
	return out
}

// types gives all declarations but those of variables, with their marks resolved. What they
// mention of earlier cells is declared as well.
func (a *assembly) types() string {
	var out strings.Builder
	for _, g := range a.groups {
		out.WriteString(a.resolve(g))
	}
	for _, key := range slices.Sorted(maps.Keys(a.nativeLowerer.decls)) {
		a.declaration(&out, a.nativeLowerer.decls[key])
	}
	prologue := ""
	for _, f := range a.funcs {
		out.WriteString(a.resolve(f.text))
		prologue += a.resolve(nativeMark(markVar, f.name.Key)+" = ") + funcIdent(f.name) + "ˑpin; "
	}
	for _, h := range a.handed {
		out.WriteString(a.resolve(h.text))
	}
	if !a.only {
		out.WriteString("func ˑrun" + nativeID + "() any { " + prologue + "\n" + a.resolve(a.run) + "return nil }\n")
	}
	out.WriteString("//line goawait.go:1\n")
	done := map[string]bool{}
	own := map[string]bool{}
	for _, n := range a.Defines {
		own[n.Key] = n.Kind == KindConst
	}
	for again := true; again; {
		again = false
		for len(a.queue) > 0 {
			key := a.queue[0]
			a.queue = a.queue[1:]
			if d := a.have.decls[key]; d != nil && a.decls[key] == nil {
				a.decls[key] = d
				a.take(d)
				a.declaration(&out, d)
			}
		}
		for _, key := range slices.Sorted(maps.Keys(a.consts)) {
			if !done[key] && !own[key] {
				done[key], again = true, true
				out.WriteString(a.resolve(a.consts[key]) + "\n")
			}
		}
		for _, key := range slices.Sorted(maps.Keys(a.vars)) {
			if !done[key] {
				done[key] = true
				a.resolve(a.vars[key]) // the types of variables
			}
		}
		for _, name := range slices.Sorted(maps.Keys(a.aliases)) {
			if !done["alias "+name] {
				done["alias "+name] = true
				a.queue = append(a.queue, a.aliases[name])
			}
		}
		again = again || len(a.queue) > 0
	}
	a.alias(&out)
	return out.String()
}

// alias declares the names that embedded types have to have.
func (a *assembly) alias(out *strings.Builder) {
	for _, name := range slices.Sorted(maps.Keys(a.aliases)) {
		key := a.aliases[name]
		for other, ident := range a.have.types {
			if ident == name && other != key && a.decls[other] != nil {
				a.problem(nil, "this cell embeds the newest %s and also needs an older one; the field of both would be called %s", name, name)
			}
		}
		out.WriteString("type " + name + " = " + a.resolve(nativeMark(markType, key)) + "\n")
	}
}

// take adds what a declaration of an earlier cell mentions.
func (a *assembly) take(d *nativeDecl) {
	maps.Copy(a.vars, d.vars)
	maps.Copy(a.consts, d.consts)
	maps.Copy(a.aliases, d.aliases)
	maps.Copy(a.imports, d.imports)
	a.ids[d.id] = true
}

func (a *assembly) declaration(out *strings.Builder, d *nativeDecl) {
	out.WriteString(a.resolve(d.text) + "\n")
	for _, m := range d.methods {
		out.WriteString(a.resolve(m.text) + "\n")
	}
}

// resolve puts names in the place of marks, and notes what they need.
func (a *assembly) resolve(text string) string {
	return eachMark(text, func(kind byte, key string) string {
		switch kind {
		case markType:
			a.queue = append(a.queue, key)
			if ident := a.identOf(key); ident != "" {
				return ident
			}
			a.problem(nil, "a type of a cell that ran in the instant lane has no form for the native lane yet: run that cell again")
			return "any"
		case markGeneric:
			a.queue = append(a.queue, key)
			if own := a.nativeLowerer.decls[key]; own != nil {
				return "ˑ" + key + "ˑ" + nativeID
			}
			if d := a.have.decls[key]; d != nil {
				return "ˑ" + key + "ˑ" + d.id
			}
			a.problem(nil, "a generic function of a cell that was not compiled")
			return "any"
		case markConst:
			return constIdent(key)
		case markDirect, markLeaf:
			for _, f := range a.funcs {
				if f.name.Key == key {
					return funcIdent(f.name)
				}
			}
		case markVar:
			return a.place(key)
		}
		return nativeMark(kind, key)
	})
}

// place is how lowered text names a variable of the session: as what it is where that is in a
// plugin, through a pointer where it is not.
func (a *assembly) place(key string) string {
	if ident := a.have.idents[key]; ident != "" && !a.isMoved(key) {
		return ident
	}
	if ident := a.direct[key]; ident != "" {
		return ident
	}
	for _, n := range a.Defines {
		if n.Key != key || a.only {
			continue
		}
		if old := a.ns.Lookup(n.Name); old == nil || old.Key != key {
			a.direct[key] = "ˑ" + key + "ˑ" + nativeID
			return a.direct[key]
		}
	}
	a.uses[key] = true
	return "(*" + a.pointer(key) + ")"
}

func (a *assembly) pointer(key string) string { return "ˑ" + key + "ˑpˑ" + nativeID }

func (a *assembly) isMoved(key string) bool {
	return slices.ContainsFunc(a.Moved, func(n *Name) bool { return n.Key == key })
}

// variables declares the session's variables that were mentioned.
func (a *assembly) variables() string {
	var out strings.Builder
	for _, key := range slices.Sorted(maps.Keys(a.vars)) {
		name, typ := a.place(key), a.resolve(a.vars[key])
		if a.uses[key] {
			name, typ = a.pointer(key), "*"+typ
		}
		out.WriteString("var " + name + " " + typ + "\n")
	}
	return out.String()
}

// registration writes what tells the runtime of the cell when the plugin is loaded.
func (a *assembly) registration() string {
	rt := packageAlias(CellRuntimePath) + "."
	var out strings.Builder
	out.WriteString("func init() { " + rt + "Register(&" + rt + "Compiled{ID: \"" + nativeID + "\", Cell: " + a.me())
	if a.only {
		out.WriteString(", Functions: []" + rt + "Place{")
		for _, f := range a.funcs {
			out.WriteString("{" + strconv.Quote(f.name.Key) + ", " + funcIdent(f.name) + "ˑpin}, ")
		}
		out.WriteString("}, Loops: []" + rt + "Loop{")
		for _, h := range a.handed {
			out.WriteString("{" + strconv.Itoa(h.id) + ", " + h.ident() + "}, ")
		}
		out.WriteString("}")
	} else {
		out.WriteString(", Run: ˑrun" + nativeID)
	}
	out.WriteString(", Defines: []" + rt + "Place{")
	for _, n := range a.Defines {
		if a.only {
			break
		}
		if n.Kind != KindVar && (n.Kind != KindFunc || !a.late(n)) {
			continue
		}
		at := "&" + a.place(n.Key)
		if a.uses[n.Key] {
			at = "nil" // it has its place already
		}
		out.WriteString("{" + strconv.Quote(n.Key) + ", " + at + "}, ")
	}
	out.WriteString("}, Uses: []" + rt + "Place{")
	for _, key := range slices.Sorted(maps.Keys(a.uses)) {
		out.WriteString("{" + strconv.Quote(key) + ", &" + a.pointer(key) + "}, ")
	}
	out.WriteString("}, Moved: []string{")
	for _, n := range a.Moved {
		out.WriteString(strconv.Quote(n.Key) + ", ")
	}
	out.WriteString("}, Words: []" + rt + "Word{")
	for _, f := range a.funcs {
		out.WriteString("{" + strconv.Quote(f.name.Key) + ", &" + funcIdent(f.name) + "ˑword}, ")
	}
	out.WriteString("}}) }\n")
	return out.String()
}
