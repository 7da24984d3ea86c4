package transform

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// A retype is a session type that the cell declares a method for. go/types takes methods only
// beside the declaration of their type, so the cell makes the type's next version: it is
// declared once more, from its source, with all its methods. The session's variables of that
// type move to it.
type retype struct {
	old    *Name
	cell   *Cell // the source of the type and its methods, at positions after the cell's own
	moved  []*Name
	ident  *ast.Ident // of the type, in cell
	behind []*Name    // variables of types made of the old one, which stay as they are
}

// findRetypes finds the session types that methods of the cell are for.
func (k *checker) findRetypes() {
	k.retypes = nil
	own := map[string][]string{} // names of methods by type
	var order []string
	for i := range k.cell.Items {
		f, ok := k.cell.Items[i].Decl.(*ast.FuncDecl)
		if !ok || f.Recv == nil {
			continue
		}
		base := receiverBase(f)
		if base == nil {
			continue
		}
		name := k.declaredAs(base.Name)
		if k.survey.defs[name] != nil {
			continue
		}
		if own[name] == nil {
			order = append(order, name)
		}
		own[name] = append(own[name], f.Name.Name)
	}
	at := posBase + len(k.cell.Src) + 1
	for _, name := range order {
		n := k.ns.Lookup(name)
		if n == nil || !canRetype(n) {
			continue
		}
		text := n.Source + "\n"
		for _, m := range n.Methods {
			if !slices.Contains(own[name], m.Name) {
				text += m.Source + "\n"
			}
		}
		r := &retype{old: n, cell: parseAt([]byte(text), at)}
		at += len(text) + 1
		k.retypes = append(k.retypes, r)
		k.survey.include(surveyCell(r.cell, importName))
		r.findMoved(k)
	}
}

// canRetype reports whether n is a type that a cell declared, not an alias.
func canRetype(n *Name) bool {
	obj, ok := n.Obj.(*types.TypeName)
	return ok && !obj.IsAlias() && strings.HasPrefix(n.Source, "type ")
}

// include adds what another cell's trees mention. Its own definitions stay apart.
func (s *survey) include(other *survey) {
	for name := range other.mentions {
		if _, ok := s.mentions[name]; !ok {
			s.mentions[name] = 1 << 40 // never early
		}
	}
	for name := range other.bases {
		note(s.bases, name, 0)
	}
}

// findMoved lists the variables that move to the new version.
func (r *retype) findMoved(k *checker) {
	old := r.old.Obj.Type()
	for _, n := range k.ns.Names() {
		if n.Kind != KindVar || strings.HasPrefix(n.Name, "_") || k.survey.defs[n.Name] != nil {
			continue
		}
		t := n.Obj.Type()
		if types.Identical(t, old) || types.Identical(t, types.NewPointer(old)) {
			r.moved = append(r.moved, n)
			continue
		}
		v := typeVisitor{seen: map[types.Type]bool{}}
		v.visit(t, 0)
		if slices.Contains(v.found, r.old.Obj) {
			r.behind = append(r.behind, n)
		}
	}
}

// assembleRetypes declares the types, and the variables that move to them.
func (k *checker) assembleRetypes() {
	for _, r := range k.retypes {
		end := r.cell.Pos(len(r.cell.Src))
		for i := range r.cell.Items {
			decl := r.cell.Items[i].Decl
			if decl == nil {
				continue
			}
			k.file.Decls = append(k.file.Decls, decl)
			if g, ok := decl.(*ast.GenDecl); ok && r.ident == nil {
				r.ident = g.Specs[0].(*ast.TypeSpec).Name
			}
		}
		for _, n := range r.moved {
			var t ast.Expr = &ast.Ident{NamePos: end, Name: r.old.Name}
			if _, ok := n.Obj.Type().(*types.Pointer); ok {
				t = &ast.StarExpr{Star: end, X: t}
			}
			spec := &ast.ValueSpec{Names: []*ast.Ident{{NamePos: end, Name: n.Name}}, Type: t}
			k.file.Decls = append(k.file.Decls, &ast.GenDecl{TokPos: end, Tok: token.VAR, Specs: []ast.Spec{spec}})
		}
	}
}

// fileSet is what positions of the cell and of the sources after it are in.
func (k *checker) fileSet() *token.FileSet {
	if len(k.retypes) == 0 {
		return k.cell.fset
	}
	last := k.retypes[len(k.retypes)-1].cell
	fset := token.NewFileSet()
	fset.AddFile("", 1, last.base+len(last.Src)).SetLines(lineOffsets(k.cell.Src, k.cell.base))
	return fset
}

// redeclared reports whether a retype declares the name.
func (k *checker) redeclared(name string) bool {
	for _, r := range k.retypes {
		if r.old.Name == name || slices.ContainsFunc(r.moved, func(n *Name) bool { return n.Name == name }) {
			return true
		}
	}
	return false
}

// defineRetypes makes the Names of the new versions.
func (m *namer) defineRetypes() {
	for _, r := range m.retypes {
		if r.ident == nil || m.info.Defs[r.ident] == nil {
			continue
		}
		n := m.name(m.info.Defs[r.ident], r.old.Start)
		n.Source, n.Deps, n.Imports = r.old.Source, r.old.Deps, r.old.Imports
		if m.out.retyped == nil {
			m.out.retyped = map[*Name]*Name{}
		}
		m.out.retyped[n] = r.old
		for i := range r.cell.Items {
			if f, ok := r.cell.Items[i].Decl.(*ast.FuncDecl); ok {
				n.Methods = append(n.Methods, Method{f.Name.Name, string(r.cell.Src[r.cell.Items[i].Start:r.cell.Items[i].End])})
			}
		}
		for _, old := range r.moved {
			if obj := m.pkg.Scope().Lookup(old.Name); obj != nil {
				moved := *old
				moved.Obj = obj
				m.made[obj] = &moved
				m.out.Moved = append(m.out.Moved, &moved)
			}
		}
	}
}

// noteBehind says which variables keep the old version of a type.
func (k *checker) noteBehind() {
	for _, r := range k.retypes {
		if len(r.behind) == 0 {
			continue
		}
		var names []string
		for _, n := range r.behind {
			names = append(names, n.Name)
		}
		start, end := k.receiverOf(r)
		k.report(Error{
			Start: start, End: end, Severity: SeverityHint, Code: TypeError,
			Msg: "this makes the next version of " + r.old.Name + "; what these hold stays of the version before: " + strings.Join(names, ", "),
		})
	}
}

// receiverOf is where the cell's first method for a type names it.
func (k *checker) receiverOf(r *retype) (start, end int) {
	for i := range k.cell.Items {
		f, ok := k.cell.Items[i].Decl.(*ast.FuncDecl)
		if !ok || f.Recv == nil {
			continue
		}
		if base := receiverBase(f); base != nil && k.declaredAs(base.Name) == r.old.Name {
			return k.cell.Offset(base.Pos()), k.cell.Offset(base.End())
		}
	}
	return 0, 0
}
