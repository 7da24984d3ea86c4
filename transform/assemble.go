package transform

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
)

// This file makes one Go file of a cell: imports and declarations as they are, top-level
// variables as package-level ones, all other statements in one function. Names that no person
// can write have a middle dot in them.

// runFunc is the name of the function that holds the statements.
const runFunc = "run·"

func (k *checker) assemble() {
	at := k.cell.Pos(0)
	body := &ast.BlockStmt{Lbrace: at, Rbrace: k.cell.Pos(len(k.cell.Src))}
	k.file = &ast.File{Package: at, Name: &ast.Ident{NamePos: at}}
	k.file.Decls = append(k.file.Decls, &ast.GenDecl{TokPos: at, Tok: token.IMPORT, Specs: []ast.Spec{&ast.ImportSpec{
		Name: &ast.Ident{NamePos: at, Name: "_"}, Path: &ast.BasicLit{ValuePos: at, Kind: token.STRING, Value: strconv.Quote(lentPath)},
	}}})
	seen := map[string]bool{}
	for i := range k.cell.Items {
		switch it := &k.cell.Items[i]; it.Kind {
		case ItemImport, ItemDecl:
			if k.acceptable(it.Decl) {
				k.file.Decls = append(k.file.Decls, it.Decl)
			}
		case ItemStmt:
			body.List = append(body.List, k.hoist(it.Stmt, seen)...)
		case ItemExpr:
			body.List = append(body.List, k.expression(i, it.Stmt.(*ast.ExprStmt)))
		}
	}
	k.assembleAdapters()
	k.assembleRetypes()
	k.file.Decls = append(k.file.Decls, &ast.FuncDecl{
		Name: &ast.Ident{NamePos: at, Name: runFunc},
		Type: &ast.FuncType{Func: at, Params: &ast.FieldList{Opening: at, Closing: at}},
		Body: body,
	})
}

// acceptable reports whether go/types can be given a declaration, and says why if not.
func (k *checker) acceptable(decl ast.Decl) bool {
	f, ok := decl.(*ast.FuncDecl)
	if !ok {
		return true
	}
	start, end := k.cell.Offset(f.Name.Pos()), k.cell.Offset(f.Name.End())
	if f.Recv == nil && f.Name.Name == "init" {
		k.errorf(start, end, TypeError, "a cell has no func init: put its statements at the top level")
		return false
	}
	if f.Recv == nil {
		return true
	}
	// A method of a type that another cell declared would crash the checker.
	base := receiverBase(f)
	if base == nil {
		return true
	}
	name := k.declaredAs(base.Name)
	if k.survey.defs[name] != nil || k.redeclared(name) || !k.lendsType(name) {
		return true
	}
	k.errorf(k.cell.Offset(base.Pos()), k.cell.Offset(base.End()), TypeError,
		"%s is not a type that a method can be declared for", base.Name)
	return false
}

// declaredAs follows the aliases that the cell declares for a type.
func (k *checker) declaredAs(name string) string {
	for range 100 {
		d := k.survey.defs[name]
		if d == nil {
			return name
		}
		spec, ok := d.spec.(*ast.TypeSpec)
		if !ok || !spec.Assign.IsValid() {
			return name
		}
		id, ok := ast.Unparen(spec.Type).(*ast.Ident)
		if !ok {
			return name
		}
		name = id.Name
	}
	return name
}

// lendsType reports whether a name is a type that the scope is lent.
func (k *checker) lendsType(name string) bool {
	if n := k.ns.Lookup(name); n != nil {
		return n.Kind == KindType
	}
	_, obj := k.dotImported(name)
	_, ok := obj.(*types.TypeName)
	return ok
}

// receiverBase is the name of the type that a method is declared for.
func receiverBase(f *ast.FuncDecl) *ast.Ident {
	if len(f.Recv.List) == 0 {
		return nil
	}
	e := f.Recv.List[0].Type
	for {
		switch t := e.(type) {
		case *ast.ParenExpr:
			e = t.X
		case *ast.StarExpr:
			e = t.X
		case *ast.IndexExpr:
			e = t.X
		case *ast.IndexListExpr:
			e = t.X
		case *ast.Ident:
			return t
		default:
			return nil
		}
	}
}

// hoist makes package-level variables of those that a statement defines and returns what is
// left of the statement. seen holds the variables of earlier statements.
func (k *checker) hoist(s ast.Stmt, seen map[string]bool) []ast.Stmt {
	switch s := s.(type) {
	case *ast.DeclStmt:
		k.file.Decls = append(k.file.Decls, s.Decl)
		for _, spec := range s.Decl.(*ast.GenDecl).Specs {
			if v, ok := spec.(*ast.ValueSpec); ok {
				for _, id := range v.Names {
					seen[id.Name] = true
				}
			}
		}
		return nil
	case *ast.AssignStmt:
		if s.Tok == token.DEFINE {
			return k.hoistDefine(s, seen)
		}
	}
	return []ast.Stmt{s}
}

// hoistDefine hoists the new names of a := and leaves an assignment to those that earlier
// statements of the cell defined.
func (k *checker) hoistDefine(s *ast.AssignStmt, seen map[string]bool) []ast.Stmt {
	at := s.TokPos
	spec := &ast.ValueSpec{}
	old := &ast.AssignStmt{TokPos: at, Tok: token.ASSIGN}
	isNew, isOld := false, false
	for _, e := range s.Lhs {
		if _, ok := e.(*ast.Ident); !ok {
			return []ast.Stmt{s} // go/types says so
		}
	}
	for _, e := range s.Lhs {
		id, ok := e.(*ast.Ident)
		fresh := ok && id.Name != "_" && !seen[id.Name]
		known := ok && id.Name != "_" && seen[id.Name]
		isNew, isOld = isNew || fresh, isOld || known
		blank := &ast.Ident{NamePos: e.Pos(), Name: "_"}
		switch {
		case known:
			spec.Names, old.Lhs = append(spec.Names, blank), append(old.Lhs, e)
		case ok:
			spec.Names, old.Lhs = append(spec.Names, id), append(old.Lhs, blank)
		}
	}
	if !isNew {
		start := k.cell.Offset(at)
		k.report(Error{Start: start, End: start + 2, Severity: SeverityError, Code: TypeError, GoCode: "NoNewVar", Msg: "no new variables on left side of :="})
		return []ast.Stmt{&ast.AssignStmt{Lhs: s.Lhs, TokPos: at, Tok: token.ASSIGN, Rhs: s.Rhs}}
	}
	for _, id := range spec.Names {
		seen[id.Name] = true
	}
	if isOld && len(s.Rhs) == len(s.Lhs) {
		return k.hoistPairs(s, spec, old)
	}
	spec.Values = s.Rhs
	k.file.Decls = append(k.file.Decls, &ast.GenDecl{TokPos: at, Tok: token.VAR, Specs: []ast.Spec{spec}})
	if !isOld {
		return nil
	}
	old.Rhs = s.Rhs
	return []ast.Stmt{old}
}

// hoistPairs splits a, b := x, y into var a = x and b = y.
func (k *checker) hoistPairs(s *ast.AssignStmt, spec *ast.ValueSpec, old *ast.AssignStmt) []ast.Stmt {
	v := &ast.ValueSpec{}
	a := &ast.AssignStmt{TokPos: s.TokPos, Tok: token.ASSIGN}
	for i, e := range s.Lhs {
		if old.Lhs[i] == e {
			a.Lhs, a.Rhs = append(a.Lhs, e), append(a.Rhs, s.Rhs[i])
		} else {
			v.Names, v.Values = append(v.Names, spec.Names[i]), append(v.Values, s.Rhs[i])
		}
	}
	k.file.Decls = append(k.file.Decls, &ast.GenDecl{TokPos: s.TokPos, Tok: token.VAR, Specs: []ast.Spec{v}})
	return []ast.Stmt{a}
}

// expression is an expression statement; the last one gives the cell's value and may be any.
func (k *checker) expression(i int, s *ast.ExprStmt) ast.Stmt {
	if i != len(k.cell.Items)-1 {
		return s
	}
	switch e := ast.Unparen(s.X).(type) {
	case *ast.CallExpr:
		return s
	case *ast.UnaryExpr:
		if e.Op == token.ARROW {
			return s
		}
	}
	return &ast.AssignStmt{Lhs: []ast.Expr{&ast.Ident{NamePos: s.Pos(), Name: "_"}}, TokPos: s.Pos(), Tok: token.ASSIGN, Rhs: []ast.Expr{s.X}}
}
