package main

import (
	"fmt"
	"go/constant"
	"go/types"
	"math/big"
	"strings"
)

// An api is the table of one package on one platform, its entries as Go text.
type api struct {
	path, name string
	entries    map[string]entry // by symbol name; wrappers under "_" and the interface's name
}

// An entry is one symbol. Entries of different platforms are the same symbol if they are equal.
type entry struct {
	kind    string // field of the table: "funcs", "vars", "consts", "types" or "wraps"
	expr    string // its value; package references are written as {import/path}
	wrapper string // the declaration of a wrapper type and its methods
}

// extract lists what interpreted code can use of pkg: generic functions and types and the
// interfaces that are only constraints have no value and are left out.
func extract(pkg *types.Package) *api {
	a := &api{path: pkg.Path(), name: pkg.Name(), entries: make(map[string]entry)}
	scope := pkg.Scope()
	for _, name := range scope.Names() {
		obj := scope.Lookup(name)
		if !obj.Exported() {
			continue
		}
		ref := "{" + pkg.Path() + "}." + name
		switch obj := obj.(type) {
		case *types.Const:
			a.entries[name] = entry{kind: "consts", expr: constExpr(ref, obj)}
		case *types.Func:
			if obj.Signature().TypeParams().Len() == 0 {
				a.entries[name] = entry{kind: "funcs", expr: ref}
			}
		case *types.Var:
			a.entries[name] = entry{kind: "vars", expr: "&" + ref}
		case *types.TypeName:
			a.addType(name, ref, obj)
		}
	}
	return a
}

func (a *api) addType(name, ref string, obj *types.TypeName) {
	if generic, ok := obj.Type().(interface{ TypeParams() *types.TypeParamList }); ok && generic.TypeParams().Len() > 0 {
		return
	}
	iface, ok := obj.Type().Underlying().(*types.Interface)
	if ok && !iface.IsMethodSet() {
		return
	}
	a.entries[name] = entry{kind: "types", expr: "(*" + ref + ")(nil)"}
	if ok && !obj.IsAlias() && iface.NumMethods() > 0 && implementable(iface) {
		wrap := wrapperName(a.path, name)
		a.entries["_"+name] = entry{kind: "wraps", expr: "(*" + wrap + ")(nil)", wrapper: wrapper(wrap, name, iface)}
	}
}

// constExpr gives the expression for a constant. Untyped ones keep being untyped: the table
// holds them as one of the package's own types, which tell them from typed ones.
func constExpr(ref string, c *types.Const) string {
	if b, ok := c.Type().(*types.Basic); !ok || b.Info()&types.IsUntyped == 0 {
		return ref
	}
	switch v := c.Val(); v.Kind() {
	case constant.String:
		return "untypedString(" + ref + ")"
	case constant.Int:
		if _, exact := constant.Int64Val(v); exact {
			return "untypedInt(" + ref + ")"
		}
		return "untypedUint(" + ref + ")"
	case constant.Float:
		// The exact value, which no Go type holds: a rational or big number's full text.
		f, ok := constant.Val(v).(*big.Float)
		if !ok {
			f = new(big.Float).SetRat(constant.Val(v).(*big.Rat))
		}
		return fmt.Sprintf("untypedFloat(%q)", f.Text('g', int(f.Prec())))
	default:
		return ref
	}
}

// implementable reports whether a type outside the interface's package can implement it.
func implementable(t *types.Interface) bool {
	for m := range t.Methods() {
		if !m.Exported() {
			return false
		}
	}
	return true
}

func wrapperName(path, name string) string {
	return "w_" + strings.NewReplacer("/", "_", ".", "_", "-", "_").Replace(path) + "_" + name
}

// wrapper declares the struct through which an interpreted value implements the interface
// called name, in the shape that yaegi looks for: IValue first, then W<Method> in order.
func wrapper(typ, name string, t *types.Interface) string {
	qualify := func(p *types.Package) string { return "{" + p.Path() + "}" }
	var fields, methods strings.Builder
	for m := range t.Methods() {
		sig := m.Signature()
		var params, args []string
		for i := range sig.Params().Len() {
			text := types.TypeString(sig.Params().At(i).Type(), qualify)
			arg := fmt.Sprintf("a%d", i)
			if sig.Variadic() && i == sig.Params().Len()-1 {
				text = "..." + strings.TrimPrefix(text, "[]")
				args = append(args, arg+"...")
			} else {
				args = append(args, arg)
			}
			params = append(params, arg+" "+text)
		}
		var results []string
		for v := range sig.Results().Variables() {
			results = append(results, types.TypeString(v.Type(), qualify))
		}
		ret, result := "", ""
		if len(results) > 0 {
			ret, result = "return ", " ("+strings.Join(results, ", ")+")"
		}
		head := "(" + strings.Join(params, ", ") + ")" + result
		fmt.Fprintf(&fields, "\tW%s func%s\n", m.Name(), head)
		fmt.Fprintf(&methods, "\nfunc (w %s) %s%s { ", typ, m.Name(), head)
		if m.Name() == "String" {
			methods.WriteString(`if w.WString == nil { return "" }; `)
		}
		fmt.Fprintf(&methods, "%sw.W%s(%s) }\n", ret, m.Name(), strings.Join(args, ", "))
	}
	return fmt.Sprintf("// %s lets an interpreted value be a %s.\ntype %s struct {\n\tIValue any\n%s}\n%s", typ, name, typ, fields.String(), methods.String())
}
