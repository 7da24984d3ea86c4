package transform

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// This file says which name may have been meant where one does not exist.

// meant adds to an error about a name that is not there the nearest that is, and the fix.
func (k *checker) meant(e *Error) {
	end := k.nameEnd(e.Start)
	word := string(k.cell.Src[e.Start:end])
	path := k.pathTo(e.Start)
	if len(path) < 2 {
		return
	}
	id, ok := path[len(path)-1].(*ast.Ident)
	if !ok || id.Name != word {
		return
	}
	if e.GoCode == "UndeclaredName" && k.meantCommand(e, word) {
		return
	}
	near, of := "", ""
	parent := path[len(path)-2]
	sel, _ := parent.(*ast.SelectorExpr)
	switch e.GoCode {
	case "UndeclaredName":
		k.near = true
		if sel != nil && sel.X == id {
			near = k.packageWith(word, sel.Sel.Name)
		}
		if near == "" {
			near = nearestName(word, k.namesAround(id))
		}
	case "UndeclaredImportedName", "UnexportedName":
		if sel != nil && sel.Sel == id {
			near, of = nearestName(word, k.membersOf(sel.X)), string(k.cell.Src[k.cell.Offset(sel.X.Pos()):e.Start])
		}
	case "MissingFieldOrMethod":
		if sel != nil && sel.Sel == id {
			near = nearestName(word, k.membersOf(sel.X))
		}
	case "MissingLitField":
		if lit := enclosingLit(path); lit != nil {
			near = nearestName(word, k.fieldsOf(lit))
		}
	}
	if near == "" {
		return
	}
	if !strings.Contains(e.Msg, "but have") && !strings.Contains(e.Msg, "but does have") { // go/types has said it
		e.Msg += fmt.Sprintf("; did you mean %s%s?", of, near)
	}
	e.Fixes = append(e.Fixes, Fix{Title: "Change to " + of + near, Edits: []Edit{{Start: e.Start, End: end, New: near}}})
}

// meantCommand does the same for a word that begins an item and is a magic or a command of the shell,
// which IPython takes without a sign.
func (k *checker) meantCommand(e *Error, word string) bool {
	i, ok := k.itemAt(e.Start)
	if !ok || k.cell.Items[i].Start != e.Start {
		return false
	}
	sign := ""
	switch {
	case slices.Contains(k.env.Magics, word):
		sign = "%"
	case slices.Contains(shellCommands, word):
		sign = "!"
	default:
		return false
	}
	k.near = true
	e.Msg += fmt.Sprintf("; did you mean %s%s?", sign, word)
	e.Fixes = append(e.Fixes, Fix{Title: "Change to " + sign + word, Edits: []Edit{{Start: e.Start, End: e.Start, New: sign}}})
	return true
}

// meantPath does the same for the path of an import.
func (k *checker) meantPath(e *Error, path string) {
	lister, ok := k.env.Importer.(packageNamer)
	if !ok || len(e.Fixes) > 0 {
		return
	}
	var paths []string
	for _, name := range lister.Names() {
		paths = append(paths, k.autoPath(name))
	}
	near := nearestName(path, paths)
	if near == "" || near == path {
		return
	}
	e.Msg += fmt.Sprintf("; did you mean %q?", near)
	e.Fixes = []Fix{{Title: fmt.Sprintf("Change to %q", near), Edits: []Edit{{Start: e.Start, End: e.End, New: strconv.Quote(near)}}}}
}

// pathTo is what of the cell's trees holds the name at offset, the outermost first.
func (k *checker) pathTo(offset int) []ast.Node {
	i, ok := k.itemAt(offset)
	if !ok {
		return nil
	}
	tree := k.cell.Items[i].Tree()
	if tree == nil {
		return nil
	}
	var path, found []ast.Node
	ast.Inspect(tree, func(n ast.Node) bool {
		if n == nil {
			path = path[:len(path)-1]
			return true
		}
		path = append(path, n)
		if id, ok := n.(*ast.Ident); ok && found == nil && k.cell.Offset(id.Pos()) == offset {
			found = slices.Clone(path)
		}
		return found == nil
	})
	return found
}

func enclosingLit(path []ast.Node) *ast.CompositeLit {
	for _, n := range slices.Backward(path) {
		if lit, ok := n.(*ast.CompositeLit); ok {
			return lit
		}
	}
	return nil
}

// namesAround are the names that mean something at id, the innermost first.
func (k *checker) namesAround(id *ast.Ident) []string {
	var names []string
	if top := k.info.Scopes[k.file]; top != nil {
		for s := top.Innermost(id.Pos()); s != nil && s != k.pkg.Scope() && s != top; s = s.Parent() {
			for _, name := range s.Names() {
				if s.Lookup(name).Pos() < id.Pos() {
					names = append(names, name)
				}
			}
		}
	}
	for name, d := range k.survey.defs {
		if !d.stmt || d.start < k.cell.Offset(id.Pos()) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, n := range k.ns.Names() {
		names = append(names, n.Name)
	}
	names = append(names, types.Universe.Names()...)
	return slices.DeleteFunc(names, func(name string) bool {
		return strings.HasPrefix(name, "_") || strings.ContainsAny(name, "·.") || !utf8.ValidString(name) || name == id.Name
	})
}

// packageWith is the standard package, of a name near to word, that has the member.
func (k *checker) packageWith(word, member string) string {
	lister, ok := k.env.Importer.(packageNamer)
	if !ok {
		return ""
	}
	var having []string
	for _, name := range append(lister.Names(), "async") {
		if nearestName(word, []string{name}) == "" {
			continue
		}
		pkg, err := k.env.Importer.Import(k.autoPath(name))
		if err != nil || pkg == nil {
			continue
		}
		if obj := pkg.Scope().Lookup(member); obj != nil && obj.Exported() {
			having = append(having, name)
		}
	}
	return nearestName(word, having)
}

// membersOf are the names that can follow the dot after x.
func (k *checker) membersOf(x ast.Expr) []string {
	c := k.completer()
	c.members(x)
	return c.labels()
}

// fieldsOf are the fields that a struct literal can still name.
func (k *checker) fieldsOf(lit *ast.CompositeLit) []string {
	c := k.completer()
	c.fields(lit)
	return c.labels()
}

// completer is one that knows what the last pass found.
func (k *checker) completer() *completer {
	return &completer{ns: k.ns, env: k.env, seen: map[string]bool{}, checked: &Checked{Cell: k.cell, Info: k.info, Pkg: k.pkg}}
}

func (k *completer) labels() []string {
	var labels []string
	for _, c := range k.items {
		labels = append(labels, c.Label)
	}
	return labels
}
