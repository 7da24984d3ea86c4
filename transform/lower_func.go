package transform

import (
	"go/ast"
	"go/types"
	"strconv"
	"strings"
)

// funcDecl assigns a declared function to its session name.
func (l *lowerer) funcDecl(d *ast.FuncDecl) {
	if d.Name.Name == "_" {
		return // it was checked, and nobody can call it
	}
	obj, _ := l.Info.Defs[d.Name].(*types.Func)
	if obj == nil || l.nameOf(obj) == nil || d.Body == nil {
		l.problem(d.Pos(), d.Name.End(), "this function declaration")
		return
	}
	l.line(d.Pos())
	sig := obj.Signature()
	if f := l.async[d]; f != nil {
		sig = f.Written
	}
	l.setSession(l.nameOf(obj), func() { l.function(d, d.Name.Name, obj.Type(), sig, d.Type, d.Body) })
}

func (l *lowerer) funcLit(e *ast.FuncLit) {
	t := l.Info.TypeOf(e)
	sig, _ := t.(*types.Signature)
	if f := l.async[e]; f != nil {
		sig = f.Written
	}
	l.function(e, "func", t, sig, e.Type, e.Body)
}

// function writes a function value of type t. Its body takes its frame as one more parameter;
// the runtime makes of it a function that has none. The literal around it gives it a frame of
// the interpreter's to live in that no other closure of its kind shares.
func (l *lowerer) function(n ast.Node, name string, t types.Type, sig *types.Signature, ft *ast.FuncType, body *ast.BlockStmt) {
	outer := l.typeText(t, ft)
	l.p("func() any { return rt.")
	if f := l.async[n]; f != nil {
		l.p("Async(", strconv.Quote(f.Name), ", ", strconv.FormatBool(f.Fails), ", ")
	} else {
		l.p("Func(", strconv.Quote(name), ", ")
	}
	at := body.Lbrace
	if len(body.List) > 0 {
		at = body.List[0].Pos()
	}
	l.p(l.lineText(at), ", func(")
	l.depth++
	l.p(l.frame(), " *int")
	for _, p := range l.parameters(sig.Params(), sig.Variadic(), ft.Params) {
		l.p(", ", p)
	}
	l.p(")")
	named := l.resultList(sig.Results(), ft.Results)
	l.p(" {")
	if len(named) > 0 && defers(body) {
		l.p(" rt.Results(", l.frame())
		for _, r := range named {
			l.p(", &", r)
		}
		l.p(");")
	}
	results, returns, nests := l.results, l.returns, l.nests
	l.results, l.returns, l.nests = sig.Results(), nil, nil
	l.block(body.List)
	l.results, l.returns, l.nests = results, returns, nests
	l.depth--
	l.line(body.Rbrace)
	l.p("}) }().(", outer, ")")
}

// fieldNames are the identifiers of a parameter or result list, nil where there is none.
func fieldNames(list *ast.FieldList) []*ast.Ident {
	var names []*ast.Ident
	if list == nil {
		return nil
	}
	for _, f := range list.List {
		if len(f.Names) == 0 {
			names = append(names, nil)
		}
		names = append(names, f.Names...)
	}
	return names
}

// fieldName gives a parameter or result its name in the lowered source.
func (l *lowerer) fieldName(names []*ast.Ident, i int) string {
	if i < len(names) && names[i] != nil && names[i].Name != "_" {
		if obj := l.Info.Defs[names[i]]; obj != nil {
			return l.rename(obj)
		}
	}
	return l.fresh("_")
}

func (l *lowerer) parameters(t *types.Tuple, variadic bool, fields *ast.FieldList) []string {
	var list []string
	names := fieldNames(fields)
	for i := range t.Len() {
		typ := t.At(i).Type()
		dots := ""
		if variadic && i == t.Len()-1 {
			dots, typ = "...", typ.(*types.Slice).Elem()
		}
		list = append(list, l.fieldName(names, i)+" "+dots+l.typeText(typ, fields))
	}
	return list
}

// resultList writes the results and returns the names of named ones.
func (l *lowerer) resultList(t *types.Tuple, fields *ast.FieldList) []string {
	if t.Len() == 0 {
		return nil
	}
	var list, named []string
	names := fieldNames(fields)
	for i := range t.Len() {
		typ := l.typeText(t.At(i).Type(), fields)
		if i < len(names) && names[i] != nil {
			name := l.fieldName(names, i)
			named = append(named, name)
			typ = name + " " + typ
		}
		list = append(list, typ)
	}
	l.p(" (", strings.Join(list, ", "), ")")
	return named
}

// defers reports whether a function defers calls itself.
func defers(body *ast.BlockStmt) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.DeferStmt:
			found = true
		}
		return !found
	})
	return found
}
