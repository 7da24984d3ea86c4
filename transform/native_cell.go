package transform

import (
	"go/ast"
	"go/token"
	"maps"
	"slices"
)

// cell lowers the items of the cell.
func (l *nativeLowerer) cell() {
	for i := range l.Cell.Items {
		if it := &l.Cell.Items[i]; it.Decl != nil {
			l.topDeclaration(it.Decl)
		}
	}
	l.checkIncomplete()
	l.run = l.captured(func() {
		if l.timed != nil {
			l.timedStatements(l.timed)
		} else {
			l.statements()
		}
	})
	if l.recover { // which finds nothing there
		l.run = "var " + recovered + " any; " + l.run
	}
	for _, n := range l.Defines {
		if n.Kind == KindVar {
			l.captured(func() { l.variable(n) })
		}
	}
	for _, n := range l.Moved {
		l.captured(func() { l.variable(n) })
	}
	l.retype()
	for key, methods := range l.methods {
		if d := l.decls[key]; d != nil {
			d.methods = append(d.methods, methods...)
		}
	}
}

func (l *nativeLowerer) topDeclaration(d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv != nil {
			l.methodDecl(d)
		} else {
			l.funcDecl(d)
		}
	case *ast.GenDecl:
		switch d.Tok {
		case token.TYPE:
			for _, s := range d.Specs {
				l.typeDecl(s.(*ast.TypeSpec))
			}
		case token.CONST:
			l.groups = append(l.groups, l.captured(func() { l.lineMark(d.Pos()); l.node(d); l.p("\n") }))
		}
	}
}

func (l *nativeLowerer) typeDecl(s *ast.TypeSpec) {
	text := l.captured(func() { l.lineMark(s.Pos()); l.p("type "); l.node(s) })
	if n := l.own[l.Info.Defs[s.Name]]; n != nil {
		l.decls[n.Key] = l.declared(text)
		return
	}
	l.groups = append(l.groups, text+"\n") // type _
}

// declared makes a declaration of its text.
func (l *nativeLowerer) declared(text string) *nativeDecl { return &nativeDecl{text: text} }

// retype makes the next version of types that the cell declares methods for.
func (l *nativeLowerer) retype() {
	for made, old := range l.retyped {
		from := l.have.decls[old.Key]
		if from == nil {
			l.problem(nil, "%s was declared in the instant lane, and has no form for the native lane yet: run its cell again", old.Name)
			continue
		}
		rename := func(text string) string {
			return eachMark(text, func(kind byte, key string) string {
				if kind == markType && key == old.Key {
					key = made.Key
				}
				return nativeMark(kind, key)
			})
		}
		d := &nativeDecl{text: rename(from.text)}
		maps.Copy(l.vars, from.vars)
		maps.Copy(l.aliases, from.aliases)
		for key, text := range from.consts {
			if l.consts[key] == "" {
				l.consts[key] = text
			}
		}
		maps.Copy(l.imports, from.imports)
		if from.id != "" {
			l.ids[from.id] = true
		}
		for _, m := range from.methods {
			if !slices.ContainsFunc(l.methods[made.Key], func(own nativeMethod) bool { return own.name == m.name }) {
				d.methods = append(d.methods, nativeMethod{m.name, rename(m.text)})
			}
		}
		l.decls[made.Key] = d
	}
}

// statements writes the body of the function that runs the cell.
func (l *nativeLowerer) statements() {
	last := l.valueStmt()
	first := true
	for i := range l.Cell.Items {
		it := &l.Cell.Items[i]
		if it.Stmt == nil {
			continue
		}
		l.lineMark(it.Stmt.Pos())
		if !first {
			l.p(l.rt("At"), "(", l.me(), ", ", l.lineText(it.Stmt.Pos()), "); ")
		}
		first = false
		x, isExpr := it.Stmt.(*ast.ExprStmt)
		switch {
		case isExpr && it.Stmt == last:
			l.lastStmt(x)
		case isExpr && !l.standsAlone(x.X): // it is looked at for nothing
			if tv := l.Info.Types[x.X]; tv.Value == nil && !tv.IsNil() {
				l.p("_ = ")
				l.node(x.X)
			}
		default:
			l.topStmt(it.Stmt)
		}
		l.p("\n")
	}
}

// valueStmt is the statement whose value is the cell's; nil if it has none.
func (l *nativeLowerer) valueStmt() ast.Stmt {
	if !l.HasValue {
		return nil
	}
	return l.Cell.Items[len(l.Cell.Items)-1].Stmt
}

// standsAlone reports whether an expression may be a statement.
func (l *nativeLowerer) standsAlone(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.CallExpr:
		tv := l.Info.Types[e.Fun]
		return !tv.IsType() && !tv.IsBuiltin() || tv.IsBuiltin() && l.Info.Types[e].IsVoid()
	case *ast.UnaryExpr:
		return e.Op == token.ARROW
	}
	return false
}
