package session

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
)

// program makes a cell of a file of package main. Its functions init keep their place and their
// length, and get names that a cell may call: they run before main does.
func program(text []byte) string {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", text, parser.SkipObjectResolution)
	if f == nil || !f.Name.Pos().IsValid() {
		return string(text) + "\nmain();\n"
	}
	text = slices.Clone(text)
	from, to := fset.Position(f.Package).Offset, fset.Position(f.Name.End()).Offset
	copy(text[from:to], bytes.Repeat([]byte{' '}, to-from))
	calls := ""
	if err == nil {
		for _, d := range f.Decls {
			if d, ok := d.(*ast.FuncDecl); ok && d.Recv == nil && d.Name.Name == "init" && firstInit+rune(len(calls)) < 0x800 {
				name := initName(len(calls) / len(initName(0)+"();"))
				copy(text[fset.Position(d.Name.Pos()).Offset:], name)
				calls += name + "();"
			}
		}
	}
	return string(text) + "\n" + calls + "main();\n"
}

// firstInit is a letter that takes two bytes, as do those that follow it.
const firstInit = 'ɐ'

// initName is as long as the word init.
func initName(n int) string { return "in" + string(firstInit+rune(n)) }

// OutOfOrder reports whether a program's variables are not initialised in the order in which
// they are written: what one is made of, perhaps through functions, stands below it. Cells run
// from top to bottom, and so must not take such a program for a cell. It may report it where
// it is not so.
func OutOfOrder(f *ast.File) bool {
	uses := map[string][]string{} // names at package level, by name
	at := map[string]int{}        // of variables
	count := 0
	add := func(name string, tree ...ast.Node) {
		for _, n := range tree {
			ast.Inspect(n, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok {
					uses[name] = append(uses[name], id.Name)
				}
				return true
			})
		}
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Body != nil && d.Name.Name != "init" {
				add(d.Name.Name, d.Body) // also methods, by their names alone
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				v, ok := spec.(*ast.ValueSpec)
				if !ok || d.Tok != token.VAR {
					continue
				}
				for i, id := range v.Names {
					name := id.Name
					if name == "_" {
						name = "_" + strconv.Itoa(count)
					}
					at[name] = count
					if len(v.Values) == len(v.Names) {
						add(name, v.Values[i])
						count++
					} else if len(v.Values) == 1 { // all at once
						add(name, v.Values[0])
					}
				}
				count++
			}
		}
	}
	for name, place := range at {
		if reaches(name, uses, map[string]bool{}, func(used string) bool { n, ok := at[used]; return ok && n >= place }) {
			return true
		}
	}
	return false
}

// reaches reports whether what a name uses, directly or not, has something that is late.
func reaches(name string, uses map[string][]string, seen map[string]bool, late func(string) bool) bool {
	seen[name] = true
	for _, used := range uses[name] {
		if late(used) || !seen[used] && reaches(used, uses, seen, late) {
			return true
		}
	}
	return false
}
