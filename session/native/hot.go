package native

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"slices"
	"strings"
)

// A small loop that lies across a boundary of the processor's takes half as long again. The compiler
// sees to that only where a profile says that the loop is hot. Nobody has a profile of a cell, so
// one is made up that has every function, as loops may be inlined into any.

// hotFlags let the made-up profile say nothing but that: functions are inlined as without one.
var hotFlags = []string{"-d=pgoinlinecdfthreshold=100", "-d=pgoinlinebudget=80"}

// hot is that profile of a package, in the form that the compiler reads; "" if nothing is to be said.
func hot(path string, files map[string]string) string {
	h := hotNames{path: path}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, err := parser.ParseFile(token.NewFileSet(), name, files[name], parser.SkipObjectResolution)
		if err != nil {
			return "" // the compiler will say so
		}
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if of, ok := receiver(d); ok && d.Body != nil && d.Type.TypeParams == nil {
					h.function(h.path+"."+of+d.Name.Name, ".func", d.Body)
				}
			case *ast.GenDecl:
				h.literals(h.path+".glob.", ".func", d)
			}
		}
	}
	if len(h.names) == 0 {
		return ""
	}
	slices.Sort(h.names)
	var b strings.Builder
	b.WriteString("GO PREPROFILE V1\n")
	for _, name := range slices.Compact(h.names) {
		fmt.Fprintf(&b, "goawait\n%s\n1 1\n", name) // caller, function, line and weight of the call
	}
	return b.String()
}

// hotNames are the linker's names of functions.
type hotNames struct {
	path  string
	names []string
	made  int // literals of package variables so far
}

// function adds a function, and the literals in it.
func (h *hotNames) function(name, suffix string, body *ast.BlockStmt) {
	h.names = append(h.names, name)
	h.literals(name, suffix, body)
}

// literals adds the functions that are made in another, which the compiler numbers.
func (h *hotNames) literals(outer, suffix string, in ast.Node) {
	count := 0
	if _, ok := in.(*ast.GenDecl); ok {
		count = h.made
	}
	ast.Inspect(in, func(n ast.Node) bool {
		lit, ok := n.(*ast.FuncLit)
		if ok {
			count++
			h.function(fmt.Sprint(outer, suffix, count), ".", lit.Body)
		}
		return !ok
	})
	if _, ok := in.(*ast.GenDecl); ok {
		h.made = count
	}
}

// receiver is how a method's name begins, and that of other functions does not; false for methods
// of generic types.
func receiver(d *ast.FuncDecl) (string, bool) {
	if d.Recv == nil {
		return "", true
	}
	if len(d.Recv.List) == 1 {
		switch t := ast.Unparen(d.Recv.List[0].Type).(type) {
		case *ast.Ident:
			return t.Name + ".", true
		case *ast.StarExpr:
			if id, ok := ast.Unparen(t.X).(*ast.Ident); ok {
				return "(*" + id.Name + ").", true
			}
		}
	}
	return "", false
}
