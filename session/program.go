package session

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
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
