package transform

import (
	"cmp"
	"go/ast"
	"go/types"
	"slices"
	"strings"
)

// A namer finds what the cell defines, what it uses of the session, and where.
type namer struct {
	*checker
	out   *Checked
	made  map[types.Object]*Name
	used  map[*Name]bool
	stems map[string]int // keys given out in this cell

	async   map[ast.Decl]bool
	methods map[string][]int // the items that are methods of a type
}

// fillNames sets Defines, Uses and Refs.
func (k *checker) fillNames(out *Checked) {
	m := &namer{checker: k, out: out, made: map[types.Object]*Name{}, used: map[*Name]bool{}, stems: map[string]int{}, async: map[ast.Decl]bool{}, methods: map[string][]int{}}
	for _, f := range k.funcs {
		if f.decl != nil {
			m.async[f.decl] = true
		}
	}
	for i := range k.cell.Items {
		if f, ok := k.cell.Items[i].Decl.(*ast.FuncDecl); ok && f.Recv != nil {
			if base := receiverBase(f); base != nil {
				m.methods[base.Name] = append(m.methods[base.Name], i)
			}
		}
	}
	for _, d := range k.survey.order {
		m.define(d)
	}
	m.defineDots()
	for i := range k.cell.Items {
		if n := k.cell.Items[i].tree(); n != nil {
			m.walk(n)
		}
	}
	for at, o := range k.outputs {
		if o.index != nil {
			out.Refs = append(out.Refs, Ref{Start: at, End: k.cell.Offset(o.index.End()), Name: o.name})
			m.used[o.name] = true
		}
	}
	slices.SortStableFunc(out.Refs, func(a, b Ref) int { return a.Start - b.Start })
	for n := range m.used {
		out.Uses = append(out.Uses, n)
	}
	slices.SortFunc(out.Uses, func(a, b *Name) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Key, b.Key))
	})
	for _, d := range k.survey.order {
		if n := m.made[k.object(d)]; n != nil {
			m.describe(n, d)
		}
	}
	for _, n := range out.Defines {
		n.digest = m.digest(n)
	}
}

// object is that of a definition; nil if go/types made none.
func (k *checker) object(d *definition) types.Object {
	if s, ok := d.spec.(*ast.ImportSpec); ok {
		return k.importObject(s)
	}
	return k.info.Defs[d.ident]
}

// define makes the Name of a definition.
func (m *namer) define(d *definition) {
	obj := m.object(d)
	if obj == nil || d.name == "_" {
		return
	}
	n := &Name{Name: obj.Name(), Version: 1, Obj: obj, Cell: m.env.CellNo, Start: d.start, Kind: kindOf(obj)}
	old := m.ns.Lookup(n.Name)
	if old != nil {
		n.Version = old.Version + 1
	}
	if n.Kind == KindFunc && old != nil && old.Kind == KindFunc && types.Identical(old.Obj.Type(), obj.Type()) {
		n.Key = old.Key // callers of the old one call the new one
	} else {
		stem := keyStem(n.Name)
		m.stems[stem]++
		n.Key = m.ns.newKey(stem, m.stems[stem])
	}
	n.Async = m.async[d.decl]
	m.made[obj] = n
	m.out.Defines = append(m.out.Defines, n)
}

// defineDots adds the imports named ".".
func (m *namer) defineDots() {
	for i := range m.cell.Items {
		if m.cell.Items[i].Kind != ItemImport {
			continue
		}
		for _, s := range m.cell.Items[i].Decl.(*ast.GenDecl).Specs {
			s := s.(*ast.ImportSpec)
			if obj, ok := m.importObject(s).(*types.PkgName); ok && obj.Name() == "." {
				m.out.Defines = append(m.out.Defines, &Name{Name: ".", Version: 1, Kind: KindImport, Obj: obj, Cell: m.env.CellNo, Start: m.cell.Offset(s.Pos())})
			}
		}
	}
}

func kindOf(obj types.Object) NameKind {
	switch obj.(type) {
	case *types.Func:
		return KindFunc
	case *types.TypeName:
		return KindType
	case *types.Const:
		return KindConst
	case *types.PkgName:
		return KindImport
	}
	return KindVar
}

// walk notes the session-level names that a tree mentions.
func (m *namer) walk(n ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			m.mention(id)
		}
		return true
	})
}

func (m *namer) mention(id *ast.Ident) {
	ref := Ref{Start: m.cell.Offset(id.Pos()), End: m.cell.Offset(id.End())}
	if obj := m.info.Defs[id]; obj != nil {
		if n := m.made[obj]; n != nil && n.Kind != KindImport {
			ref.Name, ref.Def = n, true
			m.out.Refs = append(m.out.Refs, ref)
		}
	}
	obj := m.info.Uses[id]
	if obj == nil {
		return
	}
	ref.Def = false
	if ref.Name = m.made[obj]; ref.Name == nil {
		if ref.Name = m.names[obj]; ref.Name == nil || ref.Name.Key == "" {
			return
		}
		if a := m.early[ref.Start]; a != nil {
			m.info.Uses[id] = ref.Name.Obj
		}
		if ref.Name.Kind != KindImport {
			m.used[ref.Name] = true
		}
	}
	if ref.Name.Kind != KindImport {
		m.out.Refs = append(m.out.Refs, ref)
	}
}

// describe sets a type's or constant's Source, and what it depends on.
func (m *namer) describe(n *Name, d *definition) {
	text := func(n ast.Node) string { return string(m.cell.Src[m.cell.Offset(n.Pos()):m.cell.Offset(n.End())]) }
	switch {
	case n.Kind == KindType:
		n.Source = "type " + text(d.spec)
		m.depend(n, d.spec)
	case n.Kind == KindConst:
		if s := d.spec.(*ast.ValueSpec); len(s.Names) == 1 && len(s.Values) == 1 && !m.mentionsIota(s) {
			n.Source = "const " + text(s)
			m.depend(n, s)
		}
		return
	default:
		return
	}
	for _, i := range m.methods[n.Name] {
		it := &m.cell.Items[i]
		n.Methods = append(n.Methods, string(m.cell.Src[it.Start:it.End]))
		m.depend(n, it.Decl)
	}
}

func (m *namer) mentionsIota(n ast.Node) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && id.Name == "iota"
		return !found
	})
	return found
}

// depend notes what n's declaration, or a method of it, mentions.
func (m *namer) depend(n *Name, tree ast.Node) {
	ast.Inspect(tree, func(node ast.Node) bool {
		id, ok := node.(*ast.Ident)
		if !ok {
			return true
		}
		obj := m.info.Uses[id]
		if p, ok := obj.(*types.PkgName); ok {
			use := ImportUse{Name: p.Name(), Path: p.Imported().Path(), Used: true}
			if !slices.Contains(n.Imports, use) {
				n.Imports = append(n.Imports, use)
			}
			return true
		}
		dep := m.made[obj]
		if dep == nil {
			if dep = m.names[obj]; dep == nil {
				dep = m.ns.NameOf(obj)
			}
		}
		if dep != nil && dep != n && !slices.Contains(n.Deps, dep) {
			n.Deps = append(n.Deps, dep)
		}
		return true
	})
}

// fillValue finds the value of the cell.
func (k *checker) fillValue(out *Checked) {
	n := len(k.cell.Items)
	if n == 0 || k.cell.Quiet || k.cell.Items[n-1].Kind != ItemExpr {
		return
	}
	e := k.cell.Items[n-1].Stmt.(*ast.ExprStmt).X
	tv, ok := k.info.Types[e]
	if !ok || tv.IsVoid() || tv.IsType() || tv.IsBuiltin() || tv.Type == nil || tv.Type == types.Typ[types.Invalid] {
		return
	}
	t := types.Default(tv.Type)
	if tup, ok := t.(*types.Tuple); ok && tup.Len() == 0 {
		return
	}
	if k.prints(e) {
		return
	}
	out.HasValue, out.Value, out.ValueExpr = true, t, e
}

// prints reports whether an expression is a call of fmt's that is made for what it prints, such
// as fmt.Println: nobody wants to see how many bytes that were.
func (k *checker) prints(e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return false
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	f, ok := k.info.Uses[sel.Sel].(*types.Func)
	return ok && f.Pkg() != nil && f.Pkg().Path() == "fmt" &&
		(strings.HasPrefix(f.Name(), "Print") || strings.HasPrefix(f.Name(), "Fprint"))
}

// fillFuncs lists the async functions.
func (k *checker) fillFuncs(out *Checked) {
	for _, f := range k.funcs {
		a := AsyncFunc{Start: f.offset, Decl: f.decl, Lit: f.lit, Name: "func", Fails: f.fails}
		outer := types.Type(nil)
		if f.decl != nil {
			a.Name = f.decl.Name.Name
			if obj := k.info.Defs[f.decl.Name]; obj != nil {
				outer = obj.Type()
			}
		} else {
			outer = k.info.Types[f.lit].Type
		}
		if len(f.results) > maxResults {
			at := f.results[maxResults]
			k.errorf(k.cell.Offset(at.Pos()), k.cell.Offset(at.End()), TypeError, "an async function can give at most %d values beside an error", maxResults)
		}
		sig, _ := outer.(*types.Signature)
		inner, _ := k.info.Types[f.inner].Type.(*types.Signature)
		if sig != nil && inner != nil {
			a.Written = types.NewSignatureType(nil, nil, nil, sig.Params(), inner.Results(), sig.Variadic())
			a.Values, _ = splitResults(inner.Results())
			if !f.fails {
				a.Values = tupleTypes(inner.Results())
			}
			a.Result = coroutineResult(sig)
		}
		out.AsyncFuncs = append(out.AsyncFuncs, a)
	}
}

func tupleTypes(t *types.Tuple) []types.Type {
	var out []types.Type
	for i := range t.Len() {
		out = append(out, t.At(i).Type())
	}
	return out
}

// coroutineResult is T if sig returns *async.Coroutine[T].
func coroutineResult(sig *types.Signature) types.Type {
	if sig.Results().Len() == 1 {
		return coroutineOf(sig.Results().At(0).Type())
	}
	return nil
}

// coroutineOf is T if t is *async.Coroutine[T], else nil.
func coroutineOf(t types.Type) types.Type {
	p, ok := types.Unalias(t).(*types.Pointer)
	if !ok {
		return nil
	}
	n, ok := types.Unalias(p.Elem()).(*types.Named)
	if !ok || n.Obj().Name() != "Coroutine" || n.Obj().Pkg() == nil || n.Obj().Pkg().Path() != AsyncPath || n.TypeArgs().Len() != 1 {
		return nil
	}
	return n.TypeArgs().At(0)
}
